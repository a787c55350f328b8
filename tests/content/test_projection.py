"""The public face of an article."""

from __future__ import annotations

import json
from typing import Any

import pytest

from quizapp.content import build
from quizapp.content.model import Article
from quizapp.content.projection import PARTS, article_data, part_data, quiz_data, summary_data

Data = dict[str, Any]
UNREVIEWED = {"status": "unreviewed", "next_review": "2999-01-01"}


@pytest.fixture(scope="session")
def article(article_plain: Data, quiz_plain: Data) -> Article:
    return build.article(article_plain, quiz_plain)


def test_the_keys_of_an_article_stand_in_the_order_of_the_interface(article: Article) -> None:
    assert " ".join(article_data(article)) == (
        "id lang title summary revision review competencies causes signs red_flags self_care faqs takeaways"
        " gaps sources licence urgent_notice levels circumstances promotions topics languages"
    )


def test_the_head_of_an_article_is_plain_data(article: Article) -> None:
    data = article_data(article)
    assert {key: data[key] for key in ("id", "lang", "title", "revision", "review", "licence")} == {
        "id": "back-pain-after-gardening",
        "lang": "en",
        "title": "Back pain after gardening",
        "revision": article.revision,
        "review": UNREVIEWED,
        "licence": "not-stated",
    }
    assert data["competencies"][0] == {
        "id": "modify-training",
        "lang": "en",
        "title": "When to change how you work",
        "body": "You can tell an ache from a warning.",
    }
    assert data["levels"][3] == {
        "id": "urgent",
        "lang": "en",
        "name": "Get help today",
        "means": "Let a doctor see it today.",
    }


def test_a_claim_has_its_text_its_origin_its_cites_and_its_review(article: Article) -> None:
    data = article_data(article)
    assert data["causes"][1] == {
        "id": "heavy-pots",
        "lang": "en",
        "title": "You lifted heavy pots",
        "body": "Heavy pots pull on the back. See [how to lift](https://example.org/lifting).",
        "origin": "added",
        "cites": [{"source": "clinic", "passage": "f1"}],
        "review": {"status": "reviewed", "by": "A. Tester", "date": "2026-01-02"},
    }
    assert data["self_care"][0] == {
        "id": "kneel-to-weed",
        "lang": "en",
        "text": "Kneel on a pad to weed.",
        "origin": "restated",
        "cites": [{"source": "leaflet", "passage": "p3"}],
        "review": UNREVIEWED,
        "fills": "what-to-try",
    }


def test_a_sign_has_its_level_and_what_else_there_is_to_say(article: Article) -> None:
    data = article_data(article)
    common = ["id", "lang", "name", "level", "action", "origin", "cites", "review"]
    assert [list(sign) for sign in data["signs"]] == [
        common,
        ["id", "lang", "name", "level", "action", "note", "origin", "cites", "review"],
        ["id", "lang", "name", "level", "within", "action", "origin", "cites", "review"],
    ]
    assert [sign["level"] for sign in (*data["signs"], *data["red_flags"])] == [
        "carry-on",
        "modify",
        "book",
        "urgent",
        "urgent",
    ]


def test_a_promotion_a_topic_and_a_circumstance_are_told_too(article: Article) -> None:
    data = article_data(article)
    assert data["promotions"][0] == {
        "id": "ache-after-fall",
        "lang": "en",
        "any_sign": ["tired-back", "ache-when-bending"],
        "circumstances": ["fell-from-ladder"],
        "level": "book",
        "reason": "A fall can do harm that does not show at once.",
        "origin": "added",
        "cites": [{"source": "clinic", "passage": "f1"}],
        "review": UNREVIEWED,
    }
    assert [topic["group"] for topic in data["topics"]] == ["background"]
    assert [fact["name"] for fact in data["circumstances"]] == ["You fell from a ladder"]


def test_a_gap_names_what_fills_it(article: Article) -> None:
    assert article_data(article)["gaps"] == [
        {
            "id": "what-to-try",
            "lang": "en",
            "lead_in": "Try these first:",
            "what": "list",
            "place": {"source": "leaflet", "passage": "p7"},
            "filled_by": ["kneel-to-weed"],
        }
    ]


def test_a_source_lists_its_passages(article: Article) -> None:
    leaflet, clinic = article_data(article)["sources"]
    assert leaflet["passages"][7] == {
        "id": "p8",
        "says": "buy our spades",
        "fingerprint": "000000000008",
        "waived": "Not content - an advertisement",
    }
    assert clinic == {
        "id": "clinic",
        "lang": "en",
        "title": "Falls and lifting",
        "kind": "health-service",
        "publisher": "not stated",
        "url": "https://example.org/falls",
        "seen": "quoted",
        "passages": [{"id": "f1", "says": "falls and heavy pots are a reason to have a back checked"}],
    }


def test_the_parts_have_slugs_and_the_content_of_the_article(article: Article) -> None:
    data = article_data(article)
    assert list(PARTS) == [
        *("causes", "signs", "red-flags", "self-care", "faqs", "takeaways", "gaps", "sources"),
        *("circumstances", "promotions", "topics"),
    ]
    for slug, name in PARTS.items():
        assert part_data(article, slug) == {
            "article": article.id,
            "lang": "en",
            "revision": article.revision,
            "items": data[name],
        }


def test_there_is_no_part_of_another_name(article: Article) -> None:
    with pytest.raises(KeyError):
        part_data(article, "quiz")


def test_a_summary_is_what_a_list_needs(article: Article) -> None:
    assert summary_data(article) == {
        "id": "back-pain-after-gardening",
        "title": "Back pain after gardening",
        "summary": article.summary,
        "lang": "en",
        "revision": article.revision,
    }


def test_everything_is_plain_json(article: Article) -> None:
    data = article_data(article)
    assert json.loads(json.dumps(data)) == data


def test_the_public_face_of_a_quiz_tells_no_key(article: Article, quiz_plain: Data) -> None:
    assert article.quiz is not None
    text = json.dumps(quiz_data(article.quiz))
    for item in quiz_plain["items"]:
        for option in (*item.get("options", ()), *item.get("entries", ())):
            assert option["rationale"] not in text
    assert {name for item in quiz_data(article.quiz)["items"] for name in item} == {
        "id",
        "kind",
        "stem",
        "lead_in",
        "options",
        "entries",
    }
    assert {
        name for item in quiz_data(article.quiz)["items"] for option in item["options"] for name in option
    } == {
        "id",
        "text",
    }
