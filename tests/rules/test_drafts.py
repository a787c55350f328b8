import pytest
from overlays import found, laid

from quizapp.content.model import Article
from quizapp.content.passages import fingerprint
from quizapp.problem import Finding, Part


def test_each_text_that_is_still_to_be_written_is_named() -> None:
    article = laid(
        """
        title: "To do: the title"
        levels: [{id: book, means: "To do: when to go"}]
        sources: [{id: clinic, passages: [{id: f1, says: "To do: its gist"}]}]
        quiz:
          title: "To do: its title"
          pairs: [{id: first-run, options: [Run on, "To do: a distractor", Ask a nurse, Go now]}]
        """
    )
    assert found(article, "to-do") == [
        Finding(code="to-do", part=part, where=where, message=f"still to be written: {wanted}")
        for part, where, wanted in (
            (Part.ARTICLE, ("title",), "the title"),
            (Part.ARTICLE, ("levels", 2, "means"), "when to go"),
            (Part.ARTICLE, ("sources", 1, "passages", 0, "says"), "its gist"),
            (Part.QUIZ, ("title",), "its title"),
            (Part.QUIZ, ("pairs", 0, "options", 1), "a distractor"),
        )
    ]


def test_a_text_is_named_where_it_stands_and_not_where_it_is_used() -> None:
    article = laid(
        """
        levels: [{id: book, name: "To do: a name"}]
        signs: [{id: small-blister, name: "To do: the sign"}]
        review: {by: "To do: who"}
        """
    )
    assert [finding.where for finding in found(article, "to-do")] == [
        ("levels", 2, "name"),
        ("signs", 0, "name"),
    ]


def test_an_item_whose_source_is_still_to_be_named_is_a_to_do_and_no_unknown_source() -> None:
    article = laid("quiz: {practice: [{id: why-skin-hardens, cites: [to-do/source]}]}")
    (finding,) = found(article, "to-do")
    assert (finding.part, finding.where[0], finding.where[-1]) == (Part.QUIZ, "practice", "cites")
    assert finding.message == "still to be written: the passage that this rests on"
    assert found(article, "unknown-source") == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("To do:", "this text"),
        ("to do : the title", "the title"),
        ("To do", "this text"),
        ("TODO", "this text"),
        ("TODO write it", "write it"),
        ("To-do:the title", "the title"),
    ],
)
def test_people_may_write_the_mark_in_their_own_way(text: str, wanted: str) -> None:
    (finding,) = found(laid(f"title: {text!r}"), "to-do")
    assert finding.message == f"still to be written: {wanted}"


@pytest.mark.parametrize(
    "text", ["What to do about blisters", "To do this, sit down", "To do or not to do: both help", "Todos"]
)
def test_a_text_that_only_speaks_of_things_to_do_is_none(text: str) -> None:
    assert found(laid(f"title: {text!r}"), "to-do") == []


def test_an_allowance_does_not_write_a_text() -> None:
    article = laid(
        """
        faqs: [{id: pain-relief, answer: "To do: it", allow: [{rule: to-do, because: It can wait.}]}]
        """
    )
    assert len(found(article, "to-do")) == 1
    assert [finding.message for finding in found(article, "allowance-idle")] == [
        '"to-do" is unfinished text, which cannot be allowed'
    ]


WORDS = "Place a pad of soft felt over it."


def passage(words: str, gist: str = "pad it") -> str:
    return f'{{id: p20, says: "{gist}", fingerprint: "{fingerprint(words)}"}}'


def copied(text: str, words: str, gist: str = "pad it") -> list[Finding]:
    article = laid(
        f"""
        self_care: [{{id: pad-the-spot, text: "{text}"}}]
        sources: [{{id: leaflet, passages: [{passage(words, gist)}]}}]
        """
    )
    return found(article, "copied-sentence")


def test_a_copied_sentence_is_found_whatever_stands_around_it() -> None:
    assert copied(f"Wash it first. {WORDS.upper()} Then rest.", WORDS) == [
        Finding(
            code="copied-sentence",
            part=Part.ARTICLE,
            where=("self_care", 0, "text"),
            message='a source has these very words: "PLACE A PAD OF SOFT FELT OVER IT."',
            hint="say it in your own words",
        )
    ]


@pytest.mark.parametrize(
    ("publisher", "contact", "codes"),
    [
        ("Our clinic", "mailto:us@clinic.example", []),
        ("NHS", "mailto:us@clinic.example", ["own"]),
        ("NHS", "https://clinic.example/nhs.uk", ["own"]),
        ("NHS", "mailto:web@trust.nhs.uk", []),
        ("NHS", "https://www.nhs.uk/contact", []),
    ],
)
def test_the_words_of_a_known_publisher_are_nobody_elses(
    publisher: str, contact: str, codes: list[str]
) -> None:
    article = laid(
        f"""
        contact: {contact}
        self_care: [{{id: pad-the-spot, text: "{WORDS}"}}]
        sources: [{{id: leaflet, own: true, publisher: {publisher}, passages: [{passage(WORDS, WORDS)}]}}]
        """
    )
    assert [finding.where[-1] for finding in found(article, "copied-sentence")] == codes


def test_a_page_is_known_by_its_address_too() -> None:
    page = "url: https://www.nhs.uk/conditions/blisters"
    article = laid(f"sources: [{{id: leaflet, own: true, publisher: Our clinic, {page}}}]")
    assert [finding.message for finding in found(article, "copied-sentence")] == [
        '"leaflet" is a page of NHS, so its words are not your own'
    ]


def test_the_same_in_other_words_is_nobodys_and_neither_are_four_words() -> None:
    assert copied("Put a pad of soft felt over it.", WORDS) == []
    assert copied("Pad the sore spot.", "Pad the sore spot.") == []


def test_a_short_action_is_nobodys_even_beside_a_gist_that_is_the_sentence() -> None:
    call = "Call an ambulance now."
    article = laid(
        f"""
        red_flags: [{{id: spreading-redness, action: "Sit down. {call}"}}]
        sources: [{{id: leaflet, passages: [{passage(call, call)}]}}]
        """
    )
    assert found(article, "copied-sentence") == []


def test_gists_that_are_the_sentences_themselves_are_reported_once() -> None:
    (finding,) = copied("Put something soft there.", WORDS, WORDS)
    assert finding.where == ("sources", 0, "passages", 9, "says")
    assert finding.message == "1 of 10 gists are the very sentences, from here on"


def test_a_piece_of_a_gist_that_is_the_sentence_is_a_copy_too() -> None:
    places = [finding.where for finding in copied("A pad of soft felt: over it.", WORDS, WORDS)]
    assert ("self_care", 0, "text") in places


def test_the_reading_grade_leaves_copies_out() -> None:
    hard = "Considerable inflammatory deterioration necessitates comprehensive dermatological evaluation."

    def article(sentence: str) -> Article:
        return laid(
            f"""
            topics: [{{id: skin-hardens, body: "{f"{hard} " * 8}"}}]
            sources: [{{id: leaflet, passages: [{passage(sentence)}]}}]
            """
        )

    assert len(found(article("Another sentence of the source."), "article-hard-to-read")) == 1
    assert found(article(hard), "article-hard-to-read") == []
