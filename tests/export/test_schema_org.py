"""Our JSON-LD, held against the vocabulary of schema.org as the types of `schema-dts` give it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest
from node_programs import MODULES

from quizapp.content.model import Review
from quizapp.export import as_jsonld
from quizapp.library.model import Library

pytestmark = pytest.mark.slow  # needs the packages of Node.js

_INTERFACE = re.compile(
    r"^(?:export )?interface (\w+) extends ([^{]+) \{\n(.*?)^\}", re.MULTILINE | re.DOTALL
)
_MEMBER = re.compile(r'^    "(\w+)"\?: SchemaValue<(.*), "\1">;', re.MULTILINE)
_TEXTS = {"Text", "URL", "Date", "DateTime"}


@dataclass(frozen=True)
class Interface:
    """One type of the vocabulary, or what types have in common."""

    bases: list[str]
    members: Mapping[str, set[str]]
    """What may stand at a property, by its name."""


@pytest.fixture(scope="module")
def vocabulary() -> Mapping[str, Interface]:
    text = (MODULES / "schema-dts" / "dist" / "schema.d.ts").read_text("utf-8")
    return {
        name: Interface(
            bases.split(", "), {key: set(kinds.split(" | ")) for key, kinds in _MEMBER.findall(body)}
        )
        for name, bases, body in _INTERFACE.findall(text)
    }


def ancestry(vocabulary: Mapping[str, Interface], name: str) -> Iterator[str]:
    """Yield an interface and all that it extends."""
    if name in vocabulary:
        yield name
        for base in vocabulary[name].bases:
            yield from ancestry(vocabulary, base)


def faults(vocabulary: Mapping[str, Interface], node: Mapping[str, Any]) -> list[str]:
    """Return what schema.org has no words for in a node and in those within it."""
    kind = node["@type"]
    if f"{kind}Leaf" not in vocabulary:
        return [f"there is no {kind}"]
    members: dict[str, set[str]] = {}
    for name in ancestry(vocabulary, f"{kind}Leaf"):
        members |= vocabulary[name].members
    found = []
    for name, values in node.items():
        for value in values if isinstance(values, list) else [values]:
            if name.startswith("@"):
                continue
            if name not in members:
                found.append(f"{kind} has no {name}")
            elif not fitting(vocabulary, value) & members[name]:
                found.append(f"{kind}.{name} cannot be {value!r}")
            elif isinstance(value, dict):
                found += faults(vocabulary, value)
    return found


def fitting(vocabulary: Mapping[str, Interface], value: Any) -> set[str]:
    """Return the types that a value is of."""
    if isinstance(value, dict):
        leaf = f"{value['@type']}Leaf"
        return {value["@type"], *(name.removesuffix("Base") for name in ancestry(vocabulary, leaf))}
    return {"Boolean"} if isinstance(value, bool) else _TEXTS


def test_every_node_is_written_in_words_that_schema_org_has(
    library: Library, vocabulary: Mapping[str, Interface]
) -> None:
    article = next(iter(library.articles.values()))
    reviewed = replace(
        article,
        licence="https://creativecommons.org/licenses/by/4.0/",
        review=Review(status="reviewed", by="Dr. Ada Moss", date="2026-10-01"),
    )
    for each in (article, reviewed):
        site = "https://site.example"
        nodes = as_jsonld.nodes(each, f"{site}/articles/an-article", "A site", f"{site}/static/share.png")
        assert [fault for node in nodes for fault in faults(vocabulary, node)] == []


@pytest.mark.parametrize(
    ("node", "fault"),
    [
        ({"@type": "Quizz"}, "there is no Quizz"),
        ({"@type": "Quiz", "key": "b"}, "Quiz has no key"),
        ({"@type": "Quiz", "lastReviewed": "2026-10-01"}, "Quiz has no lastReviewed"),
        ({"@type": "WebPage", "reviewedBy": "Dr. Ada Moss"}, "WebPage.reviewedBy cannot be 'Dr. Ada Moss'"),
        ({"@type": "Quiz", "about": {"@type": "Thing", "colour": "red"}}, "Thing has no colour"),
        ({"@type": "Quiz", "isAccessibleForFree": "yes"}, "Quiz.isAccessibleForFree cannot be 'yes'"),
    ],
)
def test_what_schema_org_has_no_words_for_is_found(
    vocabulary: Mapping[str, Interface], node: Mapping[str, Any], fault: str
) -> None:
    assert faults(vocabulary, node) == [fault]
