"""The content that is shipped keeps every rule, and its verdict keeps its bars."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from quizapp.content import library, rules
from quizapp.content.grounding import level_of
from quizapp.content.model import Article, Kind, Level, Origin, Quiz
from quizapp.quiz.bank import ItemBank, tag_of
from quizapp.quiz.selection import supply_left

CONTENT = Path(__file__).parents[1] / "content"
ID = "joint-pain-after-exercise"


@pytest.fixture(scope="module")
def article() -> Article:
    return library.load(CONTENT).library.articles[ID]


@pytest.fixture(scope="module")
def quiz(article: Article) -> Quiz:
    assert article.quiz is not None
    return article.quiz


def test_it_has_no_problem() -> None:
    assert list(library.load(CONTENT).problems) == []


def test_it_holds_the_whole_article(article: Article) -> None:
    counts = {name: len(getattr(article, name)) for name in ("causes", "red_flags", "faqs", "gaps")}
    assert counts == {"causes": 6, "red_flags": 4, "faqs": 4, "gaps": 5}
    assert {flag.origin for flag in article.red_flags} == {Origin.STATED}
    assert {cause.origin for cause in article.causes} == {Origin.STATED}


def test_nothing_claims_to_be_reviewed(article: Article, quiz: Quiz) -> None:
    reviews = [article.review, quiz.review, *(claim.review for _, _, claim in article.claims())]
    assert {review.status for review in [*reviews, *(item.review for item in quiz.items)]} == {"unreviewed"}


def test_every_gap_is_filled_by_claims_that_do_not_pose_as_the_article(article: Article) -> None:
    fills = {claim.fills for _, _, claim in article.claims() if claim.fills}
    assert fills == {gap.id for gap in article.gaps}
    assert Origin.STATED not in {claim.origin for _, _, claim in article.claims() if claim.fills}


def test_the_bank_keeps_the_blueprint(quiz: Quiz) -> None:
    scenarios = [item for item in quiz.items if item.kind is Kind.SCENARIO]
    levels = Counter(item.level for item in scenarios)
    assert levels == {Level.CARRY_ON: 16, Level.MODIFY: 16, Level.BOOK: 16, Level.URGENT: 24}
    assert set(Counter(flag for item in scenarios for flag in item.red_flags).values()) == {6}
    kinds = Counter(item.kind for item in quiz.items)
    assert (kinds[Kind.CHOICE], kinds[Kind.MULTIPLE], kinds[Kind.SORT]) == (4, 4, 4)


def test_the_computed_key_agrees_for_every_scenario(article: Article, quiz: Quiz) -> None:
    for item in quiz.items:
        if item.kind is Kind.SCENARIO:
            assert level_of(article, item.signs, item.circumstances) is item.level, item.id


def test_deleting_any_item_of_a_red_flag_is_told(article: Article, quiz: Quiz) -> None:
    for gone in [item for item in quiz.items if item.red_flags]:
        items = tuple(item for item in quiz.items if item is not gone)
        findings = rules.check(replace(article, quiz=replace(quiz, items=items)))
        assert "cell-below-minimum" in {finding.code for finding in findings}, gone.id


@pytest.mark.parametrize("level", [Level.CARRY_ON, Level.MODIFY, Level.BOOK])
def test_changing_the_level_of_any_red_flag_names_every_item_that_it_contradicts(
    article: Article, quiz: Quiz, level: Level
) -> None:
    for index, flag in enumerate(article.red_flags):
        flags = (
            *article.red_flags[:index],
            replace(flag, level=level),
            *article.red_flags[index + 1 :],
        )
        found = {(finding.code, finding.where) for finding in rules.check(replace(article, red_flags=flags))}
        tested = [at for at, item in enumerate(quiz.items) if flag.id in item.red_flags]
        assert {("key-contradicts-signs", ("items", at, "key")) for at in tested} <= found
        assert ("sign-in-wrong-list", ("red_flags", index, "level")) in found


def test_there_are_items_for_two_attempts(article: Article, quiz: Quiz) -> None:
    assert supply_left(ItemBank(article, quiz), ()) == (16, 16, 16, 6, 6, 6, 6)


def test_items_have_tags_of_their_own(quiz: Quiz) -> None:
    assert len({tag_of(item.id) for item in quiz.items}) == len(quiz.items)


def test_passages_of_the_article_have_fingerprints(article: Article) -> None:
    source = next(source for source in article.sources if source.id == "article")
    assert len(source.passages) == 75
    assert all(re.fullmatch(r"[0-9a-f]{12}", passage.fingerprint or "") for passage in source.passages)
