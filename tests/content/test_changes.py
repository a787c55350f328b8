"""What changed between two versions of an article."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.content import build
from quizapp.content.changes import WHOLE, Change, Did, changes, touches_urgent, urgent_differs
from quizapp.content.projection import PARTS, article_data

Data = dict[str, Any]


@pytest.fixture(scope="session")
def before(article_plain: Data) -> Data:
    return article_data(build.article(article_plain, None))


@pytest.fixture
def after(before: Data) -> Data:
    return deepcopy(before)


def test_a_version_without_a_change_is_equal(before: Data, after: Data) -> None:
    assert changes(before, {**after, "revision": "another"}) == ()


def test_a_thing_is_added_or_removed_by_its_id(before: Data, after: Data) -> None:
    gone = after["red_flags"].pop(0)
    after["faqs"].append({**after["faqs"][0], "id": "a-new-one", "question": "Is it new?"})
    assert changes(before, after) == (
        Change(part="red-flags", id=gone["id"], did=Did.REMOVED, name=gone["name"]),
        Change(part="faqs", id="a-new-one", did=Did.ADDED, name="Is it new?"),
    )


def test_an_edit_names_the_members_that_are_different(before: Data, after: Data) -> None:
    sign = after["signs"][2]
    sign.update(action="Do something else.", note="Sources differ.")
    del sign["within"]
    assert changes(before, after) == (
        Change(
            part="signs",
            id=sign["id"],
            did=Did.EDITED,
            name=sign["name"],
            members=("action", "note", "within"),
        ),
    )


def test_another_level_is_told_with_the_one_before(before: Data, after: Data) -> None:
    sign = after["signs"][1]
    assert sign["level"] == "modify"
    sign["level"] = "book"
    (change,) = changes(before, after)
    assert (change.members, change.was, change.now) == (("level",), "modify", "book")


def test_what_an_article_says_outside_its_lists_is_one_change(before: Data, after: Data) -> None:
    after.update(title="A new title", urgent_notice="Run.")
    assert changes(before, after) == (
        Change(
            part=WHOLE,
            id=after["id"],
            did=Did.EDITED,
            name="A new title",
            members=("title", "urgent_notice"),
        ),
    )


def test_a_review_of_the_article_is_no_edit_of_everything_in_it(before: Data, after: Data) -> None:
    reviewed = {"status": "reviewed", "by": "A. Tester", "date": "2026-01-02"}
    after["review"] = reviewed
    for name in PARTS.values():
        for thing in after[name]:
            if thing.get("review") == before["review"]:
                thing["review"] = reviewed
    whole, *others = changes(before, after)
    assert (whole.part, whole.members) == (WHOLE, ("review",))
    assert len(others) == sum(
        thing["review"] != before["review"]
        for name in PARTS.values()
        for thing in before[name]
        if "review" in thing
    )


def test_another_order_is_one_change_of_its_list(before: Data, after: Data) -> None:
    after["signs"].reverse()
    assert changes(before, after) == (Change(part="signs", id=None, did=Did.REORDERED, name=""),)


def test_a_sign_that_needs_help_sooner_than_before_is_an_urgent_change(before: Data, after: Data) -> None:
    after["red_flags"][0]["within"] = "now"
    (found,) = changes(before, after)
    assert (found.part, found.did, found.members) == ("red-flags", Did.EDITED, ("within",))
    assert touches_urgent(found)
    assert urgent_differs(before, after)


@pytest.mark.parametrize(
    ("change", "urgent"),
    [
        (Change(part="red-flags", id="a", did=Did.EDITED, name="a", members=("note",)), True),
        (Change(part="signs", id="a", did=Did.EDITED, name="a", members=("level",)), True),
        (Change(part="signs", id="a", did=Did.EDITED, name="a", members=("note",)), False),
        (Change(part=WHOLE, id="a", did=Did.EDITED, name="a", members=("urgent_notice",)), True),
        (Change(part=WHOLE, id="a", did=Did.EDITED, name="a", members=("emergency",)), True),
        (Change(part=WHOLE, id="a", did=Did.EDITED, name="a", members=("scope", "title")), True),
        (Change(part=WHOLE, id="a", did=Did.EDITED, name="a", members=("title",)), False),
        (Change(part="promotions", id="a", did=Did.REMOVED, name="a"), True),
        (Change(part="faqs", id="a", did=Did.ADDED, name="a"), False),
    ],
)
def test_what_is_urgent_is_told_apart(change: Change, *, urgent: bool) -> None:
    assert touches_urgent(change) is urgent


IDS = st.lists(st.sampled_from("abcdef"), unique=True)
"""The ids of a list, in any order."""


def an_article(lists: dict[str, list[tuple[str, int]]], head: int) -> Data:
    """Return an article with these lists of (id, text)."""
    review = {"status": "unreviewed"}
    return {
        "id": "x",
        "title": str(head),
        "review": review,
        **{
            PARTS[part]: [{"id": name, "text": str(text), "review": review} for name, text in things]
            for part, things in lists.items()
        },
    }


LISTS = st.fixed_dictionaries(
    {
        part: IDS.flatmap(
            lambda ids: st.tuples(*(st.tuples(st.just(i), st.integers(0, 1)) for i in ids)).map(list)
        )
        for part in ("signs", "faqs")
    }
)
ARTICLES = st.builds(an_article, LISTS, st.integers(0, 1))


@given(ARTICLES, ARTICLES)
def test_there_is_a_change_exactly_where_readers_see_a_difference(one: Data, other: Data) -> None:
    assert (changes(one, other) == ()) is (one == other)


@given(ARTICLES, ARTICLES)
def test_the_changes_lead_from_the_ids_of_one_version_to_those_of_the_other(one: Data, other: Data) -> None:
    found = changes(one, other)
    for part in ("signs", "faqs"):
        ids, wanted = ({thing["id"] for thing in article[part]} for article in (one, other))
        own = [change for change in found if change.part == part]
        ids -= {change.id for change in own if change.did is Did.REMOVED}
        ids |= {str(change.id) for change in own if change.did is Did.ADDED}
        assert ids == wanted
