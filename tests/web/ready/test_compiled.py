"""Compiled templates: made once, made anew whenever anything is another, and never a reason to fail."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from jinja2 import DictLoader, Environment
from jinja2.nodes import Const, Filter

from quizapp.web.ready.compiled import Compiled
from quizapp.web.ready.rendering import templates
from quizapp.web.ready.words import ORIGINAL, words_of


class Counting(Environment):
    """Counts what it had to compile itself."""

    compiled = 0

    def compile(self, *arguments: Any, **options: Any) -> Any:
        self.compiled += 1
        return super().compile(*arguments, **options)


def made_with(folder: Path, text: str, options: object = "strict") -> tuple[str, int]:
    """Render a template as a process that has just been started would; return how often it compiled."""
    cache = Compiled(folder, options)
    environments = [Counting(loader=DictLoader({"page": text}), bytecode_cache=cache) for _ in range(2)]
    (page,) = {environment.get_template("page").render() for environment in environments}
    return page, sum(environment.compiled for environment in environments)


@pytest.fixture
def _as_python_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may have told Python to keep nothing."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


@pytest.mark.usefixtures("_as_python_does")
def test_a_template_is_compiled_once_for_all_languages_and_all_later_starts(tmp_path: Path) -> None:
    assert made_with(tmp_path, "one {{ 1 + 1 }}") == ("one 2", 1)
    assert made_with(tmp_path, "one {{ 1 + 1 }}") == ("one 2", 0)


@pytest.mark.usefixtures("_as_python_does")
def test_another_text_and_other_options_are_compiled_anew(tmp_path: Path) -> None:
    made_with(tmp_path, "one")
    assert made_with(tmp_path, "two") == ("two", 1)
    assert made_with(tmp_path, "two", options="lax") == ("two", 1)


@pytest.mark.usefixtures("_as_python_does")
@pytest.mark.parametrize("left", [0, 20, 30, 60, 200])
def test_a_file_that_was_torn_is_made_anew(tmp_path: Path, left: int) -> None:
    made_with(tmp_path, "one")
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:left])
    assert made_with(tmp_path, "one") == ("one", 1)
    assert made_with(tmp_path, "one") == ("one", 0)


@pytest.mark.usefixtures("_as_python_does")
def test_a_file_with_any_byte_another_is_made_anew_or_right(tmp_path: Path) -> None:
    """The text of what was compiled itself is as safe as a module that Python compiled: not at all."""
    made_with(tmp_path, "one")
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    for place in range(80):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        assert made_with(tmp_path, "one")[0] == "one"


def test_no_template_has_one_of_our_filters_made_when_it_is_compiled() -> None:
    """What a filter makes of a constant would be kept, also for a later version of the filter."""
    environment = templates(words_of(ORIGINAL))
    theirs = set(Environment(autoescape=True).filters)
    for name in environment.list_templates():
        assert environment.loader is not None
        tree = environment.parse(environment.loader.get_source(environment, name)[0])
        constant = {each.name for each in tree.find_all(Filter) if isinstance(each.node, Const)}
        assert constant <= theirs, name


@pytest.mark.usefixtures("_as_python_does")
def test_where_nothing_can_be_kept_it_is_compiled_once_a_start(tmp_path: Path) -> None:
    assert made_with(tmp_path / "absent", "one") == ("one", 1)
    assert made_with(tmp_path / "absent", "one") == ("one", 1)


def test_where_python_may_keep_nothing_we_keep_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert made_with(tmp_path, "one") == ("one", 1)
    assert list(tmp_path.iterdir()) == []


def test_the_templates_of_pages_are_kept_so() -> None:
    assert isinstance(templates(words_of(ORIGINAL)).bytecode_cache, Compiled)
