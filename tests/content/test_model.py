from dataclasses import replace

import pytest
from factories import CITE, UNREVIEWED, make_article, make_sign
from hypothesis import given
from hypothesis import strategies as st

from quizapp.content.model import Article, Level, Origin, Promotion


def make_promotion(name: str, signs: tuple[str, ...], facts: tuple[str, ...], level: Level) -> Promotion:
    return Promotion(
        id=name,
        origin=Origin.STATED,
        cites=(CITE,),
        review=UNREVIEWED,
        any_sign=signs,
        circumstances=facts,
        level=level,
        reason="because",
    )


AGAIN = make_promotion("ache-came-back", ("ache", "spike"), ("second-time",), Level.MODIFY)
WARM = make_promotion("warm-and-weak", ("ache", "swelling"), ("warm", "weak-defence"), Level.URGENT)


@pytest.fixture(scope="module")
def article() -> Article:
    signs = (
        make_sign("ache", Level.CARRY_ON),
        make_sign("spike", Level.MODIFY),
        make_sign("swelling", Level.BOOK),
    )
    flags = (make_sign("hot", Level.URGENT), make_sign("fever", Level.URGENT))
    return replace(make_article(), signs=signs, red_flags=flags, promotions=(AGAIN, WARM))


@pytest.mark.parametrize(
    ("signs", "circumstances", "level"),
    [
        pytest.param((), (), Level.CARRY_ON, id="no sign is carry-on"),
        pytest.param(("ache",), (), Level.CARRY_ON, id="one sign has its own level"),
        pytest.param(("ache", "swelling"), (), Level.BOOK, id="the highest sign counts"),
        pytest.param(("swelling", "ache"), (), Level.BOOK, id="in any order"),
        pytest.param(("spike", "hot"), (), Level.URGENT, id="a harmless cause lowers no red flag"),
        pytest.param(("ache",), ("second-time",), Level.MODIFY, id="a promotion raises"),
        pytest.param(("swelling",), ("second-time",), Level.BOOK, id="a promotion for another sign does not"),
        pytest.param(("swelling", "ache"), ("second-time",), Level.BOOK, id="a promotion lowers nothing"),
        pytest.param(("swelling",), ("warm",), Level.BOOK, id="half of the circumstances do not raise"),
        pytest.param(("swelling",), ("warm", "weak-defence"), Level.URGENT, id="all of them do"),
        pytest.param(
            ("ache",),
            ("second-time", "warm", "weak-defence"),
            Level.URGENT,
            id="the highest promotion counts",
        ),
        pytest.param(("acke",), ("second-time",), Level.CARRY_ON, id="an unknown sign raises nothing"),
        pytest.param(
            ("ache",), ("secund-time",), Level.CARRY_ON, id="an unknown circumstance raises nothing"
        ),
    ],
)
def test_the_level_is_the_highest_sign_and_then_the_promotions(
    article: Article, signs: tuple[str, ...], circumstances: tuple[str, ...], level: Level
) -> None:
    decider = article.decided_by(signs, circumstances)
    assert (decider.level if decider else Level.CARRY_ON) is level


def test_what_decides_is_the_first_sign_of_the_highest_level(article: Article) -> None:
    assert article.decided_by(("fever", "ache", "hot"), ()) == article.red_flags[0]


def test_what_decides_is_a_promotion_only_where_it_raises(article: Article) -> None:
    assert article.decided_by(("ache",), ("second-time",)) == AGAIN
    assert article.decided_by(("spike",), ("second-time",)) == article.signs[1]


SIGNS = st.sets(st.sampled_from(["ache", "spike", "swelling", "hot", "fever", "unknown"]))
FACTS = st.sets(st.sampled_from(["second-time", "warm", "weak-defence", "unknown"]))


@given(signs=SIGNS, more_signs=SIGNS, facts=FACTS, more_facts=FACTS)
def test_more_signs_and_circumstances_never_lower_the_level(
    article: Article, signs: set[str], more_signs: set[str], facts: set[str], more_facts: set[str]
) -> None:
    few = article.decided_by(signs, facts)
    many = article.decided_by(signs | more_signs, facts | more_facts)
    assert few is None or (many is not None and many.level >= few.level)
