"""QTI 2.1 in pyslet, which runs the response processing of an item."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from exported import NOTICES, SAY, asked, identifier, make_bank_of_everything, responses, scores, shipped
from pyslet.qtiv2.items import AssessmentItem
from pyslet.qtiv2.processing import ResponseProcessing
from pyslet.qtiv2.variables import ItemSessionState
from pyslet.qtiv2.xml import QTIDocument

from quizapp.content.model import Article, Item, Kind, Level, entry_and_option
from quizapp.export.as_qti import export_2
from quizapp.quiz.grading import Response

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # pyslet's own


def documents(article: Article) -> dict[str, Any]:
    """Return the root of each file of a package."""
    found = {}
    with ZipFile(BytesIO(export_2(article, SAY))) as package:
        for name in package.namelist():
            document = QTIDocument()
            document.read(src=BytesIO(package.read(name)))
            found[name] = document.root
    return found


def in_qti(item: Item, response: Response) -> Any:
    """Return a response as the value of an interaction."""
    if item.kind is Kind.SORT:
        return [(entry, identifier(option)) for entry, option in map(entry_and_option, response)]
    return [identifier(each) for each in response] if item.kind is Kind.MULTIPLE else identifier(response[0])


def outcomes(root: AssessmentItem, item: Item) -> Iterator[tuple[Response, ItemSessionState]]:
    for response in responses(item):
        state = ItemSessionState(root)
        state.begin_session()
        state["RESPONSE"].set_value(in_qti(item, response))
        for processing in root.find_children_depth_first(ResponseProcessing):
            processing.run(state)
        yield response, state


@pytest.mark.parametrize("article", [make_bank_of_everything(), *shipped()], ids=lambda article: article.id)
def test_every_response_has_the_score_of_the_grading(article: Article) -> None:
    roots = documents(article)
    for item in asked(article).values():
        ran = list(outcomes(roots[f"items/{item.id}.xml"], item))
        assert {response: round(state["SCORE"].value, 4) for response, state in ran} == scores(item), item.id
        if item.kind is Kind.SCENARIO:
            assert [state["LEVEL"].value for _, state in ran] == [int(level) for level in Level]
        for response, state in ran:
            shown = state["FEEDBACK"].value
            if item.kind is not Kind.SORT:
                shown = shown if item.kind is Kind.MULTIPLE else [shown]
                assert set(shown) == set(map(identifier, response)), item.id


def test_the_notices_stand_in_the_test_and_in_each_item() -> None:
    for name, root in documents(make_bank_of_everything()).items():
        if name != "imsmanifest.xml":
            assert [notice for notice in NOTICES if notice not in str(root)] == [], name
