"""No emergency is lost in silence: pages in the many ways in which health sites set their warnings."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from overlays import parsed

from quizapp.authoring.draft.draft import drafted
from quizapp.authoring.skeleton import article_of
from quizapp.authoring.source_text.formats import load
from quizapp.content.passages import normalised

HERE = Path(__file__).parent
LANG = {"russian.txt": "ru"}
MOST_FALSE = 0.03
LEAST_FLAGS = 0.8


@dataclass(frozen=True)
class Outcome:
    """What has become of the emergencies of a page."""

    flags: list[str]
    listed: list[str]
    """Those that are in the list that the import prints last."""
    lost: list[str]
    false: list[str]
    """Red flags that are no emergency of the page."""


EMERGENCIES: dict[str, list[str]] = parsed((HERE / "pages.yaml").read_bytes(), "pages.yaml")
NAMES = sorted(EMERGENCIES)


@cache
def outcome(name: str) -> Outcome:
    """Import a page. A red flag says an emergency if its name or a passage that it cites has the words."""
    draft = drafted(load((HERE / "pages" / name).read_bytes(), LANG.get(name)), "a-page")
    article = article_of(draft.yaml)
    says = {each.id: each.says for source in article.sources for each in source.passages}
    flags = {
        sign.name: normalised(" / ".join([sign.name, *(says[cite.passage] for cite in sign.cites)]))
        for sign in article.red_flags
    }
    listed = [*map(normalised, [*draft.unheeded.sure, *draft.unheeded.doubtful])]
    words = {each: normalised(each) for each in EMERGENCIES[name]}
    flagged = [each for each in words if any(words[each] in flag for flag in flags.values())]
    noted = [each for each in words if each not in flagged and any(words[each] in line for line in listed)]
    return Outcome(
        flags=flagged,
        listed=noted,
        lost=[each for each in words if each not in {*flagged, *noted}],
        false=[flag for flag, said in flags.items() if not any(each in said for each in words.values())],
    )


def test_every_page_says_its_emergencies() -> None:
    assert sorted(path.name for path in (HERE / "pages").iterdir()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_no_emergency_of_a_page_is_lost_and_nothing_else_is_one(name: str) -> None:
    found = outcome(name)
    assert (found.lost, found.false) == ([], [])


def test_most_emergencies_are_red_flags() -> None:
    found = [outcome(name) for name in NAMES]
    flags, listed = (
        sum(map(len, lists)) for lists in zip(*((one.flags, one.listed) for one in found), strict=True)
    )
    false = sum(len(one.false) for one in found)
    assert flags >= LEAST_FLAGS * (flags + listed)
    assert false <= MOST_FALSE * (flags + false)
