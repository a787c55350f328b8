from __future__ import annotations

import json
from dataclasses import replace

from factories import make_article, make_sign, make_sort

from quizapp.content.model import Level
from quizapp.content.projection import article_data
from quizapp.export.as_json import export


def test_the_document_holds_the_article_as_the_api_gives_it_and_every_item_with_its_key() -> None:
    sort = make_sort("a-sort", [make_sign("sore", Level.CARRY_ON), make_sign("hot", Level.URGENT)])
    article = make_article(flags=1, per_stratum=1, extra=(sort,))
    document = json.loads(export(article))
    assert document["article"] == json.loads(json.dumps(article_data(article)))
    assert [item["id"] for item in document["quiz"]["items"]] == [
        "carry-on-0",
        "modify-0",
        "book-0",
        "flag-0-0",
        "a-sort",
    ]
    urgent = document["quiz"]["items"][3]
    assert (urgent["level"], urgent["competency"], urgent["key"], urgent["red_flags"]) == (
        "urgent",
        "seek-care",
        ["d"],
        ["flag-0"],
    )
    assert [option["level"] for option in urgent["options"]] == ["carry-on", "modify", "book", "urgent"]
    assert document["quiz"]["items"][4]["key"] == ["ea-a", "eb-d"]
    assert [entry["level"] for entry in document["quiz"]["items"][4]["entries"]] == ["carry-on", "urgent"]


def test_an_article_without_a_quiz_is_a_document_too() -> None:
    document = json.loads(export(replace(make_article(), quiz=None)))
    assert document["quiz"] is None
