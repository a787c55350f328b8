"""Tracing, over the sample articles: a draft knows every sentence, and a change shows what rests on it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from drafts import ARTICLES, NAMES, draft_article, source
from factories import make_article, make_scenario, make_sign
from hypothesis import given
from hypothesis import strategies as st

from quizapp.authoring.source_text import formats
from quizapp.authoring.source_text.formats import Sentence
from quizapp.authoring.trace import Trace, traced
from quizapp.content.model import Article, Cite, Gap, Level, Passage, Source
from quizapp.content.passages import fingerprint
from quizapp.errors import UnknownThing


@cache
def sample(name: str) -> tuple[Article, tuple[Sentence, ...]]:
    """Return the draft of a sample, with items on every fifth passage, and the sentences of its text."""
    text = source(name)
    article = draft_article(text)
    quiz = make_article().quiz
    assert quiz is not None
    sign = make_sign("any", Level.BOOK)
    cites = [Cite("article", passage.id) for passage in article.sources[0].passages]
    items = tuple(
        make_scenario(f"item-{number}-{copy}", sign, cites=(cite, cites[0]))
        for number, cite in enumerate(cites[::5])
        for copy in range(3)
    )
    return replace(article, quiz=replace(quiz, items=items)), tuple(formats.sentences(text))


def sentences_in(text: Sequence[Sentence]) -> list[int]:
    """Return the places of the sentences in a text that are no headings."""
    return [place for place, sentence in enumerate(text) if not sentence.is_heading]


def resting_on(article: Article, passage_id: str) -> set[str]:
    """Return the claims, items and gaps of a passage, found without the tracing."""
    cite = Cite("article", passage_id)
    assert article.quiz is not None
    return {
        *(f"{name}/{claim.id}" for name, _, claim in article.claims() if cite in claim.cites),
        *(f"items/{item.id}" for item in article.quiz.items if cite in item.cites),
        *(f"gaps/{gap.id}" for gap in article.gaps if gap.place == cite),
    }


def changes(trace: Trace) -> list[tuple[str, set[str]]]:
    return [(found.passage.id, set(found.users)) for found in trace.changed]


@given(st.sampled_from(NAMES), st.data())
def test_one_changed_sentence_names_exactly_what_rests_on_it(name: str, data: st.DataObject) -> None:
    article, text = sample(name)
    known = {found.sentence: found.passage.id for found in traced(article, text).passages}
    place = data.draw(st.sampled_from(sentences_in(text)))
    new = data.draw(
        st.sampled_from(["A new sentence stands here.", f"{text[place].text} Not always, though."])
    )
    changed = [*text[:place], replace(text[place], text=new), *text[place + 1 :]]

    trace = traced(article, changed)

    passage = known[text[place].text]
    assert changes(trace) == [(passage, resting_on(article, passage))]
    assert [found.nearest for found in trace.changed] == [new]
    assert trace.unknown == ()


@given(st.sampled_from([name for name in NAMES if name.endswith(".txt")]), st.data())
def test_so_does_one_changed_word_in_the_file(name: str, data: st.DataObject) -> None:
    article, _ = sample(name)
    raw = ARTICLES.joinpath(name).read_text()
    whole = [found for found in traced(*sample(name)).passages if raw.count(found.sentence or "\0") == 1]
    found = data.draw(st.sampled_from(whole))
    assert found.sentence is not None
    word = data.draw(st.sampled_from([word for word in found.sentence.split() if word.isalpha()] or ["x"]))
    other = "Otherwise" if word[0].isupper() else "otherwise"
    changed = raw.replace(found.sentence, found.sentence.replace(word, other, 1))

    trace = traced(article, formats.sentences(formats.read(changed)))

    if word in found.sentence:
        assert changes(trace) == [(found.passage.id, resting_on(article, found.passage.id))]


@given(st.sampled_from(NAMES), st.data())
def test_a_sentence_that_is_gone_or_new_or_moved_is_told_as_such(name: str, data: st.DataObject) -> None:
    article, text = sample(name)
    known = {found.sentence: found.passage.id for found in traced(article, text).passages}
    place = data.draw(st.sampled_from(sentences_in(text)))
    rest = [*text[:place], *text[place + 1 :]]
    at = data.draw(st.integers(0, len(rest)))

    gone = traced(article, rest)
    assert [found.passage.id for found in gone.changed] == [known[text[place].text]]
    new = traced(article, [*text[:at], Sentence("Nobody knows this sentence."), *text[at:]])
    assert (new.changed, new.unknown) == ((), ("Nobody knows this sentence.",))
    assert traced(article, [*rest[:at], text[place], *rest[at:]]).is_clean


def test_both_directions_say_the_same() -> None:
    trace = traced(*sample(NAMES[0]))
    assert {
        (user, found.passage.id)
        for found in trace.passages
        for user in found.users
        if not user.startswith("gaps/")
    } == {(user, passage) for user, passages in trace.rests_on.items() for passage in passages}


SENTENCES = ("Rest the foot.", "Pad the sore spot.", "See a doctor if it is red.")


def article_with(passages: Iterable[Passage], **changes: Any) -> Article:
    own = Source(id="own", title="Own", kind="other", seen="whole", passages=tuple(passages))
    other = replace(own, id="other", passages=(Passage(id="f1", says="a fact"),))
    return replace(make_article(), sources=(other, own), quiz=None, **changes)


def passages_of(sentences: Sequence[str]) -> list[Passage]:
    return [
        Passage(id=f"p{number}", says=f"gist {number}", fingerprint=fingerprint(sentence))
        for number, sentence in enumerate(sentences)
    ]


def test_a_passage_is_used_by_a_claim_a_gap_or_a_waiver() -> None:
    used, gap, waived, unused = passages_of([*SENTENCES, "Last one here."])
    article = article_with(
        [used, gap, replace(waived, waived="Not content"), unused],
        signs=(make_sign("sore", Level.BOOK, cites=(Cite("own", "p0"), Cite("own", "p0"))),),
        red_flags=(),
        gaps=(Gap(id="lost", lead_in="Pad:", what="list", place=Cite("own", "p1")),),
    )
    trace = traced(article, map(Sentence, [*SENTENCES, "Last one here."]))

    assert [found.users for found in trace.passages] == [("signs/sore",), ("gaps/lost",), (), ()]
    assert [found.passage for found in trace.unused] == [unused]
    assert trace.rests_on == {"signs/sore": ("p0",)}
    assert not trace.is_clean


def test_equal_sentences_are_passages_of_their_own() -> None:
    article = article_with(passages_of(["No spam.", "No spam."]))
    assert traced(article, [Sentence("No spam."), Sentence("No spam.")]).changed == ()
    assert [found.passage.id for found in traced(article, [Sentence("No spam.")]).changed] == ["p1"]


def test_a_heading_stands_in_for_a_heading_only() -> None:
    article = article_with(
        passages_of(["A title", "Pad the sore spot.", "Key points"]),
        gaps=(Gap(id="lost", lead_in="Key points", what="section", place=Cite("own", "p2")),),
    )
    title, old, new = (Sentence(text, is_heading=True) for text in ("Another title", "First", "To remember"))

    trace = traced(article, [title, old, new])

    assert [found.nearest for found in trace.changed] == ["Another title", None, "First"]


def test_of_several_unknown_sentences_the_one_like_the_gist_stands_in() -> None:
    gist = "a doctor should see a red heel"
    passages = [*passages_of(SENTENCES)]
    passages[1] = Passage(id="p1", says=gist, fingerprint="0" * 12)
    others = [Sentence(f"Quite another matter, number {number}.") for number in range(6)]
    wanted = Sentence("Let a doctor look at a heel that is red.")

    trace = traced(article_with(passages), [Sentence(SENTENCES[0]), *others, wanted, Sentence(SENTENCES[2])])

    assert [found.nearest for found in trace.changed] == [wanted.text]
    assert len(trace.unknown) == 6


def test_changes_far_apart_are_each_told_with_the_sentence_in_their_place() -> None:
    article = article_with(passages_of([*SENTENCES, "Last one here."]))
    text = ["Rest both feet.", SENTENCES[1], SENTENCES[2], "The last one is here."]
    trace = traced(article, map(Sentence, text))
    assert [(found.passage.id, found.nearest) for found in trace.changed] == [
        ("p0", text[0]),
        ("p3", text[3]),
    ]


def test_in_another_text_nothing_is_guessed() -> None:
    article = article_with(passages_of([f"Sentence number {number}." for number in range(120)]))
    trace = traced(article, [Sentence(f"Other words, {number} of them.") for number in range(120)])
    assert {found.nearest for found in trace.changed} == {None}
    assert len(trace.unknown) == 120
    assert trace.is_of_another_text


@pytest.mark.parametrize(("kept", "is_another"), [(0, True), (1, True), (2, False), (8, False)])
def test_a_text_with_a_quarter_of_the_sentences_is_the_source(kept: int, is_another: bool) -> None:
    words = [f"Sentence number {number}." for number in range(8)]
    trace = traced(article_with(passages_of(words)), map(Sentence, words[:kept]))
    assert trace.is_of_another_text is is_another


def test_a_few_sentences_tell_nothing_of_the_text() -> None:
    words = ["One.", "Two.", "Three.", "Four."]
    assert not traced(article_with(passages_of(words)), []).is_of_another_text


def test_the_source_is_the_one_with_fingerprints_or_the_one_named() -> None:
    article = article_with(passages_of(SENTENCES))
    assert traced(article, []).source == "own"
    named = traced(article, [], "other")
    assert (named.source, [found.passage.id for found in named.changed]) == ("other", ["f1"])
    with pytest.raises(UnknownThing, match=r'there is no source "othre"; did you mean "other"\?'):
        traced(article, [], "othre")
    with pytest.raises(UnknownThing, match="fingerprints"):
        traced(replace(article, sources=article.sources[:1]), [])
