"""A short run of the driver: two readers who change replica at every step, and each way to end a replica."""

import signal
from pathlib import Path

from battery import behind_nginx


def test_readers_change_replica_at_every_step_and_do_not_notice_when_one_ends(tmp_path: Path) -> None:
    found = behind_nginx.run(2, [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP], tmp_path)
    assert set(found.statuses) == {200, 201}
    assert (found.stayed, found.unequal, found.unrecorded, found.lost) == (0, 0, 0, 0)
    assert found.changed > 30
    assert found.passes == {"encoding": "gzip", "tag": "strong", "again": "304"}
