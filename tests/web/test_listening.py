"""The socket of a site: claimed once, and closed with nobody waiting at it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from quizapp.errors import SettingsError
from quizapp.web.listening import claimed, let_nobody_in

HOST = "127.0.0.1"


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A socket of a site that listens."""
    with claimed(HOST, 0) as claim:
        claim.listen()
        yield claim


@pytest.mark.parametrize("host", [HOST, "::1"])
def test_a_place_can_be_claimed_once(host: str) -> None:
    with claimed(host, 0) as first:
        first.listen()
        port = first.getsockname()[1]
        with (
            pytest.raises(SettingsError, match=r"cannot serve at .*: Address already in use"),
            claimed(host, port),
        ):
            pass
    with claimed(host, port):
        pass


def test_nobody_is_let_in_and_who_waits_is_waited_for(listener: socket.socket) -> None:
    place = listener.getsockname()
    first, second = socket.create_connection(place), socket.create_connection(place)
    closing = threading.Thread(target=let_nobody_in, args=(listener,))
    closing.start()
    time.sleep(0.5)
    with pytest.raises(TimeoutError):
        socket.create_connection(place, timeout=0.2)
    assert closing.is_alive()
    taken = [listener.accept()[0] for _ in range(2)]
    closing.join(timeout=1)
    assert not closing.is_alive()
    listener.close()
    first.sendall(b"who waited")
    assert taken[0].recv(100) == b"who waited"
    for each in (first, second, *taken):
        each.close()


def test_who_is_never_taken_is_given_up(listener: socket.socket) -> None:
    with socket.create_connection(listener.getsockname()):
        began = time.monotonic()
        let_nobody_in(listener)
    assert 1.9 < time.monotonic() - began < 5
