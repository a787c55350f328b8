from __future__ import annotations

from dataclasses import replace

from overlays import found, laid

from quizapp.content.model import Article
from quizapp.content.problem import Finding, Part
from quizapp.content.rules import check
from quizapp.content.rules.references import unknown_cell


def test_an_unknown_sign_is_found_wherever_signs_are_named() -> None:
    article = laid(
        """
        promotions:
          - {id: poor-healing-needs-a-look, any_sign: [small-blister, rubing-spot]}
        quiz:
          items:
            - {id: first-run, signs: [small-blister, clear-fluid]}
            - {id: blister-with-a-pink-rim, look_alike_of: spreading-rednes}
            - id: sort-the-signs
              entries:
                - {sign: keeps-comming-back, rationale: What returns needs other eyes than yours.}
        """
    )
    assert found(article, "unknown-sign") == [
        Finding(
            code="unknown-sign",
            part=Part.ARTICLE,
            where=("promotions", 0, "any_sign", 1),
            message='no sign or red flag has the id "rubing-spot"',
            hint='did you mean "rubbing-spot"?',
        ),
        Finding(
            code="unknown-sign",
            part=Part.QUIZ,
            where=("items", 0, "signs", 1),
            message='no sign or red flag has the id "clear-fluid"',
        ),
        Finding(
            code="unknown-sign",
            part=Part.QUIZ,
            where=("items", 1, "look_alike_of"),
            message='no sign or red flag has the id "spreading-rednes"',
            hint='did you mean "spreading-redness"?',
        ),
        Finding(
            code="unknown-sign",
            part=Part.QUIZ,
            where=("items", 22, "entries", 3, "sign"),
            message='no sign or red flag has the id "keeps-comming-back"',
            hint='did you mean "keeps-coming-back"?',
        ),
    ]


def test_an_unknown_circumstance_is_found_in_promotions_and_items() -> None:
    article = laid(
        """
        promotions:
          - {id: poor-healing-needs-a-look, circumstances: [poor-heeling]}
        quiz:
          items:
            - {id: slow-healer, circumstances: [poor-healing, tired]}
        """
    )
    assert [(f.where, f.hint) for f in found(article, "unknown-circumstance")] == [
        (("promotions", 0, "circumstances", 0), 'did you mean "poor-healing"?'),
        (("items", 14, "circumstances", 1), None),
    ]


def test_a_cite_is_followed_from_claims_gaps_and_items() -> None:
    article = laid(
        """
        causes: [{id: new-shoes, cites: [leaflet/p2, leafet/p3]}]
        gaps: [{id: first-aid-list, place: leaflet/p66}]
        quiz:
          items: [{id: first-run, cites: [clinic/p1]}]
        """
    )
    assert found(article, "unknown-source") == [
        Finding(
            code="unknown-source",
            part=Part.ARTICLE,
            where=("causes", 0, "cites", 1),
            message='no source has the id "leafet"',
            hint='did you mean "leaflet"?',
        )
    ]
    assert [(f.where, f.message) for f in found(article, "unknown-passage")] == [
        (("gaps", 0, "place"), 'no passage of the source "leaflet" has the id "p66"'),
        (("items", 0, "cites", 0), 'no passage of the source "clinic" has the id "p1"'),
    ]


def renamed(article: Article) -> Article:
    """Return the small article with a slip where its red flag has its id."""
    return replace(article, red_flags=(replace(article.red_flags[0], id="spreading-rednes"),))


def test_a_slip_in_a_definition_is_told_there_and_once() -> None:
    findings = list(check(renamed(laid())))

    assert [finding for finding in findings if finding.part is Part.ARTICLE] == [
        Finding(
            code="unknown-sign",
            part=Part.ARTICLE,
            where=("red_flags", 0, "id"),
            message='no sign or red flag has the id "spreading-redness", which 8 places name; none names'
            ' "spreading-rednes"',
            hint='is "spreading-redness" meant here?',
        )
    ]
    assert "urgent-never-asked" not in {finding.code for finding in findings}


def test_a_definition_that_is_in_use_has_no_slip() -> None:
    article = renamed(laid("quiz: {items: [{id: first-run, signs: [small-blister, spreading-rednes]}]}"))
    assert [finding.where[0] for finding in found(article, "unknown-sign")] == ["items"] * 8


def test_one_place_against_a_definition_is_the_place_with_the_slip() -> None:
    article = laid("gaps: [{id: first-aid-lists, lead_in: 'Look:', what: list, place: leaflet/p6}]")
    article = replace(article, gaps=article.gaps[1:])
    assert [finding.where for finding in found(article, "unknown-gap")] == [("self_care", 0, "fills")]


def test_what_is_named_all_over_and_is_nowhere_is_told_once() -> None:
    article = replace(laid(), sources=laid().sources[1:])
    (finding,) = found(article, "unknown-source")
    assert (finding.where, finding.hint) == (("causes", 0, "cites", 0), None)
    assert finding.message == 'no source has the id "leaflet", which 37 places name; this is the first'


def test_a_taken_id_names_the_place_that_has_it() -> None:
    article = laid(
        """
        gaps: [{id: leaflet, lead_in: "Look:", what: list, place: leaflet/p6}]
        sources:
          - {id: spreading-redness, title: Skin, kind: other, seen: quoted, passages: [{id: f1, says: skin}]}
        """
    )
    assert found(article, "duplicate-id") == [
        Finding(
            code="duplicate-id",
            part=Part.ARTICLE,
            where=("sources", 0, "id"),
            message='the id "leaflet" is taken: it is entry 2 of gaps in article.yaml',
        ),
        Finding(
            code="duplicate-id",
            part=Part.ARTICLE,
            where=("sources", 2, "id"),
            message='the id "spreading-redness" is taken: it is entry 1 of red_flags in article.yaml',
        ),
    ]


def test_passages_share_their_ids_with_nothing_but_their_source() -> None:
    article = laid("sources: [{id: clinic, passages: [{id: p1, says: a pad helps}]}]")

    assert found(article, "duplicate-id") == []


def test_cells_may_be_called_like_red_flags() -> None:
    article = laid()

    assert article.quiz is not None
    assert {cell.id for cell in article.quiz.blueprint} >= {flag.id for flag in article.red_flags}
    assert found(article, "duplicate-id") == []


def test_a_withdrawn_sibling_still_makes_a_family() -> None:
    article = laid(
        """
        quiz:
          items:
            - {id: hot-red-heel, family: red-heel, withdrawn: The stem was unclear.}
            - {id: red-heel-after-a-hike, family: red-heel}
        """
    )
    assert found(article, "family-of-one") == []


def test_a_family_of_one_is_held_against_the_other_families() -> None:
    article = laid(
        """
        quiz:
          items:
            - {id: hot-red-heel, family: red-heel}
            - {id: red-heel-after-a-hike, family: red-heel}
            - {id: red-toe-in-the-morning, family: red-heels}
        """
    )
    assert found(article, "family-of-one") == [
        Finding(
            code="family-of-one",
            part=Part.QUIZ,
            where=("items", 17, "family"),
            message='no other item has the family "red-heels"',
            hint='did you mean "red-heel"?',
        )
    ]


def test_an_article_without_a_quiz_has_no_unknown_cell() -> None:
    assert list(unknown_cell(replace(laid(), quiz=None))) == []
