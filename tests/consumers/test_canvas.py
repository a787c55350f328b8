"""The package for Canvas: held against text2qti's, which Canvas takes, and scored by pyslet.

pyslet reads items of QTI 1.2, makes items of 2.1 of them and runs those.
"""

from collections.abc import Iterator
from html import escape
from io import BytesIO
from typing import Any
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from exported import NOTICES, SAY, asked, make_bank_of_everything, responses, shipped
from pyslet.qtiv1.xml import QTIDocument
from pyslet.qtiv2.processing import ResponseProcessing
from pyslet.qtiv2.variables import ItemSessionState
from pyslet.xml.structures import Element
from text2qti.config import Config
from text2qti.qti import QTI
from text2qti.quiz import Quiz

from quizapp.content.model import Article, Kind
from quizapp.export.as_canvas import export
from quizapp.quiz.grading import grade

QUIZ = """\
Quiz title: A quiz
Quiz description: About it.

1.  One is right.
... In general.
a)  wrong
... Why it is wrong.
*b) right
... Why it is right.

2.  Some are right.
... In general.
[*] right
... Why it is right.
[ ] wrong
... Why it is wrong.
"""


def theirs() -> bytes:
    config = Config()
    config.load()
    return bytes(QTI(Quiz(QUIZ, config=config)).zip_bytes())


def documents(package: bytes) -> list[ET.Element]:
    """Return the manifest, the settings of the quiz and the quiz itself."""
    with ZipFile(BytesIO(package)) as folder:
        names = [name for name in folder.namelist() if name.endswith(".xml")]
        return [ET.fromstring(folder.read(name)) for name in sorted(names, key=kind_of)]


def kind_of(name: str) -> int:
    return 0 if name == "imsmanifest.xml" else 1 if name.endswith("assessment_meta.xml") else 2


def paths(root: ET.Element, above: str = "") -> Iterator[str]:
    """Yield the path of each element and attribute, without those that point to schemas."""
    here = f"{above}/{root.tag}"
    yield here
    yield from (f"{here}@{name}" for name in root.attrib if not name.endswith("schemaLocation"))
    for child in root:
        yield from paths(child, here)


def test_the_quiz_has_the_elements_and_attributes_of_text2qti() -> None:
    ours, others = documents(export(make_bank_of_everything(), SAY)), documents(theirs())
    found = [({*paths(mine)}, {*paths(other)}) for mine, other in zip(ours, others, strict=True)]
    assert found[2][0] == found[2][1]
    assert [mine - other for mine, other in found] == [set(), set(), set()]


def first_child(parent: Element, kind: type[Element]) -> Element:
    """Return the first child of a kind, or a new one: in pyslet this stumbles over Python 3's iterators."""
    found = next(parent.find_children_breadth_first(kind, max_depth=1), None)
    return parent.add_child(kind) if found is None else found


def migrated(item: ET.Element) -> Any:
    """Return the item of QTI 2.1 that pyslet makes of one of 1.2."""
    for each in item.iter():
        each.tag = each.tag.rpartition("}")[2]
    alone = ET.Element("questestinterop")
    alone.append(item)
    document = QTIDocument()
    document.read(src=BytesIO(ET.tostring(alone)))
    ((made, _, _),) = document.root.migrate_to_v2()
    return made.root


def ran(root: Any, value: str | list[str]) -> tuple[float, set[str]]:
    """Return the share of the score and the feedback that a response gets."""
    state = ItemSessionState(root)
    state.begin_session()
    state["response1"].set_value(value)
    for processing in root.find_children_depth_first(ResponseProcessing):
        processing.run(state)
    return (state["SCORE"].value or 0) / 100, set(state["FEEDBACK"].value)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # pyslet's own
@pytest.mark.parametrize("article", [make_bank_of_everything(), *shipped()], ids=lambda article: article.id)
def test_the_whole_score_goes_to_what_is_right_and_each_choice_has_its_feedback(
    article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Element, "get_or_add_child", first_child)
    *_, quiz = documents(export(article, SAY))
    items = {key: item for key, item in asked(article).items() if item.kind is not Kind.SORT}
    found = {each.get("ident"): each for each in quiz.iterfind(".//{*}item")}
    assert list(found) == list(items)
    for key, item in items.items():
        root = migrated(found[key])
        shown = " ".join(str(root).split())
        assert [option.text for option in item.options if escape(option.text, quote=False) not in shown] == []
        for response in responses(item):
            ids = [f"{key}_{option}" for option in response]
            score, feedback = ran(root, ids if item.kind is Kind.MULTIPLE else ids[0])
            assert score == float(grade(item, response).correct), (key, response)
            assert feedback == {"general_fb", *(f"{each}_fb" for each in ids)}


def test_it_is_ungraded_practice_with_the_notices_on_top_and_after_each_response() -> None:
    _, settings, quiz = documents(export(make_bank_of_everything(), SAY))
    notices = "".join(f"<p>{notice}</p>" for notice in NOTICES)
    assert settings.findtext("{*}quiz_type") == "practice_quiz"
    assert settings.findtext("{*}description") == f"<p>About a quiz.</p>{notices}"
    general = [*quiz.iterfind(".//{*}itemfeedback[@ident='general_fb']//{*}mattext")]
    assert {each.text for each in general} == {notices}
    assert len(general) == len(quiz.findall(".//{*}item"))
