"""Building an article: what files leave out is computed, and hashes change when and only when they should."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest

from quizapp.content import build
from quizapp.content.canonical import canonical
from quizapp.content.model import (
    Allowance,
    Article,
    Cite,
    Entry,
    Gap,
    Item,
    Kind,
    Level,
    Option,
    Origin,
    Promotion,
    Quiz,
    Review,
    Sign,
)

Data = dict[str, Any]
UNREVIEWED = Review(status="unreviewed", next_review="2999-01-01")


def quiz_of(article: Article) -> Quiz:
    assert article.quiz is not None
    return article.quiz


def item_of(article: Article, item_id: str) -> Item:
    return next(item for item in quiz_of(article).items if item.id == item_id)


@pytest.fixture(scope="session")
def article(article_plain: Data, quiz_plain: Data) -> Article:
    return build.article(article_plain, quiz_plain)


def test_a_sign_has_its_level_its_cites_and_the_review_of_the_article(article: Article) -> None:
    assert article.signs[2] == Sign(
        id="ache-for-weeks",
        name="An ache that has lasted for weeks",
        level=Level.BOOK,
        within="routine",
        action="Ask a doctor or a physical therapist to look at it.",
        origin=Origin.STATED,
        cites=(Cite("leaflet", "p4"),),
        review=UNREVIEWED,
    )


def test_a_claim_may_have_a_review_of_its_own(article: Article) -> None:
    assert [cause.review for cause in article.causes] == [
        UNREVIEWED,
        Review(status="reviewed", by="A. Tester", date="2026-01-02"),
    ]


def test_a_promotion_names_signs_and_circumstances(article: Article) -> None:
    assert article.promotions == (
        Promotion(
            id="ache-after-fall",
            any_sign=("tired-back", "ache-when-bending"),
            circumstances=("fell-from-ladder",),
            level=Level.BOOK,
            reason="A fall can do harm that does not show at once.",
            origin=Origin.ADDED,
            cites=(Cite("clinic", "f1"),),
            review=UNREVIEWED,
        ),
    )


def test_a_gap_has_its_place(article: Article) -> None:
    assert article.gaps == (
        Gap(id="what-to-try", lead_in="Try these first:", what="list", place=Cite("leaflet", "p7")),
    )


def test_the_options_of_a_scenario_are_lettered_in_the_order_of_the_scale(article: Article) -> None:
    item = item_of(article, "rosa-on-the-train")
    assert [(option.id, option.level, option.correct) for option in item.options] == [
        ("a", Level.CARRY_ON, False),
        ("b", Level.MODIFY, False),
        ("c", Level.BOOK, False),
        ("d", Level.URGENT, True),
    ]
    assert (item.kind, item.level, item.key, item.red_flags) == (
        Kind.SCENARIO,
        Level.URGENT,
        frozenset("d"),
        ("cannot-pass-water",),
    )


def test_the_options_of_a_choice_are_lettered_by_the_hash_of_their_text(article: Article) -> None:
    item = item_of(article, "what-helps-a-stiff-back")
    by_hash = sorted(item.options, key=lambda option: sha256(option.text.encode()).hexdigest())
    assert [option.id for option in by_hash] == ["a", "b", "c"]
    assert [option.text for option in item.options] == ["A short walk", "A day in bed", "A tight belt"]
    assert item.key == {item.options[0].id}
    assert (item.level, item.signs, item.cell) == (None, (), None)


def test_the_key_of_a_multiple_holds_every_right_option(article: Article) -> None:
    item = item_of(article, "which-signs-are-urgent")
    assert item.key == {item.options[0].id, item.options[1].id}


def test_a_sort_item_takes_texts_and_levels_from_the_article(article: Article) -> None:
    item = item_of(article, "sort-the-signs")
    assert item.options == tuple(
        Option(id=letter, text=words.name, rationale="", level=words.level)
        for letter, words in zip("abcd", article.levels, strict=True)
    )
    by_hash = sorted(item.entries, key=lambda entry: sha256(entry.sign.encode()).hexdigest())
    assert [entry.id for entry in by_hash] == ["ea", "eb", "ec"]
    first = item.entries[0]
    assert first == Entry(
        id=first.id,
        sign="tired-back",
        text="A tired back that is better the next day",
        level=Level.CARRY_ON,
        rationale="It gets better by itself until the next day.",
    )
    letters = {Level.CARRY_ON: "a", Level.BOOK: "c", Level.URGENT: "d"}
    assert item.key == {f"{entry.id}-{letters[entry.level]}" for entry in item.entries}


def test_an_entry_of_a_sign_that_does_not_exist_is_left_for_the_rules(
    article_plain: Data, quiz_plain: Data
) -> None:
    quiz = copy.deepcopy(quiz_plain)
    quiz["items"][12]["entries"][0]["sign"] = "tired-bakc"
    built = item_of(build.article(article_plain, quiz), "sort-the-signs")
    assert (built.entries[0].sign, built.entries[0].text) == ("tired-bakc", "tired-bakc")


def test_items_inherit_the_review_of_the_quiz_and_the_quiz_that_of_the_article(
    article_plain: Data, quiz_plain: Data
) -> None:
    assert {item.review for item in quiz_of(build.article(article_plain, quiz_plain)).items} == {UNREVIEWED}
    own = {"status": "reviewed", "by": "B. Tester", "date": "2026-02-03"}
    later = {"status": "unreviewed", "next_review": "2999-02-03"}
    quiz = {**copy.deepcopy(quiz_plain), "review": own}
    quiz["items"][1]["review"] = later
    items = quiz_of(build.article(article_plain, quiz)).items
    assert [item.review for item in items[:3]] == [Review(**own), Review(**later), Review(**own)]


def test_an_item_may_be_withdrawn_and_may_silence_a_rule(article_plain: Data, quiz_plain: Data) -> None:
    quiz = copy.deepcopy(quiz_plain)
    quiz["items"][0]["allow"] = [{"rule": "key-longest", "because": "It cannot be shorter."}]
    built = build.article(article_plain, quiz)
    assert quiz_of(built).items[0].allow == (Allowance(rule="key-longest", because="It cannot be shorter."),)
    assert item_of(built, "an-old-question").withdrawn == "Nobody sells this spade any more."


def test_an_article_needs_no_quiz_and_few_lists(article_plain: Data) -> None:
    kept = (
        "id",
        "lang",
        "title",
        "summary",
        "licence",
        "review",
        "urgent_notice",
        "levels",
        "competencies",
        "sources",
    )
    built = build.article({key: article_plain[key] for key in kept}, None)
    assert (built.quiz, list(built.claims()), built.gaps) == (None, [], ())


def test_an_article_comes_back_from_its_canonical_text(
    article: Article, article_plain: Data, quiz_plain: Data
) -> None:
    text = canonical([article_plain, quiz_plain])
    assert build.from_canonical(text) == article
    assert json.loads(text) == [article_plain, quiz_plain]
    shuffled = dict(reversed(article_plain.items()))
    assert canonical([shuffled, quiz_plain]) == text


def _with_other(change: Callable[[Data, Data], None], article_plain: Data, quiz_plain: Data) -> Article:
    article, quiz = copy.deepcopy(article_plain), copy.deepcopy(quiz_plain)
    change(article, quiz)
    return build.article(article, quiz)


def _key(_: Data, quiz: Data) -> None:
    quiz["items"][0]["key"] = "modify"


def _rationale(_: Data, quiz: Data) -> None:
    quiz["items"][0]["options"][0]["rationale"] = "Another reason."


def _signs(_: Data, quiz: Data) -> None:
    quiz["items"][0]["signs"] = ["ache-when-bending"]


def _level(article: Data, _: Data) -> None:
    article["signs"][0]["level"] = "modify"


def _correct(_: Data, quiz: Data) -> None:
    first, second = quiz["items"][10]["options"][:2]
    first["correct"], second["correct"] = False, True


def _order_of_choices(_: Data, quiz: Data) -> None:
    quiz["items"][10]["options"].reverse()


def _order_of_entries(_: Data, quiz: Data) -> None:
    quiz["items"][12]["entries"].reverse()


def _stem(_: Data, quiz: Data) -> None:
    quiz["items"][0]["stem"] += " Again."


def _option(_: Data, quiz: Data) -> None:
    quiz["items"][10]["options"][0]["text"] = "A long walk"


def _rule(_: Data, quiz: Data) -> None:
    quiz["rule"]["net"] = 3


def _title(article: Data, _: Data) -> None:
    article["title"] = "Another title"


def _sign_name(article: Data, _: Data) -> None:
    article["signs"][0]["name"] = "A weary back"


@pytest.mark.parametrize(
    ("change", "article_changes", "quiz_changes"),
    [
        (_key, False, False),
        (_rationale, False, False),
        (_signs, False, False),
        (_correct, False, False),
        (_order_of_choices, False, False),
        (_order_of_entries, False, False),
        (_level, True, False),
        (_title, True, False),
        (_stem, False, True),
        (_option, False, True),
        (_rule, False, True),
        (_sign_name, True, True),
    ],
)
def test_a_revision_changes_with_what_readers_see_and_a_fingerprint_with_anything(
    article: Article,
    article_plain: Data,
    quiz_plain: Data,
    change: Callable[[Data, Data], None],
    *,
    article_changes: bool,
    quiz_changes: bool,
) -> None:
    other = _with_other(change, article_plain, quiz_plain)
    assert (other.revision != article.revision) is article_changes
    assert (quiz_of(other).revision != quiz_of(article).revision) is quiz_changes
    assert other.fingerprint != article.fingerprint


def test_hashes_are_sixteen_hex_digits(article: Article) -> None:
    hashes = (article.revision, article.fingerprint, quiz_of(article).revision)
    assert [len(each) for each in hashes if int(each, 16)] == [16, 16, 16]
