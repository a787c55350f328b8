"""A short run of the driver: half of the crowd, until those who send nothing are let go."""

from pathlib import Path

import pytest
from battery import hostile_clients


@pytest.mark.slow
def test_no_crowd_of_clients_keeps_a_reader_or_a_health_check_waiting(tmp_path: Path) -> None:
    found = hostile_clients.run(12, tmp_path, share=0.5)
    probes = (found.health, found.article, found.page)
    assert [probe.failed for probe in probes] == [0, 0, 0]
    assert min(len(probe.seconds) for probe in probes) > 20
    # A busy machine may be slow, and may stand still now and then. A reader who is locked out waits for nine
    # seconds or more.
    assert max(sorted(probe.seconds)[-3] for probe in probes) < 3
    assert max(max(probe.seconds) for probe in probes) < 8
