import pytest

from quizapp.authoring.host_quiz.gift import read
from quizapp.authoring.host_quiz.question import HostChoice, HostQuestion, Unread


def question(text: str) -> HostQuestion:
    (found,) = read(text)
    assert isinstance(found, HostQuestion), found
    return found


def test_a_question_has_its_name_its_line_its_words_and_what_each_option_adds() -> None:
    text = "// [id:heel-1] [tag:a]\n::Heels:: Where is it?{\n=The heel#There.\n~The toe\n####In all.\n}\n"
    assert question(text) == HostQuestion(
        line=2,
        name="heel-1",
        stem="Where is it?",
        choices=(HostChoice("The heel", 1, "There."), HostChoice("The toe", 0, "")),
        many=False,
        feedback="In all.",
    )


@pytest.mark.parametrize(
    ("text", "weights", "many"),
    [
        ("Q{=a ~%50%b ~c}", [1, 0.5, 0], False),
        ("Q{~%50%a ~%50%b ~%-100%c}", [0.5, 0.5, -1], True),
        ("Q{=%100%a ~%0%b}", [1, 0], False),
        ("Q{=%100.%a ~%..%b}", [1, 0], False),
        ("Q{T#No, it is.#Right.}", [1, 0], False),
        ("Q{FALSE}", [0, 1], False),
    ],
)
def test_weights_say_what_an_option_adds_and_whether_several_are_right(
    text: str, weights: list[float], many: bool
) -> None:
    found = question(text)
    assert ([choice.weight for choice in found.choices], found.many) == (weights, many)


def test_the_feedback_of_true_and_false_stands_the_wrong_one_first() -> None:
    assert [choice.feedback for choice in question("Q{T#It is.#Yes.}").choices] == ["Yes.", "It is."]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (r"5 \= 5 \{a\} \~ \# \: \\n", r"5 = 5 {a} ~ # : \n"),
        (r"one\ntwo", "one\ntwo"),
        ("[html]<p>a &lt; b</p><p>c<br>d</p>", "a < b\nc\nd"),
        ("<b>bold</b> &amp; more", "bold & more"),
        ("[plain]<b> &amp;", "<b> &amp;"),
        ("[markdown]*a* < b", "*a* < b"),
        ('see <img src\\=x alt\\="a knee"> here', "see [picture: a knee] here"),
        ("[html]a<script>b</script>c", "ac"),
    ],
)  # fmt: skip
def test_a_text_is_read_in_its_format_and_escapes_are_undone_last(written: str, said: str) -> None:
    assert question(f"{written}{{=a ~b}}").stem == said


def test_words_after_the_options_stand_behind_a_gap() -> None:
    assert question("The {=heel ~toe} rubs.").stem == "The _____ rubs."


@pytest.mark.parametrize(
    ("block", "why"),
    [
        ("Q{=a ~b", "its braces do not match, or there are several pairs"),
        ("Q{=a ~b} and {=c ~d}", "its braces do not match, or there are several pairs"),
        ("Q{}", "an essay has no options"),
        ("Q{#3:2}", "a number is asked for, which has no options"),
        ("Q{=a =b}", "a short answer has no options"),
        ("Q{=a -> b =c -> d}", "a match"),
        ("Q{a ~b}", "its answers begin with neither = nor ~"),
        ("Q{~a ~b}", "of its options none is right, or all are"),
        ("Q{~%50%a ~%50%b}", "of its options none is right, or all are"),
        ("Q{=a =b ~c}", "2 of its options are right, and one can be chosen"),
        ("Q{=a ~}", "an option or the question has no words"),
        ("{=a ~b}", "an option or the question has no words"),
        ("Q{=a}", "a short answer has no options"),
    ],
)
def test_a_bad_block_is_named_with_its_line_and_the_others_are_kept(block: str, why: str) -> None:
    before, found, after = read(f"Where?{{=Here ~There}}\n\n{block}\n\n\nWhen?{{=Now\n~Then}}")
    assert isinstance(before, HostQuestion)
    assert isinstance(after, HostQuestion)
    assert found == Unread(3, why)
    assert after.line == 6


def test_what_asks_nothing_is_harmless() -> None:
    found = read("$CATEGORY: heels\n::About:: Read this.\n\n// only a comment\n\n$CATEGORY: toes\n")
    assert found == [
        Unread(1, "a category: $CATEGORY: heels", harmless=True),
        Unread(2, "a text that asks nothing", harmless=True),
        Unread(6, "a category: $CATEGORY: toes", harmless=True),
    ]
