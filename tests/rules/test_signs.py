from dataclasses import replace

import pytest
from overlays import found, laid, told

from quizapp.rules import check

FEVER = """
red_flags:
  - {id: fever-with-blister, name: A fever with a blister, action: Get help., cites: [leaflet/p5]}
"""
KEY = "quiz.yaml/pairs/0/stories/0/key"
SIGNS = "quiz.yaml/pairs/3/stories/0/signs"
SMALL = "article.yaml/signs/0"
FLAG = "spreading-redness"
PROMOTION = "poor-healing-needs-a-look"
NOT_TOLD = "readers aren't told how soon to book for"
NO_QUIZ = "there is no quiz.yaml, so nothing tests the red flags"


def first_run(story: str) -> str:
    return f"quiz: {{pairs: [{{id: first-run, stories: [{{{story}}}]}}]}}"


def hot_heel(signs: str, more: str = "") -> str:
    return f"quiz: {{pairs: [{{id: hot-heel, stories: [{{signs: [{signs}]{more}}}]}}]}}"


MISTAKES: dict[str, tuple[str, str, list[str]]] = {
    "a key above its signs": (
        "key-contradicts-signs",
        first_run("key: modify"),
        [f'{KEY}: the key is modify, but the sign "small-blister" is carry-on'],
    ),
    "a key below the highest sign": (
        "key-contradicts-signs",
        first_run("signs: [small-blister, keeps-coming-back]"),
        [f'{KEY}: the key is carry-on, but the sign "keeps-coming-back" is book'],
    ),
    "a key below a promotion": (
        "key-contradicts-signs",
        first_run("circumstances: [poor-healing]"),
        [f'{KEY}: the key is carry-on, but the promotion "{PROMOTION}" raises these signs to book'],
    ),
    "a withdrawn item may contradict the article": (
        "key-contradicts-signs",
        first_run("key: book, withdrawn: The sign was raised."),
        [],
    ),
    "unknown signs have no level": ("key-contradicts-signs", first_run("signs: [blob]"), []),
    "the second of two red flags is pointed at": (
        "several-red-flags",
        FEVER + hot_heel("fever-with-blister, small-blister, spreading-redness"),
        [f'{SIGNS}/2: this story shows more than one red flag: "fever-with-blister" and "{FLAG}"'],
    ),
    "a red flag beside a promotion to urgent": (
        "several-red-flags",
        "promotions: [{id: poor-healing-needs-a-look, level: urgent}]\n"
        + hot_heel("spreading-redness, rubbing-spot", ", circumstances: [poor-healing]"),
        [f'{SIGNS}/0: beside the red flag "{FLAG}", the promotion "{PROMOTION}" is urgent as well'],
    ),
    "a red flag beside a promotion to book": (
        "several-red-flags",
        hot_heel("spreading-redness, rubbing-spot", ", circumstances: [poor-healing]"),
        [],
    ),
    "signs in the wrong list": (
        "sign-in-wrong-list",
        "signs: [{id: rubbing-spot, level: urgent}]\nred_flags: [{id: spreading-redness, level: book}]",
        [
            "article.yaml/red_flags/0/level: a red flag is urgent, but this one is book",
            "article.yaml/signs/1/level: an urgent sign is a red flag",
        ],
    ),
    "signs to book for, and only those, say how soon": (
        "how-soon-unclear",
        "signs: [{id: small-blister, within: soon}, {id: rubbing-spot, level: book}]",
        [
            f'{SMALL}/within: "small-blister" is carry-on, so there is no appointment to book',
            f'article.yaml/signs/1/level: {NOT_TOLD} "rubbing-spot"',
        ],
    ),
    "several signs to book for are told in one line": (
        "how-soon-unclear",
        "signs: [{id: small-blister, level: book}, {id: rubbing-spot, level: book}]",
        [f'{SMALL}/level: {NOT_TOLD} "small-blister" and 1 more, down to "rubbing-spot"'],
    ),
    "an allowance of one sign to book for silences no other": (
        "how-soon-unclear",
        """
        signs:
          - {id: small-blister, level: book, allow: [{rule: how-soon-unclear, because: It depends.}]}
          - {id: rubbing-spot, level: book}
        """,
        [f'article.yaml/signs/1/level: {NOT_TOLD} "rubbing-spot"'],
    ),
    "an allowance of a later sign to book for is in use": (
        "allowance-idle",
        """
        signs:
          - {id: small-blister, level: book}
          - {id: rubbing-spot, level: book, allow: [{rule: how-soon-unclear, because: It depends.}]}
        """,
        [],
    ),
    "a missing quiz names the red flags": (
        "no-quiz",
        FEVER + "quiz: null",
        [f'article.yaml/red_flags/0: {NO_QUIZ} "spreading-redness", "fever-with-blister"'],
    ),
}


@pytest.mark.parametrize(("code", "fragment", "lines"), MISTAKES.values(), ids=MISTAKES)
def test_what_is_wrong_with_a_sign_is_told(code: str, fragment: str, lines: list[str]) -> None:
    assert told(laid(fragment), code) == lines


def test_raising_a_sign_finds_every_item_that_shows_it() -> None:
    article = laid("signs: [{id: rubbing-spot, level: book}]")
    assert [f.where for f in found(article, "key-contradicts-signs")] == [
        ("pairs", pair, "stories", story, "key")
        for pair, story in ((0, 1), (1, 0), (2, 0), (5, 1), (6, 0), (7, 1), (14, 0), (15, 1))
    ]


NUMB_FOOT = """
red_flags:
  - {id: numb-foot, name: A numb foot, tested: true, action: Get medical help today., cites: [leaflet/p5]}
"""
HOT_FOOT = NUMB_FOOT.replace("A numb foot", "A hot foot with a blister")


@pytest.mark.parametrize(
    ("notice", "flags", "silent"),
    [
        ("If the skin is hot and red, see a doctor today.", NUMB_FOOT, [1]),
        ("If the skin is hot and red or you feel numbness, see a doctor today.", NUMB_FOOT, []),
        ("If one of the signs is there now, see a doctor today.", NUMB_FOOT, [0, 1]),
        ("To do: what to do now", NUMB_FOOT, []),
        ("If the skin around a blister is hot, see a doctor today.", HOT_FOOT, [1]),
        (
            "If the skin is hot and red, see a doctor today.",
            NUMB_FOOT.replace("A numb foot", '"To do: name"'),
            [],
        ),
    ],
    ids=["one is missing", "all", "none", "a to-do", "a word that two share", "a flag without a name"],
)
def test_the_notice_has_a_telling_word_of_every_red_flag(notice: str, flags: str, silent: list[int]) -> None:
    findings = found(laid(f"urgent_notice: '{notice}'\n{flags}"), "notice-without-red-flag")
    names = [flag.id for flag in laid(flags).red_flags]
    assert [(finding.where, finding.message.split('"')[1]) for finding in findings] == [
        (("urgent_notice",), names[index]) for index in silent
    ]


def test_nine_tested_red_flags_are_too_many() -> None:
    article = laid()
    flags = tuple(replace(article.red_flags[0], id=f"flag-{number}") for number in range(9))
    (finding,) = found(replace(article, red_flags=flags, quiz=None), "tested-flags-unfit")
    assert (finding.where, finding.message) == (
        ("red_flags", 8, "tested"),
        "9 red flags are tested; 8 are the most",
    )


def test_an_article_that_gives_no_sign_a_level_needs_no_quiz() -> None:
    article = replace(laid("quiz: null"), red_flags=())
    assert [finding.where for finding in found(article, "no-quiz")] == [("signs", 0)]
    assert found(replace(article, signs=()), "no-quiz") == []


def test_an_editor_may_publish_without_a_quiz_and_say_why() -> None:
    allow = "allow: [{rule: no-quiz, because: It comes next month.}]"
    article = laid(f"red_flags: [{{id: spreading-redness, {allow}}}]\nquiz: null")
    assert [finding.code for finding in check(article)] == []
