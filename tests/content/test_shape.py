from dataclasses import dataclass

import pytest

from quizapp.content.model import Kind
from quizapp.content.shape import Shape, count, counts, many, one, share, text, texts, within, word


@dataclass(frozen=True)
class Leaf:
    name: str
    size: int | None = None


@dataclass(frozen=True)
class Tree:
    kind: Kind
    leaves: tuple[Leaf, ...] = ()
    best: Leaf | None = None


LEAF = Shape(
    "Leaf",
    "A leaf.",
    name=text("In words.", of=lambda leaf, forest: f"{leaf.name} of {forest}"),
    size=count(optional=True),
)
TREE = Shape(
    "Tree",
    "A tree.",
    kind=word(Kind, maybe=True),
    leaves=many(LEAF),
    best=one(LEAF, "The best.", maybe=True),
    names=texts(of=lambda tree, _: (leaf.name for leaf in tree.leaves)),
)


def test_a_shape_makes_plain_data_and_hands_its_context_to_those_inside() -> None:
    oak = Tree(kind=Kind.SORT, leaves=(Leaf("a", 3), Leaf("b")))
    assert TREE.data(oak, "oak") == {
        "kind": "sort",
        "leaves": [{"name": "a of oak", "size": 3}, {"name": "b of oak"}],
        "best": None,
        "names": ["a", "b"],
    }


def test_a_shape_describes_what_it_makes() -> None:
    leaf = {"$ref": "#/components/schemas/Leaf"}
    assert TREE.schema() == {
        "type": "object",
        "description": "A tree.",
        "properties": {
            "kind": {"type": ["string", "null"], "enum": ["scenario", "choice", "multiple", "sort", None]},
            "leaves": {"type": "array", "items": leaf},
            "best": {"anyOf": [leaf, {"type": "null"}], "description": "The best."},
            "names": {"type": "array", "items": {"type": "string"}},
        },
        "required": ["kind", "leaves", "best", "names"],
    }
    assert [shape.name for shape in TREE.all()] == ["Tree", "Leaf", "Leaf"]


def test_some_members_of_a_shape_are_a_shape_that_requires_none() -> None:
    some = LEAF.some("SomeOfLeaf", "Some of a leaf.")
    assert some.schema() == {
        "type": "object",
        "description": "Some of a leaf.",
        "properties": {"name": {"type": "string"}, "size": {"type": "integer", "minimum": 0}},
    }


def test_a_member_can_be_shown_by_a_shape_above_its_own() -> None:
    flat = Shape("Flat", "A tree and its best leaf.", best=within("best", LEAF.members["name"]))
    assert flat.data(Tree(kind=Kind.SORT, best=Leaf("a")), "oak") == {"best": "a of oak"}


def test_members_that_are_json_already_are_joined_in_the_order_of_the_shape() -> None:
    assert LEAF.joined(size=b"1", name=b'"a"') == b'{"name":"a","size":1}'
    with pytest.raises(KeyError):
        LEAF.joined(name=b'"a"')


def test_numbers_and_texts_say_their_limits() -> None:
    figures = Shape(
        "Figures", "Figures.", part=share(), each=counts(("a", "b"), maybe=True), day=text(format="date")
    )
    number = {"type": "integer", "minimum": 0}
    assert figures.schema()["properties"] == {
        "part": {"type": "number", "minimum": 0, "maximum": 1},
        "each": {"type": ["object", "null"], "properties": {"a": number, "b": number}},
        "day": {"type": "string", "format": "date"},
    }
