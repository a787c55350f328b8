from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from quizapp.errors import SettingsError
from quizapp.settings import Settings, default_content, duration, from_environment


def test_nothing_set_gives_the_defaults() -> None:
    assert from_environment({}) == Settings(content=default_content(), state=Path(".quizapp"))


def test_the_content_of_a_checkout_comes_first() -> None:
    assert default_content() == Path(__file__).parents[1] / "content"


def test_every_setting_survives_the_way_through_the_environment() -> None:
    settings = Settings(
        content=Path("/somewhere/content"),
        state=Path("/somewhere/state"),
        database_url="sqlite:////somewhere/else.db",
        secret_keys=("a key that is long enough", "another key that is long"),
        public_url="https://quiz.example",
        frame_ancestors="https://host.example",
        stats_token="a token for statistics",
        retention=timedelta(hours=36),
        rate_limit=0,
        proxies=2,
        log_format="text",
    )
    assert from_environment(settings.as_environment()) == settings


def test_what_is_given_by_name_comes_before_the_environment() -> None:
    environment = {"QUIZAPP_CONTENT": "/a", "QUIZAPP_STATE": "/b", "QUIZAPP_DATABASE_URL": "sqlite://"}
    settings = from_environment(environment, content=Path("/x"), state=Path("/y"), database_url="sqlite:///z")
    assert settings == Settings(content=Path("/x"), state=Path("/y"), database_url="sqlite:///z")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("QUIZAPP_PUBLIC_URL", "quiz.example"),
        ("QUIZAPP_SECRET_KEYS", "long enough key!,short"),
        ("QUIZAPP_RETENTION", "3 weeks"),
        ("QUIZAPP_RATE_LIMIT", "-1"),
        ("QUIZAPP_RATE_LIMIT", "60/minute"),
        ("QUIZAPP_PROXIES", "10.0.0.1"),
        ("QUIZAPP_LOG_FORMAT", "xml"),
        ("QUIZAPP_STATS_TOKEN", "fifteen letters"),
        ("QUIZAPP_STATS_TOKEN", "long enough but not ascii \N{BULLET}"),
        ("QUIZAPP_STATS_TOKEN", "long enough, with a blank at its end "),
    ],
)
def test_a_setting_that_cannot_be_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        from_environment({name: value})


def test_a_duration_is_days_or_hours() -> None:
    assert [duration("x", text) for text in ("30d", "12h", "1d")] == [
        timedelta(days=30),
        timedelta(hours=12),
        timedelta(days=1),
    ]


@pytest.mark.parametrize(
    "text", ["", "30", "d", "0d", "-1d", "1.5h", "30D", "30d ", "2w", "\N{SUPERSCRIPT TWO}d"]
)
def test_any_other_duration_is_refused_with_its_text(text: str) -> None:
    with pytest.raises(SettingsError) as caught:
        duration("--older-than", text)
    wanted = f'--older-than: must be a number of days or hours such as 30d or 12h, not "{text}"'
    assert str(caught.value) == wanted
