from datetime import timedelta
from pathlib import Path

import pytest

from quizapp.errors import SettingsError
from quizapp.settings import (
    VARIABLES,
    Contacts,
    Imprint,
    Settings,
    SiteContacts,
    default_content,
    duration,
    from_environment,
)


def test_nothing_set_gives_the_defaults() -> None:
    assert from_environment({}) == Settings(content=default_content(), state=Path(".quizapp"))


def test_the_content_of_a_checkout_comes_first() -> None:
    assert default_content() == Path(__file__).parents[1] / "content"


def test_every_variable_is_read_without_the_blanks_around_it(tmp_path: Path) -> None:
    logo = tmp_path / "logo.svg"
    logo.touch()
    environment = {
        "QUIZAPP_CONTENT": "/somewhere/content",
        "QUIZAPP_STATE": "/somewhere/state",
        "QUIZAPP_DATABASE_URL": "sqlite:////somewhere/else.db",
        "QUIZAPP_SECRET_KEYS": "a key that is long enough, another key that is long,",
        "QUIZAPP_PUBLIC_URL": "https://quiz.example/",
        "QUIZAPP_FRAME_ANCESTORS": "https://host.example/, self *.other.example:8080",
        "QUIZAPP_STATS_TOKEN": "a token for statistics",
        "QUIZAPP_RETENTION": "36h",
        "QUIZAPP_ATTEMPT_LIFETIME": "90d",
        "QUIZAPP_REMOVAL_GRACE": "10m",
        "QUIZAPP_RATE_LIMIT": "0",
        "QUIZAPP_PROXIES": "2",
        "QUIZAPP_LOG_FORMAT": "text",
        "QUIZAPP_MISTAKES": "mailto:editors@example.org",
        "QUIZAPP_EMERGENCY_PHONE": "en=999, 112",
        "QUIZAPP_ADVICE_PHONE": "en=0800 1-1",
        "QUIZAPP_SITE_NAME": "A site",
        "QUIZAPP_LOGO": str(logo),
        "QUIZAPP_BRAND": "#0b5563",
        "QUIZAPP_FONT": "Georgia, serif",
    }
    assert set(environment) == set(VARIABLES)
    padded = {name: f" {value}\r\n" for name, value in environment.items()}
    assert from_environment(padded) == Settings(
        content=Path("/somewhere/content"),
        state=Path("/somewhere/state"),
        database_url="sqlite:////somewhere/else.db",
        secret_keys=("a key that is long enough", "another key that is long"),
        public_url="https://quiz.example",
        frame_ancestors="https://host.example 'self' *.other.example:8080",
        stats_token="a token for statistics",
        retention=timedelta(hours=36),
        attempt_lifetime=timedelta(days=90),
        removal_grace=timedelta(minutes=10),
        rate_limit=0,
        proxies=2,
        log_format="text",
        contacts=SiteContacts(
            mistakes="mailto:editors@example.org",
            emergency=(("en", "999"), ("", "112")),
            advice=(("en", "0800 1-1"),),
        ),
        imprint=Imprint(name="A site", logo=logo, brand="0b5563", font="Georgia, serif"),
    )


def test_a_name_that_nothing_reads_is_refused_with_a_guess() -> None:
    with pytest.raises(SettingsError) as caught:
        from_environment({"QUIZAPP_DATABASE": "postgresql://db.example/quiz"})
    wanted = "QUIZAPP_DATABASE: there's no such setting; did you mean QUIZAPP_DATABASE_URL?"
    assert str(caught.value) == wanted
    with pytest.raises(SettingsError, match=r"^QUIZAPP_PORT: there's no such setting"):
        from_environment({"QUIZAPP_PORT": "8000"})


def test_what_kubernetes_says_of_its_services_is_no_mistake() -> None:
    told = {
        "QUIZAPP_SERVICE_HOST": "10.0.0.1",
        "QUIZAPP_DB_SERVICE_PORT_HTTP": "80",
        "QUIZAPP_PORT": "tcp://10.0.0.1:80",
        "QUIZAPP_PORT_80_TCP_ADDR": "10.0.0.1",
    }
    assert from_environment(told) == from_environment({})


def test_what_is_given_by_name_comes_before_the_environment() -> None:
    environment = {"QUIZAPP_CONTENT": "/a", "QUIZAPP_STATE": "/b", "QUIZAPP_DATABASE_URL": "sqlite://"}
    settings = from_environment(environment, content=Path("/x"), state=Path("/y"), database_url="sqlite:///z")
    assert settings == Settings(content=Path("/x"), state=Path("/y"), database_url="sqlite:///z")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("QUIZAPP_PUBLIC_URL", "quiz.example"),
        ("QUIZAPP_PUBLIC_URL", "https://quiz.example/below"),
        ("QUIZAPP_PUBLIC_URL", "https://quiz.example/?x=1"),
        ("QUIZAPP_PUBLIC_URL", "https://quiz..example"),
        ("QUIZAPP_PUBLIC_URL", "https://quiz.example:70000"),
        ("QUIZAPP_PUBLIC_URL", "https://me@quiz.example"),
        ("QUIZAPP_FRAME_ANCESTORS", "*; script-src *"),
        ("QUIZAPP_FRAME_ANCESTORS", "'none' https://host.example"),
        ("QUIZAPP_FRAME_ANCESTORS", "https://host.example/page"),
        ("QUIZAPP_FRAME_ANCESTORS", ","),
        ("QUIZAPP_PUBLIC_URL", "https://exa mple.org"),
        ("QUIZAPP_PUBLIC_URL", "https://"),
        ("QUIZAPP_SECRET_KEYS", ""),
        ("QUIZAPP_SECRET_KEYS", ","),
        ("QUIZAPP_SECRET_KEYS", "long enough key!,short"),
        ("QUIZAPP_MISTAKES", "editors@example.org"),
        ("QUIZAPP_MISTAKES", "javascript:alert(1)"),
        ("QUIZAPP_EMERGENCY_PHONE", "call us"),
        ("QUIZAPP_EMERGENCY_PHONE", "=999"),
        ("QUIZAPP_ADVICE_PHONE", "en=111,e=112"),
        ("QUIZAPP_RETENTION", "3 weeks"),
        ("QUIZAPP_ATTEMPT_LIFETIME", "12h"),
        ("QUIZAPP_ATTEMPT_LIFETIME", "half a year"),
        ("QUIZAPP_REMOVAL_GRACE", "soon"),
        ("QUIZAPP_RATE_LIMIT", "-1"),
        ("QUIZAPP_RATE_LIMIT", "60/minute"),
        ("QUIZAPP_PROXIES", "10.0.0.1"),
        ("QUIZAPP_LOG_FORMAT", "xml"),
        ("QUIZAPP_STATS_TOKEN", "fifteen letters"),
        ("QUIZAPP_STATS_TOKEN", "long enough but not ascii \N{BULLET}"),
    ],
)
def test_a_setting_that_cannot_be_is_named_with_its_value_but_for_secrets(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as caught:
        from_environment({name: value})
    variable = VARIABLES[name]
    seen = "" if variable.secret else f', not "{value}"'
    assert str(caught.value) == f"{name}: must be {variable.allowed}{seen}"


def test_each_language_has_its_numbers_or_those_of_all_others() -> None:
    contacts = from_environment({"QUIZAPP_EMERGENCY_PHONE": "112, en=999"}).contacts
    found = [contacts.in_language(lang).emergency for lang in ("en", "en-GB", "es")]
    assert found == ["999", "999", "112"]
    assert contacts.in_language("en") == Contacts(mistakes="", emergency="999", advice="")


def test_a_duration_is_days_or_hours() -> None:
    found = [duration("x", text) for text in ("30d", "12h", "1d")]
    assert found == [timedelta(days=30), timedelta(hours=12), timedelta(days=1)]


@pytest.mark.parametrize(
    "text", ["", "30", "d", "0d", "-1d", "1.5h", "30D", "30d ", "2w", "100000d", "\N{SUPERSCRIPT TWO}d"]
)
def test_any_other_duration_is_refused_with_its_text(text: str) -> None:
    with pytest.raises(SettingsError) as caught:
        duration("--older-than", text)
    wanted = "must be a number of days or hours such as 30d or 12h, below 100000d"
    assert str(caught.value) == f'--older-than: {wanted}, not "{text}"'
