from __future__ import annotations

import pytest
from overlays import found, laid

from quizapp.content.problem import Finding, Part


@pytest.mark.parametrize(
    ("fragment", "message"),
    [
        pytest.param(
            "{id: first-run, key: modify}",
            'the key is modify, but the sign "small-blister" is carry-on',
            id="above the signs",
        ),
        pytest.param(
            "{id: first-run, signs: [small-blister, keeps-coming-back]}",
            'the key is carry-on, but the sign "keeps-coming-back" is book',
            id="below the highest sign",
        ),
        pytest.param(
            "{id: first-run, circumstances: [poor-healing]}",
            'the key is carry-on, but the promotion "poor-healing-needs-a-look" raises these signs to book',
            id="below a promotion",
        ),
    ],
)
def test_a_contradicted_key_names_what_decides(fragment: str, message: str) -> None:
    article = laid(f"quiz: {{items: [{fragment}]}}")

    assert found(article, "key-contradicts-signs") == [
        Finding(code="key-contradicts-signs", part=Part.QUIZ, where=("items", 0, "key"), message=message)
    ]


def test_raising_a_sign_finds_every_item_that_shows_it() -> None:
    article = laid("signs: [{id: rubbing-spot, level: book}]")

    assert [f.where for f in found(article, "key-contradicts-signs")] == [
        ("items", index, "key") for index in range(5, 10)
    ]


def test_a_withdrawn_item_may_contradict_the_article() -> None:
    article = laid("quiz: {items: [{id: first-run, key: modify, withdrawn: The sign was raised.}]}")

    assert found(article, "key-contradicts-signs") == []


def test_an_item_whose_signs_are_all_unknown_has_no_key_to_contradict() -> None:
    assert found(laid("quiz: {items: [{id: first-run, signs: [blob]}]}"), "key-contradicts-signs") == []


def test_two_red_flags_are_named_and_the_second_is_pointed_at() -> None:
    article = laid(
        """
        red_flags:
          - id: fever-with-blister
            name: A fever together with a blister
            level: urgent
            action: Get medical help today.
            origin: stated
            cites: [leaflet/p5]
        quiz:
          items:
            - {id: hot-red-heel, signs: [fever-with-blister, small-blister, spreading-redness]}
        """
    )
    assert found(article, "several-red-flags") == [
        Finding(
            code="several-red-flags",
            part=Part.QUIZ,
            where=("items", 15, "signs", 2),
            message='the stem shows more than one red flag: "fever-with-blister" and "spreading-redness"',
        )
    ]


def test_a_look_alike_of_the_same_level_is_none() -> None:
    article = laid("quiz: {items: [{id: third-season, look_alike_of: keeps-coming-back}]}")

    assert found(article, "look-alike-not-higher") == [
        Finding(
            code="look-alike-not-higher",
            part=Part.QUIZ,
            where=("items", 11, "look_alike_of"),
            message='"keeps-coming-back" is book, which is not above the key (book)',
        )
    ]


def test_each_sign_that_a_promotion_does_not_raise_is_pointed_at() -> None:
    article = laid(
        "promotions: [{id: poor-healing-needs-a-look, any_sign: [spreading-redness, small-blister, blob]}]"
    )
    assert found(article, "promotion-raises-nothing") == [
        Finding(
            code="promotion-raises-nothing",
            part=Part.ARTICLE,
            where=("promotions", 0, "any_sign", 0),
            message='"spreading-redness" is urgent already; "poor-healing-needs-a-look" does not raise it',
        )
    ]


def test_an_urgent_sign_among_the_others_belongs_under_red_flags() -> None:
    article = laid("signs: [{id: rubbing-spot, level: urgent}]")

    (finding,) = found(article, "sign-in-wrong-list")
    assert (finding.part, finding.where[0], finding.where[2]) == (Part.ARTICLE, "signs", "level")
    assert finding.message == 'an urgent sign is a red flag; move it to "red_flags"'


def test_a_red_flag_does_not_share_its_stem_with_a_promotion_to_urgent() -> None:
    promotion = "promotions: [{id: poor-healing-needs-a-look, level: urgent}]"
    signs = "signs: [spreading-redness, rubbing-spot], circumstances: [poor-healing]"
    item = f"quiz: {{items: [{{id: hot-red-heel, {signs}}}]}}"

    (finding,) = found(laid(f"{promotion}\n{item}"), "several-red-flags")
    assert finding.where == ("items", 15, "signs", 0)
    assert finding.message == (
        'beside the red flag "spreading-redness" the promotion "poor-healing-needs-a-look" makes this urgent'
        " as well"
    )
    assert found(laid(item), "several-red-flags") == []


def test_signs_to_book_for_and_only_those_say_how_soon() -> None:
    article = laid("signs: [{id: small-blister, within: soon}, {id: rubbing-spot, level: book}]")
    assert found(article, "how-soon-unclear") == [
        Finding(
            code="how-soon-unclear",
            part=Part.ARTICLE,
            where=("signs", 0, "within"),
            message='"small-blister" is carry-on, which has no appointment to wait for',
            hint="leave `within` out",
        ),
        Finding(
            code="how-soon-unclear",
            part=Part.ARTICLE,
            where=("signs", 1, "level"),
            message='readers are not told how soon to book for "rubbing-spot"',
            hint="add `within: routine` or `within: soon`",
        ),
    ]
