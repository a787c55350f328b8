"""What may stand in the files, and what an editor is told of what may not."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marshmallow import Schema, fields

from quizapp.content.problem import Finding, Part, Where
from quizapp.content.shape.fields import Group, Kinds, Listing
from quizapp.content.shape.schema import SCHEMAS, checked, findings

if TYPE_CHECKING:
    from collections.abc import Iterator

Data = dict[str, Any]
Mistake = tuple[Where, object, str, str, str | None]
"""A place, a wrong value for it, and the code, message and hint that it gets."""


def at(data: Any, where: Where) -> Any:
    for step in where:
        data = data[step]
    return data


def changed(data: Data, where: Where, value: object) -> Data:
    """Return the data with another value at one place."""
    new = copy.deepcopy(data)
    at(new, where[:-1])[where[-1]] = value
    return new


def without(data: Data, where: Where) -> Data:
    """Return the data without one key."""
    new = copy.deepcopy(data)
    del at(new, where[:-1])[where[-1]]
    return new


def found(part: Part, data: object) -> list[tuple[str, Where, str, str | None]]:
    return [(finding.code, finding.where, finding.message, finding.hint) for finding in findings(part, data)]


def test_a_good_article_and_quiz_come_back_as_they_were(article_plain: Data, quiz_plain: Data) -> None:
    assert checked(Part.ARTICLE, article_plain) == (article_plain, [])
    assert checked(Part.QUIZ, quiz_plain) == (quiz_plain, [])


def test_space_around_a_text_does_not_count(article_plain: Data) -> None:
    clean, _ = checked(Part.ARTICLE, changed(article_plain, ("title",), "  Sore backs\n"))
    assert clean == changed(article_plain, ("title",), "Sore backs")


@pytest.mark.parametrize("part", Part)
@pytest.mark.parametrize("data", ["text", 3, None, ["a"]])
def test_a_file_without_keys_is_told_so(part: Part, data: object) -> None:
    message = f"{part.value} has keys such as id and title at its top"
    assert found(part, data) == [("wrong-type", (), message, None)]


ARTICLE_MISTAKES: list[Mistake] = [
    (("title",), 112, "wrong-type", "text is wanted here, not a number", "put it between quotes"),
    (("title",), True, "wrong-type", "text is wanted here, not true or false", "put it between quotes"),
    (("title",), ["a"], "wrong-type", "text is wanted here, not a list", None),
    (("title",), {"a": "b"}, "wrong-type", "text is wanted here, not a group of keys", None),
    (("title",), None, "no-value", "there is no value here", "write a value, or leave the key out"),
    (("title",), " ", "empty-text", "there is no text here", "write some, or leave the key out"),
    (("title",), "x" * 201, "too-long", "this text has 201 characters; at most 200 fit here", None),
    (("format",), 2, "not-allowed", '"2" is not allowed here; write 1', None),
    (("format",), "1", "wrong-type", "a whole number is wanted here, not text", "write it without quotes"),
    (("format",), 1.5, "wrong-type", "a whole number is wanted here, not a number", None),
    (
        ("id",),
        "Back Pain",
        "bad-id",
        '"Back Pain" is no id: use small letters, digits and single hyphens',
        'write "back-pain"',
    ),
    (("id",), "é", "bad-id", '"é" is no id: use small letters, digits and single hyphens', None),
    (("id",), "x" * 61, "too-long", "this text has 61 characters; at most 60 fit here", None),
    (("lang",), "English", "bad-form", '"English" is no language tag such as en or pt-BR', None),
    (
        ("review", "status"),
        "reviwed",
        "not-allowed",
        '"reviwed" is not allowed here; write unreviewed or reviewed',
        'did you mean "reviewed"?',
    ),
    (
        ("review", "next_review"),
        "2027-02-30",
        "bad-date",
        '"2027-02-30" is no day of the calendar',
        'write year, month and day: "2026-11-23"',
    ),
    (
        ("review", "next_review"),
        "20270228",
        "bad-date",
        '"20270228" is no day of the calendar',
        'write year, month and day: "2026-11-23"',
    ),
    (
        ("review",),
        "unreviewed",
        "wrong-type",
        "a group of keys is wanted here, not text",
        "write its keys as `key: value`, one on each line",
    ),
    (
        ("causes",),
        {"id": "x"},
        "wrong-type",
        "a list is wanted here, not a group of keys",
        'begin each entry with "- ", or write [one, two]',
    ),
    (("causes", 0, "cites"), [], "wrong-count", "this list has 0 entries; at least 1 belong here", None),
    (
        ("causes", 0, "cites", 0),
        "leaflet",
        "bad-form",
        '"leaflet" names no passage: write source-id/passage-id',
        None,
    ),
    (
        ("signs", 0, "level"),
        "bok",
        "not-allowed",
        '"bok" is not allowed here; write carry-on, modify, book or urgent',
        'did you mean "book"?',
    ),
    (
        ("levels", 1, "id"),
        "book",
        "wrong-order",
        '"book" stands where "modify" belongs',
        "the order is carry-on, modify, book, urgent",
    ),
    (
        ("competencies",),
        [],
        "wrong-count",
        "this list has 0 entries; exactly 2 belong here",
        "one for each of modify-training, seek-care",
    ),
    (
        ("causes", 0, "cites"),
        "article/s1, article/s2",
        "wrong-type",
        "a list is wanted here, not text",
        "write [article/s1, article/s2]",
    ),
    (
        ("causes", 0, "cites", 0),
        "article/s1 article/s2",
        "bad-form",
        '"article/s1 article/s2" names no passage: write source-id/passage-id',
        "put a comma between them: article/s1, article/s2",
    ),
    (
        ("sources", 1, "url"),
        "www.example.org",
        "bad-form",
        '"www.example.org" is no web address: it begins with https://',
        None,
    ),
    (
        ("sources", 1, "url"),
        "javascript:alert(1)",
        "bad-form",
        '"javascript:alert(1)" is no web address: it begins with https://',
        None,
    ),
    (
        ("sources", 0, "passages", 0, "fingerprint"),
        "12AB",
        "bad-form",
        '"12AB" is no fingerprint: it has 12 of the characters 0-9 and a-f',
        None,
    ),
    (
        ("sources", 0, "passages", 0, "fingerprint"),
        123456789012,
        "wrong-type",
        "text is wanted here, not a number",
        "put it between quotes",
    ),
]


@pytest.mark.parametrize("mistake", ARTICLE_MISTAKES)
def test_a_mistake_in_an_article_is_told_in_plain_words(article_plain: Data, mistake: Mistake) -> None:
    where, value, code, message, hint = mistake
    assert found(Part.ARTICLE, changed(article_plain, where, value)) == [(code, where, message, hint)]


QUIZ_MISTAKES: list[Mistake] = [
    (("rule", "p0"), "50%", "wrong-type", "a number is wanted here, not text", "write 0.5"),
    (("rule", "p0"), 1, "out-of-range", "1.0 does not fit; write a number between 0 and 1", None),
    (("rule", "p0"), "0.5", "wrong-type", "a number is wanted here, not text", "write it without quotes"),
    (("rule", "net"), 0, "out-of-range", "0 does not fit; write a number from 1 to 1000", None),
    (("rule", "net"), True, "wrong-type", "a whole number is wanted here, not true or false", None),
    (
        ("rule", "id"),
        "sprt",
        "bad-form",
        '"sprt" is no rule: write its name and version, such as sprt-flags/1',
        None,
    ),
    (
        ("blueprint", 0, "at_least"),
        -1,
        "out-of-range",
        "-1 does not fit; write a number from 0 to 1000",
        None,
    ),
    (("items",), [], "wrong-count", "this list has 0 entries; at least 1 belong here", None),
    (
        ("items", 0),
        "ida",
        "wrong-type",
        "a group of keys is wanted here, not text",
        "write kind: and one of scenario, choice, multiple, sort",
    ),
    (
        ("items", 0, "kind"),
        "scenarios",
        "not-allowed",
        '"scenarios" is not allowed here; write scenario, choice, multiple or sort',
        'did you mean "scenario"?',
    ),
    (("items", 0, "kind"), 3, "wrong-type", "text is wanted here, not a number", "put it between quotes"),
    (
        ("items", 0, "tags"),
        ["knee"],
        "wrong-type",
        "a group of keys is wanted here, not a list",
        "write name: word",
    ),
    (
        ("items", 0, "tags", "name"),
        7,
        "wrong-type",
        "text is wanted here, not a number",
        "put it between quotes",
    ),
    (
        ("items", 0, "options", 2, "level"),
        "urgent",
        "wrong-order",
        '"urgent" stands where "book" belongs',
        "the order is carry-on, modify, book, urgent",
    ),
    (
        ("items", 10, "options", 0, "correct"),
        "yes",
        "wrong-type",
        "true or false is wanted here, not text",
        "write true or false, without quotes",
    ),
]


@pytest.mark.parametrize("mistake", QUIZ_MISTAKES)
def test_a_mistake_in_a_quiz_is_told_in_plain_words(quiz_plain: Data, mistake: Mistake) -> None:
    where, value, code, message, hint = mistake
    assert found(Part.QUIZ, changed(quiz_plain, where, value)) == [(code, where, message, hint)]


def test_a_tag_with_a_bad_name_is_an_error_at_the_tag(quiz_plain: Data) -> None:
    found_codes = [
        finding.code
        for finding in findings(Part.QUIZ, changed(quiz_plain, ("items", 0, "tags", "Name"), "x"))
    ]
    assert found_codes == ["bad-id"]


@pytest.mark.parametrize(
    ("part", "where", "hint"),
    [
        (Part.ARTICLE, ("title",), "title: The title."),
        (Part.ARTICLE, ("review", "status"), "status: Whether a named person has checked this."),
        (Part.ARTICLE, ("signs", 1, "action"), "action: What to do about it, in one or two sentences."),
        (Part.QUIZ, ("rule", "net"), "net: Right minus wrong responses that confirm a red flag."),
        (Part.QUIZ, ("items", 0, "options", 2, "rationale"), "rationale: Why it is right or wrong."),
        (Part.QUIZ, ("items", 0, "kind"), "write kind: and one of scenario, choice, multiple, sort"),
    ],
)
def test_a_missing_key_is_told_with_what_it_is_for(
    article_plain: Data, quiz_plain: Data, part: Part, where: Where, hint: str
) -> None:
    data = article_plain if part is Part.ARTICLE else quiz_plain
    assert found(part, without(data, where)) == [
        ("missing-key", where, f'the key "{where[-1]}" is missing', hint)
    ]


def test_a_reviewed_text_names_who_and_when(article_plain: Data) -> None:
    hint = "write who checked it and when, or status: unreviewed"
    assert found(Part.ARTICLE, changed(article_plain, ("review", "status"), "reviewed")) == [
        ("missing-key", ("review", "by"), 'a reviewed text needs the key "by"', hint),
        ("missing-key", ("review", "date"), 'a reviewed text needs the key "date"', hint),
    ]


@pytest.mark.parametrize(
    ("where", "written", "meant"),
    [
        (("title",), "titel", "title"),
        (("signs", 0, "level"), "lvel", "level"),
        (("review", "status"), "Status", "status"),
        (("red_flags",), "red-flags", "red_flags"),
    ],
)
def test_a_misspelt_key_is_told_once_at_the_key_and_not_as_missing_too(
    article_plain: Data, where: Where, written: str, meant: str
) -> None:
    place = (*where[:-1], written)
    data = changed(without(article_plain, where), place, at(article_plain, where))
    assert findings(Part.ARTICLE, data) == [
        Finding(
            code="unknown-key",
            part=Part.ARTICLE,
            where=place,
            message=f'unknown key "{written}"',
            hint=f'did you mean "{meant}"?',
            on_key=True,
        )
    ]


def test_a_misspelt_kind_is_told_once_too(quiz_plain: Data) -> None:
    data = changed(without(quiz_plain, ("items", 0, "kind")), ("items", 0, "knid"), "scenario")
    assert found(Part.QUIZ, data) == [
        ("unknown-key", ("items", 0, "knid"), 'unknown key "knid"', 'did you mean "kind"?')
    ]


def test_a_strange_key_gets_the_list_of_those_allowed(article_plain: Data) -> None:
    data = changed(article_plain, ("review", "colour"), "blue")
    hint = "allowed here: status, by, date, next_review"
    assert found(Part.ARTICLE, data) == [("unknown-key", ("review", "colour"), 'unknown key "colour"', hint)]


def test_the_tail_of_a_text_that_a_comma_cut_off_is_told_as_that(quiz_plain: Data) -> None:
    data = changed(quiz_plain, ("items", 0, "options", 0, "and time counts"), None)
    hint = "a text with a comma in it needs quotes between { and }"
    assert [finding[3] for finding in found(Part.QUIZ, data)] == [hint]


def test_a_key_is_not_guessed_to_be_one_that_stands_already(article_plain: Data) -> None:
    data = changed(article_plain, ("causes", 0, "titles"), "x")
    assert [finding.hint for finding in findings(Part.ARTICLE, data)] == [
        "allowed here: allow, id, origin, cites, fills, review, title, body"
    ]


def test_a_key_may_even_have_a_name_that_the_validator_uses_itself(article_plain: Data) -> None:
    data = changed(article_plain, ("review", "_schema"), "x")
    assert [(finding.code, finding.where) for finding in findings(Part.ARTICLE, data)] == [
        ("unknown-key", ("review", "_schema"))
    ]


def test_what_is_wrong_over_and_over_is_told_fifty_times(article_plain: Data, quiz_plain: Data) -> None:
    strange = {**article_plain, **{f"strange{number}": 1 for number in range(60)}}
    entries = changed(article_plain, ("causes", 0, "cites"), ["x"] * 60)
    tags = changed(quiz_plain, ("items", 0, "tags"), {f"name{number}": 1 for number in range(60)})
    told = (findings(Part.ARTICLE, strange), findings(Part.ARTICLE, entries), findings(Part.QUIZ, tags))
    assert [len(each) for each in told] == [50, 50, 50]


def test_an_item_is_checked_as_its_own_kind_only(quiz_plain: Data) -> None:
    data = changed(quiz_plain, ("items", 10, "cell"), "tired-back")
    hint = "allowed here: allow, id, stem, lead_in, cites, family, tags, review, withdrawn, kind, options"
    assert found(Part.QUIZ, data) == [("unknown-key", ("items", 10, "cell"), 'unknown key "cell"', hint)]


@pytest.mark.parametrize(
    ("item", "correct", "message"),
    [
        (10, [], "0 options have `correct: true`; in an item of kind choice it is exactly one"),
        (10, [0, 1], "2 options have `correct: true`; in an item of kind choice it is exactly one"),
        (11, [], "an item of kind multiple has at least one option with `correct: true` and one without"),
        (
            11,
            [0, 1, 2],
            "an item of kind multiple has at least one option with `correct: true` and one without",
        ),
    ],
)
def test_practice_items_have_the_right_number_of_right_options(
    quiz_plain: Data, item: int, correct: list[int], message: str
) -> None:
    data = copy.deepcopy(quiz_plain)
    for index, option in enumerate(data["items"][item]["options"]):
        option["correct"] = index in correct
    assert found(Part.QUIZ, data) == [("wrong-count", ("items", item, "options"), message, None)]


def test_all_mistakes_of_a_file_are_told_at_once(article_plain: Data) -> None:
    data = changed(article_plain, ("title",), 3)
    data = changed(data, ("signs", 0, "levle"), "modify")
    data = without(data, ("signs", 1, "name"))
    data = changed(data, ("signs", 1, "origin"), "stted")
    data = changed(data, ("sources", 0, "passages", 2, "id"), "P 3")
    assert sorted((finding.code, finding.where) for finding in findings(Part.ARTICLE, data)) == [
        ("bad-id", ("sources", 0, "passages", 2, "id")),
        ("missing-key", ("signs", 1, "name")),
        ("not-allowed", ("signs", 1, "origin")),
        ("unknown-key", ("signs", 0, "levle")),
        ("wrong-type", ("title",)),
    ]


def all_fields(schema: Schema, path: str = "") -> Iterator[tuple[str, fields.Field[Any]]]:
    for name, field in schema.fields.items():
        yield from _fields_in(field, f"{path}.{name}")


def _fields_in(field: fields.Field[Any], path: str) -> Iterator[tuple[str, fields.Field[Any]]]:
    yield path, field
    if isinstance(field, Listing):
        yield from _fields_in(field.inner, f"{path}[]")
    if isinstance(field, Group):
        yield from all_fields(field.schema, path)
    if isinstance(field, Kinds):
        for kind, schema in field.schemas.items():
            yield from all_fields(schema, f"{path}({kind})")


@pytest.mark.parametrize("part", Part)
def test_every_field_says_what_it_is_for(part: Part) -> None:
    described = dict(all_fields(SCHEMAS[part]))
    assert {path for path, field in described.items() if not field.metadata.get("description")} == set()


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)
WORDS = (
    "Python",
    "marshmallow",
    "schema",
    "field",
    "str",
    "dict",
    "None",
    "NoneType",
    "valid",
    "input",
    "mapping",
)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_whatever_stands_somewhere_the_answer_is_in_plain_words(
    article_plain: Data, quiz_plain: Data, data: st.DataObject
) -> None:
    part, plain = data.draw(st.sampled_from([(Part.ARTICLE, article_plain), (Part.QUIZ, quiz_plain)]))
    where = data.draw(st.sampled_from(list(_places(plain))))
    clean, told = checked(part, changed(plain, where, data.draw(VALUES)))
    assert (clean is None) == bool(told)
    for finding in told:
        assert not set(WORDS) & set(finding.message.replace('"', " ").split()), finding


def _places(data: Any, where: Where = ()) -> Iterator[Where]:
    steps = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, inner in steps:
        yield (*where, step)
        yield from _places(inner, (*where, step))


@pytest.mark.parametrize(
    ("part", "where", "value", "write"),
    [
        (Part.ARTICLE, ("lang",), "“en”", 'write "en"'),
        (Part.ARTICLE, ("signs", 0, "id"), "‘sore-back’", 'write "sore-back"'),  # noqa: RUF001 - as they come
        (Part.ARTICLE, ("signs", 0, "level"), "“carry-on”", "write carry-on"),
        (Part.ARTICLE, ("review", "next_review"), "„2027-05-23“", 'write "2027-05-23"'),
        (Part.QUIZ, ("rule", "net"), "“2”", "write 2"),
    ],
)
def test_quotes_of_a_word_processor_are_named(
    part: Part, where: Where, value: str, write: str, *, article_plain: Data, quiz_plain: Data
) -> None:
    data = article_plain if part is Part.ARTICLE else quiz_plain
    ((_, place, _, hint),) = found(part, changed(data, where, value))
    assert (place, hint) == (where, f"{value[0]} is no quote in YAML; {write}")
