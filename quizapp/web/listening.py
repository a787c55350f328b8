"""The socket where a site takes connections: one for all worker processes, so that none are lost with one.

Where each worker has a socket of its own, the connections that wait at it are reset when it ends. Here they
wait at one that outlives every worker, and whoever is free takes the next. When the whole site ends, nobody
new is let in any more, and all who wait are served first.
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
    from collections.abc import Iterator

BACKLOG = 1024
"""Connections that may wait to be taken."""

_ARRIVAL = 0.25
"""Seconds that a client has to complete a connection that it began before the door was closed."""

_SERVING = 2.0
"""Seconds after which those who still wait are given up: nothing takes them."""

_ATTACH_FILTER = 26
"""SO_ATTACH_FILTER of asm-generic/socket.h, which Python has no name for."""

_DROP_SYN = (
    (0x30, 0, 0, 13),  # load the byte of flags in the TCP header
    (0x45, 0, 1, 0x02),  # does it ask for a new connection? if not, skip one
    (0x06, 0, 0, 0),  # drop it
    (0x06, 0, 0, 0xFFFFFFFF),  # take it whole
)
"""A classic BPF program (kernel.org/doc/html/latest/networking/filter.html). Of each instruction the code,
how many to skip if it holds and if it does not, and the operand."""

_WAITING = struct.Struct("24xI")
"""Where struct tcp_info (linux/tcp.h) has tcpi_unacked: of a listening socket, connections that wait."""


@contextlib.contextmanager
def claimed(host: str, port: int) -> Iterator[socket.socket]:
    """Give the socket at a place, not listening yet; SettingsError if somebody is there or nobody may be."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            raise SettingsError(
                "--host and --port", f"cannot serve at {host}:{port}: {error.strerror}"
            ) from error
        listener.settimeout(0)
        yield listener


def let_nobody_in(listener: socket.socket) -> None:
    """Refuse new connections, and return when nobody waits; on Linux, elsewhere nothing can be done.

    Who comes now hears nothing, tries again after a second, and is refused by the kernel once the socket is
    closed. To close it at once would break off those whose connection is complete and waits.
    """
    if sys.platform != "linux":
        return
    instructions = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *each) for each in _DROP_SYN))
    program = struct.pack("HP", len(_DROP_SYN), ctypes.addressof(instructions))
    with contextlib.suppress(OSError):  # some sandboxes have no filters: those who come now may be broken off
        listener.setsockopt(socket.SOL_SOCKET, _ATTACH_FILTER, program)
    began = time.monotonic()
    time.sleep(_ARRIVAL)
    while _waiting(listener) and time.monotonic() - began < _SERVING:
        time.sleep(0.01)


def _waiting(listener: socket.socket) -> int:
    state = listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _WAITING.size)
    waiting: int = _WAITING.unpack(state)[0]
    return waiting
