from dataclasses import replace

import pytest
from factories import with_items
from overlays import found, laid, sock_fold, told

from quizapp.content.model import quiz_of
from quizapp.rules import bank
from quizapp.rules.rule import Rule


def pair(name: str, keys: str) -> str:
    return f"quiz: {{pairs: [{{id: {name}, {keys}}}]}}"


def test_an_article_without_a_quiz_has_no_bank_to_judge() -> None:
    rules = [each for each in vars(bank).values() if isinstance(each, Rule)]
    assert [list(rule.found(replace(laid(), quiz=None), None)) for rule in rules] == [[]] * 8


STORY = "quiz.yaml/pairs/1/stories/0"


@pytest.mark.parametrize(
    ("code", "fragment", "lines"),
    [
        (
            "stories-apart",
            sock_fold("story: Ivo has a pink toe.", "story: Ivo has a pink toe."),
            ["quiz.yaml/pairs/1/stories/1/story: both stories of the pair say the same"],
        ),
        ("stories-apart", sock_fold("story: Ivo has a pink toe.", "story: Ivo had a pink toe."), []),
        (
            "stories-apart",
            sock_fold("story: Ivo has a pink toe.", "story: His sock was wet and now a heel of Ivo hurts."),
            ["quiz.yaml/pairs/1/stories/1/story: the two stories share 14% of their words; they need 33%"],
        ),
        (
            "harm-misplaced",
            pair("hot-heel", "stories: [{}, {harm: It can spread to the blood.}]"),
            ["quiz.yaml/pairs/3/stories/1/harm: only an urgent story has `harm`"],
        ),
        (
            "name-used-twice",
            pair("wet-sock", "person: {name: Ivo}"),
            ['quiz.yaml/pairs/2/person/name: Ivo is the name in "sock-fold" already'],
        ),
        ("too-many-words", sock_fold(f"story: {'Ivo ' * 40}"), []),
        (
            "too-many-words",
            sock_fold(f"story: {'Ivo ' * 41}"),
            [f"{STORY}/story: this story has 41 words; 40 are the most"],
        ),
        (
            "too-many-words",
            sock_fold(options=f"[{'Walk ' * 10}, Pad the toe, Ask for a visit, Go now]"),
            ["quiz.yaml/pairs/1/options/0: this option has 10 words; 9 are the most"],
        ),
        (
            "too-many-words",
            sock_fold(f"reason: {'Because ' * 26}"),
            [f"{STORY}/reason: this reason has 26 words; 25 are the most"],
        ),
        (
            "reason-too-short",
            sock_fold("reason: One two three four.", "reason: One two three four five."),
            [f"{STORY}/reason: this reason has 4 words; 5 are the least"],
        ),
    ],
)
def test_what_is_wrong_with_a_pair_is_told(code: str, fragment: str, lines: list[str]) -> None:
    assert told(laid(fragment), code) == lines


def test_an_urgent_story_says_what_waiting_can_do() -> None:
    article = laid()
    bare = with_items(article, (replace(item, harm=None) for item in quiz_of(article).items))
    first, second, *_ = [finding.where for finding in found(bare, "harm-misplaced")]
    assert (first, second) == (("pairs", 3, "stories", 0), ("pairs", 4, "stories", 1))


def test_what_is_missing_from_the_bank_is_named_and_counted() -> None:
    article = laid("quiz: {pairs: [{id: hot-heel, stories: [{withdrawn: It was unclear.}]}]}")
    article = with_items(article, (replace(item, allow=()) for item in quiz_of(article).items))
    assert told(article, "too-few-stories") == [
        'article.yaml/red_flags/0: "spreading-redness" has 7 stories; write 1 more, to have 8',
        'quiz.yaml/pairs/0: "carry-on" has 8 stories; write 16 more, to have 24',
        'quiz.yaml/pairs/0: "modify" has 8 stories; write 16 more, to have 24',
        'quiz.yaml/pairs/0: "book" has 8 stories; write 16 more, to have 24',
    ]


def test_a_bank_without_stories_for_a_verdict_says_what_is_missing_and_no_more() -> None:
    article = laid(
        "red_flags: [{id: fever-with-blister, name: Fever with a blister, tested: true, cites: [leaflet/p5]}]"
    )
    assert told(article, "practice-only") == [
        "quiz.yaml/pairs: the check has too few stories for a verdict: fever-with-blister has 0 of 2"
    ]
    assert found(article, "too-few-stories") == []


WORDS = "a word such as patch, creeps, grown, noon"


@pytest.mark.parametrize(
    ("name", "messages"),
    [
        ("Dark skin on a blister", []),
        (
            "A patch that creeps and has grown by noon",
            [
                f"5 of 8 urgent stories have {WORDS}; 60% are the most",
                f"5 urgent stories have {WORDS}, but only 2 others",
            ],
        ),
    ],
)
def test_a_bank_in_which_alarming_words_go_with_urgent_is_told(name: str, messages: list[str]) -> None:
    article = laid(f"red_flags: [{{id: spreading-redness, name: {name}}}]")
    assert [finding.message for finding in found(article, "alarm-gives-key")] == messages


def test_the_entries_and_options_of_practice_items_have_reasons_too() -> None:
    article = laid(
        """
        quiz:
          practice:
            - {id: why-skin-hardens, options: [{}, {reason: No.}]}
            - {id: sort-the-signs, entries: [{sign: small-blister, reason: It heals.}]}
        """
    )
    assert [finding.where for finding in found(article, "reason-too-short")] == [
        ("practice", 0, "options", 1, "reason"),
        ("practice", 2, "entries", 0, "reason"),
    ]
