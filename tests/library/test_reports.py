"""What editors and programs are shown of problems."""

import json
import os
from pathlib import Path

import pytest

from quizapp.library import reports
from quizapp.problem import Problem, Severity
from quizapp.rules.registry import RULES


def problem(line: int, column: int, message: str, **changes: str | None) -> Problem:
    given = {"path": "content/sore-heel/article.yaml", "code": "unknown-key", "hint": None, **changes}
    severity = Severity.WARNING if given["code"] == "to-do" else Severity.ERROR
    return Problem(line=line, column=column, message=message, severity=severity, **given)  # type: ignore[arg-type] # tests give what is wanted


MISSPELT = problem(2, 5, 'unknown key "urgancy"', hint='did you mean "urgency"?')
LONG = problem(3, 1, "far too long", code="too-long", hint="a hint of many words " * 6)
TO_DO = problem(1, 8, "still to be written: the title", code="to-do", path="content/sore-heel/quiz.yaml")
EDITORIAL = problem(7, 1, "the key is book", code="key-contradicts-signs")
FOLLOWS = "More may follow: the editorial rules look at an article once it can be read."
LINES = {1: 'title: "To do: the title"', 2: "    urgancy: soon", 3: "\tsummary: a"}


def source_line(_: str, line: int) -> str | None:
    return LINES.get(line)


def test_text_shows_each_problem_with_its_line_and_sums_up() -> None:
    assert reports.as_text([MISSPELT, LONG, TO_DO], source_line).split("\n") == [
        'content/sore-heel/article.yaml:2:5: error [unknown-key] unknown key "urgancy"',
        "    2 |     urgancy: soon",
        '      |     ^^^^^^^ did you mean "urgency"?',
        "",
        "content/sore-heel/article.yaml:3:1: error [too-long] far too long",
        "    3 |     summary: a",
        "      | ^^^^",
        f"      = {'a hint of many words ' * 6}",
        "",
        "content/sore-heel/quiz.yaml:1:8: warning [to-do] still to be written: the title",
        '    1 | title: "To do: the title"',
        "      |        ^^^^^^^^^^^^^^^^^^",
        "",
        "To read what a rule wants: quizapp explain CODE (to-do, too-long, unknown-key)",
        f"2 errors and 1 warning in 2 files. {FOLLOWS}",
    ]


def test_text_does_without_the_line_where_there_is_none() -> None:
    gone = problem(9, 1, "this cannot be\nread", hint="look\x1b[2J")
    assert reports.as_text([gone], source_line).split("\n")[:3] == [
        "content/sore-heel/article.yaml:9:1: error [unknown-key] this cannot be<U+000A>read",
        "      = look<U+001B>[2J",
        "",
    ]


@pytest.mark.parametrize(
    ("problems", "line"),
    [
        ([], "0 problems"),
        ([TO_DO], "1 warning in 1 file."),
        ([MISSPELT, LONG], f"2 errors in 1 file. {FOLLOWS}"),
        ([EDITORIAL], "1 error in 1 file."),
    ],
)
def test_the_closing_line_says_how_much_is_wrong_and_what_follows(problems: list[Problem], line: str) -> None:
    assert reports.as_text(problems, source_line).split("\n")[-1] == line


def test_the_closing_line_of_a_strict_check_says_why_it_fails() -> None:
    line = "1 warning in 1 file. With --strict, warnings fail this check."
    assert reports.summary([TO_DO], strict=True) == line
    assert reports.as_text([TO_DO], source_line, strict=True).split("\n")[-1] == line
    assert reports.as_github([TO_DO], strict=True).split("\n")[-1] == line
    assert reports.summary([MISSPELT], strict=True) == reports.summary([MISSPELT])


def test_json_has_the_members_of_the_interface() -> None:
    assert json.loads(reports.as_json([MISSPELT, TO_DO], [])) == {
        "problems": [
            {
                "path": "content/sore-heel/article.yaml",
                "line": 2,
                "column": 5,
                "code": "unknown-key",
                "severity": "error",
                "message": 'unknown key "urgancy"',
                "hint": 'did you mean "urgency"?',
            },
            {
                "path": "content/sore-heel/quiz.yaml",
                "line": 1,
                "column": 8,
                "code": "to-do",
                "severity": "warning",
                "message": "still to be written: the title",
                "hint": None,
            },
        ],
        "errors": 1,
        "warnings": 1,
        "articles": [],
    }


def test_github_commands_escape_what_would_end_them() -> None:
    odd = problem(2, 5, "100 %\r\nof: it, all", path="a,b:c/article.yaml", hint="mend")
    assert reports.as_github([odd, TO_DO]).split("\n") == [
        f"::error file=a%2Cb%3Ac/article.yaml,line=2,col=5,title={odd.code}::100 %25%0D%0Aof: it, all%0Amend",
        "::warning file=content/sore-heel/quiz.yaml,line=1,col=8,title=to-do::still to be written: the title",
        reports.summary([odd, TO_DO]),
    ]


def test_sarif_names_rules_places_and_words() -> None:
    abroad = problem(9, 1, "gone", path="/else where/article.yaml")
    document = json.loads(reports.as_sarif([MISSPELT, TO_DO, abroad], source_line))
    (run,) = document.pop("runs")
    assert document == {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0"}
    assert run["columnKind"] == "unicodeCodePoints"
    driver = run["tool"]["driver"]
    assert driver["name"] == "quizapp"
    assert [(rule["id"], rule["defaultConfiguration"]["level"]) for rule in driver["rules"]] == [
        ("to-do", "warning"),
        ("unknown-key", "error"),
    ]
    for rule in driver["rules"]:
        wants = RULES[rule["id"]].wants
        assert rule["shortDescription"] == rule["fullDescription"] == {"text": " ".join(wants.split())}
        assert rule["help"]["text"].startswith(wants)
    assert run["results"] == [
        {
            "ruleId": "unknown-key",
            "ruleIndex": 1,
            "level": "error",
            "message": {"text": 'unknown key "urgancy"\ndid you mean "urgency"?'},
            "locations": at(
                {"uri": "content/sore-heel/article.yaml", "uriBaseId": "%SRCROOT%"},
                {"startLine": 2, "startColumn": 5, "endColumn": 12},
            ),
        },
        {
            "ruleId": "to-do",
            "ruleIndex": 0,
            "level": "warning",
            "message": {"text": "still to be written: the title"},
            "locations": at(
                {"uri": "content/sore-heel/quiz.yaml", "uriBaseId": "%SRCROOT%"},
                {"startLine": 1, "startColumn": 8, "endColumn": 26},
            ),
        },
        {
            "ruleId": "unknown-key",
            "ruleIndex": 1,
            "level": "error",
            "message": {"text": "gone"},
            "locations": at({"uri": "file:///else%20where/article.yaml"}, {"startLine": 9, "startColumn": 1}),
        },
    ]


def at(artifact: dict[str, str], region: dict[str, int]) -> list[object]:
    return [{"physicalLocation": {"artifactLocation": artifact, "region": region}}]


def test_paths_below_the_working_folder_are_seen_from_there(tmp_path: Path) -> None:
    paths = [f"{tmp_path}/b/article.yaml", "a/../c/quiz.yaml", f"{tmp_path.parent}/z.yaml", "../y.yaml"]
    problems = [problem(1, 1, "wrong", path=path) for path in paths]
    assert [found.path for found in reports.relative(problems, tmp_path)] == [
        "../y.yaml",
        f"{tmp_path.parent}/z.yaml",
        "b/article.yaml",
        "c/quiz.yaml",
    ]


def test_problems_that_share_file_and_code_are_all_kept_in_the_order_of_their_places() -> None:
    problems = [problem(line, 1, "wrong") for line in (30, 4, 4, 12)]
    assert [found.line for found in reports.relative(problems, Path.cwd())] == [4, 4, 12, 30]


def test_lines_are_those_that_the_loader_counts(tmp_path: Path) -> None:
    file = tmp_path / "article.yaml"
    file.write_bytes("a\r\nb\u2028c\rd\x0be\n".encode())
    line = reports.file_lines()
    assert [line(str(file), number) for number in range(1, 6)] == ["a", "b\u2028c", "d\x0be", "", None]


def test_nothing_is_shown_of_what_the_loader_would_not_read(tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text("secret")
    folder = tmp_path / "content"
    folder.mkdir()
    (folder / "link.yaml").symlink_to(outside)
    os.mkfifo(folder / "pipe.yaml")
    (folder / "utf16.yaml").write_bytes("title: x".encode("utf-16"))
    (folder / "latin.yaml").write_bytes("título".encode("latin-1"))
    line = reports.file_lines()
    names = ("link.yaml", "pipe.yaml", "utf16.yaml", "gone.yaml", ".")
    assert [line(str(folder / name), 1) for name in names] == [None] * len(names)
    assert line(str(folder / "latin.yaml"), 1) == "t\ufffdtulo"
