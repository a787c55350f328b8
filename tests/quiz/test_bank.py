from dataclasses import fields, replace

from factories import make_bank, make_choice, make_scenario, make_sign, make_sort, reworked, withdrawing

from quizapp.content.model import Kind, Level
from quizapp.quiz.bank import TAG_LENGTH, PublicItem, PublicOption, item_revision, tag_of, withdrawn_as_in

SIGNS = [make_sign("sore", Level.CARRY_ON), make_sign("hot", Level.URGENT), make_sign("worse", Level.BOOK)]


def test_scenario_options_stay_in_the_order_of_the_scale() -> None:
    bank = make_bank(flags=1)
    item = bank.items["modify-0"]
    for seed in "abcdefgh":
        assert [option.id for option in bank.public(item, seed).options] == list("1234")


def test_other_options_are_shuffled_by_the_seed_alone() -> None:
    item = make_choice("a-choice", right="a", wrong="bcd")
    bank = make_bank(extra=(item,))
    orders = {tuple(option.id for option in bank.public(item, str(seed)).options) for seed in range(200)}
    assert len(orders) == 24
    assert bank.public(item, "x") == bank.public(item, "x")


def test_entries_of_a_sort_item_are_shuffled_and_its_levels_are_not() -> None:
    item = make_sort("a-sort", SIGNS)
    bank = make_bank(extra=(item,))
    shown = [bank.public(item, str(seed)) for seed in range(50)]
    assert len({tuple(entry.id for entry in public.entries) for public in shown}) == 6
    assert {tuple(option.id for option in public.options) for public in shown} == {tuple("1234")}


def test_a_public_item_has_no_field_that_could_tell_the_key() -> None:
    assert [field.name for field in fields(PublicItem)] == [
        "id", "kind", "stem", "lead_in", "options", "entries", "place", "lang",
    ]  # fmt: skip
    assert [field.name for field in fields(PublicOption)] == ["id", "text"]


def test_a_changed_key_leaves_the_public_item_as_it_was() -> None:
    item = make_scenario("an-item", SIGNS[0])
    other = replace(item, key=frozenset("4"), level=Level.URGENT, signs=("hot",))
    bank = make_bank()
    assert bank.public(item, "seed") == bank.public(other, "seed")
    assert item_revision(item) != item_revision(other)


def test_select_says_how_many_options_a_response_names() -> None:
    bank = make_bank()
    items = [
        make_scenario("a", SIGNS[0]),
        make_choice("b"),
        make_choice("c", kind=Kind.MULTIPLE),
        make_sort("d", SIGNS),
    ]
    assert [bank.public(item, "seed").select for item in items] == ["one", "one", "many", "many"]


def test_strata_hold_the_scenarios_that_can_be_asked() -> None:
    bank = withdrawing(make_bank(flags=1, per_stratum=2, extra=(make_choice("a-choice"),)), "book-1")
    assert [[item.id for item in stratum] for stratum in bank.strata] == [
        ["carry-on-0", "carry-on-1"],
        ["modify-0", "modify-1"],
        ["book-0"],
        ["flag-0-0", "flag-0-1"],
    ]


def test_an_urgent_item_without_a_tested_red_flag_has_no_stratum() -> None:
    untested = make_scenario("untested", SIGNS[1])
    bank = make_bank(flags=2, per_stratum=1, extra=(untested,))
    assert [bank.stratum(item) for item in bank.quiz.items] == [0, 1, 2, 3, 4, None]


def test_tags_name_the_items_of_a_bank() -> None:
    bank = make_bank(flags=4, per_stratum=30)
    assert {tag: item.id for tag, item in bank.by_tag.items()} == {tag_of(i): i for i in bank.items}
    assert {len(tag) for tag in bank.by_tag} == {TAG_LENGTH}


def test_what_is_withdrawn_now_is_withdrawn_in_an_earlier_edition_too() -> None:
    earlier, now = make_bank(flags=1), make_bank(flags=1)
    now = withdrawing(reworked(now, lambda item: replace(item, stem="Another stem.")), "modify-0")
    changed = withdrawn_as_in(now, earlier)
    old = earlier.items["modify-0"]
    assert changed.items == {**earlier.items, "modify-0": replace(old, withdrawn="wrong")}
    assert old not in changed.strata[1]
    assert changed.article is earlier.article
