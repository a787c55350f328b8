"""Problems as text for an editor's terminal, and as JSON for programs."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from quizapp.content.problem import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from quizapp.content.problem import Problem


def as_json(problems: Sequence[Problem]) -> str:
    """Return the problems as the JSON document of `quizapp check --format json`."""
    errors, warnings = counts(problems)
    rows = [asdict(problem) for problem in problems]
    document = {"problems": rows, "errors": errors, "warnings": warnings}
    return json.dumps(document, ensure_ascii=False, indent=2)


def as_text(problems: Sequence[Problem], source_line: Callable[[str, int], str | None]) -> str:
    """Return the problems for a terminal, each with its line of the file and a caret, and a closing count.

    `source_line(path, line)` gives the text of a line, or None when the file cannot be read.
    """
    blocks = [_block(problem, source_line(problem.path, problem.line)) for problem in problems]
    return "\n".join([*blocks, _summary(problems)])


def counts(problems: Sequence[Problem]) -> tuple[int, int]:
    """Return how many errors and how many warnings there are."""
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    return errors, len(problems) - errors


def _block(problem: Problem, source: str | None) -> str:
    place = f"{problem.path}:{problem.line}:{problem.column}"
    lines = [f"{place}: {problem.severity} [{problem.code}] {problem.message}"]
    if source is not None:
        lines += [f"  {problem.line:>5} | {source}", f"        | {' ' * (problem.column - 1)}^"]
    if problem.hint:
        lines.append(f"        = {problem.hint}")
    return "\n".join([*lines, ""])


def _summary(problems: Sequence[Problem]) -> str:
    errors, warnings = counts(problems)
    if not problems:
        return "0 problems"
    files = len({problem.path for problem in problems})
    parts = [_many(errors, "error"), _many(warnings, "warning")]
    return f"{' and '.join(part for part in parts if part)} in {_many(files, 'file')}"


def _many(number: int, word: str) -> str:
    return "" if not number else f"{number} {word}{'' if number == 1 else 's'}"
