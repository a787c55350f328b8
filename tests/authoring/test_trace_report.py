import json
from dataclasses import replace

import pytest

from quizapp.authoring.trace import Trace, TracedPassage
from quizapp.authoring.trace_report import as_json, as_text, as_update
from quizapp.content.model import Passage


def passage(
    passage_id: str, sentence: str | None, *users: str, nearest: str | None = None, waived: str | None = None
) -> TracedPassage:
    known = Passage(id=passage_id, says=f"gist of {passage_id}", waived=waived)
    return TracedPassage(passage=known, sentence=sentence, nearest=nearest, users=users)


TRACE = Trace(
    article="feet",
    source="leaflet",
    passages=(
        passage("p1", "Rest.", "causes/shoes", "signs/heel", "items/hot-heel", "gaps/lost-list"),
        passage("p2", None, "signs/heel", "items/hot-heel", "items/red-toe", nearest="Pad it well."),
        passage("p3", None),
        passage("p4", "No spam.", waived="Not content"),
    ),
    unknown=("Who wrote this?",),
    rests_on={"causes/shoes": ("p1",), "signs/heel": ("p1", "p2"), "items/hot-heel": ("p1", "p2")},
)


def test_the_text_has_both_directions_the_findings_and_the_count() -> None:
    assert as_text(TRACE).splitlines() == [
        'What rests on each passage of "leaflet":',
        "  p1: causes/shoes, signs/heel, items/hot-heel, gaps/lost-list",
        "  p2: signs/heel, items/hot-heel, items/red-toe",
        "  p3: nothing",
        "  p4: waived: Not content",
        "",
        "What each claim and item rests on:",
        "  causes/shoes: p1",
        "  signs/heel: p1, p2",
        "  items/hot-heel: p1, p2",
        "",
        "changed: p2 (gist of p2)",
        '    now: "Pad it well."',
        "    look again at: signs/heel, items/hot-heel, items/red-toe",
        "changed: p3 (gist of p3)",
        "    now: no sentence in its place",
        "    look again at: nothing, it is not used",
        "unused: p3 (gist of p3); cite it, or waive it with a reason",
        'unknown: "Who wrote this?"',
        "4 passages: 75 % used or waived, 1 unused, 2 changed; 1 sentence that no passage knows",
    ]


def test_the_json_says_the_same() -> None:
    document = json.loads(as_json(TRACE))
    members = "article source clean another_text passages rests_on changed unused unknown"
    assert " ".join(document) == members
    assert document["passages"][1] == {
        "id": "p2",
        "says": "gist of p2",
        "sentence": None,
        "changed": True,
        "nearest": "Pad it well.",
        "claims": ["signs/heel"],
        "items": ["hot-heel", "red-toe"],
        "gaps": [],
        "waived": None,
    }
    first = document["passages"][0]
    assert [first[name] for name in ("claims", "items", "gaps")] == [
        ["causes/shoes", "signs/heel"],
        ["hot-heel"],
        ["lost-list"],
    ]
    assert (document["clean"], document["changed"], document["unused"], document["unknown"]) == (
        False,
        ["p2", "p3"],
        ["p3"],
        ["Who wrote this?"],
    )


def test_after_an_update_the_findings_and_the_number_of_new_fingerprints_are_told() -> None:
    assert as_update(TRACE).splitlines()[-6:] == [
        (
            "1 fingerprint renewed. 4 passages: 75 % used or waived, 1 unused, 2 changed;"
            " 1 sentence that no passage knows"
        ),
        "Look again at 3 claims, items and gaps:",
        "  signs/heel",
        "  items/hot-heel",
        "  items/red-toe",
        "Keep this list: the next run knows the new sentences and finds nothing changed.",
    ]


def test_after_an_update_of_nothing_there_is_no_list() -> None:
    unchanged = replace(TRACE, passages=TRACE.passages[:1], unknown=())
    assert as_update(unchanged).splitlines() == [
        (
            "0 fingerprints renewed. 1 passage: 100 % used or waived, 0 unused, 0 changed;"
            " 0 sentences that no passage knows"
        )
    ]


def test_of_another_text_only_that_is_said() -> None:
    known = [
        replace(each, passage=replace(each.passage, fingerprint="0" * 12)) for each in TRACE.passages[1:3] * 3
    ]
    found = passage("p9", "Rest.")
    found = replace(found, passage=replace(found.passage, fingerprint="1" * 12))
    another = replace(TRACE, passages=(*known, found))
    assert as_text(another) == (
        'This does not look like the text of "leaflet": it has 1 of the 7 sentences that are known.'
        " Check that this is the right file and the right source."
    )
    assert json.loads(as_json(another))["another_text"]


@pytest.mark.parametrize(("passages", "share"), [((), 100), (TRACE.passages[:1], 100)])
def test_nothing_unused_is_a_hundred_percent(passages: tuple[TracedPassage, ...], share: int) -> None:
    trace = Trace(article="a", source="b", passages=passages, unknown=(), rests_on={})
    assert f"{share} % used or waived" in as_text(trace)
