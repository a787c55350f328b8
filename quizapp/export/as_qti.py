"""A quiz as a QTI package, of version 2.1 or 3.0.

The elements have the names of 2.1; those of 3.0 follow from them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from quizapp.content.model import Article, Kind
from quizapp.export.assessment import Assessment, Loss, Question, Say, assessment, quiz_losses
from quizapp.export.markup import document, element, manifest, package

_CAPITAL = re.compile("(?<!^)([A-Z])")
_CONTENT = ("modalFeedback", "rubricBlock")
"""What holds a body of its own in 3.0."""
_WHOLE = "whole"
"""The identifier of feedback on a whole response."""


@dataclass(frozen=True, slots=True)
class _Dialect:
    """What the versions differ in, beside the names of elements."""

    namespace: str
    manifest: str
    """The namespace of the manifest."""
    schema: tuple[str, str]
    suffix: str
    """What the types of resources end in."""


_QTI_2 = _Dialect(
    namespace="http://www.imsglobal.org/xsd/imsqti_v2p1",
    manifest="http://www.imsglobal.org/xsd/imscp_v1p1",
    schema=("QTIv2.1 Package", "1.0.0"),
    suffix="xmlv2p1",
)
_QTI_3 = _Dialect(
    namespace="http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
    manifest="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
    schema=("QTI Package", "3.0.0"),
    suffix="xmlv3p0",
)


def export_2(article: Article, say: Say) -> bytes:
    """Write a package of version 2.1."""
    return _package(assessment(article, say), _QTI_2)


def export_3(article: Article, say: Say) -> bytes:
    """Write a package of version 3.0."""
    return _package(assessment(article, say), _QTI_3)


def losses(article: Article) -> list[Loss]:
    """Say what is lost; the level of each option of a story is there, as the outcome LEVEL."""
    return quiz_losses(
        article,
        "red flags",
        of_items={"feedback line by line: it's given once, as a whole": lambda item: item.kind is Kind.SORT},
    )


def _package(whole: Assessment, version: _Dialect) -> bytes:
    items = {f"items/{question.id}.xml": _item(question) for question in whole.questions}
    files = {"test.xml": _test(whole), **items}
    return package(
        {
            "imsmanifest.xml": document(_manifest(whole, version)),
            **{name: document(_in_version(root, version)) for name, root in files.items()},
        }
    )


def _in_version(root: Element, version: _Dialect) -> Element:
    """Give the elements of a document their names in a version."""
    if version is _QTI_3:
        for each in list(root.iter()):
            if each.tag in _CONTENT:
                body = element("contentBody", *each)
                each[:] = [body]
        for each in root.iter():
            each.tag = each.tag if each.tag == "p" else f"qti-{_kebab(each.tag)}"
            each.attrib = {_kebab(name): value for name, value in each.attrib.items()}
    root.set("xmlns", version.namespace)
    return root


def _kebab(name: str) -> str:
    return _CAPITAL.sub(r"-\1", name).lower()


def _test(whole: Assessment) -> Element:
    references = (
        element("assessmentItemRef", identifier=_identifier(each.id), href=f"items/{each.id}.xml")
        for each in whole.questions
    )
    notices = element("rubricBlock", *_paragraphs((whole.intro, *whole.notices)), view="candidate")
    section = element(
        "assessmentSection", notices, *references, identifier="section", title=whole.title, visible="true"
    )
    part = element(
        "testPart", section, identifier="part", navigationMode="linear", submissionMode="individual"
    )
    return element("assessmentTest", part, identifier=_identifier(whole.id), title=whole.title)


def _manifest(whole: Assessment, version: _Dialect) -> Element:
    ids = [question.id for question in whole.questions]
    dependencies = (element("dependency", identifierref=f"item-{each}") for each in ids)
    test = _resource("test", "test.xml", f"imsqti_test_{version.suffix}", *dependencies)
    kind = f"imsqti_item_{version.suffix}"
    items = (_resource(f"item-{each}", f"items/{each}.xml", kind) for each in ids)
    return manifest(*version.schema, test, *items, xmlns=version.manifest, identifier="manifest")


def _resource(identifier: str, href: str, kind: str, *dependencies: Element) -> Element:
    file = element("file", href=href)
    return element("resource", file, *dependencies, identifier=identifier, type=kind, href=href)


def _item(question: Question) -> Element:
    # The score of the key is set to 1, since shares such as 1/3 don't add up; others come from a mapping.
    many = "multiple" if question.many or question.rows else "single"
    notices = _paragraphs(question.notices)
    chosen = _value("identifier", _WHOLE) if question.rows else _variable()
    level = [_outcome("LEVEL", "integer", "0")] if question.kind is Kind.SCENARIO else []
    return element(
        "assessmentItem",
        _response(question, many),
        _outcome("SCORE", "float", "0"),
        *level,
        _outcome("FEEDBACK", "identifier", cardinality="single" if question.rows else many),
        element("itemBody", *_paragraphs(question.stem), _interaction(question), *notices),
        element("responseProcessing", _scoring(), *_levels(question), _set("FEEDBACK", chosen)),
        *_reasons(question),
        identifier=_identifier(question.id),
        title=question.id,
        adaptive="false",
        timeDependent="false",
        xml_lang=question.lang,
    )


def _outcome(name: str, kind: str, default: str | None = None, cardinality: str = "single") -> Element:
    value = [] if default is None else [element("defaultValue", element("value", default))]
    return element("outcomeDeclaration", *value, identifier=name, cardinality=cardinality, baseType=kind)


def _response(question: Question, cardinality: str) -> Element:
    shares = {_identifier(choice.id): choice.weight for choice in question.choices}
    if question.rows:
        shares = {f"{row.id} {_identifier(row.key)}": 1 / len(question.rows) for row in question.rows}
    entries = (element("mapEntry", mapKey=key, mappedValue=repr(share)) for key, share in shares.items())
    return element(
        "responseDeclaration",
        element("correctResponse", *(element("value", key) for key, share in shares.items() if share > 0)),
        element("mapping", *entries, defaultValue="0", lowerBound="0"),
        identifier="RESPONSE",
        cardinality=cardinality,
        baseType="directedPair" if question.rows else "identifier",
    )


def _interaction(question: Question) -> Element:
    choices = {_identifier(choice.id): choice.text for choice in question.choices}
    if not question.rows:
        return element(
            "choiceInteraction",
            *(element("simpleChoice", text, identifier=key) for key, text in choices.items()),
            responseIdentifier="RESPONSE",
            shuffle="true" if question.shuffled else "false",
            maxChoices="0" if question.many else "1",
            minChoices="1",
        )
    count = str(len(question.rows))
    return element(
        "matchInteraction",
        _match_set({row.id: row.text for row in question.rows}, "1"),
        _match_set(choices, count),
        responseIdentifier="RESPONSE",
        shuffle="false",
        maxAssociations=count,
        minAssociations=count,
    )


def _match_set(texts: Mapping[str, str], most: str) -> Element:
    return element(
        "simpleMatchSet",
        *(
            element("simpleAssociableChoice", text, identifier=key, matchMax=most)
            for key, text in texts.items()
        ),
    )


def _scoring() -> Element:
    key = element("match", _variable(), element("correct", identifier="RESPONSE"))
    return element(
        "responseCondition",
        element("responseIf", key, _set("SCORE", _value("float", "1"))),
        element("responseElse", _set("SCORE", element("mapResponse", identifier="RESPONSE"))),
    )


def _levels(question: Question) -> Iterator[Element]:
    """Set the level that was chosen, 0 for carry on to 3 for urgent."""
    if question.kind is Kind.SCENARIO:
        for choice in question.choices:
            chosen = element("match", _variable(), _value("identifier", _identifier(choice.id)))
            level = _set("LEVEL", _value("integer", str(int(choice.level or 0))))
            yield element("responseCondition", element("responseIf", chosen, level))


def _reasons(question: Question) -> Iterator[Element]:
    reasons = {_identifier(choice.id): choice.feedback for choice in question.choices}
    for identifier, text in ({_WHOLE: question.feedback} if question.rows else reasons).items():
        yield element(
            "modalFeedback",
            *_paragraphs(text.splitlines()),
            outcomeIdentifier="FEEDBACK",
            identifier=identifier,
            showHide="show",
        )


def _variable() -> Element:
    return element("variable", identifier="RESPONSE")


def _value(kind: str, value: str) -> Element:
    return element("baseValue", value, baseType=kind)


def _set(outcome: str, value: Element) -> Element:
    return element("setOutcomeValue", value, identifier=outcome)


def _paragraphs(texts: Iterable[str]) -> Iterator[Element]:
    return (element("p", text) for text in texts)


def _identifier(own_id: str) -> str:
    """Make an identifier of QTI from an id, which may begin with a digit."""
    return own_id if own_id[0].isalpha() else f"_{own_id}"
