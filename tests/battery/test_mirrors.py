"""A short run of the driver."""

from battery import mirrors


def test_a_mirror_of_two_replicas_is_exact_and_hears_of_all_that_is_urgent() -> None:
    board = mirrors.run(edits=30, seed=5)
    assert board.failures == []
    done = ("edited", "added", "withdrawn", "renamed", "lost", "restarts", "polls", "urgent", "documents")
    assert min(board.counted[what] for what in done) > 0
