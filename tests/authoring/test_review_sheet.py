import re
from dataclasses import replace

from overlays import laid

from quizapp.authoring.review_sheet import review_sheet
from quizapp.content.model import Level


def test_what_can_do_harm_comes_first_and_each_statement_once() -> None:
    article = laid("signs: [{id: rubbing-spot, note: One source says to book.}]")
    sheet = review_sheet(article)
    statements, _, _ = sheet.partition("## 4.")
    assert re.findall(r"^\| (\d+) \|", statements, re.MULTILINE) == [
        str(number) for number in range(1, len(list(article.claims())) + 1)
    ]
    first = next(line for line in sheet.splitlines() if line.startswith("| 1 |"))
    assert first.split(" | ") == [
        "| 1",
        "Hot, red skin that spreads around a blister",
        "**Get help today** (today). See a doctor today.",
        "Blisters from new shoes",
        "☐ yes ☐ no",
        " |",
    ]
    doubted = sheet.index("One source says to book.")
    assert sheet.index("## 2.") < doubted < sheet.index("## 3.")


def test_stories_are_asked_without_their_keys() -> None:
    article = laid()
    assert article.quiz is not None
    stories = review_sheet(article).partition("## 4.")[2]
    scenarios = [item for halves in article.quiz.pairs.values() for item in halves]
    assert [item.id for item in scenarios if f"- {item.stem} Step: ____" not in stories] == []
    assert [item.id for item in scenarios if item.reason in stories] == []
    assert [level.slug for level in Level if level.slug in stories] == []


def test_a_withdrawn_story_is_not_asked() -> None:
    article = laid()
    assert article.quiz is not None
    items = tuple(replace(item, withdrawn="It was unclear.") for item in article.quiz.items)
    sheet = review_sheet(replace(article, quiz=replace(article.quiz, items=items)))
    assert "Step: ____" not in sheet
