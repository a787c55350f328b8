"""What readers are told is kept of them, against what is."""

from dataclasses import fields, replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from markupsafe import escape

from quizapp.attempts.model import Step
from quizapp.attempts.tables import STEPS
from quizapp.settings import Settings
from quizapp.web.prebuilt.i18n import ORIGINAL, as_written, words_of
from quizapp.web.prebuilt.rendering import privacy_page

WORDS = as_written(words_of(ORIGINAL))["privacy"]


def test_every_page_leads_to_what_is_kept(client: FlaskClient) -> None:
    for path in ("/", "/articles/blisters-from-new-shoes", "/articles/blisters-from-new-shoes/quiz"):
        assert 'href="/privacy"' in client.get(path).text
    assert f"<h1>{WORDS['title']}</h1>" in client.get("/privacy").text


def test_the_page_names_every_column_of_a_record_and_nothing_else(settings: Settings) -> None:
    columns = [column.name for column in STEPS.columns]
    assert [member.name for member in fields(Step)] == columns
    assert list(WORDS["kept"]) == columns
    lines = [line for line in privacy_page(settings).splitlines() if line.startswith("<li>")]
    assert lines == [f"<li>{escape(told)}</li>" for told in WORDS["kept"].values()]


@pytest.mark.parametrize(
    ("retention", "said"),
    [
        (timedelta(days=30), "30 days after its last answer"),
        (timedelta(days=1), "1 day after its last answer"),
        (timedelta(hours=36), "36 hours after its last answer"),
        (timedelta(hours=1), "1 hour after its last answer"),
    ],
)
def test_how_long_it_is_kept_is_as_set(settings: Settings, retention: timedelta, said: str) -> None:
    assert said in privacy_page(replace(settings, retention=retention))


@pytest.mark.parametrize(("limit", "told"), [(60, True), (0, False)])
def test_counting_networks_is_told_where_it_is_done(settings: Settings, limit: int, told: bool) -> None:
    assert (escape(WORDS["limited"]) in privacy_page(replace(settings, rate_limit=limit))) is told
