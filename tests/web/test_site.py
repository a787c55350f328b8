import gc
import shutil
import weakref
from dataclasses import replace
from pathlib import Path

import pytest
from calls import by_key, play
from conftest import COMPLETE, GOOD
from factories import make_article, with_items
from flask import Flask

from quizapp.attempts.model import Attempt, Mode
from quizapp.attempts.sql_store import SqlStore
from quizapp.attempts.tokens import Tokens
from quizapp.content.model import Article, quiz_of
from quizapp.errors import NoContent, UnknownThing
from quizapp.library.load import Loaded
from quizapp.library.model import Library
from quizapp.settings import Settings
from quizapp.web.app import create_app
from quizapp.web.ops.reload import begin
from quizapp.web.prebuilt.reply import Prebuilt
from quizapp.web.site import Site, current_delivery, current_snapshot
from quizapp.web.snapshot import MAX_EARLIER, NOTHING, Snapshot, make_snapshot, take_snapshot

ID = "blisters-from-new-shoes"


def test_a_site_without_a_single_article_does_not_start(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(NoContent, match="no article could be loaded"):
        take_snapshot(replace(settings, content=tmp_path))


def test_settings_alone_make_a_site_that_records_and_goes_on_in_another_process(settings: Settings) -> None:
    """The second application finds key and database where the first one left them."""
    settings = replace(settings, secret_keys=())
    apps = [create_app(settings) for _ in range(2)]
    site: Site = apps[0].extensions["quizapp"]
    replies = play(apps[0].test_client(), site.snapshot.bank(ID), by_key)
    resumed = apps[1].test_client().post("/api/v1/resume", json={"attempt": replies[3]["attempt"]})
    assert {reply["recorded"] for reply in replies[1:]} == {True}
    assert resumed.get_json()["item"] == replies[3]["item"]
    recorded = SqlStore(settings.database)
    assert [step.number for step in recorded.steps(ID)] == list(range(len(replies) - 1))
    for app in apps:
        app.extensions["quizapp.watch"].stop()
    for store in (recorded, *(app.extensions["quizapp"].store for app in apps)):
        store.close()


def make_edition(number: int) -> Article:
    """Return an article whose items say which edition they are of."""
    article = make_article(flags=1, per_stratum=1)
    items = (replace(item, stem=f"Edition {number}.") for item in quiz_of(article).items)
    return replace(with_items(article, items), fingerprint=str(number))


def following(before: Snapshot, settings: Settings, *articles: Article) -> Snapshot:
    """Return the snapshot after another one, of articles that were never in a file."""
    by_id = {article.id: article for article in articles}
    return make_snapshot(Loaded(Library(by_id, {}), ()), settings, before)


def test_what_did_not_change_is_taken_over_from_the_snapshot_before(settings: Settings) -> None:
    other, article = replace(make_edition(1), id="other-article"), make_edition(1)
    before = following(NOTHING, settings, article, other)
    assert list(before.banks.values())
    after = following(before, settings, make_edition(2), other)
    assert [after.banks[name] is before.banks[name] for name in (article.id, other.id)] == [False, True]
    assert [after.products[name] is before.products[name] for name in (article.id, other.id)] == [False, True]
    assert after.table == following(NOTHING, settings, make_edition(2), other).table


class Articles(dict[str, Article]):
    """Articles of which one can tell whether anybody holds them."""


def test_what_is_taken_over_holds_none_of_the_articles_that_were_beside_it(settings: Settings) -> None:
    other = replace(make_edition(1), id="other-article")
    articles = Articles({ID: make_edition(1), other.id: other})
    before = make_snapshot(Loaded(Library(articles, {}), ()), settings)
    after = following(before, settings, make_edition(2), other)
    taken_over, held = before.products[other.id], weakref.ref(articles)
    del articles, before
    gc.collect()
    assert (after.products[other.id] is taken_over, held()) == (True, None)


def test_what_is_gone_leaves_nothing_behind(settings: Settings) -> None:
    other, article = replace(make_edition(1), id="other-article"), make_edition(1)
    after = following(following(NOTHING, settings, article, other), settings, article)
    assert after == following(after, settings, article)
    assert not [path for path in after.table if "other-article" in path]
    assert list(after.entries) == list(after.banks) == list(after.earlier) == [article.id]


def test_replies_are_the_same_made_anew_found_and_after_an_edit(settings: Settings, tmp_path: Path) -> None:
    settings = replace(settings, content=tmp_path / "content")
    for samples in (COMPLETE, GOOD):
        shutil.copytree(samples, settings.content, dirs_exist_ok=True)

    def replies(state: str) -> list[dict[str, Prebuilt]]:
        _, snapshot = begin(replace(settings, state=tmp_path / state))
        return [dict(table) for table in (snapshot.table, *snapshot.by_language.values())]

    def anew() -> list[dict[str, Prebuilt]]:
        """Make all replies from the same history and nothing else."""
        shutil.rmtree(tmp_path / "copy", ignore_errors=True)
        shutil.copytree(tmp_path / "state", tmp_path / "copy", ignore=lambda *_: ["cache"])
        return replies("copy")

    cold = replies("state")
    assert cold == replies("state") == anew()
    text = settings.content / ID / "article.yaml"
    text.write_text(text.read_text().replace("\ntitle: ", "\ntitle: New. "))
    edited = replies("state")
    assert edited == replies("state") == anew()
    assert edited != cold


def stems(site: Site, snapshot: Snapshot) -> list[str]:
    """Return what the editions of the article say, as delivery finds them."""
    site.snapshot = snapshot
    return [next(iter(bank.items.values())).stem for bank in site.snapshot.editions("an-article")]


def test_the_last_editions_are_kept_each_once_the_latest_first(site: Site, settings: Settings) -> None:
    snapshot = NOTHING
    for number in (1, 2, 3, 2):
        snapshot = following(snapshot, settings, make_edition(number))
    assert stems(site, snapshot) == ["Edition 2.", "Edition 3.", "Edition 1."]
    assert stems(site, following(snapshot, settings, *snapshot.library.articles.values())) == stems(
        site, snapshot
    )
    for number in range(3, 20):
        snapshot = following(snapshot, settings, make_edition(number))
    assert stems(site, snapshot) == [f"Edition {number}." for number in range(19, 18 - MAX_EARLIER, -1)]


def test_an_item_that_is_withdrawn_is_asked_in_no_edition_until_it_is_asked_again(
    site: Site, settings: Settings
) -> None:
    def asked(snapshot: Snapshot) -> list[list[str]]:
        """Return the ids that are asked, by edition."""
        site.snapshot = snapshot
        return [[item.id for item in bank.scenarios] for bank in site.snapshot.editions("an-article")]

    first, edited = following(NOTHING, settings, make_edition(1)), make_edition(2)
    wrong, *others = quiz_of(edited).items
    items = (replace(wrong, withdrawn="It was wrong."), *others)
    withdrawn = following(first, settings, with_items(edited, items))
    assert asked(withdrawn) == [[item.id for item in others]] * 2
    again = following(withdrawn, settings, make_edition(3))
    assert asked(again)[2] == asked(first)[0]


def test_a_request_sees_one_snapshot_whatever_is_taken_up_meanwhile(
    app: Flask, site: Site, settings: Settings
) -> None:
    with app.test_request_context():
        seen = current_snapshot()
        site.snapshot = following(NOTHING, settings, make_edition(1))
        assert current_snapshot() is seen
        assert current_delivery().begin(ID, mode=Mode.CHECK, lang="en").item is not None
    with app.test_request_context():
        assert current_snapshot() is site.snapshot


def test_an_article_that_is_deleted_during_a_request_still_has_its_page(
    app: Flask, site: Site, settings: Settings
) -> None:
    """A page that tells of a lost attempt names its article, and takes it from where it was found."""

    class Deleting(Tokens):
        def read(self, token: str) -> Attempt:
            site.snapshot = following(NOTHING, settings, make_edition(1))
            return super().read(token)

    site._delivery = replace(site.delivery, tokens=Deleting(settings.secret_keys))
    page = app.test_client().get(f"/articles/{ID}/quiz?attempt=altered")
    assert (page.status_code, ID in page.text) == (400, True)
    assert app.test_client().get(f"/articles/{ID}/quiz").status_code == 404


def test_an_article_without_its_quiz_has_no_editions(site: Site, settings: Settings) -> None:
    before = following(NOTHING, settings, make_edition(1))
    site.snapshot = following(before, settings, replace(make_edition(2), quiz=None))
    with pytest.raises(UnknownThing):
        site.snapshot.editions("an-article")


def test_a_library_without_an_article_makes_an_empty_site(settings: Settings) -> None:
    snapshot = following(NOTHING, settings)
    assert (snapshot.banks, snapshot.table["/api/v1/articles"].body) == ({}, b'{"articles":[],"next":null}')
