"""A short cut of the driver: one renewal and one end under load."""

from __future__ import annotations

from pathlib import Path

from battery import shutdown


def test_no_request_is_lost_when_a_server_ends_or_is_renewed(tmp_path: Path) -> None:
    found = shutdown.run(1, 1, tmp_path)
    assert found.failures == []
    assert (found.lost, found.statuses) == (0, {0: 1})
    assert found.slowest_end < shutdown.GRACE
    assert found.answered > 150
