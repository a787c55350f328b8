"""The content that is shipped keeps every rule, and its verdict keeps its bars."""

import re
from collections import Counter
from pathlib import Path

import pytest

from quizapp.content import readability
from quizapp.content.model import Article, Item, Level, Origin, Quiz, Sign, quiz_of
from quizapp.library import load
from quizapp.quiz.bank import ItemBank, tag_of
from quizapp.quiz.characteristics import measure
from quizapp.rules.supply import has_verdict
from quizapp.rules.texts import article_texts

CONTENT = Path(__file__).parents[1] / "content"
ID = "joint-pain-after-exercise"


@pytest.fixture(scope="module")
def article() -> Article:
    return load.load(CONTENT).library.articles[ID]


@pytest.fixture(scope="module")
def quiz(article: Article) -> Quiz:
    return quiz_of(article)


def test_it_has_no_problem_and_the_second_article_lacks_stories_only() -> None:
    found = [(Path(each.path).parent.name, each.code) for each in load.load(CONTENT).problems]
    assert found == [("sprained-ankle", "practice-only")]


def test_the_second_article_is_short_unreviewed_and_from_pages_of_health_services() -> None:
    ankle = load.load(CONTENT).library.articles["sprained-ankle"]
    reviews = {ankle.review.status, quiz_of(ankle).review.status}
    reviews |= {claim.review.status for _, _, claim in ankle.claims()}
    assert reviews == {"unreviewed"}
    words = [text for _, _, text in article_texts(ankle)]
    words += [claim.name for _, _, claim in ankle.claims() if isinstance(claim, Sign)]
    assert 500 <= sum(len(text.split()) for text in words) <= 900
    assert {source.kind for source in ankle.sources} == {"health-service", "study"}
    assert all(source.url and source.seen in {"copy", "part", "abstract"} for source in ankle.sources)
    assert len(quiz_of(ankle).pairs) == 6


def test_it_holds_the_whole_article(article: Article) -> None:
    counts = {name: len(getattr(article, name)) for name in ("causes", "tested_flags", "faqs", "gaps")}
    assert counts == {"causes": 6, "tested_flags": 4, "faqs": 4, "gaps": 5}
    assert {flag.origin for flag in article.tested_flags} == {Origin.STATED}
    assert {flag.origin for flag in article.red_flags if not flag.tested} == {Origin.ADDED}
    assert {cause.origin for cause in article.causes} == {Origin.STATED}


def test_nothing_claims_to_be_reviewed(article: Article, quiz: Quiz) -> None:
    reviews = [article.review, quiz.review, *(claim.review for _, _, claim in article.claims())]
    assert {review.status for review in [*reviews, *(item.review for item in quiz.items)]} == {"unreviewed"}


def scenarios(quiz: Quiz) -> list[Item]:
    return [item for halves in quiz.pairs.values() for item in halves]


def test_the_bank_has_pairs_for_two_checks(article: Article, quiz: Quiz) -> None:
    assert len(quiz.pairs) >= 52
    levels = Counter(item.level for item in scenarios(quiz))
    assert min(levels[level] for level in (Level.CARRY_ON, Level.MODIFY, Level.BOOK)) >= 24
    flags = Counter(flag for item in scenarios(quiz) for flag in item.red_flags)
    assert {flag.id for flag in article.tested_flags} == flags.keys()
    assert min(flags.values()) >= 8


def test_the_words_of_one_item_leave_room_for_a_check_in_eight_minutes(quiz: Quiz) -> None:
    shown = [
        [item.stem, item.lead_in, *(option.text for option in item.options), item.reason]
        for item in scenarios(quiz)
    ]
    assert sum(len(text.split()) for texts in shown for text in texts) / len(shown) <= 77
    assert readability.measure(item.stem for item in scenarios(quiz)).grade <= 6


def test_a_pair_is_short_to_write_and_to_translate() -> None:
    for name, most in (("quiz.yaml", 26), ("es.yaml", 14)):
        text = (CONTENT / ID / name).read_text(encoding="utf-8")
        of_pairs = text.partition("\npairs:")[2].partition("\npractice:\n")[0]
        pairs = re.split(r"\n+  - id: ", of_pairs)[1:]
        assert len(pairs) >= 52
        lines = [pair.strip().split("\n") for pair in pairs]
        assert max(map(len, lines)) <= most
        assert max(len(line) for pair in lines for line in pair) <= 110


@pytest.mark.slow
def test_every_bank_with_a_verdict_meets_the_bars() -> None:
    """Those pass the check who should, and no others."""
    shipped = load.load(CONTENT).library.articles.values()
    articles = [article for article in shipped if article.quiz and has_verdict(article)]
    assert ID in [article.id for article in articles]
    for article in articles:
        table = measure(ItemBank(article, quiz_of(article)), readers=3000, seed=2)
        assert {figure.name: figure.value for figure in table.measured if not figure.holds} == {}
        assert table.sentence == "This bank meets the bars."


def test_items_have_tags_of_their_own(quiz: Quiz) -> None:
    assert len({tag_of(item.id) for item in quiz.items}) == len(quiz.items)


def test_passages_of_the_article_have_fingerprints(article: Article) -> None:
    source = next(source for source in article.sources if source.id == "article")
    assert len(source.passages) == 75
    assert all(re.fullmatch(r"[0-9a-f]{12}", passage.fingerprint or "") for passage in source.passages)
