"""What the README and the guides say of commands, options, settings and files, held against them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from quizapp import cli
from quizapp.settings import Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
EVERYWHERE = {"--content", "--state", "--database", "--help"}
"""Options that the README names once for all commands."""


def commands(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


def test_every_command_is_in_the_readme_with_every_option() -> None:
    missing = []
    for name, command in commands(cli.main):
        lines = [line for line in README.splitlines() if f"quizapp {name}" in line]
        options = {option for each in command.params for option in each.opts if option.startswith("--")}
        missing += [name] if not lines else []
        missing += [f"{name} {each}" for each in sorted(options - EVERYWHERE) if each not in "\n".join(lines)]
    assert missing == []


def test_every_command_of_the_readme_is_there() -> None:
    known = {name for name, _ in commands(cli.main)}
    code = "\n".join(re.findall(r"`[^`\n]+`", README))
    shown = set(re.findall(r"quizapp ((?:db )?[a-z][a-z-]+)", code))
    assert {name for name in shown if name not in known} == set()


def test_the_settings_of_the_readme_are_those_that_there_are() -> None:
    settings = Settings(
        content=Path(),
        state=Path(),
        database_url="x",
        secret_keys=("x",),
        public_url="x",
        stats_token="x",
        log_format="off",
    )
    shown = set(re.findall(r"^\| `(QUIZAPP_[A-Z_]+)`", README, re.MULTILINE))
    assert shown == set(settings.as_environment())


@pytest.mark.parametrize("guide", ["README.md", ".github/CONTRIBUTING.md", ".github/CHANGELOG.md"])
def test_every_file_that_a_guide_names_is_there(guide: str) -> None:
    text = (ROOT / guide).read_text("utf-8")
    links = {(ROOT / guide).parent / link for link in re.findall(r"\]\((?!https?:|#)([^)#]+)\)", text)}
    paths = {ROOT / path for path in re.findall(r"\b((?:tests|quizapp)/[\w./-]+\.\w+)\b", text)}
    assert sorted(str(path) for path in links | paths if not path.exists()) == []
