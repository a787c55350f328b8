"""The sockets where a site takes connections: a queue for each worker process, which outlives it.

What waits at a socket is reset with it. So none is closed when its worker goes: the next one finds the queue
of its place. When the whole site ends, nobody new is let in any more, and all who wait are served first.
One queue for all workers would do too, but whoever is up first would take all connections, and keep them.
"""

from __future__ import annotations

import contextlib
import ctypes
import socket
import struct
import sys
import time
from typing import TYPE_CHECKING

from quizapp.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BACKLOG = 1024
"""Connections that may wait to be taken."""

ARRIVAL = 0.25
"""Seconds that a client has to complete a connection that it has begun, and to send its request."""

_SERVING = 2.0
"""Seconds after which those who still wait are given up: nothing takes them."""

_ATTACH_FILTER, _ATTACH_REUSEPORT_CBPF, _DETACH_REUSEPORT_BPF = 26, 51, 68
"""Options of asm-generic/socket.h (SO_...) that Python has no names for."""

_RETURN = 0x06
_DROP_SYN = (
    (0x30, 0, 0, 13),  # load the byte of flags in the TCP header
    (0x45, 0, 1, 0x02),  # does it ask for a new connection? if not, skip one
    (_RETURN, 0, 0, 0),  # drop it
    (_RETURN, 0, 0, 0xFFFFFFFF),  # take it whole
)
"""A classic BPF program (kernel.org/doc/html/latest/networking/filter.html). Of each instruction the code,
how many to skip if it holds and if it does not, and the operand."""

_WAITING = struct.Struct("24xI")
"""Where struct tcp_info (linux/tcp.h) has tcpi_unacked: of a listening socket, connections that wait."""


@contextlib.contextmanager
def claimed(host: str, port: int, workers: int) -> Iterator[list[socket.socket]]:
    """Give the queues of a place, not listening yet; SettingsError if somebody is there or nobody may be.

    On Linux connections are spread over them by their addresses; elsewhere it is the same one for all.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with contextlib.ExitStack() as stack:
        queues: list[socket.socket] = []
        for _ in range(workers if sys.platform == "linux" else 1):
            queue = stack.enter_context(socket.socket(family))
            queue.settimeout(0)
            queue.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            # All connections inherit it: without, a reply in two parts waits for the client's delayed answer.
            queue.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if queues:
                queue.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            _bind(queue, host, queues[0].getsockname()[1] if queues else port)
            # The first one shares its port only now, for a second server must not find it shared.
            queue.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            queues.append(queue)
        yield queues if len(queues) == workers else queues * workers


def _bind(queue: socket.socket, host: str, port: int) -> None:
    try:
        queue.bind((host, port))
    except OSError as error:
        raise SettingsError(
            "--host and --port", f"cannot serve at {host}:{port}: {error.strerror}"
        ) from error


def let_nobody_in(queues: Sequence[socket.socket]) -> None:
    """Refuse new connections, and return when nobody waits; on Linux, elsewhere nothing can be done.

    Who comes now hears nothing, tries again after a second, and is refused by the kernel once the sockets are
    closed. To close them at once would break off those whose connection is complete and waits.
    """
    if sys.platform != "linux":
        return
    for queue in queues:
        _attach(queue, _ATTACH_FILTER, _DROP_SYN)
    began = time.monotonic()
    time.sleep(ARRIVAL)
    while any(map(_waiting, queues)) and time.monotonic() - began < _SERVING:
        time.sleep(0.01)


@contextlib.contextmanager
def led_past(queues: Sequence[socket.socket], place: int) -> Iterator[None]:
    """Give a time in which new connections go to another queue than that of a place, if there is another.

    The queues must have begun to listen in their order: it is the one in which the kernel counts them.
    """
    if sys.platform != "linux" or len(queues) == 1:
        yield
        return
    _attach(queues[0], _ATTACH_REUSEPORT_CBPF, [(_RETURN, 0, 0, (place + 1) % len(queues))])
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            queues[0].setsockopt(socket.SOL_SOCKET, _DETACH_REUSEPORT_BPF, 0)


def _attach(queue: socket.socket, option: int, program: Sequence[tuple[int, int, int, int]]) -> None:
    instructions = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *each) for each in program))
    pointer = struct.pack("HP", len(program), ctypes.addressof(instructions))
    with contextlib.suppress(OSError):  # some sandboxes have none: who comes now may be broken off
        queue.setsockopt(socket.SOL_SOCKET, option, pointer)


def _waiting(queue: socket.socket) -> int:
    state = queue.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _WAITING.size)
    waiting: int = _WAITING.unpack(state)[0]
    return waiting
