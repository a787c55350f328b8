"""Values for tests, with good defaults: a test names only what matters to it."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from quizapp.content.model import (
    Article,
    Cite,
    Competency,
    CompetencyWords,
    Entry,
    Item,
    Kind,
    Level,
    LevelWords,
    Option,
    Origin,
    Passage,
    Person,
    Pronoun,
    Quiz,
    Review,
    Sign,
    Source,
    quiz_of,
)
from quizapp.quiz.bank import ItemBank
from quizapp.quiz.verdict import RULE

UNREVIEWED = Review(status="unreviewed", next_review="2027-05-23")
CITE = Cite("article", "s1")
LETTERS = "abcd"
PLACES = "1234"
"""The ids of the options that are levels, in their order."""


def make_sign(sign_id: str, level: Level, **changes: Any) -> Sign:
    """Return a sign with this level."""
    sign = Sign(
        id=sign_id,
        origin=Origin.STATED,
        cites=(CITE,),
        review=UNREVIEWED,
        name=f"The sign {sign_id}",
        level=level,
        action=f"What to do about {sign_id}.",
        within="soon" if level is Level.BOOK else None,
        tested=level is Level.URGENT,
    )
    return replace(sign, **changes)


def make_scenario(item_id: str, sign: Sign, **changes: Any) -> Item:
    """Return a scenario that shows this sign; its options 1 to 4 are the levels in their order."""
    options = tuple(
        Option(
            id=place,
            text=f"{level.slug} for {item_id}",
            rationale=f"why {item_id}" if level is sign.level else None,
            level=level,
            correct=level is sign.level,
        )
        for place, level in zip(PLACES, Level, strict=True)
    )
    item = Item(
        id=item_id,
        kind=Kind.SCENARIO,
        stem=f"Somebody notices {item_id}.",
        lead_in="What should they do?",
        options=options,
        key=frozenset(PLACES[sign.level]),
        cites=(CITE,),
        review=UNREVIEWED,
        level=sign.level,
        person=Person("Sam", Pronoun.THEY),
        signs=(sign.id,),
        red_flags=(sign.id,) if sign.level is Level.URGENT else (),
        reason=f"why {item_id}",
        harm=f"what {item_id} can do" if sign.level is Level.URGENT else None,
    )
    return replace(item, **changes)


def make_choice(item_id: str, *, kind: Kind = Kind.CHOICE, right: str = "a", wrong: str = "bc") -> Item:
    """Return a practice item whose options are named by letters."""
    options = tuple(
        Option(id=letter, text=f"option {letter}", rationale=f"why {letter}", correct=letter in right)
        for letter in sorted(right + wrong)
    )
    return Item(
        id=item_id,
        kind=kind,
        stem=f"A question {item_id}.",
        lead_in="Which fits?",
        options=options,
        key=frozenset(right),
        cites=(CITE,),
        review=UNREVIEWED,
    )


def make_sort(item_id: str, signs: list[Sign]) -> Item:
    """Return a sort item over these signs; entries are ea, eb, ..."""
    entries = tuple(
        Entry(id=f"e{letter}", sign=sign.id, text=sign.name, level=sign.level, rationale=f"why {sign.id}")
        for letter, sign in zip(LETTERS, signs, strict=False)
    )
    options = tuple(
        Option(id=place, text=level.slug, rationale=None, level=level)
        for place, level in zip(PLACES, Level, strict=True)
    )
    return Item(
        id=item_id,
        kind=Kind.SORT,
        stem="Put each sign under a level.",
        lead_in="Where does each belong?",
        options=options,
        key=frozenset(f"{entry.id}-{PLACES[entry.level]}" for entry in entries),
        cites=(CITE,),
        review=UNREVIEWED,
        entries=entries,
    )


def make_article(*, flags: int = 2, per_stratum: int = 8, extra: tuple[Item, ...] = ()) -> Article:
    """Return an article with so many red flags and so many scenarios for every stratum, in pairs."""
    signs = tuple(make_sign(level.slug, level) for level in (Level.CARRY_ON, Level.MODIFY, Level.BOOK))
    red_flags = tuple(make_sign(f"flag-{number}", Level.URGENT) for number in range(flags))
    strata = (*signs, *red_flags)
    scenarios = tuple(
        make_scenario(f"{sign.id}-{number}", sign, pair=f"pair-{(number * len(strata) + place) // 2}")
        for place, sign in enumerate(strata)
        for number in range(per_stratum)
    )
    quiz = Quiz(
        title="A quiz",
        intro="About a quiz.",
        rule=RULE,
        items=(*scenarios, *extra),
        review=UNREVIEWED,
        revision="0123456789abcdef",
    )
    return Article(
        id="an-article",
        lang="en",
        title="An article",
        summary="What it says.",
        licence="not-stated",
        review=UNREVIEWED,
        urgent_notice="Get help now.",
        levels=tuple(
            LevelWords(id=level.slug, name=f"Level {level.slug}", means=level.slug) for level in Level
        ),
        emergency=LevelWords(id="now", name="Now", means="now"),
        competencies=tuple(CompetencyWords(id=each, title=each, body="") for each in Competency),
        causes=(),
        signs=signs,
        red_flags=red_flags,
        circumstances=(),
        promotions=(),
        self_care=(),
        topics=(),
        faqs=(),
        takeaways=(),
        gaps=(),
        sources=(
            Source(
                id="article",
                title="An article",
                kind="web-article",
                seen="whole",
                passages=(Passage(id="s1", says="all of it", fingerprint="0" * 12),),
            ),
        ),
        revision="fedcba9876543210",
        fingerprint="00112233445566778899aabbccddeeff",
        quiz=quiz,
    )


def with_items(article: Article, items: Iterable[Item]) -> Article:
    """Return an article whose quiz has these items."""
    return replace(article, quiz=replace(quiz_of(article), items=tuple(items)))


def make_bank(**changes: Any) -> ItemBank:
    """Return the item bank of `make_article(**changes)`."""
    article = make_article(**changes)
    return ItemBank(article, quiz_of(article))


def reworked(bank: ItemBank, change: Callable[[Item], Item]) -> ItemBank:
    """Return a bank with each of its items changed."""
    items = tuple(map(change, bank.quiz.items))
    return ItemBank(bank.article, replace(bank.quiz, items=items))


def withdrawing(bank: ItemBank, *endings: str) -> ItemBank:
    """Return a bank in which the items whose ids end like this are withdrawn."""
    return reworked(
        bank, lambda item: replace(item, withdrawn="wrong") if item.id.endswith(endings) else item
    )


def response_at(item: Item, level: Level) -> tuple[str, ...]:
    """Return the response to a scenario that chooses this level."""
    return tuple(option.id for option in item.options if option.level is level)
