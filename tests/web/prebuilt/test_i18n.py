import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from factories import make_article
from jinja2 import nodes

from quizapp.content.fields import Word
from quizapp.content.model import STEPS, Competency, Kind, Level, Origin
from quizapp.content.projection import PARTS
from quizapp.content.schema import SIGN, SOURCE, TOPIC
from quizapp.export.formats import FORMATS
from quizapp.quiz.grading import Mistake
from quizapp.quiz.verdict import FlagStatus
from quizapp.web.prebuilt.i18n import (
    FOLDER,
    ORIGINAL,
    UnusableWords,
    WordGroup,
    Words,
    as_written,
    flat,
    languages,
    plural_rule,
    words_of,
)
from quizapp.web.prebuilt.rendering import templates

FOR_EDITORS = {"docs.html", "preview_panel.html", "statistics.html"}
"""Their words stay English."""

SMALL = """
lang: {lang}
name: Small
dir: ltr
greeting:
  plain: Hello
  named: "Hello, {{name}}"
  counted: {{one: "{{n}} time", other: "{{n}} times"}}
"""


@pytest.fixture
def english() -> Words:
    return words_of(ORIGINAL)


def said(words: Words, group_name: str, name: str, **values: object) -> str:
    group = words[group_name]
    assert isinstance(group, WordGroup)
    found = group[name]
    assert not isinstance(found, WordGroup)
    return found if isinstance(found, str) else found(**values)


def chain(node: nodes.Node) -> list[str] | None:
    """Return the names after `words` in a look-up, "*" for one that is computed; None for other nodes."""
    if isinstance(node, nodes.Name):
        return [] if node.name == "words" else None
    if not isinstance(node, nodes.Getattr | nodes.Getitem):
        return None
    above = chain(node.node)
    if above is None:
        return None
    if isinstance(node, nodes.Getattr):
        return [*above, node.attr]
    return [*above, node.arg.value if isinstance(node.arg, nodes.Const) else "*"]


def trees(words: Words) -> Iterator[tuple[str, nodes.Template]]:
    """Yield the name and the syntax tree of each template for readers."""
    environment = templates(words)
    assert environment.loader is not None
    for name in set(environment.list_templates()) - FOR_EDITORS:
        yield name, environment.parse(environment.loader.get_source(environment, name)[0])


def look_ups(words: Words) -> Iterator[str]:
    """Yield every look-up of a wording in the templates, as names with dots between them."""
    for _, tree in trees(words):
        for node in tree.find_all((nodes.Getattr, nodes.Getitem)):
            if found := chain(node):
                yield ".".join(found)


def fits(look_up: str, wording: str) -> bool:
    """Say whether a look-up can find a wording: a name that is computed stands for any one name."""
    return re.fullmatch(re.escape(look_up).replace(r"\*", r"[^.]+"), wording) is not None


def said_by_exports(words: Words) -> set[str]:
    """Return the wordings that exports to other programs use."""
    names = set()

    def say(name: str, **values: object) -> str:
        names.add(name)
        return words.plain(name, **values)

    FORMATS["gift"].write(make_article(), say)
    return names


def test_every_wording_is_used_by_a_template_or_an_export(english: Words) -> None:
    used = {*look_ups(english), *said_by_exports(english), "group.*", "error.detail.*"}  # the API's, as codes
    assert [name for name in flat(english) if not any(fits(each, name) for each in used)] == []


def test_every_look_up_in_a_template_finds_a_wording_or_a_group_of_them(english: Words) -> None:
    known = {"dir", "lang", "name"}
    for name in flat(english):
        parts = name.split(".")
        known |= {".".join(parts[:size]) for size in range(1, len(parts) + 1)}
    assert [each for each in look_ups(english) if not any(fits(each, name) for name in known)] == []


def test_no_template_for_readers_holds_words_of_its_own(english: Words) -> None:
    for name, tree in trees(english):
        shown = "".join(
            part.data if isinstance(part, nodes.TemplateData) else "0"
            for output in tree.find_all(nodes.Output)
            for part in output.nodes
        )
        visible = re.sub(r"<[^>]*>", " ", shown)
        labels = re.findall(r'(?:aria-label|title|alt|placeholder)="([^"]*)"', shown)
        assert re.findall(r"[A-Za-z]{2,}", " ".join([visible, *labels])) == [], name


@pytest.mark.parametrize("lang", sorted(path.stem for path in FOLDER.glob("*.yaml")))
def test_every_language_has_the_wordings_of_the_original_with_the_same_places(
    lang: str, english: Words
) -> None:
    assert flat(languages()[lang]) == flat(english)


def words_for(fields: Mapping[str, Any], name: str) -> set[str]:
    """Return the words that a member of a file may be."""
    field = fields[name]
    assert isinstance(field, Word)
    return set(field.words)


def test_every_value_that_a_page_puts_in_words_has_its_word(english: Words) -> None:
    told, source = as_written(english), SOURCE().fields
    outcomes = {"right", "hazard", "hazard_now", "hazard_sort", *(each.value for each in Mistake)}
    assert set(told["origin"]) == {each.value for each in Origin}
    assert set(told["source_kind"]) == words_for(source, "kind")
    assert set(told["seen"]) == words_for(source, "seen")
    assert set(told["licence"]) == set(told["notice"]) == words_for(source, "licence")
    assert set(told["group"]) == words_for(TOPIC().fields, "group")
    assert set(told["within"]) == words_for(SIGN().fields, "within")
    assert set(told["fragment"]["part"]) == set(PARTS)
    assert set(told["article"]["more"]) == set(STEPS)
    assert set(told["item"]["ask"]) == {Kind.MULTIPLE, Kind.SORT}
    assert set(told["feedback"]["outcome"]) == outcomes
    assert set(told["step"]) == {level.slug for level in Level}
    assert set(told["report"]["competency"]) == {each.value for each in Competency}
    assert set(told["report"]["flag"]) == {"untested", *(each.value for each in FlagStatus)}
    assert set(told["date"]["month"]) == {str(month) for month in range(1, 13)}


def test_a_value_is_escaped_when_it_is_put_into_a_wording(english: Words) -> None:
    assert said(english, "index", "reviewed", by="<b>") == "Reviewed by &lt;b&gt;"


def test_a_wording_by_number_has_a_form_for_one(english: Words) -> None:
    days = [said(english, "privacy", "days", n=n) for n in (0, 1, 2)]
    assert days == ["0 days", "1 day", "2 days"]


@pytest.mark.parametrize(
    ("lang", "found"), [("en", "en"), ("en-GB", "en"), ("xx", "en"), ("e", "en")], ids=str
)
def test_a_language_without_words_gets_those_of_its_nearest_or_the_original(lang: str, found: str) -> None:
    assert words_of(lang).lang == found


@pytest.mark.parametrize(
    ("was", "now", "why"),
    [
        ("  plain: Hello\n", "", "1 wording missing: greeting.plain"),
        ("plain: Hello", "plain: Hello\n  more: Hi", "greeting.more is not among the words of the original"),
        ("Hello, {name}", "Hello, you", "greeting.named does not have the places of the original (name)"),
        ("Hello, {name}", "Hello, {nam}", "greeting.named does not have the places of the original (name)"),
        ("plain: Hello", "plain: [Hello]", "plain is neither text nor a group"),
        ("dir: ltr", "dir: up", "it begins with lang: xx, name: and dir: ltr or rtl"),
        ("plain: Hello", "plain: Hello\n  plain: Hi", 'the key "plain" stands on line 6 already'),
    ],
    ids=["missing", "unknown", "place left out", "place misspelt", "list", "direction", "twice"],
)
def test_a_language_whose_words_are_not_those_of_the_original_does_not_load(
    tmp_path: Path, was: str, now: str, why: str
) -> None:
    (tmp_path / "en.yaml").write_text(SMALL.format(lang="en"))
    (tmp_path / "xx.yaml").write_text(SMALL.format(lang="xx").replace(was, now))
    with pytest.raises(UnusableWords) as refused:
        languages(tmp_path)
    assert why in str(refused.value)


def test_words_can_be_shown_strong_and_nothing_else(tmp_path: Path) -> None:
    text = SMALL.format(lang="en").replace("plain: Hello", 'plain: "**Hello** <i>you</i>"')
    (tmp_path / "en.yaml").write_text(text)
    words = languages(tmp_path)["en"]
    assert said(words, "greeting", "plain") == "<strong>Hello</strong> &lt;i&gt;you&lt;/i&gt;"


SAMPLES: dict[str, dict[str, tuple[int, ...]]] = {
    "en": {"one": (1,), "other": (0, 2, 11, 21)},
    "en-GB": {"one": (1,), "other": (0, 2)},
    "es": {"one": (1,), "other": (0, 2, 100)},
    "fr": {"one": (0, 1), "other": (2, 21)},
    "ja": {"other": (0, 1, 2)},
    "ru": {"one": (1, 21, 101), "few": (2, 22, 104), "many": (0, 5, 11, 12, 111)},
    "pl": {"one": (1,), "few": (2, 22), "many": (0, 5, 12, 21)},
    "hr": {"one": (1, 21), "few": (2, 22), "other": (0, 5, 11)},
    "cs": {"one": (1,), "few": (2, 4), "other": (0, 5)},
    "he": {"one": (1,), "two": (2,), "other": (0, 3)},
    "ro": {"one": (1,), "few": (0, 2, 19, 101), "other": (20, 120)},
    "ar": {"zero": (0,), "one": (1,), "two": (2,), "few": (3, 103), "many": (11, 199), "other": (100, 102)},
    "xx": {"one": (1,), "other": (0, 2)},
}
"""The sample numbers that the charts of CLDR give for whole numbers."""


@pytest.mark.parametrize("lang", SAMPLES)
def test_a_number_takes_the_form_that_its_language_has_for_it(lang: str) -> None:
    forms, form_of = plural_rule(lang)
    found = {form: tuple(n for n in numbers if form_of(n) == form) for form, numbers in SAMPLES[lang].items()}
    assert found == SAMPLES[lang]
    assert {*SAMPLES[lang]} <= {*forms}
