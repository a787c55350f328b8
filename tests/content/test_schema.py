"""What may stand in the files, and what an editor is told of what may not."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.content.schema import SCHEMAS, checked, findings
from quizapp.problem import Finding, Part, Where

Data = dict[str, Any]
Mistake = tuple[str, object, str]
"""A place, a wrong value for it, and what is told: the code, the message and the hint."""


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


def told(part: Part, data: object) -> list[tuple[Where, str]]:
    return [
        (found.where, f"{found.code}: {found.message}" + (f" ({found.hint})" if found.hint else ""))
        for found in findings(part, data)
    ]


@pytest.fixture(scope="session")
def plain(article_plain: Data, quiz_plain: Data) -> dict[Part, Data]:
    return {Part.ARTICLE: article_plain, Part.QUIZ: quiz_plain}


@pytest.mark.parametrize("part", [Part.ARTICLE, Part.QUIZ])
def test_a_good_article_and_quiz_come_back_as_they_were(plain: dict[Part, Data], part: Part) -> None:
    assert checked(part, plain[part]) == (plain[part], [])


def test_space_around_a_text_does_not_count(article_plain: Data) -> None:
    clean, _ = checked(Part.ARTICLE, changed(article_plain, ("title",), "  Sore backs\n"))
    assert clean == changed(article_plain, ("title",), "Sore backs")


@pytest.mark.parametrize("part", Part)
@pytest.mark.parametrize("data", ["text", 3, None, ["a"]])
def test_a_file_without_keys_is_told_so(part: Part, data: object) -> None:
    assert told(part, data) == [((), f"wrong-type: {part.value} has keys such as id and title at its top")]


COUNT = "wrong-count: this list has"
LIST = "wrong-type: a list is wanted here, not"
GROUP = "wrong-type: a group of keys is wanted here, not text"
NO_PASSAGE = "names no passage: write source-id/passage-id"
NO_URL = "is no web address: it begins with https://"
LEVELS = "carry-on, modify, book, urgent"
MISTAKES: list[Mistake] = [
    ("title", 112, "wrong-type: text is wanted here, not a number (put it between quotes)"),
    ("title", ["a"], "wrong-type: text is wanted here, not a list"),
    ("title", " ", "empty-text: there is no text here (write some, or leave the key out)"),
    ("title", "x" * 201, "too-long: this text has 201 characters; at most 200 fit here"),
    ("format", 3, 'not-allowed: "3" is not allowed here; write 2'),
    ("format", 1.5, "wrong-type: a whole number is wanted here, not a number with a point (write 2)"),
    ("id", "é", 'bad-id: "é" is no id: use small letters, digits and single hyphens (write "e")'),
    ("lang", "en_GB", 'bad-form: "en_GB" is no language tag such as en or pt-BR (write "en-GB")'),
    (
        "review/next_review",
        "20270228",
        'bad-date: "20270228" is no day of the calendar (write year, month and day: "2026-11-23")',
    ),
    ("review", "unreviewed", f"{GROUP} (write its keys one on each line: status: ...)"),
    ("causes/0/cites", [], "wrong-count: this list has 0 entries; it takes at least 1"),
    ("causes/0/cites", "a/b, a/c", f"{LIST} text (write [a/b, a/c])"),
    (
        "causes/0/cites/0",
        "a/b a/c",
        f'bad-form: "a/b a/c" {NO_PASSAGE} (put a comma between them: a/b, a/c)',
    ),
    ("signs/0/level", 3, f"wrong-type: one of {LEVELS} is wanted here, not a number"),
    (
        "levels/1/id",
        "book",
        f'wrong-order: "book" stands where "modify" belongs (the order is {LEVELS}, now)',
    ),
    (
        "competencies",
        [],
        f"{COUNT} 0 entries; it takes exactly 2 (one for each of modify-training, seek-care)",
    ),
    (
        "sources/1/url",
        "www.example.org",
        f'bad-form: "www.example.org" {NO_URL} (write "https://www.example.org")',
    ),
    ("quiz/practice/0", "ida", f"{GROUP} (write kind: and one of choice, multiple, sort)"),
    (
        "quiz/practice/0/kind",
        "choise",
        'not-allowed: "choise" is not allowed here; write choice, multiple or sort (did you mean "choice"?)',
    ),
    (
        "quiz/practice/0/options/0/correct",
        "yes",
        "wrong-type: true or false is wanted here, not text (write true or false, without quotes)",
    ),
]


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_in_plain_words(plain: dict[Part, Data], mistake: Mistake) -> None:
    path, value, wanted = mistake
    part = Part.QUIZ if path.startswith("quiz/") else Part.ARTICLE
    steps = path.removeprefix("quiz/").split("/")
    where = tuple(int(step) if step.isdigit() else step for step in steps)
    assert told(part, changed(plain[part], where, value)) == [(where, wanted)]


@pytest.mark.parametrize(
    ("part", "key", "hint"),
    [
        (Part.ARTICLE, "pairs", "it belongs to quiz.yaml"),
        (Part.QUIZ, "causes", "it belongs to article.yaml"),
    ],
)
def test_a_key_of_another_file_says_which(plain: dict[Part, Data], part: Part, key: str, hint: str) -> None:
    assert told(part, {**plain[part], key: []}) == [((key,), f'unknown-key: unknown key "{key}" ({hint})')]


@pytest.mark.parametrize(
    ("part", "where", "hint"),
    [
        (Part.ARTICLE, ("title",), "title: The title."),
        (
            Part.QUIZ,
            ("pairs", 0, "stories", 1, "reason"),
            "reason: Why the key fits, in one sentence of its own: no two reasons may be the same.",
        ),
        (Part.QUIZ, ("practice", 0, "kind"), "write kind: and one of choice, multiple, sort"),
    ],
)
def test_a_missing_key_is_told_with_what_it_is_for(
    plain: dict[Part, Data], part: Part, where: Where, hint: str
) -> None:
    expected = [(where, f'missing-key: the key "{where[-1]}" is missing ({hint})')]
    assert told(part, without(plain[part], where)) == expected


def test_a_reviewed_text_names_who_and_when(article_plain: Data) -> None:
    hint = "write who checked it and when, or status: unreviewed"
    assert told(Part.ARTICLE, changed(article_plain, ("review", "status"), "reviewed")) == [
        (("review", key), f'missing-key: a reviewed text needs the key "{key}" ({hint})')
        for key in ("by", "date")
    ]


CLAIM = "allow, id, origin, cites, fills, note, review"


@pytest.mark.parametrize(
    ("part", "place", "instead_of", "hint"),
    [
        (Part.ARTICLE, ("titel",), "title", 'did you mean "title"?'),
        (Part.ARTICLE, ("signs", 0, "lvel"), "level", 'did you mean "level"?'),
        (Part.ARTICLE, ("review", "colour"), None, "allowed here: status, by, date, next_review"),
        (Part.ARTICLE, ("causes", 0, "titles"), None, f"allowed here: {CLAIM}, title, body"),
        (
            Part.QUIZ,
            ("practice", 0, "entries"),
            None,
            "allowed here: allow, id, story, ask, review, withdrawn, kind, options, cites",
        ),
        (
            Part.QUIZ,
            ("practice", 0, "options", 0, "and time counts"),
            None,
            "a text with a comma in it needs quotes between { and }",
        ),
    ],
    ids=["misspelt", "within an entry", "strange", "one that stands already", "another kind", "a tail"],
)
def test_an_unknown_key_is_told_once_at_the_key(
    plain: dict[Part, Data], part: Part, place: Where, instead_of: str | None, hint: str
) -> None:
    data = plain[part]
    if instead_of:
        data = without(data, (*place[:-1], instead_of))
    message = f'unknown key "{place[-1]}"'
    assert findings(part, changed(data, place, None)) == [
        Finding(code="unknown-key", part=part, where=place, message=message, hint=hint, on_key=True)
    ]


def test_what_is_wrong_over_and_over_is_told_fifty_times(article_plain: Data) -> None:
    strange = {**article_plain, **{f"strange{number}": 1 for number in range(60)}}
    entries = changed(article_plain, ("causes", 0, "cites"), ["x"] * 60)
    told = (findings(Part.ARTICLE, strange), findings(Part.ARTICLE, entries))
    assert [len(each) for each in told] == [50, 50]


ITEMS = "format 1 had `items`; format 2 has `pairs` and `practice`"
FORMAT_1 = "this is format 1; in format 2 a quiz has pairs, and a note is for editors"


@pytest.mark.parametrize(
    ("file", "data", "where", "message"),
    [
        (Part.QUIZ, {"format": 1, "article": "sore-backs", "items": [{"id": "first"}]}, ("items",), ITEMS),
        (Part.QUIZ, {"format": 2, "itmes": [], "items": []}, ("items",), ITEMS),
        ("es.yaml", {"format": 1, "lang": "es", "items": []}, ("items",), ITEMS),
        (Part.QUIZ, {"format": 1, "pairs": []}, ("format",), FORMAT_1),
        (Part.ARTICLE, {"format": 1, "id": "sore-backs"}, ("format",), FORMAT_1),
        ("es.yaml", {"format": 1, "lang": "es"}, ("format",), FORMAT_1),
    ],
)
def test_a_file_in_the_format_of_before_is_told_once_what_has_changed(
    file: str, data: Data, where: Where, message: str
) -> None:
    hint = "`quizapp explain old-format` shows what the keys have become"
    assert findings(file, data) == [
        Finding(code="old-format", part=file, where=where, message=message, hint=hint)
    ]


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


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)
WORDS = {
    *("Python", "marshmallow", "schema", "field", "str", "dict", "None", "NoneType"),
    *("valid", "input", "mapping"),
}


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_whatever_stands_somewhere_the_answer_is_in_plain_words(
    plain: dict[Part, Data], data: st.DataObject
) -> None:
    part = data.draw(st.sampled_from(list(plain)))
    where = data.draw(st.sampled_from(list(_places(plain[part]))))
    given = changed(plain[part], where, data.draw(VALUES))
    clean, told = checked(part, given)
    assert (clean is None) == bool(told)
    assert clean is None or clean == SCHEMAS[part].load(given), "the quick way is the whole one"
    for finding in told:
        assert not WORDS & set(finding.message.replace('"', " ").split()), finding


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
        (Part.QUIZ, ("format",), "“2”", "write 2"),
    ],
)
def test_quotes_of_a_word_processor_are_named(
    plain: dict[Part, Data], part: Part, where: Where, value: str, write: str
) -> None:
    (finding,) = findings(part, changed(plain[part], where, value))
    assert (finding.where, finding.hint) == (where, f"{value[0]} is no quote in YAML; {write}")
