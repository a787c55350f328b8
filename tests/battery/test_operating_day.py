"""A short run of the driver: each event of the day once."""

from pathlib import Path

from battery import operating_day
from battery.operating_day import MOST_LINES


def test_a_day_of_operation_loses_nothing_and_tells_what_it_does_not_record(tmp_path: Path) -> None:
    day = operating_day.run(1, tmp_path)
    assert day.wrong == []
    assert (day.lost, day.unannounced()) == (0, 0)
    assert set(day.statuses) <= {0, 200, 201}
    assert len(day.acknowledged) > 100
    assert len(day.unrecorded) > 20
    assert 0 < len(day.lines) <= MOST_LINES
