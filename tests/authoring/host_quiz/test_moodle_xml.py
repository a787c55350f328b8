import pytest

from quizapp.authoring.host_quiz.moodle_xml import read
from quizapp.authoring.host_quiz.question import HostChoice, HostQuestion, Unread

OPTIONS = (
    '<answer fraction="100"><text>Here</text><feedback><text>Yes.</text></feedback></answer>'
    '<answer fraction="0"><text>There</text></answer>'
)


def xml(inside: str, kind: str = "multichoice") -> str:
    stem = "<questiontext format='html'><text><![CDATA[<p>It rubs.</p><p>Where?</p>]]></text></questiontext>"
    return f'<question type="{kind}"><name><text>Heels</text></name>{stem}{inside}</question>'


def test_a_question_has_its_name_its_line_its_words_and_what_each_option_adds() -> None:
    (found,) = read(f"<quiz>\n\n{xml(OPTIONS)}\n</quiz>")
    assert found == HostQuestion(
        line=3,
        name="Heels",
        stem="It rubs.\nWhere?",
        choices=(HostChoice("Here", 1, "Yes."), HostChoice("There", 0, "")),
        many=False,
        feedback="",
    )


def test_several_right_options_add_their_shares() -> None:
    shares = "".join(
        f'<answer fraction="{share}" format="plain_text"><text>&lt;{share}&gt;</text></answer>'
        for share in ("33.33333", "66.66667", "-100")
    )
    (found,) = read(f"<quiz>{xml(f'<single>false</single><idnumber>h-1</idnumber>{shares}')}</quiz>")
    assert isinstance(found, HostQuestion)
    assert (found.name, found.many) == ("h-1", True)
    assert [choice.text for choice in found.choices] == ["<33.33333>", "<66.66667>", "<-100>"]
    assert [choice.weight for choice in found.choices] == pytest.approx([0.3333333, 0.6666667, -1])


@pytest.mark.parametrize(
    ("part", "line", "why"),
    [
        (xml("<b>"), 2, "it is no XML: mismatched tag"),
        (xml(OPTIONS).removesuffix("</question>"), 3, "it is no XML: no element found"),
        (xml("&knee;"), 2, "it is no XML: undefined entity"),
        (xml("", "shortanswer"), 2, "a question of the type shortanswer"),
        (xml('<answer fraction="all"><text>a</text></answer>'), 2, "a fraction is no number"),
        (xml(OPTIONS.replace("100", "50")), 2, "of its options none is right, or all are"),
    ],
)
def test_a_bad_question_is_named_with_its_line_and_the_others_are_kept(
    part: str, line: int, why: str
) -> None:
    before, found, after = read(f"<quiz>{xml(OPTIONS)}\n{part}\n{xml(OPTIONS)}</quiz>")
    assert isinstance(before, HostQuestion)
    assert isinstance(after, HostQuestion)
    assert found == Unread(line, why)


def test_what_asks_nothing_is_harmless_and_comments_are_no_questions() -> None:
    text = f"<quiz><!-- {xml(OPTIONS)} -->\n{xml('', 'category')}{xml('', 'description')}</quiz>"
    assert read(text) == [
        Unread(2, "a question of the type category", harmless=True),
        Unread(2, "a question of the type description", harmless=True),
    ]


def test_nothing_that_a_file_declares_is_expanded() -> None:
    declared = f'<!DOCTYPE quiz [<!ENTITY knee SYSTEM "file:///etc/passwd">]><quiz>{xml("&knee;")}</quiz>'
    (found,) = read(declared)
    assert isinstance(found, Unread)
    assert "undefined entity" in found.why
