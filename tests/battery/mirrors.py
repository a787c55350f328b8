"""Mirror two replicas through random edits: `python -m tests.battery mirrors --edits 500`.

The mirror is the one of `.github/docs/api.md`, as it stands there. Articles are added, edited, renamed,
translated and withdrawn, and their quizzes too. Either replica takes that up sooner or later, starts anew, or
loses its state folder; the mirror asks any of them at any time, and is started anew. In the end it must
hold what both replicas give, to the byte, and nothing else. Of every urgent text that became another in its
folder, and of all that went, it must have been told.
"""

import json
import logging
import shutil
import tempfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from threading import Thread
from typing import Any
from urllib.error import URLError

from battery.report import Report
from battery.serving import API, ROOT, fetch
from factories import UNREVIEWED, make_article
from werkzeug.serving import make_server

from quizapp.attempts.sql_store import SqlStore
from quizapp.content.canonical import fingerprint
from quizapp.content.model import Article, Level, Translated
from quizapp.content.projection import article_revision, quiz_data
from quizapp.library.archive import Archive
from quizapp.library.load import Loaded
from quizapp.library.model import Library
from quizapp.settings import Settings
from quizapp.web.app import create_app
from quizapp.web.prebuilt.catalogue import quiz_replies
from quizapp.web.site import Site
from quizapp.web.snapshot import NOTHING, make_snapshot

GUIDE = ROOT / ".github/docs/api.md"
FORM = make_article(per_stratum=2)
URGENT = ("red_flags", "urgent_notice", "levels", "emergency", "cues", "promotions")


@dataclass(frozen=True)
class Texts:
    """What editors change of an article; a number stands for a wording."""

    title: int = 0
    action: int = 0
    level: Level = Level.CARRY_ON
    spanish: tuple[int, int] | None = None
    """Its title and its urgent action."""
    stem: int = 0
    withdrawn: bool = False

    def article(self, article_id: str) -> Article:
        """The article as the loader would build it."""
        original = self._in("en", article_id, self.title, self.action)
        if self.spanish is None:
            return original
        languages, translated = ("en", "es"), Translated(original="en", review=UNREVIEWED)
        spanish = self._in("es", article_id, *self.spanish)
        spanish = replace(spanish, languages=languages, translated=translated)
        spanish = replace(spanish, revision=article_revision(spanish))
        return replace(original, languages=languages, translations={"es": spanish})

    def _in(self, lang: str, article_id: str, title: int, action: int) -> Article:
        flag = replace(FORM.red_flags[0], action=f"Get help {action}.")
        assert FORM.quiz is not None
        first, second, *others = FORM.quiz.items
        stemmed = replace(first, stem=f"Story {lang} {self.stem}.")
        out = replace(second, withdrawn="It misleads." if self.withdrawn else None)
        quiz = replace(FORM.quiz, items=(stemmed, out, *others))
        draft = replace(
            FORM,
            id=article_id,
            lang=lang,
            title=f"Title {lang} {title}",
            signs=(replace(FORM.signs[0], level=self.level), *FORM.signs[1:]),
            red_flags=(flag, *FORM.red_flags[1:]),
            fingerprint=fingerprint(repr((article_id, self))),
            quiz=replace(quiz, revision=fingerprint(quiz_data(quiz))),
        )
        return replace(draft, revision=article_revision(draft))


def edited(texts: Texts, number: int, random: Random) -> Texts:
    """The article after an edit."""
    spanish = texts.spanish or (0, 0)
    edits: list[Callable[[], Texts]] = [
        lambda: replace(texts, title=number),
        lambda: replace(texts, action=number),
        lambda: replace(texts, level=random.choice([Level.CARRY_ON, Level.MODIFY])),
        lambda: replace(texts, spanish=(number, spanish[1])),
        lambda: replace(texts, spanish=(spanish[0], number)),
        lambda: replace(texts, spanish=None),
        lambda: replace(texts, stem=number),
        lambda: replace(texts, withdrawn=not texts.withdrawn),
    ]
    return random.choice(edits)()


class Replica:
    """A server with a state folder of its own, which takes up edits when it is told to."""

    def __init__(self, state: Path) -> None:
        self._state, self._settings = state, Settings(content=state, state=state)
        self._site = Site(self._settings, store=SqlStore("sqlite://"), keys=["k" * 32], snapshot=NOTHING)
        self._server = make_server("127.0.0.1", 0, create_app(site=self._site), threaded=True)
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        self._archive: Archive
        self.start()
        Thread(target=self._server.serve_forever, daemon=True).start()

    def start(self) -> None:
        """Begin anew with what is in the state folder."""
        self._archive = Archive(self._state / "history", lambda: datetime.now(UTC), quiz_replies)
        self._site.snapshot = NOTHING

    def lose(self) -> None:
        """Begin anew without a state folder."""
        shutil.rmtree(self._state, ignore_errors=True)
        self.start()

    def serve(self, articles: Mapping[str, Article]) -> None:
        """Take up what the content folder holds."""
        loaded = Loaded(Library(dict(articles), {}), ())
        loaded = replace(loaded, versions=self._archive.follow(loaded.library))
        self._site.snapshot = make_snapshot(loaded, self._settings, self._site.snapshot)

    def stop(self) -> None:
        """Serve no more."""
        self._server.shutdown()
        self._server.server_close()

    def documents(self) -> dict[str, bytes]:
        """All that a mirror must hold, by the names of its files."""
        found = {}
        port, start = self._server.server_port, f"{API}/articles"
        listed = json.loads(fetch(port, f"{start}?limit=200")[1])["articles"]
        for article, lang in ((each["id"], lang) for each in listed for lang in each["languages"]):
            name = f"{article}.{lang}"
            found[f"{name}.article.json"] = fetch(port, f"{start}/{article}?lang={lang}")[1]
            found[f"{name}.quiz.json"] = fetch(port, f"{start}/{article}/quiz?lang={lang}")[1]
        return found


class Follower:
    """The mirror, and what it must have been told of."""

    def __init__(self, folder: Path, report: Report) -> None:
        self.folder, self._report = folder, report
        self._told: list[Mapping[str, Any]] = []
        code = GUIDE.read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]
        self._guide: dict[str, Any] = {"__name__": "mirror"}
        exec(compile(code, str(GUIDE), "exec"), self._guide)  # noqa: S102 - the guide is ours
        self.start()

    def start(self) -> None:
        """Begin anew with what is in the folder."""
        self._mirror = self._guide["Mirror"](self.folder, self._told.append)

    def held(self) -> dict[str, bytes]:
        """What it holds, by the names of its files."""
        return {path.name: path.read_bytes() for path in self.folder.glob("*.*.*.json")}

    def follow(self, address: str) -> bool:
        """Ask a replica, and judge what was told."""
        before = self.held()
        self._told.clear()
        try:
            complete = bool(self._mirror.follow(address))
        except URLError:
            self._report.count("errors")
            self.start()
            return False
        after, told = self.held(), {_name(change) for change in self._told}
        urgent = {
            name for name in before if name not in after or _urgent(before[name]) != _urgent(after[name])
        }
        self._report.count("polls")
        self._report.count("urgent", len(urgent))
        for name in urgent ^ told:
            self._report.fail("nothing was told" if name in urgent else "told for nothing", name)
        return complete


def _name(change: Mapping[str, Any]) -> str:
    name = "{article}.{lang}.{part}.json"
    return name.format_map(change) if "article" in change else str(change["document"])


def _urgent(body: bytes) -> object:
    data = json.loads(body)
    signs = {sign["id"]: sign["level"] for sign in data.get("signs", ())}
    return [signs, *(data.get(name) for name in URGENT if isinstance(data.get(name), (list, str)))]


def run(*, edits: int = 500, seed: int = 1) -> Report:
    """Make so many edits; the same seed makes the same."""
    random, report = Random(seed), Report()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        both = [Replica(scratch / name) for name in ("one", "other")]
        for replica in both:
            stack.callback(replica.stop)
        folder = scratch / "mirror"
        folder.mkdir()
        follower, truth = Follower(folder, report), {"first": Texts(), "other": Texts()}
        for number in range(edits):
            report.count(_edit(truth, number, random))
            articles = {name: texts.article(name) for name, texts in sorted(truth.items())}
            for replica in both:
                report.count(_disturb(replica, random))
                if random.random() < 0.6:
                    replica.serve(articles)
            if random.random() < 0.1:
                follower.start()
            if random.random() < 0.7:
                follower.follow(random.choice(both).address)
        for replica in both:
            replica.serve(articles)
        if not any(follower.follow(random.choice(both).address) for _ in range(10)):
            report.fail("the mirror never had all")
        _compare(follower.held(), both, report)
    return report


def _edit(truth: dict[str, Texts], number: int, random: Random) -> str:
    """Change what the content folder holds; say how."""
    name = random.choice(sorted(truth)) if truth else None
    what = random.choices(["edited", "added", "withdrawn", "renamed"], [8, 1, 1, 1])[0]
    if name is None or (what == "added" and len(truth) < 4):
        truth[f"article-{number}"] = Texts(title=number)
        return "added"
    if what in {"withdrawn", "renamed"}:
        texts = truth.pop(name)
        if what == "renamed":
            truth[f"{name.partition('-')[0]}-{number}"] = texts
        return what
    truth[name] = edited(truth[name], number, random)
    return "edited"


def _disturb(replica: Replica, random: Random) -> str:
    """Start a replica anew now and then, with or without what it knew; say what was done."""
    chance = random.random()
    if chance < 0.05:
        replica.lose()
        return "lost"
    if chance < 0.1:
        replica.start()
        return "restarts"
    return "undisturbed"


def _compare(held: dict[str, bytes], both: list[Replica], report: Report) -> None:
    for replica in both:
        there = replica.documents()
        report.count("documents", len(there))
        for name in held.keys() | there:
            if held.get(name) != there.get(name):
                report.fail("a document differs", name)
