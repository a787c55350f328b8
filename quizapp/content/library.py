"""The library: every article of a content folder, as one immutable snapshot.

    loaded = load(Path("content"))
    loaded.library.articles["sore-heel"]
    loaded.problems

Each article is a folder with an article.yaml and, most often, a quiz.yaml and translations such as es.yaml.
A broken article is left out and never hides the others, nor does a broken translation hide its article;
whatever is wrong comes back as problems with file, line and column.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from quizapp.content import build, files, rules
from quizapp.content.canonical import canonical
from quizapp.content.languages import translation
from quizapp.content.problem import Finding, Part, Problem, Severity
from quizapp.content.rules.book import severity_of
from quizapp.content.shape import schema
from quizapp.content.yaml.reader import Document, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from quizapp.content.model import Article


@dataclass(frozen=True, slots=True)
class Library:
    """The articles that can be served, by id and in the order of their ids."""

    articles: Mapping[str, Article]
    canonical: Mapping[str, bytes]
    """For each article the JSON that `build.from_canonical` makes it from again."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A library and everything that is wrong with the files it was loaded from, sorted by place."""

    library: Library
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class LoadedArticle:
    """One article, None when an error keeps it from being served, and what is wrong with its files."""

    article: Article | None
    canonical: bytes
    problems: tuple[Problem, ...]


def load(root: Path, *, today: str | None = None) -> Loaded:
    """Load every folder of `root` that has an article.yaml; `today` is for the rule on overdue reviews."""
    folders, refusals = files.article_folders(root)
    loaded = [load_article(folder, root, today=today) for folder in folders]
    return assembled(loaded, map(refused, refusals))


def assembled(entries: Iterable[LoadedArticle], problems: Iterable[Problem] = ()) -> Loaded:
    """Make a library of articles that were loaded one by one; `problems` are those of no article."""
    entries = list(entries)
    good = sorted(
        ((entry.article, entry.canonical) for entry in entries if entry.article is not None),
        key=lambda pair: pair[0].id,
    )
    library = Library(
        articles=MappingProxyType({article.id: article for article, _ in good}),
        canonical=MappingProxyType({article.id: canonical for article, canonical in good}),
    )
    return Loaded(
        library, _in_order([*problems, *(problem for entry in entries for problem in entry.problems)])
    )


def load_entry(path: Path, root: Path) -> LoadedArticle:
    """Load what lies directly in a content folder: an article, or none and perhaps why."""
    if refusal := files.no_article(path, root):
        return LoadedArticle(None, b"", (refused(refusal),))
    return load_article(path, root) if files.has_article(path) else LoadedArticle(None, b"", ())


def check_paths(paths: Iterable[Path], *, today: str | None = None) -> tuple[Problem, ...]:
    """Return the problems of content folders, folders of one article, or single files of an article."""
    return _in_order(problem for path in paths for problem in _check_path(path, today))


def _check_path(path: Path, today: str | None) -> Iterable[Problem]:
    if files.is_folder(path):
        if files.has_article(path) and not files.article_folders(path)[0]:
            return load_article(path, path.parent, today=today).problems
        return load(path, today=today).problems
    if not os.path.lexists(path):
        return (refused(files.Refusal(path, "unreadable", "there is nothing at this path")),)
    if path.name not in tuple(Part) and not files.is_translation(path.name):
        return (refused(files.unread(path)),)
    loaded = load_article(path.parent, path.parent.parent, today=today)
    own = [problem for problem in loaded.problems if problem.path == _shown(path)]
    waits = loaded.article is None and not own
    return loaded.problems if waits else own


def load_article(folder: Path, root: Path, *, today: str | None = None) -> LoadedArticle:
    """Load the article in one folder; nothing outside `root` is read."""
    problems = [refused(refusal) for refusal in files.strays(folder)]
    documents: dict[str, Document] = {}
    for part in (*Part, *(path.name for path in files.translations(folder))):
        document = _document(folder / part, root)
        if isinstance(document, Document):
            documents[part] = document
            problems += document.warnings
        else:
            problems += document
    article, text = None, b""
    name = folder.name if folder.name not in {"", ".."} else folder.resolve().name
    if not any(_is_fatal(problem) for problem in problems):
        article, text, findings = _judged(documents, name, today)
    else:
        findings = [
            finding
            for part, document in documents.items()
            for finding in schema.findings(part, document.value)
        ]
    problems += (_placed(finding, folder, documents) for finding in findings)
    if any(_is_fatal(problem) for problem in problems):
        article = None
    return LoadedArticle(article, text, _in_order(problems))


def _is_fatal(problem: Problem) -> bool:
    """Whether a problem keeps an article from being served: an error, but not one in a translation."""
    return problem.severity is Severity.ERROR and translation_of(problem) is None


def translation_of(problem: Problem) -> str | None:
    """Return the language of the translation that a problem is in; None for one of the article itself."""
    name = problem.path.rpartition("/")[2]
    return name.removesuffix(".yaml") if files.is_translation(name) else None


def _document(path: Path, root: Path) -> Document | tuple[Problem, ...]:
    """Read one file of an article; no problem and no document where a quiz is left out."""
    if path.name == Part.QUIZ and not os.path.lexists(path):
        return ()
    body = files.read_file(path, root)
    return (refused(body),) if isinstance(body, files.Refusal) else read(body, _shown(path))


def _judged(
    documents: Mapping[str, Document], folder: str, today: str | None
) -> tuple[Article | None, bytes, list[Finding]]:
    """Check the shape of the files, then build the article, then let the editorial rules judge it."""
    clean: dict[str, dict[str, Any]] = {}
    findings: list[Finding] = []
    for part, document in documents.items():
        data, found = schema.checked(part, document.value)
        findings += found
        if data is not None:
            clean[part] = data
    article, quiz = clean.pop(Part.ARTICLE, None), clean.pop(Part.QUIZ, None)
    if article is None or any(finding.part in tuple(Part) for finding in findings):
        return None, b"", findings
    findings += _names(article, quiz, folder)
    translations, found = _translations(article, clean)
    built = build.article(article, quiz, translations)
    findings += [*found, *rules.check(built, today)]
    for lang, words in translations.items():
        findings += translation.compared(built, words, f"{lang}.yaml")
    return built, canonical(build.files(article, quiz, translations)), findings


def _translations(
    article: Mapping[str, Any], clean: Mapping[str, dict[str, Any]]
) -> tuple[dict[str, dict[str, Any]], list[Finding]]:
    """Return the translations that are what their names say, by language, and what is wrong with others."""
    translations, findings = {}, []
    for name, words in clean.items():
        lang = name.removesuffix(".yaml")
        if words["lang"] != lang:
            message = f'the language is "{words["lang"]}", the file is called "{name}"'
            findings.append(Finding(code="wrong-article", part=name, where=("lang",), message=message))
        elif lang == article["lang"]:
            message = f'the article itself is in "{lang}"'
            findings.append(Finding(code="wrong-article", part=name, where=("lang",), message=message))
        elif words["article"] != article["id"]:
            message = f'these are words for "{words["article"]}", beside the article "{article["id"]}"'
            hint = f"write article: {article['id']}"
            findings.append(
                Finding(code="wrong-article", part=name, where=("article",), message=message, hint=hint)
            )
        else:
            translations[lang] = words
    return translations, findings


def _names(article: Mapping[str, Any], quiz: Mapping[str, Any] | None, folder: str) -> Iterator[Finding]:
    """Find an id that is not the folder's name, and a quiz that is about another article."""
    if article["id"] != folder:
        message = f'the id is "{article["id"]}", the folder is called "{folder}"'
        yield Finding(
            code="wrong-folder", part=Part.ARTICLE, where=("id",), message=message, hint="make them the same"
        )
    if quiz is not None and quiz["article"] != article["id"]:
        message = f'this is the quiz of "{quiz["article"]}", beside the article "{article["id"]}"'
        hint = f"write article: {article['id']}"
        yield Finding(code="wrong-article", part=Part.QUIZ, where=("article",), message=message, hint=hint)


def refused(refusal: files.Refusal) -> Problem:
    """Return the problem that a refusal is."""
    return Problem(
        path=_shown(refusal.path),
        line=1,
        column=1,
        code=refusal.code,
        severity=severity_of(refusal.code),
        message=refusal.message,
        hint=refusal.hint,
    )


def _shown(path: Path) -> str:
    """Return a path that can be printed: a name made in bad faith could write to the terminal."""
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in path.as_posix())


def _placed(finding: Finding, folder: Path, documents: Mapping[str, Document]) -> Problem:
    """Turn a place in the data into a line and a column."""
    document = documents.get(finding.part)
    line, column = document.place(finding.where, on_key=finding.on_key) if document else (1, 1)
    return Problem(
        path=_shown(folder / finding.part),
        line=line,
        column=column,
        code=finding.code,
        severity=severity_of(finding.code),
        message=finding.message,
        hint=finding.hint,
    )


def _in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort by place, each problem once."""
    return tuple(sorted(set(problems)))
