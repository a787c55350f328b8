"""A short cut of the driver: two restarts, one in good order and one as if the power had failed."""

from __future__ import annotations

from pathlib import Path

from battery import pg_restart


def test_two_replicas_outlive_restarts_of_their_database(tmp_path: Path) -> None:
    found = pg_restart.run(2, tmp_path, away=0.5)
    assert set(found.statuses) == {200, 201}
    assert found.acknowledged > 0
    assert (found.lost, found.slowest <= pg_restart.HEALED) == (0, True)
    assert found.unrecorded > 0
    assert found.changed > 20
