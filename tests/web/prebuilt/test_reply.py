import gzip

import pytest

from quizapp.content.canonical import compact
from quizapp.web.prebuilt.reply import CACHED, answer, prebuild, takes_gzip

BODY = compact({"word": "sore " * 300})
REPLY = prebuild(BODY, (("X-Of-The-Place", "1"),))
SHORT = prebuild(b"{}", ())


def test_canonical_json_is_compact_utf8_in_the_order_of_its_keys() -> None:
    assert compact({"b": "é", "a": [1, None, 0.5]}) == '{"b":"é","a":[1,null,0.5]}'.encode()


def test_canonical_json_has_no_number_that_json_does_not_know() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        compact({"a": float("nan")})


def headers_of(body: bytes, tag: str) -> list[tuple[str, str]]:
    kind, length = ("Content-Type", "application/json"), ("Content-Length", str(len(body)))
    return [kind, length, ("ETag", tag), *CACHED, ("X-Of-The-Place", "1")]


def test_an_answer_is_the_body_with_its_headers_and_compressed_it_has_another_tag() -> None:
    assert answer(REPLY, "GET") == ("200 OK", headers_of(BODY, REPLY.etag), BODY)
    status, headers, body = answer(REPLY, "GET", None, "gzip")
    assert gzip.decompress(body) == BODY
    assert REPLY.etag != REPLY.etag_gzip
    packed = [*headers_of(body, REPLY.etag_gzip), ("Content-Encoding", "gzip")]
    assert (status, headers) == ("200 OK", packed)
    assert answer(REPLY, "HEAD", None, "gzip") == (status, headers, b"")


def test_what_would_not_shrink_and_what_is_made_in_a_request_is_not_compressed() -> None:
    assert (SHORT.gzip, answer(SHORT, "GET", None, "gzip")) == (None, answer(SHORT, "GET"))
    assert prebuild(BODY, (), compress=False).gzip is None


def test_the_same_bytes_have_the_same_tags_whenever_they_are_made() -> None:
    assert prebuild(BODY, ()) == prebuild(BODY, ())
    assert prebuild(BODY + b" ", ()).etag != REPLY.etag


@pytest.mark.parametrize(
    "field",
    [
        "{tag}",
        "W/{tag}",
        "*",
        " * ",
        '"other", {tag}',
        '{tag}, "other"',
        'W/"other",W/{tag} ',
        '"comma, inside", {tag}',
        "{tag},",
    ],
)
def test_a_reader_who_has_this_very_form_gets_a_304(field: str) -> None:
    for encoding, tag in ((None, REPLY.etag), ("gzip", REPLY.etag_gzip)):
        asked = field.format(tag=tag)
        expected = ("304 NOT MODIFIED", [("ETag", tag), *CACHED, ("X-Of-The-Place", "1")], b"")
        assert answer(REPLY, "GET", asked, encoding) == expected


@pytest.mark.parametrize("field", ["", '"other"', 'W/"other"', "garbage", '"', '""', "**", '"*"', "w/", ","])
def test_a_reader_who_has_something_else_gets_the_body(field: str) -> None:
    assert answer(REPLY, "GET", field) == answer(REPLY, "GET")


def test_the_tag_of_one_form_is_none_of_the_other() -> None:
    assert answer(REPLY, "GET", REPLY.etag_gzip)[0] == "200 OK"
    assert answer(REPLY, "GET", REPLY.etag, "gzip")[0] == "200 OK"


@pytest.mark.parametrize(
    ("field", "taken"),
    [
        ("gzip", True),
        ("GZIP", True),
        ("x-gzip", True),
        ("gzip, deflate, br", True),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", True),
        ("*", True),
        ("gzip;q=0.001", True),
        ("gzip ; q=1.000", True),
        ("identity;q=0.5, gzip;q=0.5", True),
        ("*;q=0, gzip", True),
        ("identity;q=0, *", True),
        ("", False),
        ("identity", False),
        ("br", False),
        ("deflate, br", False),
        ("gzip;q=0", False),
        ("gzip;q=0.000", False),
        ("gzip;q=0, *", False),
        ("*;q=0", False),
        ("identity, gzip;q=0.5", False),
        ("gzip;q=2", False),
        ("gzip;q=-1", False),
        ("gzip;q=nan", False),
        ("gzip;q=", False),
        ("gzipped", False),
        (",,;,", False),
        ("gzip" + " " * 300, False),
    ],
)
def test_gzip_is_sent_to_those_who_take_it(field: str, *, taken: bool) -> None:
    assert takes_gzip(field) is taken
