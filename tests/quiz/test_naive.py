from dataclasses import replace

from factories import make_article, make_scenario, make_sign, reworked
from paired_banks import make_paired_bank

from quizapp.content.model import Item, Level, Option, quiz_of
from quizapp.quiz.bank import ItemBank
from quizapp.quiz.naive import Cue, NaiveResult, cues, naive_results
from quizapp.quiz.simulation import ItemPool, Simulation

PAIRED = make_paired_bank(flags=2, per_flag=6, per_level=12)
FLAG = make_sign("swollen", Level.URGENT, name="A hot and swollen joint")
BOOK = make_sign("lasting", Level.BOOK, name="Pain that lasts for weeks")


def results(bank: ItemBank) -> dict[str, NaiveResult]:
    found = naive_results(bank, Simulation(ItemPool.of(bank)), seed=1)
    return {result.name: result for result in found}


def two_stories(urgent: str, book: str) -> ItemBank:
    """Return a bank of one pair with these stories."""
    article = replace(make_article(flags=0, per_stratum=0), signs=(BOOK,), red_flags=(FLAG,))
    items = (
        make_scenario("one-a", FLAG, pair="one", stem=urgent),
        make_scenario("one-b", BOOK, pair="one", stem=book),
    )
    return ItemBank(article, replace(quiz_of(article), items=items))


def test_a_keyword_reader_goes_by_the_words_of_the_signs() -> None:
    found = results(two_stories("One knee is swollen.", "It lasts for weeks."))
    assert found["nearest sign by names"] == NaiveResult(
        name="nearest sign by names", kind="keywords", accuracy=1, both_right=1, understands=0
    )
    assert found["words of urgent signs"].accuracy == 1


def test_only_some_readers_know_what_no_and_not_mean() -> None:
    bank = two_stories("One knee is swollen.", "It lasts for weeks and is not hot or swollen.")
    found = results(bank)
    assert found["words of urgent signs"].accuracy == 0.5
    assert found["words of urgent signs, negation"].accuracy == 1
    after_a_comma = two_stories("No fever, but the knee is swollen.", "It lasts for weeks.")
    assert results(after_a_comma)["words of urgent signs, negation"].accuracy == 1


def test_words_that_go_with_keys_are_learned_from_other_pairs() -> None:
    told = reworked(PAIRED, lambda item: replace(item, stem=f"Someone says {item.signs[0]}."))
    found = results(told)
    assert found["words of other stories"].accuracy > 0.8
    assert found["words of other stories, counted"].understands > 0.5


def test_words_that_both_halves_share_teach_nothing() -> None:
    same = reworked(PAIRED, lambda item: replace(item, stem=f"Story of {item.pair}."))
    found = results(same)
    assert found["words of other stories"].both_right == 0
    by_keywords = [result for result in found.values() if result.kind == "keywords"]
    assert max(result.understands for result in by_keywords) == 0


def test_an_option_that_is_longest_when_it_is_the_key_is_found() -> None:
    def longest(item: Item) -> Item:
        options = tuple(
            replace(option, text="A long answer that says it all" if option.correct else "Short")
            for option in item.options
        )
        return replace(item, options=options)

    found = results(reworked(PAIRED, longest))
    assert found["longest option"].accuracy == 1
    assert found["longest option"].understands > 0.9
    assert found["shortest option"].accuracy < 0.5


def test_options_that_a_pair_shares_cannot_give_away_both_halves() -> None:
    def shared(item: Item) -> Item:
        options = tuple(
            Option(id=option.id, text=f"{item.pair} {option.level}", rationale=None, level=option.level)
            for option in item.options
        )
        return replace(item, options=options)

    assert results(reworked(PAIRED, shared))["options of other pairs"].both_right == 0


def test_an_order_that_says_something_is_found() -> None:
    urgent_first = sorted(PAIRED.quiz.items, key=lambda item: (item.pair or "", -(item.level or 0)))
    orderly = ItemBank(PAIRED.article, replace(PAIRED.quiz, items=tuple(urgent_first)))
    by_half = [results(each)["first or second story"].accuracy for each in (orderly, PAIRED)]
    assert by_half[0] > by_half[1]


def test_cues_are_words_of_one_half_that_lean_to_one_side() -> None:
    def marked(item: Item) -> Item:
        marks = {Level.URGENT: "at once", Level.CARRY_ON: "fading"}
        mark = "so so" if item.level is None else marks.get(item.level, "so so")
        return replace(item, stem=f"Story of {item.pair}: {mark}.")

    found = cues(reworked(PAIRED, marked))
    urgent_pairs = 12
    assert Cue(word="at", more_urgent=urgent_pairs, less_urgent=0) in found
    assert Cue(word="fading", more_urgent=0, less_urgent=12) in found
    assert "story" not in {cue.word for cue in found}
