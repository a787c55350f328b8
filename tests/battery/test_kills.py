"""A short run of the driver, and proof that it sees what is lost."""

from battery import kills


def test_no_kill_loses_a_step_or_counts_it_twice() -> None:
    tally, starts = kills.run(2, acknowledgements=30)
    print(tally.text(), kills.summary(starts))
    assert tally.fine
    assert len(tally.acknowledged) >= 60
    assert tally.replayed > 0


def test_a_build_that_says_recorded_before_the_commit_is_found_out() -> None:
    tally, _ = kills.run(1, acknowledgements=30, fault="says recorded too early")
    assert tally.lost
