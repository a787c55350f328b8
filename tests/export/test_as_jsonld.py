import json
from dataclasses import replace

from exported import SAY

from quizapp.content.model import Article, Review, quiz_of
from quizapp.export import as_jsonld
from quizapp.library.model import Library

PAGE = "https://site.example/articles/an-article"


def article_of(library: Library) -> Article:
    return next(iter(library.articles.values()))


def test_there_is_a_node_for_each_type_that_the_article_has(library: Library) -> None:
    article = article_of(library)
    assert [node["@type"] for node in as_jsonld.nodes(article)] == ["MedicalWebPage", "FAQPage", "Quiz"]
    bare = replace(article, faqs=(), quiz=None)
    assert [node["@type"] for node in as_jsonld.nodes(bare)] == ["MedicalWebPage"]


def test_it_says_that_nobody_reviewed_it_or_who_did(library: Library) -> None:
    unreviewed, *_ = as_jsonld.nodes(article_of(library))
    review = Review(status="reviewed", by="Dr. Ada Moss", date="2026-10-01")
    reviewed, *_ = as_jsonld.nodes(replace(article_of(library), review=review))
    told = ("creativeWorkStatus", "reviewedBy", "lastReviewed")
    assert {name: unreviewed[name] for name in told if name in unreviewed} == {
        "creativeWorkStatus": "Not reviewed"
    }
    assert {name: reviewed[name] for name in told if name in reviewed} == {
        "reviewedBy": {"@type": "Person", "name": "Dr. Ada Moss"},
        "lastReviewed": "2026-10-01",
    }


def test_a_licence_and_an_address_are_given_only_where_there_are_any(library: Library) -> None:
    page, _, quiz = as_jsonld.nodes(article_of(library))
    assert not {"license", "url"} & (page.keys() | quiz.keys())
    licence = "https://creativecommons.org/licenses/by/4.0/"
    page, _, quiz = as_jsonld.nodes(replace(article_of(library), licence=licence), PAGE)
    assert (page["license"], page["url"], quiz["url"]) == (licence, PAGE, f"{PAGE}/quiz")


def test_the_quiz_of_a_translated_page_has_an_address_in_its_language(library: Library) -> None:
    *_, quiz = as_jsonld.nodes(article_of(library), f"{PAGE}?lang=es")
    assert quiz["url"] == f"{PAGE}/quiz?lang=es"


def test_a_source_is_credited_in_the_words_of_the_editor(library: Library) -> None:
    article = article_of(library)
    page, *_ = as_jsonld.nodes(article)
    assert [(each["name"], each.get("creditText")) for each in page["citation"]] == [
        (source.title, source.publisher if source.publisher != "not stated" else None)
        for source in article.sources
    ]
    assert not any("publisher" in each for each in page["citation"])


def test_nothing_of_the_items_is_in_it(library: Library) -> None:
    article = article_of(library)
    text = as_jsonld.export(article, SAY).decode()
    told = {part for item in quiz_of(article).items for part in (item.id, item.stem, item.lead_in) if part}
    assert [part for part in told if part in text] == []


def test_the_export_is_the_nodes_and_says_what_is_lost(library: Library) -> None:
    article = article_of(library)
    assert json.loads(as_jsonld.export(article, SAY)) == as_jsonld.nodes(article)
    lost = [str(loss) for loss in as_jsonld.losses(article)]
    assert (f"{len(article.red_flags)} red flags" in lost, lost[-1]) == (True, "the items of the quiz")
