"""A short cut of the driver: a few readers of every kind through a running server."""

from battery import readers


def test_the_verdict_keeps_its_bars_through_the_running_server() -> None:
    assert readers.run(6, seed=3)


def test_a_share_beyond_its_bar_is_seen_though_chance_is_allowed_for() -> None:
    fits = [n for n in range(21) if readers.within(n, 20, 0, 0.05)]
    assert (fits[0], fits[-1]) == (0, 7)
    assert [readers.within(n, 20, 1, 1) for n in (19, 20)] == [False, True]
    assert [readers.within(n, 20, 0, 0) for n in (0, 1)] == [True, False]
