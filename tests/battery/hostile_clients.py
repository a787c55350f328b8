"""Clients that send nothing, little or slowly, or read nothing: `python -m tests.battery hostile_clients`.

40 clients with half a body, 200 with half a head, 300 that are silent and 60 that ask for much and take none
of it come back whenever they are let go, after 50 posts in HTTP/2 that are broken off. Meanwhile a health
check and a reader ask ten times a second on new connections. It says what became of memory and open files;
with `--soak` memory must not have grown, which takes `--seconds 600` to see.
"""

import asyncio
import os
import socket
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from statistics import median

from battery.report import Report, share_of
from battery.serving import API, ARTICLE, Server, serving

HALF_BODIES, SLOW_HEADS, SILENT, UNREAD, ABORTED = 40, 200, 300, 60, 50
MOST = {"/livez": 0.25, f"{API}/articles/{ARTICLE}": 0.5, f"/articles/{ARTICLE}": 0.5}
"""Seconds that 99 of 100 requests for each may take."""
GROWTH_MIB = 16
"""Of a server, from a third of a soak to its end; what an allocator keeps for itself comes and goes."""

HEAD = b"Host: h\r\nConnection: close\r\n"
HALF_BODY = (
    b"POST /api/v1/responses HTTP/1.1\r\n%bContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n{"
    % HEAD
)
H2_POST = (
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
    b"\x00\x00\x00\x04\x00\x00\x00\x00\x00"  # SETTINGS
    b"\x00\x00\x0a\x01\x04\x00\x00\x00\x01\x83\x84\x86\x41\x01h\x5c\x02100"  # HEADERS: POST / with a length
    b"\x00\x00\x01\x00\x00\x00\x00\x00\x01{"  # DATA: one byte
)


async def hold(port: int, sent: bytes, drip: bytes, end: asyncio.Event) -> None:
    """Send something and then a byte a second, and begin anew whenever the server has enough."""
    while not end.is_set():
        with suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(sent)
            closed = asyncio.ensure_future(reader.read())
            while not closed.done() and not end.is_set():
                await asyncio.wait([closed], timeout=1)
                writer.write(drip)
            closed.cancel()
            writer.close()


async def ignore(port: int, end: asyncio.Event) -> None:
    """Ask for much and read none of it, and begin anew whenever the server has enough."""
    while not end.is_set():
        with suppress(OSError), socket.socket() as wire:
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            wire.connect(("127.0.0.1", port))
            wire.sendall(b"GET /api/v1/openapi.json HTTP/1.1\r\nHost: h\r\n\r\n" * 20)
            while not end.is_set():
                wire.send(b"G")  # the system says then whether the server has let go
                await asyncio.sleep(1)


async def probe(port: int, path: str, report: Report, end: asyncio.Event) -> None:
    """Ask ten times a second, on a new connection each time."""
    while not end.is_set():
        began = time.perf_counter()
        try:
            async with asyncio.timeout(10):
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(b"GET %b HTTP/1.1\r\n%b\r\n" % (path.encode(), HEAD))
                reply = await reader.read()
                writer.close()
        except (OSError, TimeoutError):
            reply = b""
        if not reply.startswith(b"HTTP/1.1 200"):
            report.fail(f"{path} failed", reply[:80].decode(errors="replace"))
        report.seconds[path].append(time.perf_counter() - began)
        await asyncio.sleep(max(0.0, 0.1 - (time.perf_counter() - began)))


async def watch(server: Server, memory: list[float], report: Report, end: asyncio.Event) -> None:
    """Note the memory of the server's processes in MiB, and the most open files, once a second."""
    page = os.sysconf("SC_PAGE_SIZE") / 2**20
    while not end.is_set():
        processes = [Path(f"/proc/{process}") for process in server.processes()]
        with suppress(OSError):
            memory.append(sum(int((each / "statm").read_text().split()[1]) for each in processes) * page)
            files = sum(len(list((each / "fd").iterdir())) for each in processes)
            report.counted["open files at the most"] = max(files, report.counted["open files at the most"])
        await asyncio.sleep(1)


async def besiege(server: Server, report: Report, seconds: float, share: float) -> list[float]:
    """Let this share of all of them at a server for a while; return its memory in every second."""
    memory, end, port = list[float](), asyncio.Event(), server.port
    for _ in range(ABORTED):
        with socket.create_connection(("127.0.0.1", port)) as wire:
            wire.sendall(H2_POST)
    crowd = [
        *[(HALF_BODY, b"")] * int(HALF_BODIES * share),
        *[(b"GET / HTTP/1.1\r\nX-", b"a")] * int(SLOW_HEADS * share),
        *[(b"", b"")] * int(SILENT * share),
    ]
    async with asyncio.TaskGroup() as tasks:
        for sent, drip in crowd:
            tasks.create_task(hold(port, sent, drip, end))
        for _ in range(int(UNREAD * share)):
            tasks.create_task(ignore(port, end))
        await asyncio.sleep(1)
        for path in MOST:
            tasks.create_task(probe(port, path, report, end))
        tasks.create_task(watch(server, memory, report, end))
        await asyncio.sleep(seconds)
        end.set()
    return memory


def growth(memory: list[float]) -> float:
    """Return how much more memory there is in the last third of a run than in the one before, by medians."""
    third = max(len(memory) // 3, 1)
    return median(memory[-third:]) - median(memory[third : 2 * third] or [0])


def run(*, seconds: float = 30.0, share: float = 1.0, soak: bool = False) -> Report:
    """Besiege a server with one worker process; with `soak` memory has to be flat too."""
    report = Report()
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder) / "state", workers=1, QUIZAPP_RATE_LIMIT="0") as server,
        # In a thread of its own: the test that ran here before may have left an event loop in this one.
        ThreadPoolExecutor(1) as apart,
    ):
        memory = apart.submit(asyncio.run, besiege(server, report, seconds, share)).result()
    report.count("MiB at the end", round(memory[-1]))
    report.count("MiB more in the last third", round(growth(memory)))
    if soak and growth(memory) > GROWTH_MIB:
        report.fail("memory grew")
    for path, most in MOST.items():
        if share_of(report.seconds[path], 0.99) > most:
            report.fail(f"{path} is slow")
    return report
