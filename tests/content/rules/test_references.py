from __future__ import annotations

from dataclasses import replace

from overlays import found, laid

from quizapp.content.problem import Finding, Part
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
        (("gaps", 0, "place"), 'the source "leaflet" has no passage "p66"'),
        (("items", 0, "cites", 0), 'the source "clinic" has no passage "p1"'),
    ]


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
