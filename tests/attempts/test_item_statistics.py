import math
from collections import Counter
from dataclasses import astuple, replace
from itertools import groupby
from random import Random

import pytest
import scipy.stats
from checks import key_or_not, make_check, make_checks, make_full_checks
from factories import make_bank

from quizapp.attempts.item_statistics import (
    FEWEST,
    BankStatistics,
    Estimate,
    ItemStatistics,
    PairStatistics,
    Remark,
    correlation,
    measure,
    share,
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


# Published and hand-computed values


def test_a_whole_correlation_has_no_width() -> None:
    assert correlation({(1.0, 0.7): 20, (0.0, 0.3): 20}) == Estimate(1, 1, 1, 40)
    assert correlation({(1.0, 0.3): 20, (0.0, 0.7): 20}) == Estimate(-1, -1, -1, 40)


def test_what_does_not_vary_correlates_with_nothing() -> None:
    assert correlation({(1.0, 0.1): 20, (1.0, 0.2): 20}) is None
    assert correlation({(1.0, 1 / 3): 20, (0.0, 1 / 3): 20}) is None


def test_an_item_computed_by_hand() -> None:
    found = of(measure(BANK, make_checks(ITEM, levels(4, 8, 30, 8))))
    assert (found.item, found.revision, found.asked_now) == ("book-0", item_revision(ITEM), True)
    assert (found.key, found.chosen, found.n, found.discrimination) == (BOOK, (4, 8, 30, 8), 50, None)
    assert found.facility == share(30, 50)
    assert found.under_triage == share(12, 50)
    assert found.over_triage == share(8, 50)
    assert [option.value for option in found.options] == [0.08, 0.16, 0.6, 0.16]


def test_discrimination_computed_by_hand() -> None:
    # The others are at .8 or .4, so their standard deviation is .2. Their mean is .7 where the item is right
    # and .5 where it is wrong, each half of the checks: r = (.7 - .5) / .2 * sqrt(.5 * .5) = .5.
    patterns = [(True, 8)] * 15 + [(True, 4)] * 5 + [(False, 4)] * 15 + [(False, 8)] * 5
    found = of(measure(BANK, make_full_checks(BANK, ITEM, patterns))).discrimination
    assert found is not None
    assert astuple(found) == pytest.approx((0.5, 0.2233, 0.7021, 40), abs=5e-5)


# Against a second implementation


def test_shares_agree_with_scipy() -> None:
    random = Random(1)
    for _ in range(150):
        n = random.randint(1, 1_000)
        count = random.randint(0, n)
        expected = scipy.stats.binomtest(count, n).proportion_ci(0.95, method="wilson")
        found = share(count, n)
        assert [found.low, found.high] == pytest.approx([expected.low, expected.high], abs=1e-9)


def test_correlations_agree_with_scipy() -> None:
    random = Random(2)
    for _ in range(150):
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
    # Under an earlier rule the ids of options were letters.
    old = make_checks(ITEM, [BOOK] * 30, nonce="old", item_revision="before", response=("c",))
    new = make_checks(ITEM, [URGENT] * 40)
    found = measure(BANK, [*old, *new])
    assert [(item.item, item.revision, item.asked_now, item.facility) for item in found.items] == [
        ("book-0", item_revision(ITEM), True, share(0, 40)),
        ("book-0", "before", False, share(30, 30)),
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


def test_the_order_names_and_hours_of_attempts_change_nothing() -> None:
    patterns = [(index % 3 > 0, index % 10) for index in range(40)]
    steps = make_full_checks(BANK, ITEM, patterns)
    attempts = [list(attempt) for _, attempt in groupby(steps, key=lambda step: step.nonce)]
    Random(6).shuffle(attempts)
    others = [
        replace(step, nonce=f"{step.nonce} x", hour="1999-01-01T00:00Z", certainty=None)
        for attempt in attempts
        for step in attempt
    ]
    assert measure(BANK, others) == measure(BANK, steps)
    assert of(measure(BANK, steps)).discrimination is not None


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


def test_an_old_revision_with_few_responses_is_not_even_named() -> None:
    found = measure(BANK, make_checks(ITEM, [BOOK] * 29, item_revision="before"))
    assert found == measure(BANK, [])


def test_how_many_responses_are_hidden_is_told_nowhere() -> None:
    def measured(hidden: int) -> BankStatistics:
        few = make_checks(BANK.items["modify-0"], [URGENT] * hidden, nonce="check")
        steps = [*make_checks(ITEM, [BOOK] * 40, nonce="check"), *(replace(step, number=1) for step in few)]
        return measure(BANK, sorted(steps, key=lambda step: (step.nonce, step.number)))

    assert all(measured(hidden) == measured(0) for hidden in range(1, FEWEST))
    assert measured(FEWEST) != measured(0)


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
        pairs=(),
        too_few=tuple(item.id for item in BANK.quiz.items),
    )


# Careful answers, hazards and pairs


def test_a_response_one_level_above_the_key_is_careful() -> None:
    bank = make_bank(flags=1, per_stratum=2)
    steps = make_checks(bank.items["modify-0"], [MODIFY] * 20 + [BOOK] * 15 + [URGENT] * 5)
    (item,) = measure(bank, steps).items
    assert (item.careful.value, item.over_triage.value, item.hazards) == (15 / 40, 20 / 40, None)


def test_hazards_are_urgent_items_answered_carry_on_or_modify() -> None:
    bank = make_bank(flags=1, per_stratum=2)
    chosen = [CARRY_ON] * 3 + [MODIFY] * 7 + [BOOK] * 10 + [URGENT] * 20
    (item,) = measure(bank, make_checks(bank.items["flag-0-0"], chosen)).items
    assert item.hazards == share(10, 40)
    assert item.careful == share(0, 40)


def pairs_after(right: int, other_right: int, n: int) -> tuple[PairStatistics, ...]:
    """Measure one pair of which so many readers had each half right."""
    bank = make_bank(flags=1, per_stratum=2)
    one, other = next(iter(bank.quiz.pairs.values()))
    steps = [
        *make_checks(one, [key_or_not(one, right=at < right) for at in range(n)], nonce="one"),
        *make_checks(other, [key_or_not(other, right=at < other_right) for at in range(n)], nonce="other"),
    ]
    return measure(bank, steps).pairs


def test_how_many_have_both_halves_right_is_said_within_bounds() -> None:
    (pair,) = pairs_after(90, 80, 100)
    assert pair.both_right.value == pytest.approx(0.7)
    reach = 1.959964 * math.sqrt((0.9 * 0.1 + 0.8 * 0.2) / 100)
    assert (pair.both_right.low, pair.both_right.high) == pytest.approx((0.7 - reach, 0.7 + reach))
    assert (pair.both_right_at_most, pair.alike) == (0.8, False)


def test_a_pair_that_readers_answer_alike_is_said_to_be_so() -> None:
    (pair,) = pairs_after(60, 45, 100)
    assert pair.alike


def test_a_pair_with_few_responses_to_a_half_is_not_there() -> None:
    assert pairs_after(20, 20, 29) == ()
