"""Problems for those who mend them: as text for a terminal, and in the formats that other programs read."""

import json
import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path, PurePath
from urllib.parse import quote

from quizapp.content.canonical import Json
from quizapp.library.excerpt import WIDTH, excerpt, shown, token_end
from quizapp.library.files import Refusal, read_file
from quizapp.library.samples import samples
from quizapp.library.standing import Standing, State, translation_of
from quizapp.problem import Problem, Severity
from quizapp.rules.files import HIDING
from quizapp.rules.registry import RULES
from quizapp.text import many

SourceLine = Callable[[str, int], str | None]
"""Gives the text of a line (from 1) of a file, or None where it cannot be read."""
_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"


def counts(problems: Iterable[Problem]) -> tuple[int, int]:
    """How many errors and how many warnings there are."""
    severities = [problem.severity for problem in problems]
    return severities.count(Severity.ERROR), severities.count(Severity.WARNING)


def relative(problems: Iterable[Problem], folder: Path) -> list[Problem]:
    """The problems, sorted, with the paths of files below `folder` as seen from there."""
    return sorted(replace(problem, path=_relative(problem.path, folder)) for problem in problems)


def _relative(path: str, folder: Path) -> str:
    whole = Path(os.path.normpath(folder / path))
    return whole.relative_to(folder).as_posix() if whole.is_relative_to(folder) else path


def file_lines() -> SourceLine:
    """A function that gives lines of files; it reads each file once, with the loader's care."""

    @cache
    def lines(path: str) -> list[str]:
        body = read_file(Path(path), Path(path).parent)
        if isinstance(body, Refusal) or b"\0" in body:
            return []
        return re.split(r"\r\n|\r|\n", body.decode("utf-8", errors="replace"))

    def line(path: str, number: int) -> str | None:
        found = lines(path)
        return found[number - 1] if number <= len(found) else None

    return line


def as_text(problems: Sequence[Problem], source_line: SourceLine, *, strict: bool = False) -> str:
    """The problems for a terminal, each with its line of the file, and a closing line that sums up."""
    blocks = [_block(problem, source_line(problem.path, problem.line)) for problem in problems]
    codes = ", ".join(sorted({problem.code for problem in problems}))
    more = [f"To read what a rule wants: quizapp explain CODE ({codes})"] if codes else []
    return "\n".join([*blocks, *more, summary(problems, strict=strict)])


def _block(problem: Problem, source: str | None) -> str:
    place = f"{problem.path}:{problem.line}:{problem.column}"
    lines = [shown(f"{place}: {problem.severity} [{problem.code}] {problem.message}")]
    hint = shown(problem.hint or "")
    if source is not None:
        text, marks = excerpt(source, problem.column)
        lines.append(f"{problem.line:>5} | {text}")
        is_short = len(marks) + 1 + len(hint) <= WIDTH
        lines.append(f"      | {marks} {hint if is_short else ''}".rstrip())
        hint = "" if is_short else hint
    if hint:
        lines.append(f"      = {hint}")
    return "\n".join([*lines, ""])


def summary(problems: Sequence[Problem], *, strict: bool = False) -> str:
    """One line: how much is wrong, and what is yet to come.

    With `strict`, warnings alone fail a check, and the line says so.
    """
    errors, warnings = counts(problems)
    if not problems:
        return "0 problems"
    files = len({problem.path for problem in problems})
    found = " and ".join(
        many(number, word) for number, word in ((errors, "error"), (warnings, "warning")) if number
    )
    return f"{found} in {many(files, 'file')}.{_effect(problems, strict=strict)}"


def _effect(problems: Sequence[Problem], *, strict: bool) -> str:
    errors = {problem.code for problem in problems if problem.severity is Severity.ERROR}
    if not errors:
        return " With --strict, warnings fail this check." if strict else ""
    hidden = " More may follow: the editorial rules look at an article once it can be read."
    return hidden if errors & HIDING else ""


_WORDS = {
    State.LAST_GOOD: "served in its last good version, because",
    State.DRAFT: "draft, because",
    State.REFUSED: "refused, because",
}
_MANY_ARTICLES = 12
"""Served articles that are named one by one."""


def standing_lines(standings: Iterable[Standing], folder: Path) -> list[str]:
    """What readers get of each article, those that are served as they are together at last."""
    standings = list(standings)
    lines = [_standing_line(each, folder) for each in standings if each.why]
    served = [each.article for each in standings if each.state is State.SERVED and not each.why]
    named = ", ".join(served) if len(served) <= _MANY_ARTICLES else f"{len(served)} articles"
    return [*lines, *([f"{named}: served."] if served else [])]


def _standing_line(standing: Standing, folder: Path) -> str:
    first = relative(standing.why, folder)[0]
    others = f", and {len(standing.why) - 1} more" if len(standing.why) > 1 else ""
    lang = translation_of(first)
    words = _WORDS.get(standing.state) or f'served, with the language "{lang}" as it was, because'
    return shown(f"{standing.article}: {words} {first.path}:{first.line}: {first.message}{others}.")


def as_json(problems: Sequence[Problem], standings: Iterable[Standing]) -> str:
    """The problems as the JSON document of `quizapp check --format json`."""
    errors, warnings = counts(problems)
    rows = [asdict(problem) for problem in problems]
    articles = [{"article": each.article, "state": each.state.value} for each in standings]
    document = {"problems": rows, "errors": errors, "warnings": warnings, "articles": articles}
    return json.dumps(document, indent=2)  # in ASCII, which any encoding of standard output can write


def as_github(problems: Sequence[Problem], *, strict: bool = False) -> str:
    """The problems as workflow commands, which GitHub shows at their lines of a pull request."""
    return "\n".join([*map(_command, problems), summary(problems, strict=strict)])


def _command(problem: Problem) -> str:
    properties = {"file": problem.path, "line": problem.line, "col": problem.column, "title": problem.code}
    written = ",".join(f"{name}={_escaped(str(value), ':,')}" for name, value in properties.items())
    return f"::{problem.severity} {written}::{_escaped(_whole_message(problem))}"


def _escaped(text: str, more: str = "") -> str:
    return re.sub(f"[%\r\n{more}]", lambda match: f"%{ord(match[0]):02X}", text)


def _whole_message(problem: Problem) -> str:
    return f"{problem.message}\n{problem.hint}" if problem.hint else problem.message


def as_sarif(problems: Sequence[Problem], source_line: SourceLine) -> str:
    """The problems as a SARIF 2.1.0 log, for code scanning and editors."""
    codes = sorted({problem.code for problem in problems})
    driver = {"name": "quizapp", "rules": [_descriptor(code) for code in codes]}
    results = [
        _result(problem, codes.index(problem.code), source_line(problem.path, problem.line))
        for problem in problems
    ]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": _SARIF, "version": "2.1.0", "runs": [run]}, indent=2)


def _descriptor(code: str) -> Json:
    rule, sample = RULES[code], samples()[code]
    wants = {"text": rule.wants}
    return {
        "id": code,
        "shortDescription": wants,
        "fullDescription": wants,
        "help": {"text": f"{rule.wants}\n\nPasses:\n\n{sample.passes}\n\nFails:\n\n{sample.fails}"},
        "defaultConfiguration": {"level": rule.severity.value},
    }


def _result(problem: Problem, rule_index: int, source: str | None) -> Json:
    region = {"startLine": problem.line, "startColumn": problem.column}
    if source is not None:
        region["endColumn"] = token_end(source, problem.column)
    return {
        "ruleId": problem.code,
        "ruleIndex": rule_index,
        "level": problem.severity.value,
        "message": {"text": _whole_message(problem)},
        "locations": [{"physicalLocation": {"artifactLocation": _artifact(problem.path), "region": region}}],
    }


def _artifact(path: str) -> Json:
    if PurePath(path).is_absolute():
        return {"uri": PurePath(path).as_uri()}
    return {"uri": quote(path), "uriBaseId": "%SRCROOT%"}
