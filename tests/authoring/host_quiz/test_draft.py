from dataclasses import replace
from pathlib import Path

import pytest
from exported import SAY, asked, make_bank_of_everything, shipped
from overlays import parsed

from quizapp.authoring.host_quiz.draft import drafted, write
from quizapp.authoring.host_quiz.question import Unread
from quizapp.content import build, schema
from quizapp.content.model import Article, Kind
from quizapp.errors import EditRefused, UnusableSource
from quizapp.export.formats import FORMATS
from quizapp.problem import Part

FORMS = {"gift": "GIFT", "moodle-xml": "Moodle XML"}
TWO = r"""
::One::Where?{=Here#Yes. ~There}

::One::It rubs.\nWhen?{~%50%Now ~%50%Then ~%-100%Never####In all.}
"""


PLAIN = {  # an article around a quiz
    "format": 2,
    "id": "an-article",
    "lang": "en",
    "title": "An article",
    "summary": "What it says.",
    "urgent_notice": "Get help now.",
    "sources": [{"id": "leaflet", "title": "A leaflet", "passages": [{"id": "p1", "says": "all of it"}]}],
}


def imported(article: Article, name: str) -> Article:
    """Return an article with the draft of its own exported quiz in place of its quiz."""
    text = FORMATS[name].write(article, SAY).decode()
    draft = parsed(drafted(text, FORMS[name], article.id).yaml.encode(), Part.QUIZ)
    data, findings = schema.checked(Part.QUIZ, draft)
    assert (data is None, findings) == (False, [])
    about = build.article(PLAIN, data)
    assert about.quiz is not None
    return replace(article, quiz=replace(about.quiz, title="A quiz", intro="About a quiz."))


def test_each_question_is_a_practice_item_and_what_it_lacks_is_a_to_do() -> None:
    made = drafted(TWO, "GIFT", "sore-heels")
    assert made.items == 2
    assert parsed(made.yaml.encode(), Part.QUIZ) == {
        "format": 2,
        "article": "sore-heels",
        "title": "To do: what the quiz is called",
        "intro": "To do: what awaits the reader, in one or two sentences",
        "review": {"status": "unreviewed"},
        "practice": [
            {
                "id": "one",
                "kind": "choice",
                "ask": "Where?",
                "options": [
                    {"text": "Here", "correct": True, "reason": "Yes."},
                    {"text": "There", "reason": "To do: why this is wrong"},
                ],
                "cites": ["to-do/source"],
            },
            {
                "id": "one-2",
                "kind": "multiple",
                "story": "It rubs.",
                "ask": "When?",
                "options": [
                    {"text": "Now", "correct": True, "reason": "In all."},
                    {"text": "Then", "correct": True, "reason": "In all."},
                    {"text": "Never", "reason": "To do: why this is wrong"},
                ],
                "cites": ["to-do/source"],
            },
        ],
    }


def test_shares_of_the_score_that_the_check_does_not_have_are_named() -> None:
    made = drafted("Q{=a ~%50%b ~c}\n\nQ{~%75%a ~%25%b ~%-100%c}\n\nQ{~%50%a ~%50%b ~%-100%c}", "GIFT", "x")
    why = "the shares of the score; the item has those of the check"
    assert made.unread == (Unread(1, why, harmless=True), Unread(3, why, harmless=True))


def test_a_question_that_is_too_long_for_one_is_a_story_with_a_to_do() -> None:
    made = drafted(f"{'It rubs. ' * 50}{{=a ~b}}", "GIFT", "sore-heels")
    assert 'ask: "To do: the question"' in made.yaml


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("article", [make_bank_of_everything(), *shipped()], ids=lambda article: article.id)
def test_export_and_import_are_a_fixed_point(article: Article, name: str) -> None:
    once = imported(article, name)
    assert list(asked(once)) == [key for key, item in asked(article).items() if item.kind is not Kind.SORT]
    text = FORMATS[name].write(once, SAY)
    assert FORMATS[name].write(imported(once, name), SAY) == text
    practice = [item for item in asked(once).values() if item.id in of_practice(article)]
    for item in practice:
        same = asked(article)[item.id]
        assert {(each.text, each.rationale, each.correct) for each in item.options} == {
            (each.text, each.rationale, each.correct) for each in same.options
        }
        assert (item.kind, item.stem, item.lead_in) == (same.kind, same.stem, same.lead_in)


def of_practice(article: Article) -> set[str]:
    return {key for key, item in asked(article).items() if item.kind in {Kind.CHOICE, Kind.MULTIPLE}}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("$CATEGORY: a\n", "it asks nothing"),
        ("a\n\nQ{}\n", "no question of it can be read. line 3: an essay"),
    ],
)
def test_a_file_without_a_question_is_refused(text: str, why: str) -> None:
    with pytest.raises(UnusableSource, match=why):
        drafted(text, "GIFT", "sore-heels")


def test_a_draft_is_never_written_over_a_quiz(tmp_path: Path) -> None:
    made = drafted(TWO, "GIFT", "sore-heels")
    path = write(made, tmp_path, "sore-heels")
    assert (path, path.read_text()) == (tmp_path / "sore-heels" / "quiz.yaml", made.yaml)
    with pytest.raises(EditRefused, match="there is a quiz already"):
        write(made, tmp_path, "sore-heels")
