"""The library: every article of a content folder, as one immutable snapshot.

    loaded = load(Path("content"))
    loaded.library.articles["sore-heel"]
    loaded.problems

Each article is a folder with an article.yaml and, most often, a quiz.yaml and translations such as es.yaml.
What only editors need may stand in a sources.yaml beside it; it is loaded as if it stood in article.yaml.
A broken article is left out and never hides the others, nor does a broken translation hide its article;
whatever is wrong comes back as problems with file, line and column.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from quizapp import rules
from quizapp.cache import in_one_go
from quizapp.content import build, schema
from quizapp.content.canonical import canonical
from quizapp.content.faults import ID_PATTERN
from quizapp.library import files
from quizapp.library.consequences import folded
from quizapp.library.model import Kept, Library, OnDemand
from quizapp.library.standing import Standing, standing_of, translation_of
from quizapp.problem import Finding, Part, Problem, Severity
from quizapp.rules.drafts import UNFINISHED
from quizapp.rules.registry import severity_of
from quizapp.rules.translations import compared
from quizapp.yaml.reader import Document, read

if TYPE_CHECKING:
    from quizapp.library.archive import Version


@dataclass(frozen=True, slots=True)
class Loaded:
    """A library and everything that is wrong with the files it was loaded from, sorted by place."""

    library: Library
    problems: tuple[Problem, ...]
    versions: Mapping[str, Sequence[Version]] = field(default_factory=dict)
    """The versions of each article that are on record, where a record is kept."""
    standings: Mapping[str, Standing] = field(default_factory=dict)
    """What readers get of each entry of the folder that is an article, or would be one, by its name."""


@dataclass(frozen=True, slots=True)
class LoadedArticle:
    """One article, None when an error keeps it from being served, and what is wrong with its files."""

    kept: Kept | None
    problems: tuple[Problem, ...]
    folder: str
    id: str
    """The id in its file; the name of the folder where that has none."""


def held_back(loaded: LoadedArticle) -> LoadedArticle:
    """What readers get of an article: not a draft, whose unfinished texts count as errors here."""
    problems = tuple(
        replace(problem, severity=Severity.ERROR) if problem.code in UNFINISHED else problem
        for problem in loaded.problems
    )
    return loaded if problems == loaded.problems else replace(loaded, kept=None, problems=problems)


def load(root: Path, *, today: str | None = None) -> Loaded:
    """Load every folder of `root` that has an article.yaml; `today` is for the rule on overdue reviews."""
    folders, refusals = files.article_folders(root)
    loaded = [load_article(folder, root, today=today) for folder in folders]
    return assembled(loaded, map(refused, refusals))


def assembled(entries: Iterable[LoadedArticle], problems: Iterable[Problem] = ()) -> Loaded:
    """Make a library of articles that were loaded one by one; `problems` are those of no article."""
    entries = _each_id_once(entries)
    good = sorted((entry.kept for entry in entries if entry.kept is not None), key=lambda kept: kept.id)
    kept = MappingProxyType({each.id: each for each in good})
    library = Library(OnDemand(kept, attrgetter("article")), OnDemand(kept, attrgetter("canonical")))
    standings = {
        entry.folder: standing_of(entry.id, entry.problems, is_there=entry.kept is not None)
        for entry in entries
        if entry.kept or entry.problems
    }
    found = [*problems, *(problem for entry in entries for problem in entry.problems)]
    return Loaded(library, _in_order(found), standings=standings)


def _each_id_once(entries: Iterable[LoadedArticle]) -> list[LoadedArticle]:
    """Refuse the articles whose id another one has: that of the folder with this name, or else the first."""
    owners: dict[str, LoadedArticle] = {}
    found = []
    for entry in sorted(entries, key=lambda entry: (entry.folder != entry.id, entry.folder)):
        owner = entry if entry.kept is None else owners.setdefault(entry.kept.id, entry)
        found.append(entry if owner is entry else _without_id(entry, owner.folder))
    return found


def _without_id(entry: LoadedArticle, other: str) -> LoadedArticle:
    message, code = f'the article in the folder "{other}" has the id "{entry.id}" too', "id-taken"
    hint = f"write id: {entry.folder}, here and in quiz.yaml"
    severity = severity_of(code)
    problems = tuple(
        replace(problem, code=code, severity=severity, message=message, hint=hint)
        if problem.code == "wrong-folder"
        else problem
        for problem in entry.problems
    )
    return replace(entry, kept=None, problems=problems)


def load_entry(path: Path, root: Path) -> LoadedArticle:
    """Load what lies directly in a content folder: an article, or none and perhaps why."""
    if refusal := files.no_article(path, root):
        return LoadedArticle(None, (refused(refusal),), path.name, path.name)
    if files.has_article(path):
        return load_article(path, root)
    return LoadedArticle(None, (), path.name, path.name)


def check_paths(paths: Iterable[Path], *, today: str | None = None) -> Loaded:
    """Load content folders, folders of one article, or single files of an article, with their problems."""
    loaded = [_check_path(path, today) for path in paths]
    problems = _in_order(problem for each in loaded for problem in each.problems)
    standings = {name: standing for each in loaded for name, standing in each.standings.items()}
    articles = {name: article for each in loaded for name, article in each.library.articles.items()}
    return Loaded(Library(articles, {}), problems, standings=standings)


def _check_path(path: Path, today: str | None) -> Loaded:
    if files.is_folder(path):
        is_article = files.has_article(path) and not files.article_folders(path)[0]
        return _checked_article(path, today) if is_article else load(path, today=today)
    if not os.path.lexists(path):
        return assembled((), [refused(files.Refusal(path, "unreadable", "there is nothing at this path"))])
    if path.name not in tuple(Part) and not files.is_translation(path.name):
        return assembled((), [refused(files.unread(path))])
    loaded = _checked_article(path.parent, today)
    own = tuple(problem for problem in loaded.problems if problem.path == _shown(path))
    waits = not loaded.library.articles and not own
    return loaded if waits else replace(loaded, problems=own)


def _checked_article(folder: Path, today: str | None) -> Loaded:
    """Load one article, and beside it the one whose id it may have taken."""
    loaded = load_article(folder, folder.parent, today=today)
    other = folder.parent / loaded.id
    if loaded.id == loaded.folder or not files.has_article(other):
        return assembled([loaded])
    both = assembled([loaded, load_article(other, folder.parent, today=today)])
    own = tuple(problem for problem in both.problems if problem.path.startswith(f"{_shown(folder)}/"))
    return replace(both, problems=own, standings={loaded.folder: both.standings[loaded.folder]})


@in_one_go()
def load_article(folder: Path, root: Path, *, today: str | None = None) -> LoadedArticle:
    """Load the article in one folder; nothing outside `root` is read."""
    problems = [refused(refusal) for refusal in files.strays(folder)]
    documents: dict[str, Document] = {}
    for part in (*Part, *(path.name for path in files.translations(folder))):
        document = _document(folder / part, root)
        if isinstance(document, Document):
            documents[part] = document
            problems += _severe(document)
        else:
            problems += document
    kept = None
    name = folder.name if folder.name not in {"", ".."} else folder.resolve().name
    if not any(map(_is_fatal, problems)):
        kept, findings = _judged(documents, name, today)
    else:
        findings = [each for part in documents for each in schema.findings(part, documents[part].value)]
    problems += (_placed(finding, folder, documents) for finding in findings)
    errors = {_place(problem) for problem in problems if problem.severity is Severity.ERROR}
    problems = [
        problem for problem in problems if problem.code != "needs-quotes" or _place(problem) not in errors
    ]
    if any(map(_is_fatal, problems)):
        kept = None
    return LoadedArticle(kept, _in_order(problems), name, _id_of(documents) or name)


def _place(problem: Problem) -> tuple[str, int, int]:
    return problem.path, problem.line, problem.column


def _id_of(documents: Mapping[str, Document]) -> str | None:
    """The id that article.yaml gives, also where the file has errors."""
    value = documents[Part.ARTICLE].value if Part.ARTICLE in documents else None
    found = value.get("id") if isinstance(value, dict) else None
    return found if isinstance(found, str) and re.fullmatch(ID_PATTERN, found) else None


_SIGN_LISTS = ("signs", "red_flags")


def _severe(document: Document) -> Iterator[Problem]:
    """Yield the warnings of a file; that a sign lost a part of its text is an error."""
    value = document.value if document.warnings and isinstance(document.value, dict) else {}
    starts = [(document.place((key,), on_key=True)[0], key) for key in value]
    for warning in document.warnings:
        key = max((start for start in starts if start[0] <= warning.line), default=(0, ""))[1]
        cut = warning.code == "text-cut-by-comment" and key in _SIGN_LISTS
        code = "sign-cut-by-comment" if cut else warning.code
        yield replace(warning, code=code, severity=severity_of(code))


def _is_fatal(problem: Problem) -> bool:
    """Whether a problem keeps an article from being served: an error, but not one in a translation."""
    return problem.severity is Severity.ERROR and translation_of(problem) is None


def _document(path: Path, root: Path) -> Document | tuple[Problem, ...]:
    """Read one file of an article; no problem and no document where one is left out that may be."""
    if path.name in {Part.QUIZ, Part.SOURCES} and not os.path.lexists(path):
        return ()
    body = files.read_file(path, root)
    return (refused(body),) if isinstance(body, files.Refusal) else read(body, _shown(path))


def _judged(
    documents: Mapping[str, Document], folder: str, today: str | None
) -> tuple[Kept | None, list[Finding]]:
    """Check the shape of the files, then build the article, then let the editorial rules judge it."""
    clean: dict[str, dict[str, Any]] = {}
    findings: list[Finding] = []
    for part, document in documents.items():
        data, found = schema.checked(part, document.value)
        findings += found
        if data is not None:
            clean[part] = data
    article, quiz = clean.pop(Part.ARTICLE, None), clean.pop(Part.QUIZ, None)
    if article is not None:
        article, found = joined(article, clean.pop(Part.SOURCES, None))
        findings += found if Part.SOURCES in documents or not findings else ()
    if article is None or any(finding.part in tuple(Part) for finding in findings):
        return None, findings
    findings += _names(article, quiz, folder)
    translations, found = _translations(article, clean)
    text = canonical(build.files(article, quiz, translations))
    built = build.article(article, quiz, translations, text=text)
    findings += [*found, *folded(list(rules.check(built, today)))]
    for lang, words in translations.items():
        findings += compared(built, words, f"{lang}.yaml")
    return Kept.of(built, text), findings


def joined(
    article: Mapping[str, Any], apart: Mapping[str, Any] | None
) -> tuple[dict[str, Any], list[Finding]]:
    """The data of article.yaml with those of sources.yaml, and what stands in both or in neither."""
    added = {} if apart is None else {**apart, "sources": [_source(each, apart) for each in apart["sources"]]}
    own = {name: value for name, value in added.items() if name not in _OF_THE_FILE}
    findings = []
    for name in [each for each in own if each in article]:
        message, hint = f'"{name}" stands in {Part.ARTICLE} too', "keep it in one of the two"
        findings.append(Finding("duplicate-key", Part.SOURCES, (name,), message, hint, on_key=True))
    whole = {**article, **own}
    if "sources" not in whole:
        message, hint = 'the key "sources" is missing', f"write it here or in {Part.SOURCES}"
        findings.append(Finding("missing-key", Part.ARTICLE, (), message, hint))
    return whole, findings


_FOR_EACH_SOURCE = ("seen", "retrieved")
"""The keys of sources.yaml that hold for each source that does not say."""
_OF_THE_FILE = {"format", *_FOR_EACH_SOURCE}
"""Its keys that are none of the article's."""


def _source(source: Mapping[str, Any], apart: Mapping[str, Any]) -> dict[str, Any]:
    """Give a source what holds for all; a day belongs to what was seen, so it comes with that."""
    if "seen" in source:
        return dict(source)
    return {**{name: apart[name] for name in _FOR_EACH_SOURCE if name in apart}, **source}


def _translations(
    article: Mapping[str, Any], clean: Mapping[str, dict[str, Any]]
) -> tuple[dict[str, dict[str, Any]], list[Finding]]:
    """The translations that are what their names say, by language, and what is wrong with others."""
    translations, findings = {}, []
    for name, words in clean.items():
        lang = name.removesuffix(".yaml")
        if words["lang"] != lang:
            message = f'the language is "{words["lang"]}", the file is called "{name}"'
            findings.append(Finding("wrong-article", name, ("lang",), message))
        elif lang == article["lang"]:
            message = f'the article itself is in "{lang}"'
            findings.append(Finding("wrong-article", name, ("lang",), message))
        elif words["article"] != article["id"]:
            message = f'these are words for "{words["article"]}", beside the article "{article["id"]}"'
            hint = f"write article: {article['id']}"
            findings.append(Finding("wrong-article", name, ("article",), message, hint))
        else:
            translations[lang] = words
    return translations, findings


def _names(article: Mapping[str, Any], quiz: Mapping[str, Any] | None, folder: str) -> Iterator[Finding]:
    """Find an id that is not the folder's name, and a quiz that is about another article."""
    about = article["id"] if quiz is None else quiz.get("article", article["id"])
    if article["id"] != folder == about and quiz is not None and "article" in quiz:
        message = f'the id is "{article["id"]}"; the folder and {Part.QUIZ} say "{folder}"'
        yield Finding("wrong-article", Part.ARTICLE, ("id",), message, f"write id: {folder}")
        return
    if article["id"] != folder:
        message = f'the id is "{article["id"]}", the folder is called "{folder}"'
        hint = f'readers find it as "{article["id"]}"; call the folder so'
        yield Finding("wrong-folder", Part.ARTICLE, ("id",), message, hint)
    if quiz is not None and not quiz.get("pairs") and not quiz.get("practice"):
        hint = "`quizapp item SIGN` adds a pair to fill in"
        yield Finding("missing-key", Part.QUIZ, (), "this quiz asks nothing", hint)
    if about != article["id"]:
        message = f'this is the quiz of "{about}", beside the article "{article["id"]}"'
        hint = f"write article: {article['id']}"
        yield Finding("wrong-article", Part.QUIZ, ("article",), message, hint)


def refused(refusal: files.Refusal) -> Problem:
    """The problem that a refusal is."""
    return Problem(
        _shown(refusal.path), 1, 1, refusal.code, severity_of(refusal.code), refusal.message, refusal.hint
    )


def _shown(path: Path) -> str:
    """A path that can be printed: a name made in bad faith could write to the terminal."""
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in path.as_posix())


def _placed(finding: Finding, folder: Path, documents: Mapping[str, Document]) -> Problem:
    part = _file_of(finding, documents)
    document = documents.get(part)
    line, column = document.place(finding.where, on_key=finding.on_key) if document else (1, 1)
    severity = severity_of(finding.code)
    return Problem(_shown(folder / part), line, column, finding.code, severity, finding.message, finding.hint)


def _file_of(finding: Finding, documents: Mapping[str, Document]) -> str:
    """The file that a place is in: of an article some keys may stand in sources.yaml."""
    apart = documents.get(Part.SOURCES)
    elsewhere = (
        finding.part == Part.ARTICLE
        and apart is not None
        and isinstance(apart.value, dict)
        and finding.where[:1]
        and finding.where[0] in apart.value
        and finding.where[0] not in _OF_THE_FILE
    )
    return Part.SOURCES if elsewhere else finding.part


def _in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(set(problems)))
