"""What to write next: the plan of a quiz, and the pairs that it asks for."""

from dataclasses import replace
from pathlib import Path

import pytest
from conftest import COMPLETE, quizapp
from factories import make_article, make_sign

from quizapp.authoring import plan
from quizapp.content.model import Article, Level
from quizapp.library.load import load
from quizapp.problem import Severity
from quizapp.rules.supply import has_verdict

HEAD = "                                       stories  for a verdict  for its error rates"
BLISTERS = "blisters-from-new-shoes"


def with_stories(number: int) -> Article:
    return make_article(per_stratum=number)


def test_the_table_shows_signs_with_their_stories_and_ends_with_the_next_step() -> None:
    assert plan.as_text(with_stories(2)).splitlines() == [
        "an-article offers practice only, with 5 pairs; a verdict takes 11 or more.",
        HEAD,
        "flag-0                                       2              2                    8",
        "flag-1                                       2              2                    8",
        "carry-on                                     2              2                   24",
        "  carry-on                                   2",
        "modify                                       2              2                   24",
        "  modify                                     2",
        "book                                         2              3                   24",
        "  book                                       2",
        "Next: `quizapp item book` adds a pair with this sign to quiz.yaml for you to fill in.",
    ]


def test_an_article_without_signs_has_a_plan_too() -> None:
    article = replace(make_article(), signs=(), red_flags=(), quiz=None)
    assert plan.as_text(article).splitlines()[0] == "an-article has no quiz yet."


def test_an_id_is_whole_however_long_it_is() -> None:
    sign = "blisters-that-come-back-with-every-new-pair"
    article = replace(make_article(), signs=(make_sign(sign, Level.BOOK),))
    assert f"  {sign}       0" in plan.as_text(article).splitlines()


def test_the_pairs_that_a_verdict_takes_grow_with_the_red_flags() -> None:
    first, *_ = plan.as_text(make_article(flags=3, per_stratum=2)).splitlines()
    assert first == "an-article offers practice only, with 6 pairs; a verdict takes 13 or more."


def test_a_full_bank_is_to_be_measured_and_is_no_news_to_check() -> None:
    full = with_stories(24)
    assert plan.next_step(full) == "`quizapp simulate an-article` measures the error rates."
    assert (plan.unfinished(full), len(plan.unfinished(with_stories(2)))) == ([], 9)


def test_an_editor_chooses_first_what_is_tested() -> None:
    article = with_stories(8)
    untested = replace(article, red_flags=tuple(replace(flag, tested=False) for flag in article.red_flags))
    text = plan.as_text(untested).splitlines()
    assert text[-4:-1] == [
        "2 red flags that the check doesn't ask about",
        "  flag-0                                     8",
        "  flag-1                                     8",
    ]
    assert text[-1] == (
        "Next: choose two to four red flags for the check to confirm, and mark them `tested: true`."
    )


def test_a_quiz_grows_by_items_until_it_has_a_verdict(tmp_path: Path) -> None:
    content = tmp_path / "content"
    new = quizapp("new", "sore-heels", "--content", content)
    assert new.output.splitlines()[0].startswith("First: open ")
    assert len(new.output.splitlines()) <= 15
    article = load(content).library.articles["sore-heels"]
    for number in range(1, 40):
        if has_verdict(article):
            break
        command = plan.next_step(article).split("`")[1].split()
        added = quizapp(*command[1:], "--content", content)
        assert (added.exit_code, added.output.count("\n")) == (0, 1), added.output
        article = load(content).library.articles["sore-heels"]
        assert article.quiz is not None
        assert len(article.quiz.pairs) == number + 1
    assert number == 11
    assert {found.code for found in load(content).problems} == {"to-do", "too-few-stories"}
    assert {found.severity for found in load(content).problems} == {Severity.WARNING}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("item", "spreading-rednes"), 'did you mean "spreading-redness"?'),
        (
            ("item", "spreading-redness", "--beside", "spreading-redness"),
            "its other story needs a sign of another level",
        ),
        (("plan", "blisters"), "there is no article"),
    ],
)
def test_what_cannot_be_planned_is_told(arguments: tuple[str, ...], says: str) -> None:
    result = quizapp(*arguments, "--content", COMPLETE)
    assert (result.exit_code, says in result.output) == (2, True), result.output


def test_one_command_adds_the_pairs_of_several_signs(tmp_path: Path) -> None:
    quizapp("new", "sore-heels", "--content", tmp_path)
    signs = ["urgent-sign", "sign-to-book", "urgent-sign", "sign-to-modify"]
    assert quizapp("item", *signs, "--content", tmp_path).output.count("Fill in the pair at") == 4
    article = load(tmp_path).library.articles["sore-heels"]
    assert article.quiz is not None
    added = "urgent-sign-1 urgent-sign-2 sign-to-book-1 urgent-sign-3 sign-to-modify-1"
    assert " ".join(article.quiz.pairs) == added


def test_a_pair_is_added_with_the_line_ends_of_the_file_before_what_follows(tmp_path: Path) -> None:
    folder = tmp_path / BLISTERS
    folder.mkdir()
    for part in ("article.yaml", "quiz.yaml"):
        text = (COMPLETE / BLISTERS / part).read_text()
        (folder / part).write_bytes(text.replace("\n", "\r\n").encode())
    before = (folder / "quiz.yaml").read_bytes()
    assert quizapp("item", "spreading-redness", "--content", tmp_path).exit_code == 0
    after = (folder / "quiz.yaml").read_bytes()
    assert (after.count(b"\n"), after.count(b"\r\n")) == (after.count(b"\n"), after.count(b"\n"))
    head, _, tail = after.partition(b"  - id: spreading-redness-1\r\n")
    assert before.startswith(head)
    assert before.endswith(tail[tail.index(b"practice:\r\n") :])
