"""Granian with queues of connections that outlive its workers. It is slow to import.

On Linux granian lets each worker make a socket of its own (SO_REUSEPORT), and what waits at one that ends is
reset. It knows how to hand sockets to workers, since other systems need that: these steps of its start and
its end are all that is replaced here.
"""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Any

from granian._granian import SocketHolder
from granian.server.mp import MPServer, WorkerProcess

from quizapp.web.listening import ARRIVAL, BACKLOG, led_past, let_nobody_in

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Sequence


class LastingQueues(MPServer):
    """Serves at sockets that are bound already, with one worker process for each."""

    def __init__(self, queues: Sequence[socket.socket], target: str, **options: Any) -> None:  # noqa: ANN401 - as granian has them
        host, port = queues[0].getsockname()[:2]
        super().__init__(target, address=host, port=port, workers=len(queues), backlog=BACKLOG, **options)
        self._queues = queues
        self._closed = False

    def _init_shared_socket(self) -> None:
        for queue in self._queues:
            queue.listen(BACKLOG)

    def _spawn_worker(self, idx: int, *target: Any, **more: Any) -> WorkerProcess:  # noqa: ANN401 - as granian has them
        queue = self._queues[idx]
        of_a_unix_domain = False
        holder = SocketHolder(queue.fileno(), of_a_unix_domain, BACKLOG)  # type: ignore[call-arg] # not in its stub
        self._ssp, self._shd, self._sso = None, holder, queue  # type: ignore[assignment] # declared None
        worker = super()._spawn_worker(idx, *target, **more)
        worker.terminate = partial(self._relieve, idx, worker.terminate)  # type: ignore[method-assign] # see there
        return worker

    def _relieve(self, place: int, terminate: Callable[[], None]) -> None:
        """Tell a worker to end while nobody is sent to it.

        When it is told, it closes connections of which it has read nothing yet, be their request on its way.
        """
        if self._closed:
            terminate()
            return
        with led_past(self._queues, place):
            time.sleep(ARRIVAL)
            terminate()
            time.sleep(ARRIVAL)

    def _drop_shared_socket(self) -> None:
        self._closed = True
        let_nobody_in(self._queues)
        for queue in self._queues:
            queue.close()
