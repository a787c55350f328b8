from dataclasses import replace

from overlays import found, laid, told

from quizapp.content.model import Article
from quizapp.problem import Finding, Part
from quizapp.rules import check

FLAG = "spreading-redness"


def test_an_unknown_sign_is_found_wherever_signs_are_named() -> None:
    article = laid(
        """
        promotions:
          - {id: poor-healing-needs-a-look, any_sign: [small-blister, rubing-spot]}
        quiz:
          pairs: [{id: first-run, stories: [{signs: [small-blister, clear-fluid]}]}]
          practice:
            - {id: sort-the-signs, entries: [{sign: keeps-comming-back, reason: It returns.}]}
        """
    )
    assert told(article, "unknown-sign") == [
        'article.yaml/promotions/0/any_sign/1: no sign or red flag has the id "rubing-spot"',
        'quiz.yaml/pairs/0/stories/0/signs/1: no sign or red flag has the id "clear-fluid"',
        'quiz.yaml/practice/2/entries/3/sign: no sign or red flag has the id "keeps-comming-back"',
    ]


def test_an_unknown_circumstance_is_found_in_promotions_and_items() -> None:
    article = laid(
        """
        promotions:
          - {id: poor-healing-needs-a-look, circumstances: [poor-heeling]}
        quiz:
          pairs: [{id: slow-healer, stories: [{circumstances: [poor-healing, tired]}]}]
        """
    )
    assert [(f.where, f.hint) for f in found(article, "unknown-circumstance")] == [
        (("promotions", 0, "circumstances", 0), 'did you mean "poor-healing"?'),
        (("pairs", 9, "stories", 0, "circumstances", 1), None),
    ]


def test_a_cite_is_followed_from_claims_gaps_and_items() -> None:
    article = laid(
        """
        causes: [{id: new-shoes, cites: [leaflet/p2, leafet/p3]}]
        gaps: [{id: first-aid-list, place: leaflet/p66}]
        quiz:
          pairs: [{id: first-run, stories: [{cites: [clinic/p1]}]}]
        """
    )
    assert told(article, "unknown-source") == ['article.yaml/causes/0/cites/1: no source has the id "leafet"']
    assert [(f.where, f.message) for f in found(article, "unknown-passage")] == [
        (("gaps", 0, "place"), 'no passage of the source "leaflet" has the id "p66"'),
        (("pairs", 0, "stories", 0, "cites", 0), 'no passage of the source "clinic" has the id "p1"'),
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
            message='no sign or red flag has the id "spreading-redness", which 9 places name; none names'
            ' "spreading-rednes"',
            hint='is "spreading-redness" meant here?',
        )
    ]
    assert "urgent-never-asked" not in {finding.code for finding in findings}


def test_a_definition_that_is_in_use_has_no_slip() -> None:
    article = renamed(laid("quiz: {pairs: [{id: first-run, stories: [{signs: [spreading-rednes]}]}]}"))
    assert [finding.where[0] for finding in found(article, "unknown-sign")] == ["pairs"]


def test_one_place_against_a_definition_is_the_place_with_the_slip() -> None:
    article = laid("gaps: [{id: first-aid-lists, lead_in: 'Look:', what: list, place: leaflet/p6}]")
    article = replace(article, gaps=article.gaps[1:])
    assert [finding.where for finding in found(article, "unknown-gap")] == [("self_care", 0, "fills")]


def test_what_is_named_all_over_and_is_nowhere_is_told_once() -> None:
    article = replace(laid(), causes=laid().causes * 30, sources=laid().sources[1:])
    (finding,) = found(article, "unknown-source")
    assert (finding.where, finding.hint) == (("causes", 0, "cites", 0), None)
    assert finding.message == 'no source has the id "leaflet", which 39 places name; this is the first'


def test_a_taken_id_names_the_place_that_has_it() -> None:
    article = laid(
        """
        gaps: [{id: leaflet, lead_in: "Look:", what: list, place: leaflet/p6}]
        sources:
          - {id: spreading-redness, title: Skin, kind: other, seen: quoted, passages: [{id: f1, says: skin}]}
        """
    )
    assert told(article, "duplicate-id") == [
        'article.yaml/sources/0/id: the id "leaflet" is taken: entry 2 of gaps in article.yaml has it',
        f'article.yaml/sources/2/id: the id "{FLAG}" is taken: entry 1 of red_flags in article.yaml has it',
    ]


def test_a_story_has_the_id_of_its_pair_with_a_letter() -> None:
    signs = ", ".join(f"{{sign: {name}, reason: So it is.}}" for name in ("small-blister", "rubbing-spot"))
    sort = f"kind: sort, ask: Which?, entries: [{signs}]"
    article = laid(f"quiz: {{practice: [{{id: first-run-a, {sort}}}, {{id: first-run, {sort}}}]}}")
    assert [(finding.where, finding.message) for finding in found(article, "duplicate-id")] == [
        (("practice", 3, "id"), 'the id "first-run-a" is taken: entry 1 of pairs in quiz.yaml has it'),
        (("practice", 4, "id"), 'the id "first-run" is taken: entry 1 of pairs in quiz.yaml has it'),
    ]
