"""Problems for those who mend them: as text for a terminal, and in the formats that other programs read."""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import quote

from quizapp.content.files import Refusal, read_file
from quizapp.content.problem import Severity
from quizapp.content.rules.book import RULES
from quizapp.content.rules.reading import HIDING
from quizapp.content.telling.excerpt import WIDTH, excerpt, shown, token_end

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from quizapp.content.canonical import Json
    from quizapp.content.problem import Problem

SourceLine: TypeAlias = "Callable[[str, int], str | None]"
"""Gives the text of a line (from 1) of a file, or None where it cannot be read."""
_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"


def counts(problems: Iterable[Problem]) -> tuple[int, int]:
    """Return how many errors and how many warnings there are."""
    severities = [problem.severity for problem in problems]
    return severities.count(Severity.ERROR), severities.count(Severity.WARNING)


def relative(problems: Iterable[Problem], folder: Path) -> list[Problem]:
    """Return the problems, sorted, with the paths of files below `folder` as seen from there."""
    return sorted(replace(problem, path=_relative(problem.path, folder)) for problem in problems)


def _relative(path: str, folder: Path) -> str:
    whole = Path(os.path.normpath(folder / path))
    return whole.relative_to(folder).as_posix() if whole.is_relative_to(folder) else path


def file_lines() -> SourceLine:
    """Return a function that gives lines of files; it reads each file once, with the loader's care."""

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
    """Return the problems for a terminal, each with its line of the file, and a closing line that sums up."""
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
    """Return one line: how much is wrong, what it means for readers, and what is yet to come.

    With `strict`, warnings alone fail a check, and the line says so.
    """
    errors, warnings = counts(problems)
    if not problems:
        return "0 problems"
    files = len({problem.path for problem in problems})
    found = " and ".join(
        _many(number, word) for number, word in ((errors, "error"), (warnings, "warning")) if number
    )
    return f"{found} in {_many(files, 'file')}. {_effect(problems, strict=strict)}"


def _effect(problems: Sequence[Problem], *, strict: bool) -> str:
    errors = {problem.code for problem in problems if problem.severity is Severity.ERROR}
    if not errors:
        effect = "Warnings keep no article from being served."
        return f"{effect} With --strict they fail this check." if strict else effect
    effect = (
        "An article with an error is not served; where it was served before, its last good version stays."
    )
    follows = " More may follow: the editorial rules look at an article once it can be read."
    return effect + (follows if errors & HIDING else "")


def _many(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def as_json(problems: Sequence[Problem]) -> str:
    """Return the problems as the JSON document of `quizapp check --format json`."""
    errors, warnings = counts(problems)
    rows = [asdict(problem) for problem in problems]
    document = {"problems": rows, "errors": errors, "warnings": warnings}
    return _json(document)


def as_github(problems: Sequence[Problem], *, strict: bool = False) -> str:
    """Return the problems as workflow commands, which GitHub shows at their lines of a pull request."""
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
    """Return the problems as a SARIF 2.1.0 log, for code scanning and editors."""
    codes = sorted({problem.code for problem in problems})
    driver = {"name": "quizapp", "rules": [_descriptor(code) for code in codes]}
    results = [
        _result(problem, codes.index(problem.code), source_line(problem.path, problem.line))
        for problem in problems
    ]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return _json({"$schema": _SARIF, "version": "2.1.0", "runs": [run]})


def _descriptor(code: str) -> Json:
    rule = RULES[code]
    wants = {"text": " ".join(rule.wants.split())}
    return {
        "id": code,
        "shortDescription": wants,
        "fullDescription": wants,
        "help": {"text": f"{rule.wants}\n\nPasses:\n\n{rule.passes}\n\nFails:\n\n{rule.fails}"},
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


def _json(document: Json) -> str:
    """Return JSON in ASCII, which survives whatever encoding standard output has."""
    return json.dumps(document, indent=2)
