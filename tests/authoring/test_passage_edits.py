from dataclasses import replace

import pytest
from drafts import source

from quizapp.authoring.draft.draft import drafted
from quizapp.authoring.passage_edits import refreshed, waived
from quizapp.authoring.skeleton import article_of
from quizapp.authoring.source_text import formats
from quizapp.authoring.source_text.formats import Sentence
from quizapp.authoring.trace import Trace, traced
from quizapp.content.passages import fingerprint
from quizapp.errors import EditRefused, UnknownThing

NAME = "headaches-at-screens.md"
TEXT = drafted(source(NAME)).yaml
SENTENCES = list(formats.sentences(source(NAME)))
DRY = "Dry eyes ache, and the ache spreads to the forehead."
USED = "s1a-2"
UNUSED = "s9-1"


def with_unused(text: str) -> str:
    """Return the draft with one more passage, which nothing cites."""
    more = [
        f"      - id: {UNUSED}  # left over",
        "        says: one more",
        f'        fingerprint: "{"0" * 12}"',
    ]
    return "\n".join([text.rstrip("\n"), *more, ""])


def lines_changed(before: str, after: str) -> list[tuple[str, str]]:
    pairs = zip(before.splitlines(), after.splitlines(), strict=True)
    return [(old.strip(), new.strip()) for old, new in pairs if old != new]


def test_a_changed_sentence_gets_the_new_fingerprint_and_no_other_line_moves() -> None:
    article = article_of(TEXT)
    new = "Dry eyes ache, and so does the forehead."
    changed = [replace(sentence, text=new) if sentence.text == DRY else sentence for sentence in SENTENCES]

    after = refreshed(TEXT, article, traced(article, changed))

    assert lines_changed(TEXT, after) == [
        (f'fingerprint: "{fingerprint(DRY)}"', f'fingerprint: "{fingerprint(new)}"')
    ]
    assert traced(article_of(after), changed).is_clean


def test_a_sentence_that_is_gone_keeps_its_fingerprint() -> None:
    article = article_of(TEXT)
    rest = [sentence for sentence in SENTENCES if sentence.text != DRY]
    assert refreshed(TEXT, article, traced(article, rest)) == TEXT


def test_the_text_of_something_else_changes_nothing() -> None:
    article = article_of(TEXT)
    with pytest.raises(EditRefused, match="does not look like the text"):
        refreshed(TEXT, article, traced(article, [Sentence("Sore wrists come from typing.")]))


def test_a_passage_without_a_fingerprint_gets_one() -> None:
    bare = TEXT.replace(f'        fingerprint: "{fingerprint(DRY)}"\n', "")
    article = article_of(bare)
    after = refreshed(bare, article, traced(article, SENTENCES))
    assert traced(article_of(after), SENTENCES).is_clean
    assert sorted(after.splitlines()) == sorted(TEXT.splitlines())


def trace_of(text: str) -> Trace:
    return traced(article_of(text), SENTENCES)


@pytest.mark.parametrize("name", [UNUSED, f"article/{UNUSED}"])
def test_a_waiver_is_one_more_line_with_its_reason(name: str) -> None:
    before = with_unused(TEXT)
    after = waived(before, article_of(before), trace_of(before), [name, name], " Not content: a form ")
    assert after == f'{before}        waived: "Not content: a form"\n'


@pytest.mark.parametrize(
    ("name", "reason", "error", "why"),
    [
        ("s9-2", "x", UnknownThing, 'there is no passage "s9-2"'),
        ("s1a-22", "x", UnknownThing, 'did you mean "s1a-2"'),
        (USED, "x", EditRefused, "it is used by causes/tired-eyes; only what nothing uses is waived"),
        ("t0", "x", EditRefused, "it is waived already: The title"),
        (UNUSED, "  ", EditRefused, "a reason is needed"),
        (UNUSED, "a\x07bell", EditRefused, "U+0007"),
    ],
    ids=["unknown", "misspelt", "used", "waived already", "no reason", "an unseen character"],
)
def test_a_waiver_that_makes_no_sense_is_refused(
    name: str, reason: str, error: type[Exception], why: str
) -> None:
    text = with_unused(TEXT)
    with pytest.raises(error) as refused:
        waived(text, article_of(text), trace_of(text), [name], reason)
    assert why in str(refused.value)


def test_what_an_item_or_a_gap_uses_is_not_waived() -> None:
    article = article_of(TEXT)
    trace = traced(article, [Sentence("x")])
    with pytest.raises(EditRefused, match="it is used by follow-these-steps-list"):
        waived(TEXT, article, trace, ["s3-1"], "x")
