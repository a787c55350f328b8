import json
from dataclasses import replace

import click
import pytest
from exported import SAY, asked, make_bank_of_everything, shipped
from factories import make_article, make_sign, make_sort

from quizapp.cli import main
from quizapp.content.model import Level
from quizapp.content.projection import article_data
from quizapp.errors import UnknownThing
from quizapp.export.assessment import Loss
from quizapp.export.formats import FORMATS, losses_as_json
from quizapp.web.prebuilt.i18n import words_of


def test_the_command_offers_every_format() -> None:
    offered = next(option for option in main.commands["export"].params if option.name == "form")
    assert isinstance(offered.type, click.Choice)
    assert tuple(offered.type.choices) == (*FORMATS, "scorm12")


def test_losses_as_json_name_the_format_the_wording_and_the_items() -> None:
    article = make_article()
    assert json.loads(losses_as_json("wax", article, [Loss("a score", ("a", "b"))])) == {
        "format": "wax",
        "article": "an-article",
        "lang": "en",
        "revision": "0123456789abcdef",
        "losses": [{"what": "a score", "items": ["a", "b"]}],
    }


@pytest.mark.parametrize("name", [name for name in FORMATS if not name.startswith("json")])
def test_every_format_for_hosts_says_that_it_has_no_verdict_and_needs_a_quiz(name: str) -> None:
    form, article = FORMATS[name], make_article()
    assert form.losses(article)[0].what.startswith("the verdict and its rule: ")
    assert form.write(article, SAY) == form.write(make_article(), SAY)
    with pytest.raises(UnknownThing, match='no quiz for the article "an-article"'):
        form.write(replace(article, quiz=None), SAY)


@pytest.mark.parametrize(
    ("name", "items"),
    [
        ("gift", ["feedback line by line: it's given once, as a whole: a-sort"]),
        ("qti3", ["feedback line by line: it's given once, as a whole: a-sort"]),
        (
            "canvas",
            [
                "the item: Canvas can't sort signs into levels: a-sort",
                "the score of a partly right response: some-right",
            ],
        ),
        ("anki", []),
    ],
)
def test_the_losses_name_the_items_that_are_left_out_or_differ(name: str, items: list[str]) -> None:
    losses = [str(loss) for loss in FORMATS[name].losses(make_bank_of_everything()) if loss.items]
    assert losses == [*items, "the item, since it is withdrawn: gone"]


def test_an_export_in_another_language_says_what_matters_in_that_language() -> None:
    (spanish,) = (article.in_language("es") for article in shipped() if article.id.startswith("joint"))
    text = FORMATS["gift"].write(spanish, words_of("es").plain).decode()
    assert spanish.lang == "es"
    for notice in (words_of("es").plain("translation.short"), words_of("es").plain("export.no_pass_mark")):
        assert text.count(notice) == 1 + len(asked(spanish))


def test_the_document_holds_the_article_as_the_api_gives_it_and_every_item_with_its_key() -> None:
    sort = make_sort("a-sort", [make_sign("sore", Level.CARRY_ON), make_sign("hot", Level.URGENT)])
    article = make_article(flags=1, per_stratum=1, extra=(sort,))
    document = json.loads(FORMATS["json"].write(article, SAY))
    assert document["article"] == json.loads(json.dumps(article_data(article)))
    items = {item["id"]: item for item in document["quiz"]["items"]}
    assert list(items) == ["carry-on-0", "modify-0", "book-0", "flag-0-0", "a-sort"]
    urgent, sorting = items["flag-0-0"], items["a-sort"]
    expected = {
        "level": "urgent",
        "competency": "seek-care",
        "key": ["4"],
        "red_flags": ["flag-0"],
        "pair": "pair-1",
        "person": {"name": "Sam", "pronoun": "they"},
        "harm": "what flag-0-0 can do",
    }
    assert {name: urgent[name] for name in expected} == expected
    assert [option["rationale"] for option in urgent["options"]] == [None, None, None, "why flag-0-0"]
    assert [option["level"] for option in urgent["options"]] == ["carry-on", "modify", "book", "urgent"]
    assert sorting["key"] == ["ea-1", "eb-4"]
    assert [entry["level"] for entry in sorting["entries"]] == ["carry-on", "urgent"]


def test_an_article_without_a_quiz_is_a_document_too() -> None:
    document = json.loads(FORMATS["json"].write(replace(make_article(), quiz=None), SAY))
    assert document["quiz"] is None
