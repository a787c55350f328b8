"""Careful edits: whatever stands around a value, only that value changes."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.errors import EditRefused
from quizapp.yaml.reader import Document, read
from quizapp.yaml.spans import Edit, edited, load, save

OLD, NEW = "aaaaaaaaaaa1", "bbbbbbbbbbb2"
REASON = 'Not content: it\'s an "invitation" # to subscribe'


def value_of(text: str) -> Any:
    document = read(text.encode(), "test.yaml")
    assert isinstance(document, Document), document
    return document.value


COMMENTS = st.sampled_from(["", "  # a note", " # {id: p0, says: no}", '  # it\'s "quoted": - [x'])
GISTS = st.sampled_from(
    [
        ["plain words"],
        ["'single: it''s quoted'"],
        ['"double # \\" quoted"'],
        ["two plain words", "  on two lines"],
        [">-", "  folded, long", "", "  and with a gap"],
        ["|", "  literal", "    and indented"],
    ]
)
FINGERPRINTS = st.sampled_from([OLD, f"'{OLD}'", f'"{OLD}"'])
BETWEEN = st.sampled_from([[], [""], ["# a comment between"], ["", "   # another: {one}", ""]])


@st.composite
def block_passage(draw: st.DrawFn, number: int) -> list[str]:
    """One passage on lines of its own, its keys in any order."""
    keys = [
        [f"id: p{number}{draw(COMMENTS)}"],
        [f"fingerprint: {draw(FINGERPRINTS)}{draw(COMMENTS)}"],
    ]
    first, *rest = draw(GISTS)
    comment = "" if rest else draw(COMMENTS)
    keys.insert(draw(st.integers(0, 2)), [f"says: {first}{comment}", *rest])
    lines = [line for key in keys for line in key]
    return [("- " if index == 0 else "  " if line else "") + line for index, line in enumerate(lines)]


@st.composite
def flow_passage(draw: st.DrawFn, number: int) -> list[str]:
    """One passage between braces, perhaps on several lines."""
    gap = draw(st.sampled_from([" ", "  ", "\n      "]))
    gist = draw(st.sampled_from(["plain words", "'single, quoted'", '"double } quoted"']))
    parts = [f"id: p{number}", f"says: {gist}", f"fingerprint: {draw(FINGERPRINTS)}"]
    text = "- {" + f",{gap}".join(draw(st.permutations(parts))) + draw(st.sampled_from(["}", " }", ",}"]))
    return (text + draw(COMMENTS)).split("\n")


@st.composite
def files(draw: st.DrawFn) -> str:
    """A file with three passages, in any style."""
    lines = ["# The head.", "title: 'It''s fine'", "passages:" + draw(COMMENTS)]
    margin = draw(st.sampled_from(["", "  ", "    "]))
    for number in range(3):
        passage = draw(st.one_of(block_passage(number), flow_passage(number)))
        lines += [margin + line if line else "" for line in passage]
        lines += draw(BETWEEN)
    lines += ['after: [1, two, "three"]  # the end']
    return draw(st.sampled_from(["\n", "\r\n"])).join([*lines, ""][: draw(st.sampled_from([None, -1]))])


def changed_part(before: str, after: str) -> tuple[str, str]:
    """Return what was cut out and what was put in, as little as possible."""
    start = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), len(before))
    tail = 0
    while tail < min(len(before), len(after)) - start and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    return before[start : len(before) - tail], after[start : len(after) - tail]


@given(files(), st.integers(0, 2))
def test_a_new_fingerprint_changes_its_own_letters_only(text: str, number: int) -> None:
    after = edited(text, [Edit(("passages", number), "fingerprint", NEW)])

    assert changed_part(text, after) == (OLD, NEW)
    assert value_of(after)["passages"][number]["fingerprint"] == NEW


@given(files(), st.integers(0, 2))
def test_a_waiver_adds_its_own_letters_only(text: str, number: int) -> None:
    after = edited(text, [Edit(("passages", number), "waived", REASON)])

    removed, added = changed_part(text, after)
    assert removed == ""
    assert f"waived: {json.dumps(REASON)}" in " ".join((added * 2).split())
    expected = value_of(text)
    expected["passages"][number]["waived"] = REASON
    assert value_of(after) == expected


@given(files())
def test_several_edits_at_once_are_the_same_as_one_after_the_other(text: str) -> None:
    edits = [Edit(("passages", number), key, NEW) for number in (2, 0) for key in ("waived", "fingerprint")]
    one_by_one = text
    for edit in edits:
        one_by_one = edited(one_by_one, [edit])

    assert edited(text, edits) == one_by_one


@given(files())
def test_no_edit_is_no_change(text: str) -> None:
    assert edited(text, []) == text


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("abcdefabcdef", "abcdefabcdef"),
        ("123456789012", '"123456789012"'),
        ("123456e78901", '"123456e78901"'),
    ],
    ids=["a word stays without quotes", "a number gets quotes", "an endless number gets quotes"],
)
def test_a_value_without_quotes_gets_them_when_it_needs_them(value: str, written: str) -> None:
    assert edited("{a: b}", [Edit((), "a", value)]) == f"{{a: {written}}}"


@pytest.mark.parametrize(
    ("text", "edits", "why"),
    [
        ("a: [1", [Edit((), "a", "x")], 'the "[" that opens here is not closed'),
        ("a: 1", [Edit(("a",), "b", "x")], "there are no keys at a"),
        ("a: [1]", [Edit(("a", 3), "b", "x")], "there are no keys at a/3"),
        ("a: >-\n  long\n", [Edit((), "a", "x")], "the text at line 1 is not on one line"),
        ("a: >-\n  long\n", [Edit((), "b", "x")], "no key on one line"),
        ("a: one", [Edit((), "b", "un\x00seen")], "U+0000"),
        (
            "a: one",
            [Edit((), "a", "x"), Edit((), "a", "y")],
            "the change would touch more than its own place",
        ),
    ],
    ids=["broken", "no group", "no entry", "block text", "only block texts", "unseen", "twice the same"],
)
def test_what_cannot_be_done_with_care_is_refused(text: str, edits: list[Edit], why: str) -> None:
    with pytest.raises(EditRefused) as refused:
        edited(text, edits)
    assert why in str(refused.value)


def test_a_file_keeps_its_line_ends_and_its_mode_and_a_link_stays_a_link(tmp_path: Path) -> None:
    file, link = tmp_path / "article.yaml", tmp_path / "link.yaml"
    file.write_bytes("a: é\r\n".encode())
    file.chmod(0o640)
    link.symlink_to(file)

    save(link, load(link).replace("é", "è"))

    assert file.read_bytes() == "a: è\r\n".encode()
    assert (file.stat().st_mode & 0o777, link.is_symlink()) == (0o640, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["article.yaml", "link.yaml"]


def test_a_file_that_cannot_be_read_or_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EditRefused):
        load(tmp_path / "none.yaml")
    (tmp_path / "latin.yaml").write_bytes(b"a: \xe9")
    with pytest.raises(EditRefused):
        load(tmp_path / "latin.yaml")
    (tmp_path / "folder").mkdir()
    with pytest.raises(EditRefused):
        save(tmp_path / "folder", "a: 1")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "latin.yaml"]
