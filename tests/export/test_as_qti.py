"""The package around the items; tests/consumers plays the items themselves."""

from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from exported import NOTICES, SAY, asked, make_bank_of_everything
from factories import make_article, make_choice

from quizapp.export.as_qti import export_2, export_3

ARTICLE = make_bank_of_everything()
QTI_2 = "{http://www.imsglobal.org/xsd/imsqti_v2p1}"
QTI_3 = "{http://www.imsglobal.org/xsd/imsqtiasi_v3p0}"


def files(package: bytes) -> dict[str, ET.Element]:
    with ZipFile(BytesIO(package)) as folder:
        return {name: ET.fromstring(folder.read(name)) for name in folder.namelist()}


@pytest.mark.parametrize(
    ("package", "test", "content", "reference"),
    [
        (
            export_2(ARTICLE, SAY),
            f"{QTI_2}assessmentTest",
            f"{QTI_2}rubricBlock",
            f"{QTI_2}assessmentItemRef",
        ),
        (
            export_3(ARTICLE, SAY),
            f"{QTI_3}qti-assessment-test",
            f"{QTI_3}qti-rubric-block/{QTI_3}qti-content-body",
            f"{QTI_3}qti-assessment-item-ref",
        ),
    ],
    ids=["2.1", "3.0"],
)
def test_the_manifest_and_the_test_name_every_file_and_the_test_has_the_notices(
    package: bytes, test: str, content: str, reference: str
) -> None:
    found = files(package)
    items = [f"items/{key}.xml" for key in asked(ARTICLE)]
    assert list(found) == ["imsmanifest.xml", "test.xml", *items]
    resources = {each.get("identifier"): each for each in found["imsmanifest.xml"].iterfind(".//{*}resource")}
    assert [each.get("href") for each in resources.values()] == ["test.xml", *items]
    dependencies = [each.get("identifierref") for each in resources["test"].iterfind("{*}dependency")]
    assert ["test", *dependencies] == list(resources)
    root = found["test.xml"]
    assert (root.tag, [each.get("href") for each in root.iter(reference)]) == (test, items)
    shown = root.find(f".//{content}")
    assert shown is not None
    assert [each.text for each in shown] == ["About a quiz.", *NOTICES]


@pytest.mark.parametrize("package", [export_2(ARTICLE, SAY), export_3(ARTICLE, SAY)], ids=["2.1", "3.0"])
def test_nothing_in_a_package_reads_as_a_pass_mark(package: bytes) -> None:
    words = {"masteryValue", "mastery-value", "normalMaximum", "normal-maximum", "cutScore", "cut-score"}
    for root in files(package).values():
        assert [each for each in root.iter() if words & set(each.attrib)] == []


def test_the_same_quiz_is_the_same_package() -> None:
    assert export_3(ARTICLE, SAY) == export_3(make_bank_of_everything(), SAY)


def test_an_id_that_begins_with_a_digit_is_an_identifier_all_the_same() -> None:
    article = make_article(per_stratum=0, extra=(make_choice("3-signs"),))
    assert files(export_2(article, SAY))["items/3-signs.xml"].get("identifier") == "_3-signs"
