from __future__ import annotations

from overlays import found, laid

from quizapp.content.model import Article
from quizapp.content.passages import fingerprint
from quizapp.content.problem import Finding, Part

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


def test_the_same_in_other_words_is_nobodys() -> None:
    assert copied("Put a pad of soft felt over it.", WORDS) == []


def test_four_words_are_nobodys() -> None:
    assert copied("Pad the sore spot.", "Pad the sore spot.") == []


def test_gists_that_are_the_sentences_themselves_are_reported_once() -> None:
    findings = copied("Put something soft there.", WORDS, WORDS)
    assert [(finding.where[:3], finding.where[4:], finding.message) for finding in findings] == [
        (
            ("sources", 0, "passages"),
            ("says",),
            findings[0].message,
        )
    ]
    assert findings[0].message.startswith("1 of ")
    assert findings[0].message.endswith(" gists are the very sentences, from this one on")


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
