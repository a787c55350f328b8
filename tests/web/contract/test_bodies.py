from typing import Any

import pytest
from flask import Flask, Request
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.test import EnvironBuilder

from quizapp.content.canonical import compact
from quizapp.errors import BadArgument
from quizapp.web.contract.bodies import (
    ATTEMPT,
    FINISH,
    MAX_BODY,
    RESPONSE,
    Body,
    UnreadableBody,
    WrongMediaType,
    parse,
)

WHOLE = {"attempt": "t", "item": "an-item", "response": ["a"]}


def post(body: bytes, content_type: str | None = "application/json", **environ: Any) -> Request:
    builder = EnvironBuilder(method="POST", data=body, content_type=content_type)
    return Flask("any").request_class({**builder.get_environ(), **environ})


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b"{}", {}),
        (b' {"a": [1, -2, 0.5, 1e3, null, true, "x"]}\n', {"a": [1, -2, 0.5, 1000.0, None, True, "x"]}),
        ('{"é": "\\u00e9\\ud83d\\ude00"}'.encode(), {"é": "é😀"}),
        (
            b'{"a":{"a":{"a":{"a":{"a":{"a":{"a":{}}}}}}}}',
            {"a": {"a": {"a": {"a": {"a": {"a": {"a": {}}}}}}}},
        ),
        (b'{"n": 999999999999999999}', {"n": 999999999999999999}),
    ],
)
def test_one_json_object_is_read(body: bytes, value: dict[str, Any]) -> None:
    assert parse(body) == value


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "Expecting value: line 1 column 1 (char 0)"),
        (b"{", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        (b"{'a': 1}", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        (b"{}{}", "Extra data: line 1 column 3 (char 2)"),
        (b"{} // why", "Extra data: line 1 column 4 (char 3)"),
        (b'{"a": "\x00"}', "Invalid control character at: line 1 column 8 (char 7)"),
        (b"[]", "the outermost value isn't an object"),
        (b"null", "the outermost value isn't an object"),
        (b'{"a":1,"b":2,"a":1}', 'the member "a" comes twice'),
        (b'{"x":{"a":1,"\\u0061":1}}', 'the member "a" comes twice'),
        (b"{" + b'"a":1,' * 2500 + b'"a":1}', 'the member "a" comes twice'),
        (b'{"a": NaN}', "NaN isn't a JSON number"),
        (b'{"a": -Infinity}', "-Infinity isn't a JSON number"),
        (b'{"a": 1e999}', "a number is too large"),
        (b'{"a": 1234567890123456789}', "a number has more than 18 digits"),
        (b'{"a": ' + b"9" * 5000 + b"}", "a number has more than 18 digits"),
        (b'{"a": "\\ud800"}', "it isn't valid UTF-8"),
        (b'{"\\udfff": 1}', "it isn't valid UTF-8"),
        (b'{"a": "\xc0\xaf"}', "it isn't valid UTF-8"),
        ('{"a": 1}'.encode("utf-16"), "it isn't valid UTF-8"),
        (b'{"a":' * 9 + b"1" + b"}" * 9, "it's nested more than 8 deep"),
        (b"[" * 8000 + b"]" * 8000, "it's nested more than 8 deep"),
        (b'{"a":' * 2500, "it's nested more than 8 deep"),
    ],
)
def test_whatever_else_comes_is_refused_in_words(body: bytes, why: str) -> None:
    with pytest.raises(UnreadableBody) as refusal:
        parse(body)
    assert str(refusal.value) == f"the body is not a JSON object that can be read: {why}"


@given(st.binary(max_size=400))
def test_no_bytes_raise_anything_else(body: bytes) -> None:
    try:
        value = parse(body)
    except UnreadableBody:
        return
    assert parse(compact(value)) == value


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.text(), st.lists, max_leaves=20
    )
)
def test_what_json_can_say_is_read_as_it_was_said(value: object) -> None:
    body = compact({"value": value})
    try:
        assert parse(body) == {"value": value}
    except UnreadableBody as refusal:
        assert str(refusal).endswith(("8 deep", "18 digits"))  # noqa: PT017 - a deep list is refused as well


@pytest.mark.parametrize(
    "content_type",
    [None, "", "text/plain", "application/x-www-form-urlencoded", "application/problem+json", "json"],
)
def test_another_media_type_is_refused(content_type: str | None) -> None:
    assert FINISH.read(post(padded(20), "Application/JSON; charset=utf-8")) == {"attempt": "t"}
    with pytest.raises(WrongMediaType):
        FINISH.read(post(padded(20), content_type))


def padded(size: int) -> bytes:
    body = b'{"attempt": "t"}'
    return body + b" " * (size - len(body))


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True},
    ],
    ids=["with its length", "in chunks"],
)
def test_a_body_of_16_kib_is_read_and_one_more_byte_is_not(environ: dict[str, Any]) -> None:
    assert FINISH.read(post(padded(MAX_BODY), **environ)) == {"attempt": "t"}
    with pytest.raises(RequestEntityTooLarge):
        FINISH.read(post(padded(MAX_BODY + 1), **environ))


def test_members_that_are_left_out_have_their_defaults() -> None:
    assert ATTEMPT.read(post(b"{}")) == {"mode": "check", "lang": None, "previous": None}
    assert RESPONSE.read(post(compact(WHOLE))) == {**WHOLE, "certainty": None}


BOUNDS = "Must be greater than or equal to 1 and less than or equal to 3."


@pytest.mark.parametrize(
    ("expected", "body", "errors"),
    [
        (
            ATTEMPT,
            {"mdoe": "check", "zzz": 1},
            {
                "/mdoe": 'there is no member "mdoe"; did you mean "mode"?',
                "/zzz": 'there is no member "zzz"; known: mode, lang, previous',
            },
        ),
        (ATTEMPT, {"mode": "exam"}, {"/mode": "Must be one of: check, practice."}),
        (ATTEMPT, {"lang": "english!"}, {"/lang": "Write a language tag such as en or en-GB."}),
        (RESPONSE, {}, {f"/{name}": "Missing data for required field." for name in WHOLE}),
        (RESPONSE, {**WHOLE, "response": "a"}, {"/response": "Not a valid list."}),
        (
            RESPONSE,
            {**WHOLE, "response": ["a", 1, None, "", "x" * 61]},
            {
                "/response/1": "Not a valid string.",
                "/response/2": "Field may not be null.",
                "/response/3": "Length must be between 1 and 60.",
                "/response/4": "Length must be between 1 and 60.",
            },
        ),
        (RESPONSE, {**WHOLE, "response": ["a"] * 51}, {"/response": "Longer than maximum length 50."}),
        (RESPONSE, {**WHOLE, "item": "An Item"}, {"/item": "Send the id of the current item."}),
        (RESPONSE, {**WHOLE, "item": "x" * 61}, {"/item": "Longer than maximum length 60."}),
        (RESPONSE, {**WHOLE, "certainty": True}, {"/certainty": "Not a valid integer."}),
        (RESPONSE, {**WHOLE, "certainty": "1"}, {"/certainty": "Not a valid integer."}),
        (RESPONSE, {**WHOLE, "certainty": 4}, {"/certainty": BOUNDS}),
        (FINISH, {"attempt": None}, {"/attempt": "Field may not be null."}),
        (FINISH, {"attempt": "t", "a/b~c": 1}, {"/a~1b~0c": 'there is no member "a/b~c"; known: attempt'}),
    ],
)
def test_what_does_not_fit_is_told_by_place(
    expected: Body, body: dict[str, Any], errors: dict[str, str]
) -> None:
    with pytest.raises(BadArgument) as refusal:
        expected.read(post(compact(body)))
    assert list(refusal.value.errors) == list(errors.items())


def test_of_a_thousand_faults_eight_are_told() -> None:
    body = compact({f"m{number}": 1 for number in range(1000)})
    with pytest.raises(BadArgument) as refusal:
        FINISH.read(post(body))
    assert len(refusal.value.errors) == 8
