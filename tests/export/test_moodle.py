"""Both formats of Moodle; tests/consumers has another reader judge the multiple choice of its XML."""

from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

from exported import NOTICES, SAY, asked, make_bank_of_everything, scores, summed
from factories import UNREVIEWED, make_article, make_choice
from gift_texts import gift_read

from quizapp.content.model import Kind, Review, Translated, quiz_of
from quizapp.export.moodle import gift, gift_losses, moodle_xml

ARTICLE = make_bank_of_everything()
TEXT = gift(ARTICLE, SAY).decode()
XML = ET.fromstring(moodle_xml(ARTICLE, SAY))
HTML_NOTICES = "".join(f"<p>{notice}</p>" for notice in NOTICES)


def questions() -> dict[str, Any]:
    _, _, *found = gift_read([TEXT])[0]
    return {question["id"]: question for question in found}


def text(path: str, question: ET.Element) -> str:
    return question.findtext(f"{path}/text") or ""


def weights(question: Any) -> dict[str, float]:
    """Return what each choice adds to the score in Moodle, by its text."""
    return {
        choice["text"]["text"]: 1 if choice["isCorrect"] else (choice["weight"] or 0) / 100
        for choice in question["choices"]
    }


def test_every_item_that_can_be_asked_is_read_with_its_words() -> None:
    found = questions()
    assert list(found) == list(asked(ARTICLE))
    for item in asked(ARTICLE).values():
        assert found[item.id]["title"] == item.id
        assert found[item.id]["stem"]["text"] == f"<p>{item.stem}</p><p>{item.lead_in}</p>"
    assert {key: question["tags"] for key, question in found.items()} == {
        "carry-on-0": ["scenario", "level-carry-on"],
        "modify-0": ["scenario", "level-modify"],
        "book-0": ["scenario", "level-book"],
        "flag-0-0": ["scenario", "level-urgent", "red-flag-flag-0"],
        "one-right": ["choice"],
        "some-right": ["multiple"],
        "a-sort": ["sort"],
    }


def test_every_response_to_every_item_has_the_score_of_the_grading() -> None:
    found = questions()
    for item in asked(ARTICLE).values():
        if item.kind is not Kind.SORT:
            assert summed(item, weights(found[item.id])) == scores(item)


def test_every_option_says_why_and_a_wrong_level_which_way_it_is_wrong() -> None:
    found = questions()
    reasons = [choice["feedback"]["text"] for choice in found["one-right"]["choices"]]
    assert reasons == ["why a", "why b", "why c"]
    fits = "What fits: urgent for flag-0-0. why flag-0-0"
    hazard = f"That isn't enough. {fits} what flag-0-0 can do"
    reasons = [choice["feedback"]["text"] for choice in found["flag-0-0"]["choices"]]
    assert reasons == [hazard, hazard, f"That isn't enough. {fits}", "why flag-0-0"]
    assert found["carry-on-0"]["choices"][1]["feedback"]["text"] == (
        "That's more than needed. What fits: carry-on for carry-on-0. why carry-on-0"
    )


def test_a_sort_item_is_matched_and_the_levels_of_no_line_are_offered_too() -> None:
    question = questions()["a-sort"]
    pairs = [(pair["subquestion"]["text"], pair["subanswer"]) for pair in question["matchPairs"]]
    (in_xml,) = XML.iterfind("question[@type='matching']")
    assert [(each.findtext("text"), text("answer", each)) for each in in_xml.iterfind("subquestion")] == pairs
    assert pairs == [
        ("The sign a carry-on sign", "carry-on"),
        ("The sign a book sign", "book"),
        ("The sign a urgent sign", "urgent"),
        ("", "modify"),
    ]
    assert question["globalFeedback"]["text"].startswith(
        "<p>The sign a carry-on sign: carry-on. why a carry-on sign</p>"
    )


def test_the_notices_stand_at_the_top_and_follow_every_response() -> None:
    category, about, *_ = gift_read([TEXT])[0]
    assert (category["title"], about["title"]) == ("an-article", "A quiz")
    assert about["stem"]["text"] == f"<p>About a quiz.</p>{HTML_NOTICES}"
    for question in questions().values():
        assert question["globalFeedback"]["text"].endswith(HTML_NOTICES)


def test_a_review_is_named_and_a_translation_says_that_nobody_checked_it() -> None:
    reviewed = Review(status="reviewed", by="Dr A & B", date="2026-11-01")
    quiz = replace(quiz_of(ARTICLE), review=reviewed)
    translated = Translated(original="es", review=UNREVIEWED)
    about = gift_read([gift(replace(ARTICLE, quiz=quiz, translated=translated), SAY).decode()])[0][1]
    told = "<p>Reviewed by Dr A &amp; B, 2026-11-01.</p><p>Translation not checked yet.</p>"
    assert told in about["stem"]["text"]


def test_what_moodle_has_no_fraction_for_is_left_out_and_named() -> None:
    many = make_choice("eleven", kind=Kind.MULTIPLE, right="a", wrong="bcdefghijkl")
    article = make_article(flags=1, per_stratum=1, extra=(many,))
    assert "eleven" not in gift(article, SAY).decode()
    lost = [loss for loss in gift_losses(article) if loss.items]
    assert [(loss.what, loss.items) for loss in lost] == [
        ("the item, in which more than 10 options share the score", ("eleven",))
    ]


def test_in_xml_every_item_has_its_type_its_id_and_the_notices_after_each_response() -> None:
    category, about, *questions = XML
    assert text("category", category) == "$course$/top/an-article"
    assert text("info", category) == text("questiontext", about) == f"<p>About a quiz.</p>{HTML_NOTICES}"
    assert [each.get("type") for each in (category, about)] == ["category", "description"]
    items = asked(ARTICLE)
    assert {each.findtext("idnumber"): each.get("type") for each in questions} == {
        key: "matching" if item.kind is Kind.SORT else "multichoice" for key, item in items.items()
    }
    assert all(text("generalfeedback", each).endswith(HTML_NOTICES) for each in questions)
    tags = [tag.text for tag in questions[3].iterfind("tags/tag/text")]
    assert tags == ["scenario", "level-urgent", "red-flag-flag-0"]


def test_any_text_is_well_formed_xml_and_what_xml_cannot_hold_is_marked() -> None:
    odd = replace(make_choice("odd"), stem="]]> <b> & \x0b \ud800")
    text_of_odd = moodle_xml(make_article(per_stratum=0, extra=(odd,)), SAY)
    read = ET.fromstring(text_of_odd)
    assert text("questiontext", read[2]) == "<p>]]&gt; &lt;b&gt; &amp; </p><p> \ufffd</p><p>Which fits?</p>"
