"""The archive: every version that an article has had in any language, on disk from when it was first served.

    archive = Archive(state / "history", clock)
    archive.follow(library)           # history/sore-heel/000001.json; its versions, by article
    archive.last_good("sore-heel")    # what was served last, built again; None when it is not whole

A version is of one document: an article, or its quiz, in one language. Its file has three lines: what it is,
the document as the API gave it, and a text. Of an original this is the canonical text of `article.yaml`, so
that other sites may pin that wording; of a quiz what readers may see of its items. `last.json` has the text
of all files, which stands in for an article that an edit has broken, also at a cold start. A file appears
whole, and its hash tells one that was torn or altered, which is as good as none.

Several processes may share a folder: whoever is first writes the next number, and the others find it. Of a
document that was withdrawn a note stays, and nothing of what it said.
"""

import hashlib
import json
import logging
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from quizapp import rules
from quizapp.cache import IN_MEMORY, Cache, Head, Records, key_of
from quizapp.content import build, canonical, schema
from quizapp.content.canonical import Json, compact
from quizapp.content.changes import Change, Did, changes, touches_urgent
from quizapp.content.model import Article
from quizapp.content.nearest import nearest
from quizapp.content.projection import article_json, quiz_data
from quizapp.disk import write_once, write_whole
from quizapp.errors import UnknownThing
from quizapp.library.fingerprints import files_in
from quizapp.library.model import Kept, Library, revisions_of
from quizapp.library.standing import Standing, State
from quizapp.problem import Part, Severity
from quizapp.rules.registry import severity_of

_LOG = logging.getLogger(__name__)

PROGRAM = metadata.version("quizapp")
"""Another version of this program may give the same files in other words."""
MAX_KEPT = 20
"""Versions of one document that are kept, and as many older ones that changed something urgent."""
ARTICLE, QUIZ = "article", "quiz"
Key: TypeAlias = tuple[str, str]
"""A document of an article: its language, and ARTICLE or QUIZ."""
Quizzes: TypeAlias = Callable[[Article], Mapping[str, bytes]]
"""Makes what the API gives of an article's quiz, by language."""
_NAME = re.compile(r"([0-9]{6})\.json", re.ASCII)
_LAST = "last.json"
_MALFORMED = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
_TRIES = 5
"""Other processes may be first this many times; they would have to take up as many edits at once."""


class CurrentDocument(NamedTuple):
    """One of an article's documents as it is now."""

    key: Key
    revision: str | None
    """None for one that was withdrawn."""
    title: str
    body: bytes = b""
    """As the API gives it."""
    text: bytes = b""
    """What is kept beside the body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of a document, or a note that it was withdrawn."""

    number: int
    """From 1 for each article, in the order in which they were seen."""
    seen: str | None
    """When it was first seen, in UTC as in RFC 3339; None where no record is kept."""
    lang: str
    part: str = ARTICLE
    revision: str | None
    """None where it was withdrawn."""
    previous: str | None
    """The revision before; None for one that is new, or is there again."""
    before: str | None = None
    """The digest of the body before."""
    title: str
    changes: tuple[Change, ...] = ()
    digest: str | None = None
    """The hash of the body; None where the document was withdrawn."""
    file: Path | None = field(default=None, compare=False)
    held: bytes = field(default=b"", compare=False, repr=False)
    """The body, where no file has it."""

    @property
    def key(self) -> Key:
        """What it is a version of."""
        return self.lang, self.part

    @property
    def body(self) -> bytes:
        """The document as the API gives it; empty where it is gone, or was withdrawn."""
        if self.file is None:
            return self.held
        found = _file(self.file)
        return found[0].held if found else b""

    @property
    def urgent(self) -> bool:
        """Whether whoever shows the version before must hear of this one."""
        return self.revision is None or any(map(touches_urgent, self.changes))


def unrecorded(article: Article, quizzes: Quizzes) -> tuple[Version, ...]:
    """The versions that an article's documents have now, where no record is kept of them."""
    documents = enumerate(_documents(article, b"", quizzes), 1)
    return tuple(_version_of(document, number=number, seen=None) for number, document in documents)


def _documents(article: Article, text: bytes, quizzes: Quizzes | None) -> Iterator[CurrentDocument]:
    """Yield the documents of an article, the original first."""
    for each in (article, *article.translations.values()):
        own = text and not each.translated
        kept = build.text_without_quiz(text) if own else b""
        yield CurrentDocument((each.lang, ARTICLE), each.revision, each.title, article_json(each), kept)
    for lang, body in quizzes(article).items() if quizzes else ():
        quiz = article.in_language(lang).quiz
        assert quiz is not None, "what has a reply is there"
        public = {"id": article.id, **quiz_data(quiz)}
        for item, data in zip(quiz.items, public["items"], strict=True):
            data.update({"withdrawn": True} if item.withdrawn else {})
        yield CurrentDocument((lang, QUIZ), quiz.revision, quiz.title, body, compact(public))


@dataclass(frozen=True, slots=True)
class _Record:
    """What is known of one article."""

    versions: tuple[Version, ...] = ()
    highest: int = 0
    """The number of its newest file, which may be one that cannot be read."""
    stamp: str = ""
    """What its documents were made from last: the files, and this program."""

    @property
    def newest(self) -> Mapping[Key, Version]:
        """The newest version of each document."""
        return {version.key: version for version in self.versions}

    @property
    def there(self) -> Mapping[Key, Version]:
        """The same of those that were not withdrawn."""
        return {key: version for key, version in self.newest.items() if version.revision}


class Archive:
    """Keeps versions in a folder, which is made when it is needed; for use by one thread.

    A folder that cannot be written is logged and nothing more: versions are then known until the end. Without
    `quizzes` nothing is kept of these.
    """

    def __init__(
        self,
        folder: Path,
        clock: Callable[[], datetime],
        quizzes: Quizzes | None = None,
        cache: Cache = IN_MEMORY,
    ) -> None:
        self._cache = cache
        self._folder = folder
        self._clock = clock
        self._quizzes = quizzes
        self._records: dict[str, _Record] = {}

    def follow(self, library: Library, broken: Collection[str] = ()) -> Mapping[str, Sequence[Version]]:
        """Take up what is served now; return the versions of every article, withdrawn ones too, oldest first.

        `broken` names the articles that are not served but not withdrawn either.
        """
        for name in sorted({*self._recorded(), *library.articles} - self._records.keys()):
            self._records[name] = self._read(name)
        for name in library.articles:
            self._take(name, library)
        for name in sorted(self._records.keys() - {*library.articles, *broken}):
            self._take(name, library)
        return {name: record.versions for name, record in self._records.items() if record.versions}

    def standing(self) -> set[str]:
        """The articles on record that were not withdrawn."""
        return {name for name in self._recorded() if not self.is_withdrawn(name)}

    def is_withdrawn(self, name: str) -> bool:
        """Whether the newest thing on record about an article is that it was withdrawn."""
        return not (self._folder / name / _LAST).exists() and not self._read(name).there

    def withdraw(self, name: str) -> None:
        """Note that an article was withdrawn, and let go of what it said; UnknownThing if it is not there."""
        standing = self.standing()
        if name not in standing:
            raise UnknownThing("article on record", name, nearest(name, standing))
        self._records[name] = self._read(name)
        self._take(name, Library({}, {}))

    def last_good(self, name: str) -> Kept | None:
        """What was served last of an article, if it is whole and of today's shape."""
        path = self._folder / name / _LAST
        told, text = _last(path)
        if not told:
            return None
        article = rebuilt(text, told["fingerprint"])
        if article is None or article.id != name:
            _LOG.warning("%s holds no article of today's shape and is ignored", path)
            return None
        return Kept.of(article, text)

    def in_place_of(self, standings: Mapping[str, Standing]) -> list[Standing]:
        """Standings of files alone as they are on a site with this archive."""
        return [
            replace(each, state=State.LAST_GOOD)
            if each.state is not State.SERVED and each.is_mistake and self.last_good(each.article)
            else each
            for each in standings.values()
        ]

    def _recorded(self) -> Iterable[str]:
        try:
            return [path.name for path in self._folder.iterdir() if path.is_dir()]
        except OSError:
            return ()

    def _take(self, name: str, library: Library) -> None:
        """Write what an article is now; what another process has written in the meantime counts instead."""
        mark, record = library.marks.get(name), self._records[name]
        stamp = f"{mark.fingerprint} {PROGRAM}" if mark else ""
        known = {key: version.revision for key, version in record.there.items()}
        if record.stamp == stamp and known == self._revisions(mark):
            return
        on_disk = self._read(name)
        if on_disk.highest >= record.highest:  # what could not be written is not forgotten
            self._records[name] = record = on_disk
        article, text = library.articles.get(name), library.canonical.get(name, b"")
        documents = [*_documents(article, text, self._quizzes)] if article else []
        there = {each.key for each in documents}
        withdrawn = [CurrentDocument(key, None, last.title) for key, last in sorted(record.there.items())]
        for document in (*documents, *(each for each in withdrawn if each.key not in there)):
            self._record(name, document)
        self._keep_last(name, article, text)
        found = self._read(name)  # so that the next process finds it in the cache
        taken = self._records[name]
        self._records[name] = replace(found if found.highest == taken.highest else taken, stamp=stamp)

    def _revisions(self, mark: Kept | Article | None) -> Mapping[Key, str]:
        """The revisions of all documents of an article."""
        there = () if mark is None else mark.revisions if isinstance(mark, Kept) else revisions_of(mark)
        quizzes = {(lang, QUIZ): quiz for lang, _, quiz in there if self._quizzes and quiz}
        return {**{(lang, ARTICLE): revision for lang, revision, _ in there}, **quizzes}

    def _record(self, name: str, document: CurrentDocument) -> None:
        """Write the version that a document is now, if that is a new one."""
        for _ in range(_TRIES):
            record = self._records[name]
            last = record.newest.get(document.key)
            if (last.digest if last else None) == _digest(document.body):
                return
            version = _version_of(document, number=record.highest + 1, seen=self._now(record), last=last)
            file, told = self._folder / name / _name(version.number), _told(version)
            del told["digest"]
            try:
                file.parent.mkdir(parents=True, exist_ok=True)
                write_once(file, _as_file(told, document.body, document.text))
            except FileExistsError:
                self._records[name] = self._read(name)
                continue
            except OSError as error:
                _LOG.warning("version %s of %s is not recorded: %s", version.number, name, error)
            else:
                version = replace(version, file=file, held=b"")
            self._records[name] = self._kept(name, (*record.versions, version))
            return

    def _now(self, record: _Record) -> str:
        """The time, which never runs backwards from one version to the next."""
        now = self._clock().isoformat(timespec="microseconds").replace("+00:00", "Z")
        return max([now, *(version.seen for version in record.versions[-1:] if version.seen)])

    def _kept(self, name: str, versions: tuple[Version, ...]) -> _Record:
        """Let go of the oldest, those that changed something urgent last, and of all that was withdrawn."""
        kept: list[Version] = []
        for key in {version.key for version in versions}:
            own = [version for version in versions if version.key == key]
            older = own[:-MAX_KEPT]
            urgent = [version for version in older if version.urgent][-MAX_KEPT:]
            kept += own[-1:] if own[-1].revision is None else [*urgent, *own[-MAX_KEPT:]]
        kept.sort(key=lambda version: version.number)
        numbers = {version.number for version in kept}
        highest = versions[-1].number
        folder = self._folder / name
        for number in _numbers(each[0] for each in files_in(folder)):
            if number < highest and number not in numbers:
                self._let_go(folder / _name(number))
        return _Record(tuple(kept), highest, self._records[name].stamp)

    def _let_go(self, path: Path) -> None:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            _LOG.warning("%s cannot be let go: %s", path, error)

    def _keep_last(self, name: str, article: Article | None, text: bytes) -> None:
        """Keep the text of all files of what is served now, unless another process has done so."""
        path = self._folder / name / _LAST
        if article is None:
            self._let_go(path)
            return
        told = {"fingerprint": article.fingerprint, "program": PROGRAM}
        if not text or _last(path)[0] == told:
            return
        try:
            write_whole(path, _as_file(told, text))
        except OSError as error:
            _LOG.warning("the last version of %s is not kept: %s", name, error)

    def _read(self, name: str) -> _Record:
        """Read what is on record, or find it in the cache while no file is another than it was."""
        folder = self._folder / name
        seen = {each[0]: each for each in files_in(folder)}
        numbers, last = _numbers(seen), folder / _LAST

        def checked() -> tuple[Head, Records]:
            found = (self._version(name, number) for number in numbers)
            told = [_told(version) for version in found if version]
            return {"versions": told, "last": _last(last)[0]}, {}

        if not numbers:
            return _Record()
        kept = (seen.get(each) for each in (_LAST, *map(_name, numbers)))
        key = key_of(str(self._folder), *map(str, kept))
        head = self._cache.product("archive", name, key, checked).head
        versions = (_from_told({**each, "file": folder / _name(each["number"])}) for each in head["versions"])
        stamp = f"{head['last']['fingerprint']} {head['last']['program']}" if head["last"] else ""
        return _Record(tuple(versions), numbers[-1], stamp)

    def _version(self, name: str, number: int) -> Version | None:
        """A version, if its file is whole."""
        path = self._folder / name / _name(number)
        try:
            found = _from_bytes(path.read_bytes())
        except OSError as error:
            _LOG.warning("version %s of %s cannot be read: %s", number, name, error)
            return None
        if found is None or found[0].number != number:
            _LOG.warning("%s holds no whole version and is ignored", path)
            return None
        return found[0]


def _numbers(names: Iterable[str]) -> list[int]:
    return sorted(int(found[1]) for each in names if (found := _NAME.fullmatch(each)))


def _name(number: int) -> str:
    return f"{number:06}.json"


def _version_of(
    document: CurrentDocument, *, number: int, seen: str | None, last: Version | None = None
) -> Version:
    lang, part = document.key
    return Version(
        number=number,
        seen=seen,
        lang=lang,
        part=part,
        revision=document.revision,
        previous=last.revision if last else None,
        before=last.digest if last else None,
        title=document.title,
        changes=_changes(last, document) if last else (),
        digest=_digest(document.body),
        held=document.body,
    )


def _changes(last: Version, document: CurrentDocument) -> tuple[Change, ...]:
    """What differs between a document and its last version; nothing if either is missing."""
    old, new = last.body, document.body
    if last.part == QUIZ:  # its items are in its text
        found = _file(last.file)
        old, new = found[1] if found else b"", document.text
    return changes(json.loads(old), json.loads(new)) if old and new else ()


def _digest(body: bytes) -> str | None:
    return hashlib.sha256(body).hexdigest()[:16] if body else None


def _last(path: Path) -> tuple[Json, bytes]:
    """What `last.json` says of itself and its text; nothing unless it is whole."""
    try:
        told, (text,) = _from_file(path.read_bytes())
    except (OSError, *_MALFORMED):
        return {}, b""
    return told, text


def _as_file(told: Json, *parts: bytes) -> bytes:
    """A file: the line that says what it is, with the hash of all, and its parts."""
    return b"\n".join((compact({**told, "sha256": _hash(told, *parts)}), *parts))


def _from_file(whole: bytes) -> tuple[Json, list[bytes]]:
    """What a file says of itself, and its parts; one of the errors in _MALFORMED unless it is whole."""
    first, *parts = whole.split(b"\n")
    told: Json = json.loads(first)
    if told.pop("sha256") != _hash(told, *parts):
        raise ValueError("another hash")
    return told, parts


def _hash(told: Json, *parts: bytes) -> str:
    return hashlib.sha256(b"".join((compact(told), *parts))).hexdigest()


def _told(version: Version) -> Json:
    """What a version is, without its body and the place of its file."""
    return {name: value for name, value in asdict(version).items() if name not in {"file", "held"}}


def _from_told(told: Mapping[str, Any]) -> Version:
    changes = (
        Change(**{**change, "did": Did(change["did"]), "members": tuple(change["members"])})
        for change in told["changes"]
    )
    return Version(**{**told, "changes": tuple(changes)})


def _from_bytes(whole: bytes) -> tuple[Version, bytes] | None:
    """The version in a file and its text; None unless the file is whole and of this shape."""
    try:
        told, (body, *text) = _from_file(whole)
        if "lang" not in told:  # version 0.1 wrote the original alone, and no text
            told["lang"] = json.loads(body)["lang"] if body else ""
        version = _from_told({**told, "digest": _digest(body), "held": body})
    except _MALFORMED:
        return None
    return version, b"".join(text)


def wording(version: Version) -> Article | None:
    """The article as it was in a version, without its quiz; None where its text is not there."""
    return _wording(version.file, version.revision) if version.file and version.revision else None


@lru_cache(maxsize=32)
def _wording(file: Path, revision: str) -> Article | None:
    found = _file(file)
    if found is None or not found[1] or found[0].part != ARTICLE:
        return None
    data = json.loads(found[1])[0]
    return (
        None if schema.findings(Part.ARTICLE, data) else replace(build.article(data, None), revision=revision)
    )


def _file(file: Path | None) -> tuple[Version, bytes] | None:
    """The version in a file and its text, if it is there and whole."""
    try:
        return _from_bytes(file.read_bytes()) if file else None
    except OSError:
        return None


def rebuilt(text: bytes, fingerprint: str) -> Article | None:
    """The article that `canonical` made this of; None unless it is whole, in today's shape."""
    try:
        files = json.loads(text)
        article, quiz, *others = files
        translations = dict(*others)
        whole = canonical.fingerprint(files) == fingerprint
    except (ValueError, TypeError, RecursionError):
        return None
    parts = [(Part.ARTICLE, article), *((f"{lang}.yaml", words) for lang, words in translations.items())]
    if quiz is not None:
        parts.append((Part.QUIZ, quiz))
    if not whole or any(schema.findings(part, data) for part, data in parts):
        return None
    return build.article(article, quiz, translations)


def keeps_the_rules(article: Article) -> bool:
    """Whether an article has no error by the editorial rules of today."""
    return all(severity_of(finding.code) is not Severity.ERROR for finding in rules.check(article))
