"""A short cut of the driver: a few readers of every kind through a running server."""

from __future__ import annotations

from battery import readers


def test_the_verdict_keeps_its_bars_through_the_running_server() -> None:
    assert readers.run(6, seed=3)
