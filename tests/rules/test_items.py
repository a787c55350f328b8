import pytest
from overlays import found, laid, sock_fold, told

from quizapp.content.model import Kind
from quizapp.rules import items


def test_items_have_the_place_that_they_have_in_the_file() -> None:
    article = laid("quiz: {pairs: [{id: first-run, stories: [{withdrawn: It was unclear.}]}]}")
    places = {item.id: place for place, item in items.every(article)}
    assert (places["first-run-b"], places["stiff-collar-a"], places["sort-the-signs"]) == (
        ("pairs", 0, "stories", 1),
        ("pairs", 15, "stories", 0),
        ("practice", 2),
    )
    assert len(places) == 35
    assert places.keys() - {item.id for _, item in items.active(article)} == {"first-run-a"}
    assert {item.kind for _, item in items.scenarios(article)} == {Kind.SCENARIO}
    assert [item.id for _, item in items.choices(article)] == ["why-skin-hardens", "first-aid-at-home"]


def test_the_options_of_a_pair_are_looked_at_once() -> None:
    article = laid("quiz: {pairs: [{id: first-run, stories: [{withdrawn: It was unclear.}]}]}")
    places = [place for place, _ in items.with_options(article)]
    assert places[:2] == [("pairs", 0, "stories", 1), ("pairs", 1, "stories", 0)]
    assert len(places) == 18


@pytest.mark.parametrize(
    "lead_in",
    [
        "What should Ivo NOT do?",
        "Which step is least safe?",
        "All help, except which?",
        "What shouldn't Ivo do?",
        "What would he never do?",
    ],
)
def test_a_lead_in_that_asks_for_what_is_wrong_is_found(lead_in: str) -> None:
    assert len(found(laid(sock_fold(ask=f"{lead_in!r}")), "negative-lead-in")) == 1


@pytest.mark.parametrize(
    "lead_in", ["What is best at least for now?"[:12] + "?", "What should Noah do next?"]
)
def test_words_that_look_negative_are_no_matter(lead_in: str) -> None:
    assert found(laid(sock_fold(ask=f"{lead_in!r}")), "negative-lead-in") == []


@pytest.mark.parametrize(
    ("lead_in", "findings"),
    [
        ("Which is true?", 1),
        ("Which of the following statements is correct?", 1),
        ("What is right?", 1),
        ("What is the right step for Ivo?", 0),
        ("Which step is right for Ivo?", 0),
        ("Whose blister is wrong to open at home?", 0),
    ],
)
def test_a_lead_in_can_be_answered_before_the_options(lead_in: str, findings: int) -> None:
    assert len(found(laid(sock_fold(ask=f"{lead_in!r}")), "open-lead-in")) == findings


@pytest.mark.parametrize(
    ("stem", "findings"),
    [
        ("A toe is pink. Is it broken?", 1),
        ('A toe is pink. "Is it broken?" Ivo asks.', 0),
        ("A toe is pink. “Is it broken? Must I stop?” Ivo asks.", 0),
    ],
)
def test_one_question_is_asked_and_quoted_ones_do_not_count(stem: str, findings: int) -> None:
    assert len(found(laid(sock_fold(f"story: {stem!r}")), "two-questions")) == findings


NEARLY = "A fold in {}'s sock has rubbed one toe on two walks. The skin is pink and whole."


def test_nearly_the_same_story_names_the_other_item() -> None:
    article = laid(
        f"""
        quiz:
          pairs:
            - {{id: sock-fold, stories: [{{story: "{NEARLY.format("Ivo")}"}}]}}
            - {{id: wet-sock, stories: [{{story: "{NEARLY.format("Una")}"}}]}}
        """
    )
    assert told(article, "stems-alike") == [
        'quiz.yaml/pairs/2/stories/0/story: this story is nearly that of "sock-fold-a"',
    ]


def test_sort_items_share_their_task() -> None:
    article = laid(
        """
        quiz:
          practice:
            - {id: sort-the-signs, story: Put each sign under the step that fits it.}
            - id: sort-again
              kind: sort
              story: Put each sign under the step that fits it.
              ask: Where does each sign belong?
              entries:
                - {sign: small-blister, reason: Small and clear needs nothing but time and soap.}
                - {sign: rubbing-spot, reason: Pink and whole needs another sock or shoe soon.}
        """
    )
    assert found(article, "stems-alike") == []


def telling(choice: str, stem: str, *, other: str = "His feet have shrunk.") -> str:
    """Return a fragment in which a practice item may tell the key of another."""
    return f"""
        quiz:
          practice:
            - {{id: why-skin-hardens, options: [{{text: "{choice}"}}]}}
            - {{id: first-aid-at-home, story: "{stem}", options: [{{}}, {{}}, {{text: "{other}"}}]}}
        """


def test_a_story_that_spells_out_another_key_is_found_once_for_that_item() -> None:
    article = laid(
        telling("Smooth the sock and pad the toe", "Rosa could smooth the sock and pad the pink toe.")
    )
    assert told(article, "answer-in-another-stem") == [
        'quiz.yaml/practice/1/story: "smooth the sock and" is in the right option of "why-skin-hardens"',
    ]


def test_a_run_of_common_words_tells_nothing() -> None:
    fragment = telling("Go back to what it was before", "Rosa wants to go back to what it was like.")
    assert found(laid(fragment), "answer-in-another-stem") == []


def test_words_that_are_also_a_distractor_elsewhere_tell_nothing() -> None:
    smooth = "Smooth the sock and pad the toe"
    fragment = telling(smooth, "Rosa could smooth the sock and pad the toe.", other=smooth)
    assert found(laid(fragment), "answer-in-another-stem") == []


def test_a_story_may_hold_its_own_key_and_that_of_its_mate() -> None:
    told = "story: Ivo was told to smooth it and pad the toe."
    assert found(laid(sock_fold(told, told)), "answer-in-another-stem") == []


def test_a_language_without_a_question_of_its_own_needs_one_in_each_pair() -> None:
    article = laid("lang: nl\nquiz: {pairs: [{id: sock-fold, ask: Wat nu?}]}")
    lines = told(article, "lead-in-missing")
    message = 'the pair has no question, and the program has none for "nl"'
    assert (len(lines), lines[0]) == (15, f"quiz.yaml/pairs/0: {message}")
