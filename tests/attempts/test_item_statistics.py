from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import groupby
from random import Random

import numpy as np
import pytest
import scipy.stats
from checks import key_or_not, make_check, make_checks, make_full_checks
from factories import make_bank
from numpy.typing import NDArray

from quizapp.attempts.item_statistics import (
    BankStatistics,
    Estimate,
    ItemStatistics,
    Remark,
    correlation,
    measure,
    share,
    shares,
)
from quizapp.attempts.model import Mode, Step
from quizapp.content.model import Item, Level
from quizapp.quiz.bank import ItemBank, item_revision

LEVELS = tuple(Level)
CARRY_ON, MODIFY, BOOK, URGENT = LEVELS
BANK = make_bank(flags=2, per_stratum=4)
ITEM = BANK.items["book-0"]
OTHERS = [item for item in BANK.quiz.items if item.id != ITEM.id]


def levels(carry_on: int, modify: int, book: int, urgent: int) -> list[Level]:
    """Return so many choices of each level."""
    return [CARRY_ON] * carry_on + [MODIFY] * modify + [BOOK] * book + [URGENT] * urgent


def of(statistics: BankStatistics, item: Item = ITEM) -> ItemStatistics:
    """Return the statistics of an item asked now."""
    return next(found for found in statistics.items if found.item == item.id and found.asked_now)


def rounded(estimate: Estimate | None) -> tuple[float, ...]:
    assert estimate is not None
    return *(round(value, 4) for value in (estimate.value, estimate.low, estimate.high)), estimate.n


# Published and hand-computed values


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_of_a_share_is_that_of_newcombe_1998(
    count: int, n: int, low: float, high: float
) -> None:
    assert rounded(share(count, n)) == (round(count / n, 4), low, high, n)


def test_a_share_of_all_or_nothing_has_an_exact_end() -> None:
    assert (share(0, 50).low, share(50, 50).high) == (0.0, 1.0)
    assert share(0, 50).high == pytest.approx(1 - share(50, 50).low)


def test_a_correlation_computed_by_hand() -> None:
    # 15 + 15 pairs agree and 5 + 5 do not: r = (15 * 15 - 5 * 5) / 20^2 = .5; z = .5493 and 1.96 / sqrt(37)
    # = .3222, so the ends are tanh(.2271) and tanh(.8715).
    pairs = {(1.0, 1.0): 15, (1.0, 0.0): 5, (0.0, 1.0): 5, (0.0, 0.0): 15}
    assert rounded(correlation(pairs)) == (0.5, 0.2233, 0.7021, 40)


def test_a_whole_correlation_has_no_width() -> None:
    assert correlation({(1.0, 0.7): 20, (0.0, 0.3): 20}) == Estimate(1, 1, 1, 40)
    assert correlation({(1.0, 0.3): 20, (0.0, 0.7): 20}) == Estimate(-1, -1, -1, 40)


def test_what_does_not_vary_correlates_with_nothing() -> None:
    assert correlation({(1.0, 0.1): 20, (1.0, 0.2): 20}) is None
    assert correlation({(1.0, 1 / 3): 20, (0.0, 1 / 3): 20}) is None


def test_an_item_computed_by_hand() -> None:
    found = of(measure(BANK, make_checks(ITEM, levels(4, 8, 30, 8))))
    assert found == ItemStatistics(
        item="book-0",
        revision=item_revision(ITEM),
        asked_now=True,
        key=BOOK,
        chosen=(4, 8, 30, 8),
        discrimination=None,
    )
    assert found.n == 50
    assert found.facility == share(30, 50)
    assert found.under_triage == share(12, 50)
    assert found.over_triage == share(8, 50)
    assert [option.value for option in found.options] == [0.08, 0.16, 0.6, 0.16]


def test_discrimination_computed_by_hand() -> None:
    # The others are at .8 or .4, so their standard deviation is .2. Their mean is .7 where the item is right
    # and .5 where it is wrong, each half of the checks: r = (.7 - .5) / .2 * sqrt(.5 * .5) = .5.
    patterns = [(True, 8)] * 15 + [(True, 4)] * 5 + [(False, 4)] * 15 + [(False, 8)] * 5
    found = of(measure(BANK, make_full_checks(BANK, ITEM, patterns))).discrimination
    assert rounded(found) == (0.5, 0.2233, 0.7021, 40)


# Against a second implementation


def test_shares_agree_with_scipy() -> None:
    random = Random(1)
    for _ in range(1_000):
        n = random.randint(1, 1_000)
        count = random.randint(0, n)
        expected = scipy.stats.binomtest(count, n).proportion_ci(0.95, method="wilson")
        found = share(count, n)
        assert [found.low, found.high] == pytest.approx([expected.low, expected.high], abs=1e-9)


def test_correlations_agree_with_scipy() -> None:
    random = Random(2)
    for _ in range(1_000):
        slope = random.uniform(-1, 1)
        xs = [float(random.random() < 0.7) for _ in range(random.randint(30, 90))]
        ys = [random.randint(0, 20) / 20 + slope * x for x in xs]
        found = correlation(Counter(zip(xs, ys, strict=True)))
        if found is None:
            assert len(set(xs)) == 1
            continue
        expected = scipy.stats.pearsonr(xs, ys)
        interval = expected.confidence_interval(0.95)
        assert found.value == pytest.approx(scipy.stats.pointbiserialr(xs, ys).statistic, abs=1e-9)
        assert [found.value, found.low, found.high] == pytest.approx(
            [expected.statistic, interval.low, interval.high], abs=1e-9
        )


Samples = dict[tuple[int, Mode, str, Level], Step]


def samples_of(bank: ItemBank) -> Samples:
    """Return a step for each of sixty checks, by mode, item and chosen level: made once, used many times."""
    return {
        (index, mode, item.id, level): make_check(f"check-{index}", [(item, level)], mode=mode)[0]
        for index in range(60)
        for mode in Mode
        for item in bank.quiz.items
        for level in Level
    }


SMALL = make_bank(flags=1, per_stratum=2)
SAMPLES = samples_of(SMALL)


def random_checks(random: Random) -> list[Step]:
    """Return checks of readers who differ, on some of the items each; now and then a practice run."""
    steps = []
    for index in range(random.randint(35, 60)):
        skill, mode = random.random(), Mode.PRACTICE if random.random() < 0.1 else Mode.CHECK
        for item in random.sample(SMALL.quiz.items, random.choice((2, 6, 7, 8, 8))):
            level = item.level if random.random() < skill else random.choice(LEVELS)
            assert level is not None
            steps.append(SAMPLES[index, mode, item.id, level])
    return steps


def matrix(steps: list[Step]) -> NDArray[np.float64]:
    """Return chosen levels by check and item, NaN where the item was not asked."""
    column = {item.id: place for place, item in enumerate(SMALL.quiz.items)}
    checks = groupby((step for step in steps if step.mode is Mode.CHECK), key=lambda step: step.nonce)
    rows = []
    for _, check in checks:
        row = np.full(len(column), np.nan)
        for step in check:
            assert step.chosen_level is not None
            row[column[step.item]] = step.chosen_level
        rows.append(row)
    return np.array(rows)


def test_statistics_agree_with_numpy_on_thousands_of_random_step_sets() -> None:
    random = Random(3)
    keys = np.array([item.level for item in SMALL.quiz.items], dtype=float)
    compared = 0
    for _ in range(2_000):
        steps = random_checks(random)
        chosen = matrix(steps)
        scores = np.where(np.isnan(chosen), np.nan, chosen == keys)
        asked = ~np.isnan(scores)
        others = asked.sum(axis=1) - 1
        statistics = measure(SMALL, steps)
        assert {found.item for found in statistics.items} | set(statistics.too_few) == set(SMALL.items)
        for place, item in enumerate(SMALL.quiz.items):
            taken = asked[:, place]
            if taken.sum() < 30:
                assert item.id in statistics.too_few
                continue
            found = of(statistics, item)
            assert found.n == taken.sum()
            assert found.facility.value == pytest.approx(np.nanmean(scores[:, place]), abs=1e-9)
            assert found.under_triage.value == pytest.approx(
                (chosen[taken, place] < keys[place]).mean(), abs=1e-9
            )
            assert found.over_triage.value == pytest.approx(
                (chosen[taken, place] > keys[place]).mean(), abs=1e-9
            )
            assert found.chosen == tuple(np.bincount(chosen[taken, place].astype(int), minlength=4))
            tells = taken & (others >= 5)
            rest = (np.nansum(scores, axis=1) - scores[:, place])[tells] / others[tells]
            if tells.sum() < 30 or scores[tells, place].std() == 0:
                assert found.discrimination is None
                continue
            assert found.discrimination is not None
            expected = np.corrcoef(scores[tells, place], rest)[0, 1]
            assert found.discrimination.value == pytest.approx(expected, abs=1e-9)
            assert found.discrimination.n == tells.sum()
            compared += 1
    assert compared > 4_000


def test_the_table_of_levels_agrees_with_numpy() -> None:
    random = Random(4)
    keys = [item.level for item in SMALL.quiz.items]
    for _ in range(200):
        steps = random_checks(random)
        chosen = matrix(steps)
        statistics = measure(SMALL, steps)
        for level in Level:
            columns = [chosen[:, place] for place, key in enumerate(keys) if key is level]
            counts = [np.bincount(column[~np.isnan(column)].astype(int), minlength=4) for column in columns]
            hidden = sum(count.sum() for count in counts if count.sum() < 30)
            shown = [count for count in counts if count.sum() >= 30 or hidden >= 30]
            expected = tuple(np.sum(shown, axis=0)) if shown else None
            assert statistics.triage[level] == expected


# What counts


def test_practice_is_left_out() -> None:
    steps = make_checks(ITEM, [BOOK] * 40, mode=Mode.PRACTICE)
    assert measure(BANK, steps) == measure(BANK, [])


def test_only_the_first_response_of_an_attempt_to_an_item_counts() -> None:
    once = make_checks(ITEM, [URGENT] * 30)
    twice = [
        step
        for first in once
        for step in (first, replace(first, number=1, response=("c",), chosen_level=2, score=1.0))
    ]
    assert measure(BANK, twice) == measure(BANK, once)


def test_an_attempt_with_fewer_than_five_other_items_does_not_tell_how_its_reader_does() -> None:
    def checks(others: int) -> list[Step]:
        return [
            step
            for index in range(40)
            for step in make_check(
                f"check-{index}",
                [(ITEM, BOOK if index % 2 else URGENT)]
                + [(other, key_or_not(other, right=index % 3 > 0)) for other in OTHERS[:others]],
            )
        ]

    assert of(measure(BANK, checks(4))).discrimination is None
    told = of(measure(BANK, checks(5))).discrimination
    assert told is not None
    assert told.n == 40


def test_a_new_wording_begins_anew_and_the_old_one_comes_last() -> None:
    old = make_checks(ITEM, [BOOK] * 30, nonce="old", item_revision="before")
    new = make_checks(ITEM, [URGENT] * 40)
    found = measure(BANK, [*old, *new])
    assert [(item.item, item.revision, item.asked_now, item.n) for item in found.items] == [
        ("book-0", item_revision(ITEM), True, 40),
        ("book-0", "before", False, 30),
    ]


def test_a_key_that_changed_without_a_word_begins_anew() -> None:
    steps = make_checks(ITEM, [BOOK] * 30, key_level=URGENT)
    found = measure(BANK, steps)
    assert [(item.key, item.asked_now, item.facility.value) for item in found.items] == [(URGENT, False, 0)]
    assert ITEM.id in found.too_few


def test_a_withdrawn_item_is_no_longer_asked() -> None:
    items = tuple(replace(item, withdrawn="unclear") if item == ITEM else item for item in BANK.quiz.items)
    bank = ItemBank(BANK.article, replace(BANK.quiz, items=items))
    found = measure(bank, make_checks(ITEM, [BOOK] * 30))
    assert [(item.item, item.asked_now) for item in found.items] == [(ITEM.id, False)]
    assert found.triage == (None, None, None, None)
    assert ITEM.id not in found.too_few


def test_items_come_in_the_order_of_the_bank() -> None:
    steps = [step for item in reversed(BANK.quiz.items) for step in make_checks(item, [BOOK] * 30)]
    assert [found.item for found in measure(BANK, sorted(steps, key=lambda step: step.nonce)).items] == [
        item.id for item in BANK.quiz.items
    ]


def test_the_order_of_attempts_changes_nothing() -> None:
    steps = random_checks(Random(5))
    attempts = [list(attempt) for _, attempt in groupby(steps, key=lambda step: step.nonce)]
    Random(6).shuffle(attempts)
    assert measure(SMALL, [step for attempt in attempts for step in attempt]) == measure(SMALL, steps)


# What is not said


@pytest.mark.parametrize(
    ("n", "shown", "provisional"),
    [(29, False, None), (30, True, True), (99, True, True), (100, True, False)],
)
def test_figures_are_hidden_below_30_and_provisional_below_100(
    n: int, *, shown: bool, provisional: bool | None
) -> None:
    found = measure(BANK, make_checks(ITEM, [BOOK] * n))
    assert [item.provisional for item in found.items] == ([provisional] if shown else [])
    assert (ITEM.id in found.too_few) is not shown
    assert found.checks == (n if shown else None)


def test_what_is_hidden_leaves_no_trace() -> None:
    shown = make_checks(BANK.items["book-1"], [BOOK] * 40, nonce="shown")
    nothing = measure(BANK, shown)
    for hidden in ([URGENT], [BOOK] * 15, [CARRY_ON] * 29):
        # The same attempts, so that not even their number differs.
        more = [replace(step, nonce=f"shown-{index}", number=1) for index, step in enumerate(one(hidden))]
        steps = sorted([*shown, *more], key=lambda step: (step.nonce, step.number))
        assert measure(BANK, steps) == nothing


def one(chosen: list[Level]) -> list[Step]:
    return make_checks(ITEM, chosen)


def test_an_old_revision_with_few_responses_is_not_even_named() -> None:
    found = measure(BANK, make_checks(ITEM, [BOOK] * 29, item_revision="before"))
    assert found == measure(BANK, [])


def test_hidden_items_count_together_where_there_are_enough_of_them() -> None:
    def steps(*counts: int) -> list[Step]:
        return [
            step
            for index, count in enumerate(counts)
            for step in make_checks(BANK.items[f"book-{index}"], [BOOK] * count, nonce=f"{index}")
        ]

    assert measure(BANK, steps(40, 29)).triage[BOOK] == (0, 0, 40, 0)
    assert measure(BANK, steps(40, 20, 9)).triage[BOOK] == (0, 0, 40, 0)
    assert measure(BANK, steps(40, 20, 10)).triage[BOOK] == (0, 0, 70, 0)
    assert measure(BANK, steps(20, 10)).triage[BOOK] == (0, 0, 30, 0)
    assert measure(BANK, steps(20, 9)).triage[BOOK] is None


def test_names_and_hours_of_attempts_play_no_part() -> None:
    steps = random_checks(Random(7))
    others = [
        replace(step, nonce=f"{step.nonce} x", hour="1999-01-01T00:00Z", certainty=None) for step in steps
    ]
    assert measure(SMALL, others) == measure(SMALL, steps)


# Remarks


def remarks(chosen: list[Level], item: Item = ITEM) -> tuple[Remark, ...]:
    return of(measure(BANK, make_checks(item, chosen)), item).remarks


def test_an_item_that_works_has_no_remark() -> None:
    assert remarks(levels(10, 15, 60, 15)) == ()


def test_a_discrimination_surely_below_0_asks_to_check_the_key() -> None:
    patterns = [(True, 4)] * 20 + [(True, 8)] * 5 + [(False, 8)] * 15
    assert of(measure(BANK, make_full_checks(BANK, ITEM, patterns))).remarks == (Remark.CHECK_KEY,)


@pytest.mark.parametrize(("times", "expected"), [(4, ()), (5, (Remark.CHECK_KEY_IF_IT_STAYS,))])
def test_a_discrimination_that_chance_could_give_is_said_with_care_and_from_100_on(
    times: int, expected: tuple[Remark, ...]
) -> None:
    patterns = ([(True, 4)] * 6 + [(True, 8)] * 6 + [(False, 4)] * 3 + [(False, 8)] * 5) * times
    found = of(measure(BANK, make_full_checks(BANK, ITEM, patterns)))
    assert found.discrimination is not None
    assert found.discrimination.value < 0 < found.discrimination.high
    assert tuple(remark for remark in found.remarks if remark is not Remark.RARE_OPTION) == expected


def test_an_option_that_outdoes_the_key_is_remarked_on() -> None:
    assert remarks(levels(5, 5, 15, 16)) == (Remark.KEY_OUTDONE,)
    assert remarks(levels(5, 5, 15, 15)) == ()


def test_an_option_that_hardly_anybody_chooses_is_remarked_on_from_100_responses_on() -> None:
    assert remarks(levels(4, 20, 56, 20)) == (Remark.RARE_OPTION,)
    assert remarks(levels(5, 19, 56, 20)) == ()
    assert remarks(levels(3, 20, 56, 20)) == ()
    assert of(measure(BANK, make_checks(ITEM, levels(4, 20, 73, 3)))).rare_options == (CARRY_ON, URGENT)


def test_an_urgent_item_that_nearly_all_get_right_is_as_it_should_be() -> None:
    urgent = BANK.items["flag-0-0"]
    assert remarks(levels(0, 0, 9, 91), urgent) == ()
    assert remarks(levels(0, 0, 10, 90), urgent) == (Remark.RARE_OPTION,)
    assert remarks(levels(0, 0, 91, 9)) == (Remark.RARE_OPTION,)


def test_no_steps_give_no_figures() -> None:
    assert measure(BANK, []) == BankStatistics(
        article="an-article",
        revision="0123456789abcdef",
        checks=None,
        triage=(None, None, None, None),
        items=(),
        too_few=tuple(item.id for item in BANK.quiz.items),
    )


def test_shares_of_levels_add_up() -> None:
    assert [part.value for part in shares((1, 2, 3, 4))] == [0.1, 0.2, 0.3, 0.4]
