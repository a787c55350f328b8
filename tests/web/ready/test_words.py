from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import nodes

from quizapp.content.model import Kind, Origin
from quizapp.content.projection import PARTS
from quizapp.content.shape.fields import Word
from quizapp.content.shape.schema import SignKeys, SourceKeys, TopicKeys
from quizapp.quiz.grading import Mistake
from quizapp.quiz.verdict import FlagStatus, Verdict
from quizapp.web.ready.rendering import templates
from quizapp.web.ready.words import FOLDER, ORIGINAL, Group, UnusableWords, Words, flat, languages, words_of

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


def group(words: Words | Group, name: str) -> Group:
    found = words[name]
    assert isinstance(found, Group)
    return found


def said(words: Words, group_name: str, name: str, **values: object) -> str:
    found = group(words, group_name)[name]
    assert not isinstance(found, Group)
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


def test_every_wording_is_used_by_a_template(english: Words) -> None:
    used = set(look_ups(english))
    assert [name for name in flat(english.group) if not any(fits(each, name) for each in used)] == []


def test_every_look_up_in_a_template_finds_a_wording_or_a_group_of_them(english: Words) -> None:
    known = {"dir", "lang", "name"}
    for name in flat(english.group):
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
    assert flat(languages()[lang].group) == flat(english.group)


def test_every_value_that_a_page_puts_in_words_has_its_word(english: Words) -> None:
    kinds, seen = SourceKeys().fields["kind"], SourceKeys().fields["seen"]
    within, topics = SignKeys().fields["within"], TopicKeys().fields["group"]
    assert isinstance(kinds, Word)
    assert isinstance(seen, Word)
    assert isinstance(within, Word)
    assert isinstance(topics, Word)
    assert set(group(english, "origin")) == {each.value for each in Origin}
    assert set(group(english, "source_kind")) == set(kinds.words)
    assert set(group(english, "seen")) == set(seen.words)
    assert set(group(english, "within")) == set(within.words)
    assert set(group(group(english, "fragment"), "part")) == set(PARTS)
    assert set(group(english, "heading")) >= set(topics.words)
    assert set(group(group(english, "item"), "ask")) == {kind.value for kind in Kind}
    assert set(group(group(english, "feedback"), "outcome")) == {"right", *(each.value for each in Mistake)}
    assert set(group(group(english, "report"), "verdict")) == {"practice", *(each.value for each in Verdict)}
    assert set(group(group(english, "report"), "flag")) == {"untested", *(each.value for each in FlagStatus)}


def test_a_value_is_escaped_when_it_is_put_into_a_wording(english: Words) -> None:
    assert said(english, "index", "reviewed", by="<b>") == "Reviewed by &lt;b&gt;."


def test_a_wording_by_number_has_a_form_for_one(english: Words) -> None:
    situations = [said(english, "report", "situations", n=n) for n in (0, 1, 2)]
    assert situations == ["0 situations", "1 situation", "2 situations"]


@pytest.mark.parametrize(
    ("lang", "found"), [("en", "en"), ("en-GB", "en"), ("xx", "en"), ("e", "en")], ids=str
)
def test_a_language_without_words_gets_those_of_its_nearest_or_the_original(lang: str, found: str) -> None:
    assert words_of(lang).lang == found


@pytest.mark.parametrize(
    ("was", "now", "why"),
    [
        ("  plain: Hello\n", "", "greeting.plain is missing"),
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
