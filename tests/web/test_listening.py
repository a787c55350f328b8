"""The sockets of a site: claimed once, and closed with nobody waiting at them."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress

import pytest

from quizapp.errors import SettingsError
from quizapp.web.listening import claimed, led_past, let_nobody_in

HOST = "127.0.0.1"


@pytest.fixture
def queues() -> Iterator[Sequence[socket.socket]]:
    """The sockets of a site that listens."""
    with claimed(HOST, 0, 2) as claim:
        for queue in claim:
            queue.listen()
        yield claim


def take(queues: Sequence[socket.socket]) -> list[socket.socket]:
    """Take all who wait."""
    taken = []
    for queue in queues:
        with suppress(BlockingIOError):
            while True:
                taken.append(queue.accept()[0])
    return taken


@pytest.mark.parametrize("host", [HOST, "::1"])
def test_a_place_can_be_claimed_once(host: str) -> None:
    with claimed(host, 0, 2) as first:
        first[0].listen()
        port = first[0].getsockname()[1]
        with (
            pytest.raises(SettingsError, match=r"cannot serve at .*: Address already in use"),
            claimed(host, port, 2),
        ):
            pass
    with claimed(host, port, 2):
        pass


def test_connections_are_spread_over_the_queues(queues: Sequence[socket.socket]) -> None:
    clients = [socket.create_connection(queues[0].getsockname()) for _ in range(40)]
    shares = [take([queue]) for queue in queues]
    assert min(map(len, shares)) > 5
    for each in (*clients, *shares[0], *shares[1]):
        each.close()


@pytest.mark.parametrize("place", [0, 1])
def test_connections_are_led_past_a_queue_for_a_while(queues: Sequence[socket.socket], place: int) -> None:
    def shares() -> list[bool]:
        clients = [socket.create_connection(queues[0].getsockname()) for _ in range(20)]
        taken = [take([queue]) for queue in queues]
        for each in (*clients, *taken[0], *taken[1]):
            each.close()
        return [bool(each) for each in taken]

    with led_past(queues, place):
        assert shares() == [place != 0, place != 1]
    assert shares() == [True, True]


def test_a_reply_in_two_parts_does_not_wait_for_the_client(queues: Sequence[socket.socket]) -> None:
    with socket.create_connection(queues[0].getsockname()):
        (taken,) = take(queues)
        assert taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        taken.close()


def test_nobody_is_let_in_and_who_waits_is_waited_for(queues: Sequence[socket.socket]) -> None:
    place = queues[0].getsockname()
    waiting = [socket.create_connection(place) for _ in range(10)]
    closing = threading.Thread(target=let_nobody_in, args=(queues,))
    closing.start()
    time.sleep(0.5)
    with pytest.raises(TimeoutError):
        socket.create_connection(place, timeout=0.2)
    assert closing.is_alive()
    taken = take(queues)
    closing.join(timeout=1)
    assert not closing.is_alive()
    for queue in queues:
        queue.close()
    for each in waiting:
        each.sendall(b"who waited")
    assert [each.recv(100) for each in taken] == [b"who waited"] * 10
    for each in (*waiting, *taken):
        each.close()


def test_who_is_never_taken_is_given_up(queues: Sequence[socket.socket]) -> None:
    with socket.create_connection(queues[0].getsockname()):
        began = time.monotonic()
        let_nobody_in(queues)
    assert 1.9 < time.monotonic() - began < 5
