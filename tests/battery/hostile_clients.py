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
from dataclasses import dataclass, field
from pathlib import Path

from battery.serving import API, ARTICLE, Server

HALF_BODIES, SLOW_HEADS, SILENT, UNREAD, ABORTED = 40, 200, 300, 60, 50
HEALTH_P99, ARTICLE_P99 = 0.25, 0.5
"""Seconds."""
GROWTH_MIB = 16
"""Of a server, from a third of a soak to its end; what an allocator keeps for itself comes and goes."""

HEAD = b"Host: h\r\nConnection: close\r\n"
HALF_BODY = (
    b"POST %b/responses HTTP/1.1\r\n%bContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n{"
    % (
        API.encode(),
        HEAD,
    )
)
H2_POST = (
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
    b"\x00\x00\x00\x04\x00\x00\x00\x00\x00"  # SETTINGS
    b"\x00\x00\x0a\x01\x04\x00\x00\x00\x01\x83\x84\x86\x41\x01h\x5c\x02100"  # HEADERS: POST / with a length
    b"\x00\x00\x01\x00\x00\x00\x00\x00\x01{"  # DATA: one byte
)


@dataclass
class Asked:
    """Requests for one address."""

    path: str
    seconds: list[float] = field(default_factory=list)
    failed: int = 0

    def p99(self) -> float:
        return sorted(self.seconds)[int(len(self.seconds) * 0.99)] if self.seconds else float("inf")

    def __str__(self) -> str:
        return (
            f"{self.path}: {len(self.seconds)} answered, {self.failed} failed, "
            f"p99 {self.p99() * 1000:.0f} ms, worst {max(self.seconds, default=0) * 1000:.0f} ms"
        )


@dataclass
class Findings:
    """What a run came to."""

    health: Asked = field(default_factory=lambda: Asked("/livez"))
    article: Asked = field(default_factory=lambda: Asked(f"{API}/articles/{ARTICLE}"))
    page: Asked = field(default_factory=lambda: Asked(f"/articles/{ARTICLE}"))
    memory: list[float] = field(default_factory=list)
    """MiB of all processes of the server, once a second."""
    files: list[int] = field(default_factory=list)

    @property
    def growth(self) -> float:
        """MiB from the first third to the end, by the medians of a third each."""
        third = max(len(self.memory) // 3, 1)
        middle, last = sorted(self.memory[third : 2 * third] or [0]), sorted(self.memory[-third:])
        return last[len(last) // 2] - middle[len(middle) // 2]

    @property
    def fine(self) -> bool:
        failed = sum(asked.failed for asked in (self.health, self.article, self.page))
        slow = self.health.p99() > HEALTH_P99 or max(self.article.p99(), self.page.p99()) > ARTICLE_P99
        return not failed and not slow


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


async def probe(port: int, asked: Asked, end: asyncio.Event) -> None:
    """Ask ten times a second, on a new connection each time."""
    while not end.is_set():
        began = time.perf_counter()
        try:
            async with asyncio.timeout(10):
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(b"GET %b HTTP/1.1\r\n%b\r\n" % (asked.path.encode(), HEAD))
                reply = await reader.read()
                writer.close()
        except (OSError, TimeoutError):
            reply = b""
        if reply.startswith(b"HTTP/1.1 200"):
            asked.seconds.append(time.perf_counter() - began)
        else:
            asked.failed += 1
        await asyncio.sleep(max(0.0, 0.1 - (time.perf_counter() - began)))


async def watch(server: Server, found: Findings, end: asyncio.Event) -> None:
    """Note memory and open files of the server's processes once a second."""
    page = os.sysconf("SC_PAGE_SIZE") / 2**20
    while not end.is_set():
        processes = [Path(f"/proc/{process}") for process in server.processes()]
        with suppress(OSError):
            found.memory.append(
                sum(int((each / "statm").read_text().split()[1]) for each in processes) * page
            )
            found.files.append(sum(len(list((each / "fd").iterdir())) for each in processes))
        await asyncio.sleep(1)


async def besiege(server: Server, seconds: float, share: float = 1.0) -> Findings:
    """Let all of them at a server for a while; `share` of the crowd, for a short run."""
    found, end, port = Findings(), asyncio.Event(), server.port
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
        for asked in (found.health, found.article, found.page):
            tasks.create_task(probe(port, asked, end))
        tasks.create_task(watch(server, found, end))
        await asyncio.sleep(seconds)
        end.set()
    return found


def run(seconds: float, folder: Path, share: float = 1.0) -> Findings:
    """Start a server with one worker process and besiege it."""
    with Server(folder / "state", workers=1, environment={"QUIZAPP_RATE_LIMIT": "0"}) as server:
        server.start()
        # In a thread of its own: the test that ran here before may have left an event loop in this one.
        with ThreadPoolExecutor(1) as apart:
            found = apart.submit(asyncio.run, besiege(server, seconds, share)).result()
        server.stop()
    return found


def main(*, seconds: float = 30, soak: bool = False) -> bool:
    """Besiege a server for so long; with `soak` memory has to be flat too. Return whether all is well."""
    with tempfile.TemporaryDirectory() as folder:
        found = run(seconds, Path(folder))
    print(found.health, found.article, found.page, sep="\n")
    print(
        f"memory {found.memory[0]:.0f} to {found.memory[-1]:.0f} MiB, {found.growth:+.1f} in the last third; "
        f"files {found.files[0]} to {found.files[-1]}, {max(found.files)} at the most"
    )
    return found.fine and (not soak or found.growth <= GROWTH_MIB)
