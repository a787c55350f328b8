import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from enum import Enum
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from conftest import KEY, NOW, client_of, snapshot_of
from factories import make_article, withdrawing
from flask.testing import FlaskClient
from html_pages import HtmlPage, get, post, press

from quizapp.attempts.model import Mode
from quizapp.attempts.sql_store import SqlStore
from quizapp.attempts.tokens import Tokens
from quizapp.content.markdown import plain
from quizapp.content.model import (
    CLAIM_LISTS,
    Article,
    Item,
    Kind,
    Level,
    Passage,
    Review,
    placement_id,
)
from quizapp.library.load import Loaded
from quizapp.library.model import Library
from quizapp.quiz.bank import ItemBank
from quizapp.quiz.verdict import FIRST_FLAG, Mark, after, limits, no_evidence
from quizapp.settings import Imprint, Settings, SiteContacts
from quizapp.web.prebuilt.fragments import fragments
from quizapp.web.prebuilt.links import Links
from quizapp.web.prebuilt.quiz_view import repeated_in
from quizapp.web.prebuilt.rendering import Frame, article_page, item_page, quiz_page
from quizapp.web.site import Site
from quizapp.web.snapshot import make_snapshot

ID = "blisters-from-new-shoes"
ARTICLE = f"/articles/{ID}"
QUIZ = f"{ARTICLE}/quiz"

Choice = Callable[[Item], frozenset[str]]
"""How a reader responds to an item."""


def by_key(item: Item) -> frozenset[str]:
    return item.key


def too_low(item: Item) -> frozenset[str]:
    """Choose the least urgent option that is wrong; for a sort item it goes under every line."""
    if item.kind is Kind.SORT:
        return first_of_all(item)
    return frozenset({next(option.id for option in item.options if option.id not in item.key)})


def first_of_all(item: Item) -> frozenset[str]:
    """Choose the first option, and for a sort item the first for every line."""
    first = item.options[0].id
    return frozenset(f"{entry.id}-{first}" for entry in item.entries) or frozenset({first})


def choices_of(item: Item, response: frozenset[str]) -> dict[str, str | list[str]]:
    """Return the fields of the form that make up a response."""
    if item.kind is Kind.SORT:
        return {f"entry-{part.rpartition('-')[0]}": part for part in response}
    return {"response": sorted(response)}


def item_of(page: HtmlPage, bank: ItemBank) -> Item:
    """Return the item that a page asks."""
    (item_id,) = [control.value for control in page.form("respond").controls if control.name == "item"]
    return bank.items[item_id]


def answer(
    client: FlaskClient, page: HtmlPage, bank: ItemBank, choose: Choice, **more: str | list[str]
) -> HtmlPage:
    """Respond to the item of a page."""
    item = item_of(page, bank)
    return press(client, page, "respond", **choices_of(item, choose(item)), **more)


def asks(page: HtmlPage) -> bool:
    return any(control.name == "item" for form in page.forms for control in form.controls)


def walk(
    client: FlaskClient, bank: ItemBank, choose: Choice, mode: str = "check", **more: str | list[str]
) -> list[HtmlPage]:
    """Take a whole attempt and return every page, the start first and the report last."""
    start = get(client, f"/articles/{bank.article.id}/quiz")
    pages = [start, press(client, start, mode)]
    while asks(pages[-1]):
        pages.append(answer(client, pages[-1], bank, choose, **more))
        pages.append(press(client, pages[-1], "next"))
    return pages


# The article


def test_the_index_leads_to_every_article_and_its_check(client: FlaskClient, article: Article) -> None:
    page = get(client, "/")
    assert page.faults() == []
    assert page.lines("h2") == ["Articles", article.title, "Four steps, one question"]
    assert page.links == ["#main_", "/", ARTICLE, ARTICLE, QUIZ, "/privacy", f"/embed-code/{ID}", "/docs"]


READER_WORDS = ("title", "body", "name", "hint", "reason", "text", "question", "answer")
"""The members of claims that are for readers, but for what to do about a sign that is not urgent."""


def test_every_claim_is_on_the_page_under_its_id_with_its_words(
    client: FlaskClient, article: Article
) -> None:
    page = get(client, ARTICLE)
    for _, _, claim in article.claims():
        shown = page.of(claim.id)
        for text in filter(None, (getattr(claim, name, None) for name in READER_WORDS)):
            assert plain(text) in shown
    assert all(flag.action in page.of(flag.id) for flag in article.red_flags)
    assert page.faults() == []


def test_no_word_of_the_editors_is_on_a_page_for_readers(
    settings: Settings, store: SqlStore, article: Article
) -> None:
    marked = with_canaries(article)
    client = client_of(settings, store, marked)
    pages = [get(client, path).text for path in (ARTICLE, f"{ARTICLE}/quiz", f"/embed/{article.id}/summary")]
    pages += fragments(marked, Links()).values()
    assert [page for page in pages if "canary" in page] == []
    told = get(client, f"{ARTICLE}/sources").text
    assert [word for word in CANARIES if word not in told] == []
    assert [word for word in CANARIES if word not in client.get(f"/api/v1{ARTICLE}").text] == []


CANARIES = ("canary-note", "canary-gap", "canary-says", "canary-waived", "canary-left-out")


def with_canaries(article: Article) -> Article:
    """Return an article in which every text of the editors can be told from the others."""
    lists: Any = {
        name: tuple(replace(claim, note="canary-note") for claim in getattr(article, name))
        for name in CLAIM_LISTS
    }
    passage = Passage(id="p1", says="canary-says", fingerprint="0" * 12, waived="canary-waived")
    sources = tuple(replace(each, passages=(passage, *each.passages[1:])) for each in article.sources)
    gaps = tuple(replace(gap, note="canary-gap") for gap in article.gaps)
    return replace(article, **lists, sources=sources, gaps=gaps, left_out=("canary-left-out",))


def test_every_statement_is_on_the_page_of_the_sources_with_its_origin(
    client: FlaskClient, article: Article
) -> None:
    page = get(client, f"{ARTICLE}/sources")
    origins = {"stated": "From the article", "restated": "Said elsewhere", "added": "Added from another"}
    for _, _, claim in article.claims():
        assert origins[claim.origin] in page.of(claim.id)
    (gap,) = article.gaps
    missing = "The list that came after these words is missing."
    assert page.of(gap.id) == f"“Do this first:” {missing} Filled by: Put a soft pad on the sore spot.."
    leaflet, clinic = (page.of(source.id) for source in article.sources)
    assert leaflet.startswith("Blisters from new shoes (web article). Licence not stated. Read in full.")
    assert "an order form (not used: Not content - it sells shoes)" in leaflet
    assert clinic.startswith("Care of the feet (health service). Licence not stated. Read as a copy kept by")
    assert page.faults() == []


def test_the_urgent_signs_come_before_everything_else_and_are_one_tap_away(
    client: FlaskClient, article: Article
) -> None:
    page = get(client, ARTICLE)
    claims = {claim.id for _, _, claim in article.claims()}
    assert next(name for name in page.ids if name in claims) == article.red_flags[0].id
    assert "#urgent_" in page.links


def test_over_a_quiz_each_urgent_sign_has_its_hint_and_its_own_action(bank: ItemBank) -> None:
    flag = bank.article.red_flags[0]
    signs = (
        replace(flag, name="Blood that does not stop", hint="Or comes back.", action="Call your clinic now."),
        replace(flag, name="A hot foot", action="Get help today.", standard_action=True),
        replace(flag, name="A grey toe", action="Call an ambulance.", within="now", folded=True),
    )
    html = quiz_page(replace(bank.article, red_flags=signs), Frame(path=QUIZ, links=Links()))
    sheet = " ".join(re.sub(r"<[^>]*>", " ", html.partition('class="sheet"')[2]).split())
    assert "Blood that does not stop Or comes back. Call your clinic now." in sheet
    assert "A grey toe Call an ambulance." in sheet
    assert ("A hot foot" in sheet, "Get help today." in sheet) == (True, False)


def test_a_text_that_nobody_has_reviewed_says_so_and_a_reviewed_one_names_who_did(article: Article) -> None:
    review = Review(status="reviewed", by="Dr. Ada Moss", date="2026-10-01")
    assert "Not yet reviewed by a health professional." in article_page(article, Links())
    reviewed = article_page(replace(article, review=review, quiz=None), Links())
    assert "by Dr. Ada Moss" in reviewed
    assert "Not yet reviewed" not in reviewed


def test_a_sign_to_book_for_has_a_page_before_an_editor_says_how_soon(article: Article) -> None:
    signs = tuple(replace(sign, within=None) for sign in article.signs)
    assert "keeps-coming-back" in article_page(replace(article, signs=signs, quiz=None), Links())


def test_an_id_that_is_gone_leads_to_what_says_the_same_now(article: Article) -> None:
    gone = {"old-blister": "small-blister", "old-pad": "pad-the-spot", "old-skin": "skin-hardens"}
    page = article_page(replace(article, replaced_by=gone), Links())
    for old, new in gone.items():
        assert page.index(f'id="{new}"') < page.index(f'id="{old}"')


def test_numbers_to_call_and_the_address_for_mistakes_are_links(article: Article) -> None:
    site = SiteContacts(
        mistakes="mailto:us@host.example", emergency=(("en", "999"),), advice=(("", "116 117"),)
    )
    page = article_page(article, Links(site=site))
    assert 'href="tel:116117">Call 116 117<' in page
    assert 'href="mailto:us@host.example"' in page
    assert 'href="tel:' not in article_page(article, Links())
    own = article_page(replace(article, contact="https://host.example/mistakes"), Links(site=site))
    assert 'href="https://host.example/mistakes"' in own


def test_a_page_may_be_kept_and_an_attempt_may_not(client: FlaskClient) -> None:
    reply = client.get(ARTICLE)
    assert reply.headers["Cache-Control"].startswith("public, max-age=60")
    again = client.get(ARTICLE, headers={"If-None-Match": reply.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    begun = client.post(QUIZ, data={"step": "check"})
    assert client.get(begun.headers["Location"]).headers["Cache-Control"] == "no-store"
    assert begun.headers["Cache-Control"] == "no-store"
    assert client.get(f"{QUIZ}?previous=x").headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in {*reply.headers.keys(), *begun.headers.keys()}


# Whole attempts


def test_a_reader_who_knows_the_key_is_told_that_they_understand(client: FlaskClient, bank: ItemBank) -> None:
    pages = walk(client, bank, by_key)
    assert {page.heading for page in pages[2:-1:2]} == {"Yes, that fits"}
    report = pages[-1]
    answered = len(pages[2:-1:2])
    assert report.heading == "You know when to ease off and when to get help"
    assert f"You chose well in {answered} of {answered} stories" in report.text
    assert report.text.count("You know this") == len(bank.article.tested_flags)
    assert "You chose the step that fits every time." in report.text
    assert "Worth reading again" not in report.text


def test_a_reader_who_gets_everything_wrong_is_told_the_worst_first(
    client: FlaskClient, bank: ItemBank
) -> None:
    def hazardous(item: Item) -> frozenset[str]:
        return too_low(item) if item.red_flags else item.key

    report = walk(client, bank, hazardous)[-1]
    assert report.heading.startswith("Not yet: ")
    missed = [flag.name for flag in bank.article.tested_flags if f"{flag.name} Missed" in report.text]
    assert missed
    again = report.text.index("Worth reading again")
    hazard = report.text.index("when someone needed help today")
    assert hazard < report.text.index("Next: read about") < again < report.text.index(missed[0], again)
    assert f"{ARTICLE}#{bank.article.tested_flags[0].id}" in report.links
    assert bank.article.urgent_notice in report.text


def test_the_chart_has_a_row_for_each_step_with_every_story_in_it(
    client: FlaskClient, bank: ItemBank
) -> None:
    pages = walk(client, bank, too_low)
    keys = [item_of(page, bank).level for page in pages if asks(page)]
    wrong = r"(?:; (?:once|\d+ times) you chose [^\d;]+)*"
    rows = re.findall(rf"(\d+) right{wrong} (\d+) of (\d+)", pages[-1].text)
    assert sum(int(total) for *_, total in rows) == len(keys)
    assert len(rows) == len(set(keys))
    assert all(right == shown for right, shown, _ in rows)


@pytest.mark.parametrize("choose", [by_key, too_low, first_of_all])
@pytest.mark.parametrize("mode", ["check", "practice"])
def test_every_page_of_an_attempt_is_sound_and_tells_no_percentage(
    client: FlaskClient, bank: ItemBank, choose: Choice, mode: str
) -> None:
    pages = walk(client, bank, choose, mode)
    assert [fault for page in pages for fault in page.faults()] == []
    assert [page.title for page in pages if "%" in page.text or bank.quiz.title not in page.title] == []
    flags = [flag.name for flag in bank.article.red_flags]
    assert [page.title for page in pages if any(name not in page.text for name in flags)] == []


def test_the_page_says_how_many_are_left_and_the_bar_never_goes_back(
    client: FlaskClient, bank: ItemBank
) -> None:
    pages = walk(client, bank, first_of_all)
    bars = [e.attributes for page in pages for e in page.elements if e.tag == "progress"]
    parts = [int(bar["value"]) / int(bar["max"]) for bar in bars]
    assert parts == sorted(parts)
    assert (parts[0], parts[-1]) == (0, 1)
    assert "Story 1 about " in pages[1].text


def more_to_come(page: HtmlPage) -> int:
    """Return how many more items a page of an attempt says that there are about."""
    said = re.search(r"about (one|\d+) more", page.text)
    return 0 if said is None else 1 if said[1] == "one" else int(said[1])


def test_an_item_says_how_many_come_after_it_and_its_feedback_says_the_same(
    client: FlaskClient, bank: ItemBank
) -> None:
    *pages, report = walk(client, bank, by_key)[1:]
    asked, told = pages[::2], pages[1::2]
    left = list(range(len(asked) - 1, -1, -1))
    assert [more_to_come(page) for page in asked] == left
    assert [more_to_come(page) for page in told] == left
    assert "about one more" in told[-2].text
    stopped = get(client, told[-2].ways["report"])
    assert ("Next: one more story or so" in stopped.text, more_to_come(report)) == (True, 0)


@pytest.mark.parametrize("mode", ["check", "practice"])
def test_after_a_mistake_the_next_item_is_the_first_of_those_that_the_feedback_counts(
    client: FlaskClient, bank: ItemBank, mode: str
) -> None:
    pages = walk(client, bank, first_of_all, mode)[2:-1]
    following = list(pairwise(pages))[::2]
    assert [more_to_come(told) - 1 for told, _ in following] == [
        more_to_come(next_) for _, next_ in following
    ]


def test_the_start_says_of_mistakes_what_the_rule_makes_of_them(client: FlaskClient) -> None:
    started, start = no_evidence(2), get(client, QUIZ).text
    for mark, points in ((Mark.WRONG, 1), (Mark.HAZARD, 2)):
        mistaken = after(started, FIRST_FLAG, mark)
        assert (mistaken.flags[0].points, mistaken.wrong) == (points, 1)
        assert mistaken.rights_needed > started.rights_needed
        assert mistaken.pooled_needed >= started.pooled_needed
    assert "with an urgent sign counts as two mistakes about that sign, because it can do harm." in start
    assert len(limits(2).pooled) < len(limits(8).pooled), "how many mistakes are too many is not one number"
    assert "After a mistake we ask a little more. After too many we stop" in start


def test_the_box_of_the_sure_is_explained_on_the_first_story_alone(
    client: FlaskClient, bank: ItemBank
) -> None:
    asked = [page for page in walk(client, bank, by_key) if asks(page)]
    assert ["“I'm sure” doesn't change your result." in page.text for page in asked] == [
        True, *(False for _ in asked[1:]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("step", "option", "repeated"),
    [
        ("Get medical help today", "Get help today", True),
        ("Book an appointment", "Ask for an appointment", True),
        ("Pedir cita", "Pedir cita con su cirujano", True),
        ("Get medical help today", "Go to urgent care today", False),
        ("Carry on", "Dance again on Friday", False),
    ],
)
def test_an_option_that_says_its_step_needs_no_name_of_it_above(
    step: str, option: str, *, repeated: bool
) -> None:
    assert repeated_in(step, option) is repeated


def test_practice_asks_every_kind_and_ends_without_a_result(client: FlaskClient, bank: ItemBank) -> None:
    pages = walk(client, bank, first_of_all, "practice")
    kinds = {item_of(page, bank).kind for page in pages if asks(page)}
    assert kinds == set(Kind)
    assert pages[-1].heading == "Practice done"
    assert f"You answered {len(pages[1:-1]) // 2} questions" in pages[-1].text
    assert "You know this" not in pages[-1].text


def test_an_urgent_sign_that_was_missed_says_who_needs_help_and_what_waiting_can_do(
    client: FlaskClient, bank: ItemBank
) -> None:
    pages = walk(client, bank, too_low)
    for asked, feedback in zip(pages[1:-1:2], pages[2:-1:2], strict=True):
        item = item_of(asked, bank)
        alarms = [e for e in feedback.elements if e.attributes.get("class") == "alarm urgent"]
        assert len(alarms) == (item.level is Level.URGENT)
        for alarm in alarms:
            who = item.person.name if item.person else "This person"
            assert f"{who} needs help today" in alarm.text
            assert (item.harm or item.reason) in alarm.text


@pytest.mark.parametrize(
    ("put", "told", "alarms"),
    [
        (Level.BOOK, "You put an urgent sign too low", 1),
        (Level.CARRY_ON, "You put an urgent sign too low", 1),
        (None, "Not quite", 0),
    ],
    ids=["urgent-under-book", "urgent-under-carry-on", "all-under-urgent"],
)
def test_an_urgent_sign_that_is_sorted_too_low_is_said_as_plainly_as_in_a_story(
    client: FlaskClient, bank: ItemBank, put: Level | None, told: str, alarms: int
) -> None:
    def sorted_as(item: Item) -> frozenset[str]:
        if item.kind is not Kind.SORT:
            return item.key
        option = {each.level: each for each in item.options}
        levels = {
            entry: Level.URGENT if put is None else put if entry.level is Level.URGENT else entry.level
            for entry in item.entries
        }
        return frozenset(placement_id(entry, option[level]) for entry, level in levels.items())

    pages = walk(client, bank, sorted_as, "practice")
    sort = next(at for at, page in enumerate(pages) if asks(page) and item_of(page, bank).kind is Kind.SORT)
    feedback = pages[sort + 1]
    found = [e for e in feedback.elements if e.attributes.get("class") == "alarm urgent"]
    assert (feedback.heading, len(found)) == (told, alarms)


def test_sure_but_wrong_is_said_beside_what_to_read_again(client: FlaskClient, bank: ItemBank) -> None:
    report = walk(client, bank, too_low, certainty="3")[-1]
    again = report.text[report.text.index("Worth reading again") :]
    assert again.count("You were sure of this one.") >= 1
    unsure = walk(client, bank, too_low)[-1]
    assert "You were sure of this one." not in unsure.text


# What a page may tell before the response


def test_the_page_of_an_item_is_made_without_its_key(site: Site, bank: ItemBank) -> None:
    turn = site.delivery.begin(ID, mode=Mode.CHECK, lang="en")
    keyless = replace(turn, article=replace(turn.article, quiz=replace(bank.quiz, items=())))
    frame = Frame(path=f"{ARTICLE}/quiz", links=Links())
    assert item_page(keyless, frame) == item_page(turn, frame)


def test_no_reason_stands_on_a_page_before_the_response(client: FlaskClient, bank: ItemBank) -> None:
    reasons = {option.rationale for item in bank.quiz.items for option in item.options}
    reasons |= {entry.rationale for item in bank.quiz.items for entry in item.entries}
    reasons |= {text for item in bank.quiz.items for text in (item.reason, item.harm)}
    told = {reason for reason in reasons if reason}
    assert told
    for mode in ("check", "practice"):
        asking = [page for page in walk(client, bank, first_of_all, mode) if asks(page)]
        assert [page.title for page in asking if any(reason in page.text for reason in told)] == []


def test_feedback_on_a_story_shows_your_step_and_the_one_that_fits(
    client: FlaskClient, bank: ItemBank
) -> None:
    page = press(client, get(client, QUIZ), "check")
    item = item_of(page, bank)
    text = answer(client, page, bank, too_low).text
    (right,) = [option for option in item.options if option.id in item.key]
    (chosen,) = [option for option in item.options if option.id in too_low(item)]
    assert f"You chose {chosen.text}" in text
    assert f"What fits {right.text}" in text
    assert text.count(". This fits") == text.count(". You chose this") == 1


# What goes wrong


def test_a_missing_choice_shows_the_item_again_with_a_message_that_leads_to_the_field(
    client: FlaskClient, bank: ItemBank
) -> None:
    asked = press(client, get(client, QUIZ), "check")
    page = press(client, asked, "respond", certainty="3")
    assert page.status == 200
    assert page.title.startswith("Answer missing: Story 1")
    assert page.of("notice_") == "Choose an answer first. Go to the answers"
    assert page.text.count("Choose") == 1
    assert f"#response-{item_of(asked, bank).options[0].id}" in page.links
    assert page.faults() == []
    assert item_of(page, bank) == item_of(asked, bank)
    assert page.form("respond").chosen() == {"certainty": "3"}
    assert answer(client, page, bank, by_key).heading == "Yes, that fits"


def test_a_sort_item_that_is_not_whole_keeps_what_was_chosen(client: FlaskClient, bank: ItemBank) -> None:
    page = press(client, get(client, QUIZ), "practice")
    while item_of(page, bank).kind is not Kind.SORT:
        page = press(client, answer(client, page, bank, first_of_all), "next")
    item = item_of(page, bank)
    chosen = {f"entry-{item.entries[0].id}": f"{item.entries[0].id}-{item.options[1].id}"}
    again = press(client, page, "respond", **chosen)
    assert again.status == 200
    assert again.form("respond").chosen() == chosen
    assert f"#{next(name for name in again.ids if name.startswith('entry-'))}" in again.links


def test_an_altered_token_leads_to_a_page_that_offers_a_fresh_start(client: FlaskClient) -> None:
    form = press(client, get(client, QUIZ), "check").form("respond")
    data = form.data("respond")
    for token in (f"{data['attempt']}x", str(data["attempt"])[1:], "ü"):
        page = post(client, QUIZ, {**data, "attempt": token})
        assert (page.status, page.heading) == (400, "We've lost your place")
        assert page.faults() == []
        assert asks(press(client, page, "check"))


@pytest.mark.parametrize("step", ["respond", "next", "check"])
def test_an_attempt_of_long_ago_leads_to_a_page_that_offers_a_new_check(
    client: FlaskClient, step: str
) -> None:
    tokens, form = Tokens([KEY]), press(client, get(client, QUIZ), "check").form("respond")
    attempt = tokens.read(str(form.data("respond")["attempt"]))
    old = tokens.write(replace(attempt, day=attempt.day - 181))
    sent = post(client, QUIZ, {"step": step, "attempt": old, "previous": old, "response": "a"})
    for page in (sent, get(client, f"{QUIZ}?attempt={old}")):
        assert (page.status, page.heading) == (410, "That check is too old")
        assert page.faults() == []
        assert asks(press(client, page, "check"))


def restarted_after_an_edit(settings: Settings, store: SqlStore, article: Article) -> FlaskClient:
    """Return the client of a process that was started after an edit."""
    return client_of(settings, store, replace(article, fingerprint="another"))


def test_an_attempt_whose_content_is_out_of_reach_can_be_tried_again(
    client: FlaskClient, store: SqlStore, settings: Settings, article: Article
) -> None:
    asked = press(client, get(client, QUIZ), "check")
    away = SqlStore("postgresql://nobody@/nothing?host=/nowhere")
    page = press(restarted_after_an_edit(settings, away, article), asked, "respond")
    assert (page.status, page.heading, page.faults()) == (503, "One moment", [])
    again = press(restarted_after_an_edit(settings, store, article), page, "next")
    assert (again.status, again.html) == (200, asked.html)


def withdraw(site: Site, item: Item) -> None:
    """Let an edit withdraw an item."""
    bank = withdrawing(site.snapshot.bank(ID), item.id)
    edited = replace(bank.article, fingerprint="another", quiz=bank.quiz)
    loaded = Loaded(Library({ID: edited}, {}), ())
    site.snapshot = make_snapshot(loaded, site.settings, site.snapshot)


def test_a_question_that_was_withdrawn_gives_way_to_another_one(
    client: FlaskClient, site: Site, bank: ItemBank
) -> None:
    asked = press(client, get(client, QUIZ), "check")
    withdraw(site, item_of(asked, bank))
    page = answer(client, asked, bank, by_key)
    assert page.status == 200
    assert page.of("notice_").startswith("We've just withdrawn that story")
    assert [each.attributes["class"] for each in page.elements if "autofocus" in each.attributes] == [
        "notice"
    ]
    assert item_of(page, bank) is not item_of(asked, bank)
    assert page.faults() == []


def test_the_report_says_what_was_withdrawn_and_names_no_right_answer_to_it(
    client: FlaskClient, site: Site, bank: ItemBank
) -> None:
    asked = press(client, get(client, QUIZ), "check")
    item = item_of(asked, bank)
    feedback = answer(client, asked, bank, too_low)
    withdraw(site, item)
    report = press(client, feedback, "report")
    assert "We withdrew 1 story you answered because it had a mistake." in report.text
    assert "We withdrew this story because it had a mistake. It doesn't count." in report.text
    assert [option.text for option in item.options if option.text in report.text] == []
    assert report.faults() == []


def test_an_attempt_whose_content_nobody_has_is_told_kindly(
    client: FlaskClient, settings: Settings, article: Article
) -> None:
    asked = press(client, get(client, QUIZ), "check")
    client = restarted_after_an_edit(settings, SqlStore("sqlite://"), article)
    page = press(client, asked, "respond")
    assert (page.status, page.heading) == (410, "There's a newer version")
    assert asks(press(client, page, "check"))


def test_no_answer_to_a_form_is_a_page_of_its_own(client: FlaskClient, bank: ItemBank) -> None:
    asked = press(client, get(client, QUIZ), "check")
    item, form = item_of(asked, bank), asked.form("respond")
    responses = [{}, choices_of(item, item.key), choices_of(item, too_low(item))]
    posts = [{"step": "check"}, {"step": "practice"}, {"step": "respond", "attempt": "altered"}]
    for data in (*posts, *(form.data("respond", **choices) for choices in responses)):
        reply = client.post(QUIZ, data=data)
        assert (reply.status_code, reply.data, reply.headers["Cache-Control"]) == (303, b"", "no-store")


def test_the_same_response_again_gives_the_same_page_and_so_does_a_reload(
    client: FlaskClient, bank: ItemBank
) -> None:
    asked = press(client, get(client, QUIZ), "check")
    first = answer(client, asked, bank, by_key)
    assert answer(client, asked, bank, by_key).html == first.html
    data = asked.form("respond").data("respond", **choices_of(item_of(asked, bank), item_of(asked, bank).key))
    where = client.post(QUIZ, data=data).headers["Location"]
    assert get(client, where).html == get(client, where).html == first.html


def test_another_response_goes_on_from_the_first_and_says_so(client: FlaskClient, bank: ItemBank) -> None:
    asked = press(client, get(client, QUIZ), "check")
    first = answer(client, asked, bank, by_key)
    second = answer(client, asked, bank, too_low)
    assert second.heading == "Yes, that fits"
    assert "Your first answer counts." in second.text
    assert press(client, second, "next").html == press(client, first, "next").html


def test_a_response_to_an_item_that_is_not_asked_leads_to_the_one_that_is(
    client: FlaskClient, bank: ItemBank
) -> None:
    asked = press(client, get(client, QUIZ), "check")
    data = {**asked.form("respond").data("respond"), "item": "somewhere-else"}
    page = post(client, QUIZ, data)
    assert page.status == 200
    assert item_of(page, bank) == item_of(asked, bank)
    assert "You'd already answered that one." in page.text


def test_a_response_after_the_end_leads_to_the_report(client: FlaskClient, bank: ItemBank) -> None:
    last = walk(client, bank, by_key)[-2]
    token = parse_qs(urlsplit(last.ways["next"]).query)["attempt"][0]
    page = post(client, QUIZ, {"step": "respond", "attempt": token, "item": "x"})
    assert (page.status, page.heading) == (200, "You know when to ease off and when to get help")


def test_a_step_that_cannot_be_recorded_is_told_in_a_line_and_the_check_goes_on(
    settings: Settings, article: Article, bank: ItemBank
) -> None:
    nowhere = SqlStore("sqlite:////dev/null/quizapp.db")
    pages = walk(client_of(settings, nowhere, article), bank, by_key)
    nowhere.close()
    line = "We couldn't save that answer for our statistics."
    assert all(line in page.text for page in pages[2:-1:2])
    assert pages[-1].heading == "You know when to ease off and when to get help"


# Stopping, going on, coming back


def test_a_reader_can_stop_see_the_result_and_go_on(client: FlaskClient, bank: ItemBank) -> None:
    first = press(client, get(client, QUIZ), "check")
    second = press(client, answer(client, first, bank, by_key), "next")
    report = press(client, second, "report")
    assert report.heading == "We can't tell yet"
    assert f"{bank.article.tested_flags[0].name} Not sure yet" in report.text
    assert press(client, report, "next").html == second.html


def test_coming_back_brings_stories_that_were_not_seen(client: FlaskClient, bank: ItemBank) -> None:
    first = press(client, get(client, QUIZ), "check")
    seen = item_of(first, bank)
    report = press(client, answer(client, first, bank, by_key), "report")
    link = next(link for link in report.links if "quiz?previous=" in link)
    start = get(client, link)
    assert "Welcome back." in start.text
    again = press(client, start, "check")
    asked = []
    while asks(again):
        asked.append(item_of(again, bank))
        again = press(client, answer(client, again, bank, by_key), "next")
    assert seen not in asked


def test_a_reminder_is_a_day_in_two_weeks_with_the_way_to_new_stories(
    client: FlaskClient, bank: ItemBank
) -> None:
    report = press(client, answer(client, press(client, get(client, QUIZ), "check"), bank, by_key), "report")
    (link,) = [link for link in report.links if "reminder.ics" in link]
    reply = client.get(link)
    assert reply.content_type == "text/calendar; charset=utf-8"
    assert max(map(len, reply.data.split(b"\r\n"))) <= 75
    text = reply.text.replace("\r\n ", "")
    day = f"{NOW + timedelta(days=14):%Y%m%d}"
    assert f"DTSTART;VALUE=DATE:{day}\r\n" in text
    assert f"SUMMARY:{bank.quiz.title}".replace(",", "\\,") in text
    (link,) = re.findall(r"http://localhost(/\S+)", text)
    assert "Welcome back." in get(client, link).text


def test_a_previous_attempt_that_is_no_use_is_no_dead_end(
    client: FlaskClient, site: Site, article: Article
) -> None:
    page = press(client, get(client, f"{QUIZ}?previous=altered"), "check")
    assert page.status == 400
    assert asks(press(client, page, "check"))
    site.snapshot = snapshot_of(site.settings, article, make_article())
    other = press(client, get(client, "/articles/an-article/quiz"), "check").form("respond")
    page = post(client, QUIZ, {"step": "check", "previous": other.data("respond")["attempt"]})
    assert page.status == 422
    assert asks(press(client, page, "check"))


# The publisher


def test_a_publisher_has_its_name_and_its_look_on_every_page_and_in_every_embed(
    settings: Settings, store: SqlStore, article: Article, tmp_path: Path
) -> None:
    logo = tmp_path / "logo.svg"
    logo.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    imprint = Imprint(name="Northfield Health", logo=logo, brand="7b2358", font="Georgia, serif")
    client = client_of(replace(settings, imprint=imprint), store, article)
    quiz = press(client, get(client, QUIZ), "check")
    pages = [quiz, *(get(client, path) for path in ("/", ARTICLE, QUIZ, "/privacy", f"/embed/{ID}/summary"))]
    for page in pages:
        sheets = [e.attributes["href"] for e in page.elements if e.attributes.get("rel") == "stylesheet"]
        assert sheets == ["/static/style.css", "/brand.css?brand=7b2358&font=Georgia%2C+serif"]
        assert page.faults() == []
    assert "Northfield Health" in pages[1].text
    assert "Northfield Health" in pages[-1].text
    assert client.get("/logo.svg").data == logo.read_bytes()
    css = client.get("/brand.css?brand=7b2358&font=Georgia%2C+serif").text
    assert css == ':root { --brand: #7b2358; --font: "Georgia", serif, sans-serif; }\n'


@pytest.mark.parametrize("query", ["brand=red", "brand=12345", "font=a}b", "font=url(x)"])
def test_a_look_that_could_break_out_of_its_stylesheet_is_refused(client: FlaskClient, query: str) -> None:
    assert client.get(f"/brand.css?{query}").status_code == 400
    assert client.get(f"/embed/{ID}/summary?{query}").status_code == 400


# Hostile text

REFERENCES_AND_KINDS = {
    "id", "lang", "revision", "fingerprint", "kind", "what", "seen", "group", "within", "status", "key",
    "source", "passage", "fills", "pair", "picture", "sign", "rule", "because", "withdrawn",
}  # fmt: skip
"""Members that name things, are words of a list, or stay with the editor."""


def poisoned(value: Any) -> Any:
    """Return a value whose every text is markup that names its member."""
    if isinstance(value, tuple):
        return tuple(poisoned(part) for part in value)
    names = [member.name for member in fields(value)] if is_dataclass(value) else []
    changes = {
        name: poison(name) if _is_text(value, name) else poisoned(getattr(value, name)) for name in names
    }
    return replace(value, **changes) if changes else value


def _is_text(value: Any, name: str) -> bool:
    old = getattr(value, name)
    return isinstance(old, str) and not isinstance(old, Enum) and name not in REFERENCES_AND_KINDS


def poison(name: str) -> str:
    return f'\'"><script>alert("{name}")</script><img src=x onerror=x>{{{{7*7}}}} &lt;'


def names_of_texts(value: Any) -> set[str]:
    """Return every member of a value that holds an author's text."""
    if isinstance(value, tuple):
        return set().union(*map(names_of_texts, value))
    members = [member.name for member in fields(value)] if is_dataclass(value) else []
    inner = [names_of_texts(getattr(value, name)) for name in members]
    return {name for name in members if _is_text(value, name)}.union(*inner)


def test_markup_in_any_text_is_shown_as_it_is_written(
    settings: Settings, store: SqlStore, article: Article
) -> None:
    review = Review(status="reviewed", by="x", date="x", next_review="x")
    signs = tuple(replace(sign, note="x", hint="x") for sign in article.signs)
    sources = tuple(replace(s, publisher="x", retrieved="x", url="x") for s in article.sources)
    gaps = tuple(replace(gap, note="x") for gap in article.gaps)
    whole = replace(article, review=review, signs=signs, sources=sources, gaps=gaps)
    hostile = poisoned(whole)
    bank, client = ItemBank(hostile, hostile.quiz), client_of(settings, store, hostile)
    pages = [get(client, "/"), get(client, ARTICLE), get(client, f"{ARTICLE}/sources")]
    pages += [page for mode in ("check", "practice") for page in walk(client, bank, first_of_all, mode)]
    assert [fault for page in pages for fault in page.faults()] == []
    assert not {e.tag for page in pages for e in page.elements} & {"img"}
    everything = "\n".join(page.text for page in pages)
    hidden = {name for name in names_of_texts(whole) if poison(name) not in everything}
    # An address that is no link is not shown, and a date is written in words of ours.
    assert hidden == {"url", "date", "next_review", "retrieved"}


def test_a_quiz_without_stories_for_a_verdict_is_practice_alone(settings: Settings, store: SqlStore) -> None:
    small = make_article(per_stratum=3)
    client = client_of(settings, store, small)
    told: Any = client.get(f"/api/v1/articles/{small.id}/quiz").json
    assert told["practice_only"] is True
    refused = client.post(f"/api/v1/articles/{small.id}/attempts", json={"mode": "check"})
    assert (refused.status_code, refused.json["errors"]) == (  # type: ignore[index] # it is an object
        422,
        [{"pointer": "/mode", "message": 'only "practice": there are too few stories for a verdict'}],
    )
    assert client.post(f"/api/v1/articles/{small.id}/attempts", json={"mode": "practice"}).status_code == 201
    for quiz in (f"/articles/{small.id}/quiz", f"/embed/{small.id}/quiz"):
        start = get(client, quiz)
        steps = [each.attributes["value"] for each in start.elements if each.attributes.get("name") == "step"]
        assert (start.status, steps) == (200, ["practice"])
        assert "There aren't enough stories yet to give you a result." in start.text
        asked = client.post(quiz, data={"step": "check"}, follow_redirects=True)
        assert "Question 1" in asked.text
    read = client.get(f"/articles/{small.id}").text
    assert (read.count(">Just practise</a>"), "Check yourself" in read) == (3, False)
    assert ">Just practise</a>" in client.get("/").text
