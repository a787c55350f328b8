"""Building an article: what files leave out is computed, and hashes change when and only when they should."""

import copy
import json
from collections.abc import Sequence
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
    Item,
    Kind,
    Level,
    Option,
    Origin,
    Person,
    Pronoun,
    Review,
    Sign,
    quiz_of,
)

Data = dict[str, Any]
UNREVIEWED = Review(status="unreviewed")


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
        level_name="Book a visit",
        origin=Origin.STATED,
        cites=(Cite("leaflet", "p4"),),
        review=UNREVIEWED,
    )


def test_the_stories_of_a_pair_are_two_scenarios_with_the_same_person_and_the_same_options(
    article: Article,
) -> None:
    urgent, book = quiz_of(article).pairs["rosa-on-the-train"]
    assert urgent == Item(
        id="rosa-on-the-train-a",
        kind=Kind.SCENARIO,
        pair="rosa-on-the-train",
        person=Person("Rosa", Pronoun.SHE),
        stem="Rosa's back hurts since she dug. Since this morning she needs to pass water and no drop comes.",
        lead_in="What should Rosa do?",
        options=(
            Option(id="1", text="Drink more and wait", rationale=None, level=Level.CARRY_ON),
            Option(id="2", text="Leave the roots for now", rationale=None, level=Level.MODIFY),
            Option(id="3", text="Book a visit on Friday", rationale=None, level=Level.BOOK),
            Option(
                id="4",
                text="Get medical help today",
                rationale="When no water comes a nerve may be pressed, so it is urgent.",
                level=Level.URGENT,
                correct=True,
            ),
        ),
        key=frozenset("4"),
        level=Level.URGENT,
        signs=("cannot-pass-water",),
        red_flags=("cannot-pass-water",),
        cites=(Cite("leaflet", "p5"),),
        reason="When no water comes a nerve may be pressed, so it is urgent.",
        harm="A nerve that stays pressed may not get well again.",
        review=UNREVIEWED,
    )
    assert (book.id, book.level, book.harm) == ("rosa-on-the-train-b", Level.BOOK, None)
    assert book.key == {"3"}
    assert [option.text for option in book.options] == [option.text for option in urgent.options]


def test_a_story_rests_on_what_its_signs_and_circumstances_rest_on(article: Article) -> None:
    item = item_of(article, "jonas-off-the-ladder-b")
    assert (item.circumstances, item.cites) == (
        ("fell-from-ladder",),
        (Cite("leaflet", "p2"), Cite("clinic", "f1")),
    )


def test_the_question_is_that_of_the_language_unless_the_pair_has_its_own(
    article: Article, article_plain: Data, quiz_plain: Data
) -> None:
    asked = [item_of(article, name).lead_in for name in ("ida-after-planting-b", "eva-since-spring-b")]
    assert asked == ["What should Ida do?", "What is best for Eva?"]
    spanish = build.article({**article_plain, "lang": "es"}, quiz_plain)
    assert item_of(spanish, "ida-after-planting-a").lead_in == "¿Qué debería hacer Ida?"


def test_the_options_of_a_choice_are_lettered_by_the_hash_of_their_text(article: Article) -> None:
    item = item_of(article, "what-helps-a-stiff-back")
    by_hash = sorted(item.options, key=lambda option: sha256(option.text.encode()).hexdigest())
    assert [option.id for option in by_hash] == ["a", "b", "c"]
    assert [option.text for option in item.options] == ["A short walk", "A day in bed", "A tight belt"]
    assert item.key == {item.options[0].id}
    assert (item.level, item.signs, item.pair, item.person) == (None, (), None, None)


def test_the_key_of_a_multiple_holds_every_right_option(article: Article) -> None:
    item = item_of(article, "which-signs-are-urgent")
    assert item.key == {item.options[0].id, item.options[1].id}


def test_a_sort_item_takes_texts_and_levels_from_the_article(article: Article) -> None:
    item = item_of(article, "sort-the-signs")
    assert item.options == tuple(
        Option(id=place, text=words.name, rationale=None, level=words.level)
        for place, words in zip("1234", article.levels, strict=True)
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
    places = {Level.CARRY_ON: "1", Level.BOOK: "3", Level.URGENT: "4"}
    assert item.key == {f"{entry.id}-{places[entry.level]}" for entry in item.entries}
    assert item.cites == (Cite("leaflet", "p2"), Cite("leaflet", "p5"), Cite("leaflet", "p4"))


def test_an_entry_of_a_sign_that_does_not_exist_is_left_for_the_rules(
    article_plain: Data, quiz_plain: Data
) -> None:
    quiz = copy.deepcopy(quiz_plain)
    quiz["practice"][2]["entries"][0]["sign"] = "tired-bakc"
    built = item_of(build.article(article_plain, quiz), "sort-the-signs")
    assert (built.entries[0].sign, built.entries[0].text) == ("tired-bakc", "tired-bakc")


def test_items_inherit_the_review_of_the_quiz_and_the_quiz_that_of_the_article(
    article_plain: Data, quiz_plain: Data
) -> None:
    assert {item.review for item in quiz_of(build.article(article_plain, quiz_plain)).items} == {UNREVIEWED}
    own = {"status": "reviewed", "by": "B. Tester", "date": "2026-02-03"}
    later = {"status": "unreviewed", "next_review": "2999-02-03"}
    quiz = {**copy.deepcopy(quiz_plain), "review": own}
    quiz["pairs"][1]["review"] = later
    quiz["practice"][0]["review"] = later
    items = quiz_of(build.article(article_plain, quiz)).items
    assert [item.id for item in items if item.review == Review(**later)] == [
        "eva-since-spring-a",
        "eva-since-spring-b",
        "what-helps-a-stiff-back",
    ]
    assert {item.review for item in items} == {Review(**own), Review(**later)}


def test_an_item_may_be_withdrawn_and_may_silence_a_rule(article_plain: Data, quiz_plain: Data) -> None:
    quiz = copy.deepcopy(quiz_plain)
    quiz["pairs"][0]["stories"][0]["allow"] = [{"rule": "too-many-words", "because": "It cannot be shorter."}]
    built = build.article(article_plain, quiz)
    assert quiz_of(built).items[0].allow == (
        Allowance(rule="too-many-words", because="It cannot be shorter."),
    )
    assert item_of(built, "an-old-question").withdrawn == "Nobody sells this spade any more."


def test_an_article_needs_no_quiz_and_few_lists(article_plain: Data) -> None:
    few = {
        name: value for name, value in article_plain.items() if name == "sources" or type(value) is not list
    }
    built = build.article(few, None)
    assert (built.quiz, list(built.claims()), built.gaps) == (None, [], ())


def test_an_article_comes_back_from_its_canonical_text(
    article: Article, article_plain: Data, quiz_plain: Data
) -> None:
    text = canonical([article_plain, quiz_plain])
    assert build.from_canonical(text) == article
    assert json.loads(text) == [article_plain, quiz_plain]
    shuffled = dict(reversed(article_plain.items()))
    assert canonical([shuffled, quiz_plain]) == text


STORY, CHOICE, ENTRIES = ("pairs", 0, "stories", 0), ("practice", 0, "options"), ("practice", 2, "entries")


def changed(data: Data, where: Sequence[str | int], value: object) -> Data:
    """Return the data with another value at one place; None turns the list there round."""
    new = copy.deepcopy(data)
    *way, last = where
    group: Any = new
    for step in way:
        group = group[step]
    group[last] = group[last][::-1] if value is None else value
    return new


@pytest.mark.parametrize(
    ("place", "value", "article_changes", "quiz_changes"),
    [
        (("quiz", *STORY, "key"), "modify", False, False),
        (("quiz", *STORY, "reason"), "Another reason.", False, False),
        (("quiz", *STORY, "harm"), "Another harm.", False, False),
        (("quiz", *STORY, "signs"), ["ache-when-bending"], False, False),
        (("quiz", *CHOICE, 1, "correct"), True, False, False),
        (("quiz", *CHOICE), None, False, False),
        (("quiz", *ENTRIES), None, False, False),
        (("article", "signs", 0, "level"), "modify", True, False),
        (("article", "title"), "Another title", True, False),
        (("quiz", *STORY, "story"), "Another story.", False, True),
        (("quiz", *CHOICE, 0, "text"), "A long walk", False, True),
        (("quiz", "pairs", 0, "ask"), "What now?", False, True),
        (("article", "signs", 0, "name"), "A weary back", True, True),
    ],
)
def test_a_revision_changes_with_what_readers_see_and_a_fingerprint_with_anything(
    article: Article,
    article_plain: Data,
    quiz_plain: Data,
    place: Sequence[str | int],
    value: object,
    *,
    article_changes: bool,
    quiz_changes: bool,
) -> None:
    both = changed({"article": article_plain, "quiz": quiz_plain}, place, value)
    other = build.article(both["article"], both["quiz"])
    assert (other.revision != article.revision) is article_changes
    assert (quiz_of(other).revision != quiz_of(article).revision) is quiz_changes
    assert other.fingerprint != article.fingerprint
