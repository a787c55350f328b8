"""A quiz as the QTI 1.2 package that Canvas imports: an ungraded practice quiz.

The elements are those of text2qti, whose packages Canvas takes. Conditions for feedback stand before the one
that scores, which ends the processing.
"""

from collections.abc import Iterable, Mapping
from xml.etree.ElementTree import Element

from quizapp.content.model import Article, Item, Kind
from quizapp.export.assessment import Assessment, Loss, Question, Say, assessment, quiz_losses
from quizapp.export.markup import document, element, manifest, package, paragraphs

_QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
_CANVAS = "http://canvas.instructure.com/xsd/cccv1p0"
_MANIFEST = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
_META_TYPE = "associatedcontent/imscc_xmlv1p1/learning-application-resource"
_SETTINGS = {
    "shuffle_answers": "false",  # it is for the whole quiz, and the steps of a story keep their order
    "scoring_policy": "keep_latest",
    "hide_results": "",
    "quiz_type": "practice_quiz",  # ungraded, so that no score of it can pass anybody
    "show_correct_answers": "true",
    "allowed_attempts": "-1",  # as many as one likes
    "one_question_at_a_time": "true",
    "cant_go_back": "false",
    "available": "false",
}


def export(article: Article, say: Say) -> bytes:
    """Write the package; items to sort are not in it."""
    whole = assessment(article, say, without=_sorts)
    ident = f"quiz-{whole.id}"
    return package(
        {
            "imsmanifest.xml": document(_manifest(ident)),
            f"{ident}/assessment_meta.xml": document(_meta(whole, ident)),
            f"{ident}/{ident}.xml": document(_assessment(whole, ident)),
        }
    )


def losses(article: Article) -> list[Loss]:
    """Say what is lost."""
    return quiz_losses(
        article,
        "the level of each option",
        "red flags",
        of_items={
            "the item: Canvas can't sort signs into levels": _sorts,
            "the score of a partly right response": lambda item: item.kind is Kind.MULTIPLE,
        },
    )


def _sorts(item: Item) -> bool:
    return item.kind is Kind.SORT


def _manifest(ident: str) -> Element:
    meta = f"{ident}/assessment_meta.xml"
    quiz = element(
        "resource",
        element("file", href=f"{ident}/{ident}.xml"),
        element("dependency", identifierref=f"{ident}-meta"),
        identifier=ident,
        type="imsqti_xmlv1p2",
    )
    about = element(
        "resource", element("file", href=meta), identifier=f"{ident}-meta", type=_META_TYPE, href=meta
    )
    return manifest("IMS Content", "1.1.3", quiz, about, identifier=f"{ident}-manifest", xmlns=_MANIFEST)


def _meta(whole: Assessment, ident: str) -> Element:
    return element(
        "quiz",
        element("title", whole.title),
        element("description", paragraphs((whole.intro, *whole.notices))),
        *(element(name, value) for name, value in _SETTINGS.items()),
        identifier=ident,
        xmlns=_CANVAS,
    )


def _assessment(whole: Assessment, ident: str) -> Element:
    section = element("section", *map(_item, whole.questions), ident="root_section")
    attempts = element("qtimetadata", _field("cc_maxattempts", "unlimited"))
    quiz = element("assessment", attempts, section, ident=ident, title=whole.title)
    return element("questestinterop", quiz, xmlns=_QTI)


def _item(question: Question) -> Element:
    ids = {choice.id: f"{question.id}_{choice.id}" for choice in question.choices}
    kind = "multiple_answers_question" if question.many else "multiple_choice_question"
    fields = {
        "question_type": kind,
        "points_possible": "1",
        "original_answer_ids": ",".join(ids.values()),
        "assessment_question_identifierref": f"{question.id}_question",
    }
    feedback = {
        "general_fb": paragraphs(question.notices),
        **{f"{ids[choice.id]}_fb": paragraphs([choice.feedback]) for choice in question.choices},
    }
    return element(
        "item",
        element("itemmetadata", element("qtimetadata", *(_field(*field) for field in fields.items()))),
        _presentation(question, ids),
        _processing(question, ids),
        *(
            element("itemfeedback", element("flow_mat", _material(html)), ident=ident)
            for ident, html in feedback.items()
        ),
        ident=question.id,
        title=question.id,
    )


def _presentation(question: Question, ids: Mapping[str, str]) -> Element:
    labels = (
        element("response_label", _material(paragraphs([choice.text])), ident=ids[choice.id])
        for choice in question.choices
    )
    response = element(
        "response_lid",
        element("render_choice", *labels),
        ident="response1",
        rcardinality="Multiple" if question.many else "Single",
    )
    return element("presentation", _material(paragraphs(question.stem)), response)


def _processing(question: Question, ids: Mapping[str, str]) -> Element:
    score = element("decvar", maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal")
    shown = {"general_fb": element("other"), **{f"{ident}_fb": _equal(ident) for ident in ids.values()}}
    showing = (
        _condition([asked], element("displayfeedback", feedbacktype="Response", linkrefid=feedback), "Yes")
        for feedback, asked in shown.items()
    )
    taken = [(choice.right, _equal(ids[choice.id])) for choice in question.choices]
    whole = element("and", *(equal if right else element("not", equal) for right, equal in taken))
    key = [whole] if question.many else [equal for right, equal in taken if right]
    scoring = _condition(key, element("setvar", "100", action="Set", varname="SCORE"), "No")
    return element("resprocessing", element("outcomes", score), *showing, scoring)


def _condition(asked: Iterable[Element], then: Element, go_on: str) -> Element:
    return element("respcondition", element("conditionvar", *asked), then, **{"continue": go_on})


def _equal(ident: str) -> Element:
    return element("varequal", ident, respident="response1")


def _material(html: str) -> Element:
    return element("material", element("mattext", html, texttype="text/html"))


def _field(label: str, entry: str) -> Element:
    return element("qtimetadatafield", element("fieldlabel", label), element("fieldentry", entry))
