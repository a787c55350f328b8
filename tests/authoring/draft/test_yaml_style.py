from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from quizapp.authoring.draft.yaml_style import WIDTH, as_yaml
from quizapp.yaml.reader import Document, read

WORDS = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp", "Zs", "Cn"]), min_size=1, max_size=9
)
LINES = st.lists(WORDS, min_size=1, max_size=25).map(" ".join)
BODIES = st.lists(LINES, min_size=1, max_size=3).map("\n\n".join)
IDS = st.from_regex(r"[a-z0-9]{1,9}(-[a-z0-9]{1,9}){0,4}", fullmatch=True)
GROUPS = st.dictionaries(
    st.sampled_from(["id", "name", "body", "cites", "review"]),
    st.one_of(
        LINES, BODIES, st.lists(IDS, min_size=1, max_size=12), st.fixed_dictionaries({"status": LINES})
    ),
    min_size=1,
)
FILES = st.dictionaries(
    st.sampled_from(["title", "causes", "signs", "levels", "format"]),
    st.one_of(LINES, GROUPS, st.lists(GROUPS, min_size=1, max_size=2), st.integers(0, 999)),
    min_size=1,
)


@given(FILES)
def test_what_is_written_is_what_is_read(data: dict[str, Any]) -> None:
    document = read(as_yaml(data, "A comment. " * 30).encode(), "test")
    assert isinstance(document, Document), document
    assert document.value == data
    assert document.warnings == ()


def test_the_style_is_that_of_the_article_files() -> None:
    data = {
        "format": 2,
        "title": "Knees: a start",
        "review": {"status": "unreviewed"},
        "causes": [
            {"id": "one", "body": "word " * 25 + "end", "cites": ["article/s1-1", "article/s1-2"]},
            {"id": "two", "body": "First.\n\n- an entry\n  - below", "fingerprint": "abcdefabcdef"},
        ],
        "summary": "Short.",
    }
    assert as_yaml(data, "At the top.").splitlines() == [
        "# At the top.",
        "",
        "format: 2",
        'title: "Knees: a start"',
        "",
        "review:",
        "  status: unreviewed",
        "",
        "causes:",
        "  - id: one",
        "    body: >-",
        f"      {'word ' * 20}word".rstrip(),
        "      word word word word end",
        "    cites: [article/s1-1, article/s1-2]",
        "",
        "  - id: two",
        "    body: |-",
        "      First.",
        "",
        "      - an entry",
        "        - below",
        '    fingerprint: "abcdefabcdef"',
        "",
        "summary: Short.",
    ]


def test_a_list_of_words_that_is_too_long_for_a_line_has_one_for_each() -> None:
    lines = as_yaml({"cites": [f"article/s1-{number}" for number in range(20)]}, "").splitlines()
    assert (lines[:2], len(lines)) == (["cites:", "  - article/s1-0"], 21)
    assert max(map(len, lines)) <= WIDTH
