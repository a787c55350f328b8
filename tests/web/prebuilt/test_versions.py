"""What the site says of the versions of its articles: each of them, what changed, the feed, the sitemap."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from xml.etree import ElementTree as ET

import pytest
from calls import API, faults
from conftest import GOOD, client_with
from factories import make_article
from flask.testing import FlaskClient

from quizapp.attempts.sql_store import SqlStore
from quizapp.content.model import Article, Level
from quizapp.library.archive import Archive, Quizzes
from quizapp.library.follower import archive_of, follow
from quizapp.library.load import Loaded
from quizapp.library.model import Library
from quizapp.settings import Settings
from quizapp.web.app import create_app
from quizapp.web.contract.openapi import document
from quizapp.web.ops.reload import next_snapshot
from quizapp.web.prebuilt.catalogue import quiz_replies
from quizapp.web.prebuilt.links import Links
from quizapp.web.site import Site
from quizapp.web.snapshot import NOTHING, Snapshot, make_snapshot

ATOM = "{http://www.w3.org/2005/Atom}"
START = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
UNREVIEWED = {"status": "unreviewed", "next_review": "2027-05-23"}


class Story:
    """A site whose content folder is edited by hand: one version a minute."""

    def __init__(self, settings: Settings, store: SqlStore, quizzes: Quizzes | None = None) -> None:
        self._settings = settings
        self._minutes = iter(range(10_000))
        self._archive = Archive(settings.state / "history", self._clock, quizzes)
        self.snapshot: Snapshot = NOTHING
        self._store = store

    def _clock(self) -> datetime:
        return START + timedelta(minutes=next(self._minutes))

    def serve(self, *articles: Article) -> None:
        loaded = Loaded(Library({article.id: article for article in articles}, {}), ())
        loaded = replace(loaded, versions=self._archive.follow(loaded.library))
        self.snapshot = make_snapshot(loaded, self._settings, self.snapshot)

    @property
    def client(self) -> FlaskClient:
        return client_with(self._settings, self._store, self.snapshot)

    def json(self, path: str) -> Any:
        reply = self.client.get(path)
        assert (reply.status_code, reply.content_type) == (200, "application/json"), reply.text
        return reply.json


@pytest.fixture
def story(settings: Settings, store: SqlStore) -> Story:
    return Story(replace(settings, public_url="https://quiz.example"), store)


FIRST = replace(make_article(), revision="1" * 16)
SECOND = replace(
    FIRST,
    revision="2" * 16,
    signs=(replace(FIRST.signs[0], level=Level.MODIFY), *FIRST.signs[1:]),
    red_flags=FIRST.red_flags[:1],
)
THIRD = replace(SECOND, revision="3" * 16, title="Another <title>")


def at(minute: int) -> str:
    return f"2026-11-23T14:{minute:02}:00.000000Z"


def test_revisions_are_listed_newest_first_with_what_an_embedder_must_know(story: Story) -> None:
    for article in (FIRST, SECOND, THIRD):
        story.serve(article)
    path = f"{API}/articles/an-article/revisions"
    expected = [
        {
            "revision": name * 16,
            "lang": "en",
            "seen": at(minute),
            "current": name == "3",
            "review": UNREVIEWED,
            "urgent_changed_since": name == "1",
            "url": f"https://quiz.example{path}/{name * 16}",
        }
        for name, minute in (("3", 2), ("2", 1), ("1", 0))
    ]
    assert story.json(path) == {"article": "an-article", "revisions": expected}


def test_a_revision_that_comes_back_is_listed_once_as_first_seen(story: Story) -> None:
    for article in (FIRST, SECOND, FIRST):
        story.serve(article)
    listed = story.json(f"{API}/articles/an-article/revisions")["revisions"]
    known = ("revision", "seen", "current", "urgent_changed_since")
    assert [tuple(each[name] for name in known) for each in listed] == [
        ("2" * 16, at(1), False, True),
        ("1" * 16, at(0), True, False),
    ]


def test_each_revision_stays_as_it_was_and_may_be_kept_for_ever(story: Story) -> None:
    story.serve(FIRST)
    before = story.client.get(f"{API}/articles/an-article").data
    story.serve(SECOND)
    path = f"{API}/articles/an-article/revisions/{FIRST.revision}"
    reply = story.client.get(path)
    assert reply.data == before
    assert reply.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert reply.headers["Link"] == f'<https://quiz.example{API}/articles/an-article>; rel="latest-version"'
    assert "Link" in reply.headers["Access-Control-Expose-Headers"].split(", ")
    assert story.client.get(path, headers={"If-None-Match": reply.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize("revision", ["0" * 16, "1" * 15, "latest", "..", "1" * 16 + ".json"])
def test_a_revision_that_is_not_known_is_not_found(story: Story, revision: str) -> None:
    story.serve(FIRST)
    reply = story.client.get(f"{API}/articles/an-article/revisions/{revision}")
    assert (reply.status_code, reply.content_type) == (404, "application/problem+json")


def test_where_nothing_is_recorded_the_revision_of_now_is_known(client: FlaskClient, site: Site) -> None:
    article = next(iter(site.snapshot.library.articles.values()))
    start = f"{API}/articles/{article.id}"
    listed: Any = client.get(f"{start}/revisions").json
    assert [(each["revision"], each["seen"]) for each in listed["revisions"]] == [(article.revision, None)]
    assert client.get(f"{start}/revisions/{article.revision}").data == client.get(start).data
    told: Any = client.get(f"{API}/changes").json
    assert (told["whole"], told["changes"], told["next"]) == (False, [], None)
    everything: Any = client.get(f"{API}/changes?after=0").json
    assert (everything["whole"], everything["cursor"]) == (True, told["cursor"])
    documents = {each["document"]: (each["etag"], each["seen"]) for each in everything["changes"]}
    assert documents == {
        address: (client.get(address).headers["ETag"], None)
        for lang in (article.lang, *article.translations)
        for address in (f"{start}?lang={lang}", f"{start}/quiz?lang={lang}")
    }


def test_changes_are_told_oldest_first_by_id_and_in_plain_words(story: Story) -> None:
    story.serve(FIRST)
    story.serve(SECOND)
    story.serve()
    told = story.json(f"{API}/changes")
    assert faults(document(Links(), example=make_article()), "ChangeList", told) == []
    common = {
        "article": "an-article",
        "lang": "en",
        "part": "article",
        "title": "An article",
        "document": f"https://quiz.example{API}/articles/an-article?lang=en",
        "page": "https://quiz.example/articles/an-article",
    }
    note, edit = "Withdrawn", "Changed"
    assert told["changes"] == [
        {
            **common,
            "what": "withdrawn",
            "urgent": True,
            "urgent_revision": None,
            "etag": None,
            "seen": at(2),
            "revision": None,
            "previous": "2" * 16,
            "review": None,
            "text": note,
            "items": [],
        }
    ]
    story.serve(FIRST)
    story.serve(SECOND)
    added, edited = story.json(f"{API}/changes?after={told['cursor']}")["changes"]
    etag = story.client.get(edited["document"].removeprefix("https://quiz.example")).headers["ETag"]
    assert (edited.pop("etag"), added.pop("etag") == etag) == (etag, False)
    assert edited.pop("urgent_revision") != added.pop("urgent_revision")
    assert added == {
        **common,
        "what": "added",
        "urgent": False,
        "seen": at(3),
        "revision": "1" * 16,
        "previous": None,
        "review": UNREVIEWED,
        "text": "New",
        "items": [],
    }
    assert {**edited, "items": []} == {
        **added,
        "what": "edited",
        "urgent": True,
        "seen": at(4),
        "revision": "2" * 16,
        "previous": "1" * 16,
        "text": edit,
    }
    assert edited["items"] == [
        {
            "part": "signs",
            "id": "carry-on",
            "what": "edited",
            "name": "The sign carry-on",
            "members": ["level"],
            "level": {"was": "carry-on", "now": "modify"},
            "text": "Changed in “What should I do?”: The sign carry-on"
            " (level, from “carry on” to “change what you do”)",
        },
        {
            "part": "red-flags",
            "id": "flag-1",
            "what": "removed",
            "name": "The sign flag-1",
            "members": [],
            "level": None,
            "text": "Removed from “Urgent signs”: The sign flag-1",
        },
    ]


def test_changes_are_read_page_by_page_and_then_from_where_one_was(story: Story) -> None:
    served: dict[str, Article] = {}
    for number in range(8):
        article = replace(FIRST, id=f"article-{number % 3}", title=f"T{number}", revision=f"{number:016x}")
        served[article.id] = article
        story.serve(*served.values())
    path, found = f"{API}/changes?limit=3", []
    while path:
        page = story.json(path.removeprefix("https://quiz.example"))
        found += [change["title"] for change in page["changes"]]
        path = page["next"]
    assert found == [f"T{number}" for number in range(8)]
    later = f"{API}/changes?after={page['cursor']}"
    assert story.json(later) == {"whole": False, "changes": [], "next": None, "cursor": page["cursor"]}
    story.serve(*served.values(), FIRST)
    assert [change["title"] for change in story.json(later)["changes"]] == ["An article"]


def test_an_unknown_cursor_gets_all_there_is_page_by_page_from_any_replica(
    settings: Settings, store: SqlStore, tmp_path: Path
) -> None:
    public = replace(settings, public_url="https://quiz.example")
    one, other = (
        Story(replace(public, state=tmp_path / name), store, quiz_replies) for name in ("one", "other")
    )
    served = [replace(FIRST, id=f"article-{number}") for number in range(3)]
    for story in (one, other):
        story.serve(*served[1:])
    one.serve(*served)  # two pages, two of each, are read before the other knows of it
    path, found, stories = f"{API}/changes?after=MjAyNi0xMS0yMw&limit=2", [], [one, other, one]
    for story in stories:
        page = story.json(path)
        assert page["whole"]
        found += [(each["article"], each["part"]) for each in page["changes"]]
        path = (page["next"] or "").removeprefix("https://quiz.example")
    assert found == [(article.id, part) for article in served for part in ("article", "quiz")]
    assert (path, page["cursor"]) == ("", "f" * 16)
    other.serve(*served)
    assert {story.json(f"{API}/changes?after=0")["cursor"] for story in (one, other)} == {
        one.json(f"{API}/changes")["cursor"]
    }


def test_a_withdrawn_article_is_gone_and_says_since_when(story: Story) -> None:
    story.serve(FIRST)
    story.serve()
    gone = 'the article "an-article" was withdrawn on 2026-11-23; stop showing it'
    for path in ("", "/red-flags", "/red-flags/flag-0.html", "/revisions", f"/revisions/{'1' * 16}", "/quiz"):
        reply: Any = story.client.get(f"{API}/articles/an-article{path}")
        assert (reply.status_code, reply.json["detail"]) == (410, gone)
    page = story.client.get("/articles/an-article", headers={"Accept": "text/html"})
    assert (page.status_code, page.content_type) == (410, "text/html; charset=utf-8")


def test_a_site_without_an_article_answers_all_the_same(story: Story) -> None:
    story.serve(FIRST)
    story.serve()
    addresses = (
        *(f"{API}{path}" for path in ("", "/articles", "/changes", "/changes?after=0", "/openapi.json")),
        *("/", "/docs", "/changes.atom", "/sitemap.xml", "/livez", "/readyz", "/privacy"),
    )
    client = story.client
    assert {path: client.get(path).status_code for path in addresses} == dict.fromkeys(addresses, 200)
    (change,) = story.json(f"{API}/changes?after=0")["changes"]
    assert (change["what"], change["urgent"], change["etag"]) == ("withdrawn", True, None)


def test_the_feed_is_atom_with_the_newest_first(story: Story) -> None:
    for article in (FIRST, SECOND, THIRD):
        story.serve(article)
    reply = story.client.get("/changes.atom")
    assert reply.content_type == "application/atom+xml; charset=utf-8"
    feed = ET.fromstring(reply.data)
    assert feed.tag == f"{ATOM}feed"
    assert [feed.findtext(f"{ATOM}{name}") for name in ("title", "updated")] == [
        "What's new",
        at(2),
    ]
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "quizapp"
    assert [(link.get("rel"), link.get("href")) for link in feed.findall(f"{ATOM}link")] == [
        ("self", "https://quiz.example/changes.atom"),
        ("alternate", "https://quiz.example/"),
    ]
    entries = feed.findall(f"{ATOM}entry")
    assert [(each.findtext(f"{ATOM}title"), each.findtext(f"{ATOM}updated")) for each in entries] == [
        ("Another <title>: Changed", at(2)),
        ("An article: Changed", at(1)),
        ("An article: New", at(0)),
    ]
    terms = [[each.get("term") for each in entry.findall(f"{ATOM}category")] for entry in entries]
    assert terms == [["edited"], ["edited", "urgent"], ["added"]]
    ids = [str(each.findtext(f"{ATOM}id")) for each in (feed, *entries)]
    assert len({UUID(each.removeprefix("urn:uuid:")) for each in ids}) == 4
    texts = [" ".join("".join(each.itertext()).split()) for each in feed.iter(f"{ATOM}content")]
    assert texts[0] == "Changed in the article: heading"
    assert "Removed from “Urgent signs”: The sign flag-1" in texts[1]


def test_the_feed_speaks_of_each_version_in_its_language(story: Story) -> None:
    for revision, notice in (("1" * 16, "Antes"), ("2" * 16, "Ahora")):
        spanish = replace(FIRST, lang="es", title="Un título", revision=revision, urgent_notice=notice)
        story.serve(replace(FIRST, translations={"es": spanish}, languages=("en", "es"), quiz=None))
    feed = ET.fromstring(story.client.get("/changes.atom").data)
    entry = next(feed.iter(f"{ATOM}entry"))
    assert entry.findtext(f"{ATOM}title") == "Un título: Cambiado"
    assert "Cambiado en el artículo: aviso urgente" in "".join(entry.itertext())


def test_an_event_keeps_its_id_and_has_it_on_every_replica(
    settings: Settings, store: SqlStore, tmp_path: Path
) -> None:
    public = replace(settings, public_url="https://quiz.example")
    one, other = (Story(replace(public, state=tmp_path / name), store) for name in ("one", "other"))
    for number, article in enumerate((FIRST, SECOND, FIRST, SECOND)):
        before = ids_of(one) if number else []
        one.serve(article)
        assert ids_of(one)[1:] == before
    other._clock()  # its clock is ahead by a minute
    for article in (FIRST, SECOND, FIRST, SECOND):
        other.serve(article)
    assert ids_of(one) == ids_of(other)
    assert len(set(ids_of(one))) == 4


def ids_of(story: Story) -> list[str | None]:
    feed = ET.fromstring(story.client.get("/changes.atom").data)
    return [entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")]


SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def locations(story: Story) -> list[tuple[str | None, str | None]]:
    found = ET.fromstring(story.client.get("/sitemap.xml").data)
    return [(url.findtext(f"{SITEMAP}loc"), url.findtext(f"{SITEMAP}lastmod")) for url in found]


def test_the_sitemap_names_every_page_and_when_it_changed(story: Story) -> None:
    story.serve(FIRST, replace(FIRST, id="gone"))
    story.serve(SECOND)
    assert locations(story) == [
        ("https://quiz.example/", None),
        ("https://quiz.example/articles/an-article", at(2)),
        ("https://quiz.example/articles/an-article/quiz", None),
    ]


def test_the_sitemap_has_every_language_and_each_names_the_others(story: Story) -> None:
    spanish = replace(FIRST, lang="es", revision="4" * 16)
    story.serve(replace(FIRST, translations={"es": spanish}, languages=("en", "es"), quiz=None))
    found = ET.fromstring(story.client.get("/sitemap.xml").data)  # our own
    page = "https://quiz.example/articles/an-article"
    others = [("en", page), ("es", f"{page}?lang=es")]
    links = "{http://www.w3.org/1999/xhtml}link"
    assert [
        (
            url.findtext(f"{SITEMAP}loc"),
            [(each.get("hreflang"), each.get("href")) for each in url.findall(links)],
        )
        for url in found
    ] == [("https://quiz.example/", []), (page, others), (f"{page}?lang=es", others)]


def test_without_a_public_address_the_sitemap_has_that_of_the_request(
    settings: Settings, store: SqlStore
) -> None:
    story = Story(settings, store)
    story.serve(FIRST)
    assert locations(story)[0] == ("http://localhost/", None)


def test_what_has_not_changed_is_taken_over(story: Story) -> None:
    other = replace(FIRST, id="another")
    story.serve(FIRST, other)
    before = story.snapshot.past
    story.serve(SECOND, other)
    assert story.snapshot.past["another"] is before["another"]
    assert story.snapshot.past["an-article"] is not before["an-article"]


def test_an_article_that_is_broken_or_away_is_not_withdrawn(settings: Settings, tmp_path: Path) -> None:
    content = tmp_path / "content"
    shutil.copytree(settings.content, content)
    (name,) = (path.name for path in content.iterdir())
    shutil.copytree(GOOD, content, dirs_exist_ok=True)
    file, settings = content / name / "article.yaml", replace(settings, content=content)

    def withdrawn() -> str | None:
        """Start anew and say what is told of the article."""
        return next_snapshot(follow(settings).first(), settings).past[name].withdrawn

    assert withdrawn() is None
    file.write_text("title: broken", encoding="utf-8")
    assert withdrawn() is None
    file.unlink()
    assert withdrawn() is None
    archive_of(settings).withdraw(name)
    assert withdrawn() is not None


def test_an_application_records_what_it_serves(settings: Settings) -> None:
    app = create_app(settings)
    app.extensions["quizapp.watch"].stop()
    app.extensions["quizapp"].store.close()
    (name,) = (path.name for path in settings.content.iterdir())
    names = sorted(path.name for path in (settings.state / "history" / name).iterdir())
    assert names == ["000001.json", "000002.json", "last.json"]
