"""Granian with one queue of connections for all its workers, on Linux too.

There it gives each worker a socket of its own (SO_REUSEPORT), and what waits at one that ends is reset. It
knows how to share a socket, since other systems need that: two steps of its start and end are all that is
replaced here. It is slow to import.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from granian._granian import SocketHolder
from granian.server.mp import MPServer

from quizapp.web.listening import BACKLOG, let_nobody_in

if TYPE_CHECKING:
    import socket


class OneQueue(MPServer):
    """Serves at a socket that is bound already."""

    def __init__(self, listener: socket.socket, target: str, **options: Any) -> None:  # noqa: ANN401 - as granian has them
        host, port = listener.getsockname()[:2]
        super().__init__(target, address=host, port=port, backlog=BACKLOG, **options)
        self._listener = listener

    def _init_shared_socket(self) -> None:
        self._listener.listen(BACKLOG)
        self._ssp = None
        self._sso = self._listener
        self._sfd: int = self._listener.fileno()  # type: ignore[assignment] # declared by its first value
        at = (self._sfd, False, BACKLOG)  # it is no Unix domain socket
        self._shd: SocketHolder = SocketHolder(*at)  # type: ignore[assignment, call-arg] # as above

    def _drop_shared_socket(self) -> None:
        let_nobody_in(self._listener)
        super()._drop_shared_socket()  # type: ignore[no-untyped-call] # so it is there
