"""QTI 3.0 in two players, in Chromium."""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from exported import SAY, asked, identifier, make_bank_of_everything, responses, scores, shipped
from playwright.sync_api import Browser, sync_playwright
from visits import chromium_options

from quizapp.content.model import Article, Item, Kind, entry_and_option
from quizapp.export.as_qti import export_3
from quizapp.export.assessment import assessment
from quizapp.quiz.grading import Response

HERE = Path(__file__).parent
PLAYERS = {
    "qti3ItemPlayer": ("vue/dist/vue.min.js", "qti3-item-player/dist/qti3Player.umd.min.js"),
    "qtiComponents": ("@citolab/qti-components/cdn/index.global.js",),
}
ROUNDED = 0.001
"""What qtiComponents rounds a score to."""
Play = Callable[[str, Any], Any]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**chromium_options())  # type: ignore[arg-type] # as in tests/browser
        yield browser
        browser.close()


@pytest.fixture(scope="module", params=PLAYERS)
def play(request: pytest.FixtureRequest, chromium: Browser) -> Play:
    """Gives the outcomes of a response to an item, and the text that is shown then."""
    page = chromium.new_page()
    page.set_content("<!doctype html><body>")
    for path in (*(HERE / "node_modules" / script for script in PLAYERS[request.param]), HERE / "players.js"):
        page.add_script_tag(path=path)
    return lambda xml, value: page.evaluate(f"([xml, value]) => {request.param}(xml, value)", [xml, value])


def in_qti(item: Item, response: Response) -> str | list[str]:
    if item.kind is Kind.SORT:
        return [f"{entry} {identifier(option)}" for entry, option in map(entry_and_option, response)]
    return [identifier(each) for each in response] if item.kind is Kind.MULTIPLE else identifier(response[0])


@pytest.mark.parametrize("article", [make_bank_of_everything(), *shipped()], ids=lambda article: article.id)
def test_every_response_has_the_score_of_the_grading_its_reasons_and_the_notices(
    play: Play, article: Article
) -> None:
    package = ZipFile(BytesIO(export_3(article, SAY)))
    notices = assessment(article, SAY).notices
    for item in asked(article).values():
        xml = package.read(f"items/{item.id}.xml").decode()
        played = {response: play(xml, in_qti(item, response)) for response in responses(item)}
        found = {response: float(each["outcomes"]["SCORE"]) for response, each in played.items()}
        assert found == pytest.approx(scores(item), abs=ROUNDED), item.id
        for response, each in played.items():
            chosen = [option for option in item.options if option.id in response]
            if item.kind is Kind.SCENARIO:
                assert int(each["outcomes"]["LEVEL"]) == chosen[0].level
            reasons = [option.rationale for option in chosen] or [entry.rationale for entry in item.entries]
            said = [*filter(None, reasons), *notices]
            assert [words for words in said if words not in each["shown"]] == [], item.id
