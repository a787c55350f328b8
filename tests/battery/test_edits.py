"""A short run of the driver, and proof that it finds what it looks for."""

from battery import edits


def test_readers_are_served_whole_articles_while_editors_save_and_break_them() -> None:
    """No matter how soon: that depends on what else the machine does."""
    board = edits.run(edits=16, requests=400, within=30, seed=3, articles=4)
    assert board.failures() == []
    assert (
        min(board.counted[what] for what in ("good edits", "broken edits", "attempts", "304", "packed")) > 0
    )


def test_a_build_with_a_fault_is_found() -> None:
    """One of them; with `--bite` the driver tries every one."""
    assert edits.is_found("swaps tables one after the other")
