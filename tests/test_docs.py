"""What the README and the guides say of commands, options, settings and files, held against them."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from quizapp import cli
from quizapp.settings import VARIABLES

ROOT = Path(__file__).parents[1]
DOCS = ROOT / ".github" / "docs"
README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = (DOCS / "commands.md").read_text("utf-8")
GUIDES = sorted([ROOT / "README.md", *ROOT.glob(".github/*.md"), *DOCS.glob("*.md")])
EVERYWHERE = {"--content", "--state", "--database", "--help"}
"""Options that the table of commands names once for all."""
FRONT_DOOR = 9_000
"""Bytes of the README at the most: it is the front door, not the manual."""


def commands(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


def test_every_command_is_in_the_table_with_every_option() -> None:
    missing = []
    for name, command in commands(cli.main):
        lines = [line for line in COMMANDS.splitlines() if f"quizapp {name}" in line]
        options = {option for each in command.params for option in each.opts if option.startswith("--")}
        missing += [name] if not lines else []
        missing += [f"{name} {each}" for each in sorted(options - EVERYWHERE) if each not in "\n".join(lines)]
    assert missing == []


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_every_command_of_a_guide_is_there(guide: Path) -> None:
    known = {name for name, _ in commands(cli.main)}
    text = guide.read_text("utf-8")
    code = "\n".join(
        [*re.findall(r"`[^`\n]+`", text), *re.findall(r"^\S*bin/quizapp .*$", text, re.MULTILINE)]
    )
    shown = set(re.findall(r"quizapp ((?:db )?[a-z][a-z-]+)", code))
    assert {name for name in shown if name not in known} == set()


def test_every_format_has_its_row() -> None:
    to = next(each for each in cli.main.commands["export"].params if each.name == "form")
    assert isinstance(to.type, click.Choice)
    rows = re.findall(r"^\| (`[^|]*)\|", (DOCS / "formats.md").read_text("utf-8"), re.MULTILINE)
    assert {name for row in rows for name in re.findall("`([a-z][a-z0-9-]*)`", row)} == set(to.type.choices)


def test_the_settings_of_the_operating_guide_are_those_that_there_are() -> None:
    operating = (DOCS / "operating.md").read_text("utf-8")
    rows = re.findall(r"^\| (`QUIZAPP_[^|]*)\|", operating, re.MULTILINE)
    shown = {name for row in rows for name in re.findall("QUIZAPP_[A-Z_]+", row)}
    assert shown == set(VARIABLES)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_every_file_that_a_guide_names_is_there(guide: Path) -> None:
    text = guide.read_text("utf-8")
    links = {guide.parent / link for link in re.findall(r"\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)", text)}
    paths = {ROOT / path for path in re.findall(r"\b((?:tests|quizapp)/[\w./-]+\.\w+)\b", text)}
    paths |= {ROOT / f"tests/battery/{name}.py" for name in re.findall(r"-m tests\.battery (\w+)", text)}
    assert sorted(str(path) for path in links | paths if not path.exists()) == []


def test_the_readme_stays_a_front_door() -> None:
    assert len(README.encode()) <= FRONT_DOOR
