import logging
import subprocess
import sys
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from waiting import Clock

from quizapp.settings import RATE_LIMIT
from quizapp.web.app import create_app
from quizapp.web.ops.rate_limit import Limiter, network_of, sender
from quizapp.web.site import Site

ATTEMPTS = "/api/v1/articles/blisters-from-new-shoes/attempts"


def test_a_minute_of_posts_may_come_at_once_and_then_one_at_a_time(clock: Clock) -> None:
    limiter = Limiter(6, clock)
    assert [limiter.wait("192.0.2.1") for _ in range(8)] == [0, 0, 0, 0, 0, 0, 10, 10]
    clock.now += 9.5
    assert limiter.wait("192.0.2.1") == 1
    clock.now += 0.5
    assert [limiter.wait("192.0.2.1") for _ in range(2)] == [0, 10]


@pytest.mark.parametrize(
    ("address", "like", "unlike"),
    [
        ("192.0.2.1", "192.0.2.99", "192.0.3.1"),
        ("2001:db8:1:2::1", "2001:db8:1:ffff::5", "2001:db8:2::1"),
        ("::ffff:192.0.2.1", "192.0.2.2", "::1"),
        ("fe80::1%eth0", "fe80::2", "fe81::1"),
        ("nonsense", "nonsense", "nonsense too"),
        ("", "", "0.0.0.0"),  # noqa: S104 - an address, and nothing binds to it
        ("\udcff", "\udcff", "\udcfe"),
    ],
)
def test_an_address_stands_for_its_network(address: str, like: str, unlike: str) -> None:
    assert network_of(address) == network_of(like) != network_of(unlike)


@pytest.mark.parametrize(
    ("forwarded_for", "proxies", "who"),
    [
        (None, 0, "peer"),
        ("forged", 0, "peer"),
        (None, 1, "peer"),
        ("", 1, "peer"),
        ("reader", 1, "reader"),
        ("forged, reader", 1, "reader"),
        ("forged, reader, our outer proxy", 2, "reader"),
        ("too short", 2, "peer"),
    ],
)
def test_only_what_our_own_proxies_say_is_believed(forwarded_for: str | None, proxies: int, who: str) -> None:
    assert sender("peer", forwarded_for, proxies) == who


def limited(site: Site, rate_limit: int, proxies: int = 0) -> FlaskClient:
    site.settings = replace(site.settings, rate_limit=rate_limit, proxies=proxies)
    return create_app(site=site).test_client()


def test_a_network_that_posts_too_much_is_told_when_to_come_again(site: Site) -> None:
    client = limited(site, rate_limit=2)
    replies = [client.post(ATTEMPTS, json={}) for _ in range(3)]
    assert [reply.status_code for reply in replies] == [201, 201, 429]
    assert replies[2].content_type == "application/problem+json"
    seconds = replies[2].headers["Retry-After"]
    assert 0 < int(seconds) <= 30
    assert replies[2].headers["Access-Control-Allow-Origin"] == "*"
    assert replies[2].json == {
        "type": "/docs#problem_too-many-requests",
        "code": "too-many-requests",
        "title": "Too Many Requests",
        "status": 429,
        "detail": f"Too many requests come from this network. Try again in {seconds} s.",
    }
    assert client.get("/api/v1/articles").status_code == 200
    assert client.post(ATTEMPTS, json={}, environ_base={"REMOTE_ADDR": "192.0.2.1"}).status_code == 201


def test_somebody_at_a_page_gets_a_page_and_zero_is_no_limit(site: Site) -> None:
    path = "/articles/blisters-from-new-shoes/quiz"
    client, unlimited = limited(site, rate_limit=1), limited(site, rate_limit=0)
    replies = [client.post(path, data={"step": "check"}) for _ in range(2)]
    assert [reply.status_code for reply in replies] == [303, 429]
    assert replies[1].mimetype == "text/html"
    assert {unlimited.post("/api/v1/responses").status_code for _ in range(50)} == {415}


def test_readers_behind_a_proxy_are_told_apart(site: Site) -> None:
    client = limited(site, rate_limit=1, proxies=1)
    for reader in ("192.0.2.1", "198.51.100.1"):
        sent = {"X-Forwarded-For": f"203.0.113.9, {reader}"}
        assert [client.post(ATTEMPTS, json={}, headers=sent).status_code for _ in range(2)] == [201, 429]


@pytest.mark.parametrize(
    ("rate_limit", "proxies", "told"),
    [
        (1, 0, "posts are held back that came through a proxy: is QUIZAPP_PROXIES missing?"),
        (60, 2, "a post came through 1 of QUIZAPP_PROXIES=2: is it too high?"),
    ],
)
def test_proxies_that_do_not_fit_the_setting_are_named_once_in_the_log(
    site: Site, caplog: pytest.LogCaptureFixture, rate_limit: int, proxies: int, told: str
) -> None:
    client = limited(site, rate_limit, proxies)
    with caplog.at_level(logging.WARNING):
        for forwarded in ("192.0.2.1, 192.0.2.2", "192.0.2.1", "192.0.2.1"):
            client.post(ATTEMPTS, json={}, headers={"X-Forwarded-For": forwarded})
    assert caplog.messages == [told]


def test_five_hundred_readers_behind_one_address_are_not_held_back_by_default(clock: Clock) -> None:
    limiter = Limiter(RATE_LIMIT, clock)
    # All begin in one second; then each responds every six seconds for ten minutes.
    assert not any(limiter.wait("192.0.2.1") for _ in range(500))
    for _ in range(100):
        assert not any(limiter.wait("192.0.2.1") for _ in range(500))
        clock.now += 6


def test_very_many_networks_take_no_more_memory_than_one_and_hold_nobody_back() -> None:
    # In a process of its own: other threads of this one take memory too.
    program = """
from pathlib import Path
from quizapp.web.ops.rate_limit import Limiter

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

before = resident()
limiter = Limiter(60, lambda: 1000.0)
held_back = any(limiter.wait(f"2001:{n >> 16:x}:{n & 65535:x}::1") for n in range(100_000))
print(held_back, resident() - before)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    held_back, taken = done.stdout.split()
    # The table has 4 MiB; anything with an entry for each would take more than twice as much.
    assert (held_back, int(taken) <= 6 * 1024 * 1024) == ("False", True)
