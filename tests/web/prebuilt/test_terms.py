from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path

from conftest import snapshot_of
from factories import make_article

from quizapp.settings import Imprint, Settings, SiteContacts
from quizapp.web.prebuilt.terms import HIDDEN, Terms

PLAIN = Settings(content=Path("content"), state=Path("state"))
OTHERS = Settings(
    content=Path("other"),
    state=Path("others"),
    database_url="sqlite://",
    secret_keys=("a-secret-of-the-site",),
    imprint=Imprint(name="Ours"),
    contacts=SiteContacts(mistakes="mailto:us@health.example"),
    public_url="https://health.example",
    frame_ancestors="'self'",
    stats_token="a-token-of-the-site",
    attempt_lifetime=timedelta(days=1),
    retention=timedelta(days=1),
    removal_grace=timedelta(seconds=1),
    rate_limit=7,
    proxies=3,
    log_format="json",
)


def test_whatever_a_reply_may_show_is_made_anew_when_it_changes() -> None:
    changed = {each.name: replace(PLAIN, **{each.name: getattr(OTHERS, each.name)}) for each in fields(PLAIN)}
    keys = {name: Terms(settings).key_of() for name, settings in changed.items()}
    assert {name for name, key in keys.items() if key == Terms(PLAIN).key_of()} == HIDDEN


def test_what_is_said_to_be_hidden_is_in_no_reply() -> None:
    hidden = replace(PLAIN, **{name: getattr(OTHERS, name) for name in HIDDEN})
    plain, other = (dict(snapshot_of(each, make_article()).table) for each in (PLAIN, hidden))
    assert plain == other
    assert len(plain) > 50
