"""The public face of an article."""

import json
from dataclasses import replace
from typing import Any

import pytest
from factories import make_article, make_sign

from quizapp.content import build
from quizapp.content.model import Article, Level, quiz_of
from quizapp.content.projection import LISTS, PARTS, Context, article_data, quiz_data

Data = dict[str, Any]
UNREVIEWED = {"status": "unreviewed"}


@pytest.fixture(scope="session")
def article(article_plain: Data, quiz_plain: Data) -> Article:
    return build.article(article_plain, quiz_plain)


def test_the_keys_of_an_article_stand_in_the_order_of_the_interface(article: Article) -> None:
    assert " ".join(article_data(article)) == (
        "id lang title summary revision review competencies causes signs red_flags self_care faqs takeaways"
        " gaps sources licence urgent_notice cues levels emergency circumstances promotions topics left_out"
        " replaced_by languages"
    )


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
        "avoid": False,
        "origin": "restated",
        "cites": [{"source": "leaflet", "passage": "p3"}],
        "review": UNREVIEWED,
        "fills": "what-to-try",
    }


def test_a_sign_has_its_level_and_what_else_there_is_to_say(article: Article) -> None:
    data = article_data(article)
    for_readers = ["level_name", "action", "tested", "folded"]
    for_editors = ["origin", "cites", "review"]
    assert [list(sign) for sign in (*data["signs"], data["red_flags"][0])] == [
        ["id", "lang", "name", "level", *for_readers, *for_editors],
        ["id", "lang", "name", "level", *for_readers, *for_editors, "editors_note"],
        ["id", "lang", "name", "level", "within", *for_readers, *for_editors],
        ["id", "lang", "name", "level", "within", *for_readers, *for_editors],
    ]
    levels = [sign["level"] for sign in (*data["signs"], *data["red_flags"])]
    assert levels == ["carry-on", "modify", "book", "urgent", "urgent"]


def test_red_flags_for_now_come_first_whatever_their_order_in_the_file() -> None:
    flags = [make_sign(name, Level.URGENT, within=name.partition("-")[0]) for name in ("today-a", "now-b")]
    data = article_data(replace(make_article(), red_flags=tuple(flags)))
    assert [flag["id"] for flag in data["red_flags"]] == ["now-b", "today-a"]


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
        "licence": "not-stated",
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
        assert LISTS[slug].data(article, Context(article=article)) == {
            "article": article.id,
            "lang": "en",
            "revision": article.revision,
            "items": data[name],
        }


def test_the_public_face_of_a_quiz_tells_no_key(article: Article, quiz_plain: Data) -> None:
    text = json.dumps(quiz_data(quiz_of(article)))
    asked = [*(story for pair in quiz_plain["pairs"] for story in pair["stories"]), *quiz_plain["practice"]]
    for each in asked:
        for told in (each, *each.get("options", ()), *each.get("entries", ())):
            for name in {"reason", "harm"} & told.keys():
                assert told[name] not in text
    items = quiz_data(quiz_of(article))["items"]
    assert {name for item in items for name in item} == {
        "id",
        "kind",
        "stem",
        "lead_in",
        "options",
        "entries",
    }
    assert {name for item in items for option in item["options"] for name in option} == {"id", "text"}
