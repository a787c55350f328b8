from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from itertools import count
from typing import Any

import pytest
from conftest import make_site, snapshot_of
from factories import make_article
from flask.testing import FlaskClient
from html_pages import HtmlPage, get, press

from quizapp.attempts.model import Mode
from quizapp.attempts.sql_store import SqlStore
from quizapp.content.library import Library, Loaded
from quizapp.content.markdown import plain
from quizapp.content.model import Article, Item, Kind, Level, Review
from quizapp.quiz.bank import ItemBank
from quizapp.settings import Settings
from quizapp.web.app import create_app
from quizapp.web.ready.rendering import Frame, article_page, item_page
from quizapp.web.site import Site
from quizapp.web.snapshot import make_snapshot

ID = "blisters-from-new-shoes"
ARTICLE = f"/articles/{ID}"
QUIZ = f"{ARTICLE}/quiz"

Choice = Callable[[Item], frozenset[str]]
"""How a reader responds to an item."""


@pytest.fixture
def article(site: Site) -> Article:
    return site.snapshot.article(ID)


@pytest.fixture
def bank(site: Site) -> ItemBank:
    return site.snapshot.bank(ID)


def client_of(settings: Settings, store: SqlStore, article: Article) -> FlaskClient:
    """Return a client of a site that has this article alone."""
    return create_app(site=make_site(settings, store, snapshot_of(settings, article))).test_client()


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


def test_the_index_leads_to_every_article_its_check_and_its_urgent_signs(
    client: FlaskClient, article: Article
) -> None:
    page = get(client, "/")
    assert page.faults() == []
    assert page.lines("h2") == [article.title]
    assert page.links == ["#main_", ARTICLE, ARTICLE, QUIZ, f"{ARTICLE}#urgent_", "/privacy", "/docs"]


def test_every_claim_is_on_the_page_under_its_id_with_its_words_and_its_origin(
    client: FlaskClient, article: Article
) -> None:
    page = get(client, ARTICLE)
    origins = {"stated": "From the article", "restated": "Said elsewhere", "added": "Added from another"}
    for _, _, claim in article.claims():
        shown = page.of(claim.id)
        names = ("title", "body", "name", "action", "note", "reason", "text", "question", "answer")
        for text in filter(None, (getattr(claim, name, None) for name in names)):
            assert plain(text) in shown
        assert origins[claim.origin] in shown
    assert page.faults() == []


def test_gaps_and_sources_are_on_the_page_and_say_what_is_missing_and_what_was_seen(
    client: FlaskClient, article: Article
) -> None:
    page = get(client, ARTICLE)
    (gap,) = article.gaps
    missing = "The list that came after these words is missing."
    assert page.of(gap.id) == f"“Do this first:” {missing} Entries on this page that fill the hole: 1."
    leaflet, clinic = (page.of(source.id) for source in article.sources)
    assert leaflet.startswith("Blisters from new shoes (web article) Read in full. What we took from it")
    assert "an order form (not used: Not content - it sells shoes)" in leaflet
    assert clinic.startswith("Care of the feet (health service) Read as a copy on another site.")


def test_the_urgent_signs_come_before_everything_else_and_are_one_tap_away(
    client: FlaskClient, article: Article
) -> None:
    page = get(client, ARTICLE)
    claims = {claim.id for _, _, claim in article.claims()}
    assert next(name for name in page.ids if name in claims) == article.red_flags[0].id
    assert page.links[:3] == ["#main_", "/", "#urgent_"]


def test_a_text_that_nobody_has_reviewed_says_so_and_a_reviewed_one_names_who_did(article: Article) -> None:
    review = Review(status="reviewed", by="Dr. Ada Moss", date="2026-10-01")
    assert "Not reviewed yet. No named expert has checked this text." in article_page(article).replace(
        "</strong>", ""
    ).replace("<strong>", "")
    reviewed = article_page(replace(article, review=review, causes=(), quiz=None))
    assert "by Dr. Ada Moss on" in reviewed
    assert "Not reviewed yet" not in reviewed
    # The other claims of this article still carry the review that they had.
    assert reviewed.count("not reviewed") == len(list(article.claims())) - len(article.causes)


def test_a_page_may_be_kept_and_an_attempt_may_not(client: FlaskClient) -> None:
    reply = client.get(ARTICLE)
    assert reply.headers["Cache-Control"].startswith("public, max-age=60")
    again = client.get(ARTICLE, headers={"If-None-Match": reply.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    begun = client.post(QUIZ, data={"step": "check"})
    assert begun.headers["Cache-Control"] == "no-store"
    assert client.get(f"{QUIZ}?previous=x").headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in {*reply.headers.keys(), *begun.headers.keys()}


# Whole attempts


def test_a_reader_who_knows_the_key_is_told_that_they_understand(client: FlaskClient, bank: ItemBank) -> None:
    pages = walk(client, bank, by_key)
    assert {page.heading for page in pages[2:-1:2]} == {"That is right"}
    report = pages[-1]
    assert report.heading == "You understand this"
    assert re.findall(r"No gap found in \d+ situations\.", report.text) == [
        "No gap found in 6 situations.",
        "No gap found in 6 situations.",
    ]
    assert report.text.count("Recognised:") == len(bank.article.red_flags)
    assert "Read this first" not in report.text


def test_a_reader_who_gets_everything_wrong_is_told_the_worst_first(
    client: FlaskClient, bank: ItemBank
) -> None:
    report = walk(client, bank, too_low)[-1]
    assert report.heading == "Not yet"
    flag = bank.article.red_flags[0]
    hazard = report.text.index("you chose to go on at home")
    assert hazard < report.text.index("Read this first") < report.text.index(flag.name, hazard)
    assert f"Missed: {flag.name} (opens in a new tab) (2 situations, 2 wrong)" in report.text
    assert f"{ARTICLE}#{flag.id}" in report.links
    assert bank.article.urgent_notice in report.text


def test_the_report_shows_misses_of_urgent_signs_before_the_others(
    client: FlaskClient, bank: ItemBank
) -> None:
    def a_step_too_low(item: Item) -> frozenset[str]:
        assert item.level is not None
        return frozenset({"abcd"[max(0, item.level - (2 if item.red_flags else 1))]})

    report = walk(client, bank, a_step_too_low)[-1]
    start = report.text.index("You chose a step below the right one.")
    shown = [item for item in bank.quiz.items if report.text.find(item.stem, start) > 0]
    shown.sort(key=lambda item: report.text.find(item.stem, start))
    levels = [item.level for item in shown if item.level is not None]
    assert levels == sorted(levels, reverse=True)
    assert {Level.URGENT, Level.BOOK} <= set(levels)


@pytest.mark.parametrize("choose", [by_key, too_low, first_of_all])
@pytest.mark.parametrize("mode", ["check", "practice"])
def test_every_page_of_an_attempt_is_sound_and_tells_no_percentage(
    client: FlaskClient, bank: ItemBank, choose: Choice, mode: str
) -> None:
    pages = walk(client, bank, choose, mode)
    assert [fault for page in pages for fault in page.faults()] == []
    assert [page.title for page in pages if "%" in page.text or bank.quiz.title not in page.title] == []
    assert all(bank.article.urgent_notice in page.text for page in pages)


def test_practice_asks_every_kind_and_ends_without_a_verdict(client: FlaskClient, bank: ItemBank) -> None:
    pages = walk(client, bank, first_of_all, "practice")
    kinds = {item_of(page, bank).kind for page in pages if asks(page)}
    assert kinds == set(Kind)
    assert pages[-1].heading == "Practice done"
    assert "You answered 8 questions" in pages[-1].text
    assert not {"You understand this", "Not yet", "Not enough to tell"} & {page.heading for page in pages}


def test_sure_but_wrong_is_said_first_among_what_to_read_again(client: FlaskClient, bank: ItemBank) -> None:
    page = press(client, get(client, QUIZ), "check")
    certain = iter("1212")
    while asks(page):
        sure = "3" if item_of(page, bank).level is Level.CARRY_ON else next(certain, "1")
        page = press(client, answer(client, page, bank, too_low, certainty=sure), "next")
    again = page.text[page.text.index("Read these again") :]
    assert again.startswith("Read these again You were sure, and it was not right. A small blister")
    assert again.count("You were sure, and it was not right.") == 1


def test_a_raised_level_is_explained_where_the_sign_alone_would_mislead(
    client: FlaskClient, bank: ItemBank
) -> None:
    def low_for_slow_healers(item: Item) -> frozenset[str]:
        return too_low(item) if item.circumstances else item.key

    (promotion,) = bank.article.promotions
    *pages, report = walk(client, bank, low_for_slow_healers)
    told = f"Here it counts for more (opens in a new tab) Book a visit {promotion.reason}"
    assert {page.heading for page in pages if told in page.text} == {"This needs more than that"}
    assert told in report.text


# What a page may tell before the response


def test_the_page_of_an_item_is_made_without_its_key(site: Site, bank: ItemBank) -> None:
    turn = site.delivery.begin(ID, mode=Mode.CHECK, lang="en")
    keyless = replace(turn, article=replace(turn.article, quiz=replace(bank.quiz, items=())))
    frame = Frame(path=f"{ARTICLE}/quiz")
    assert item_page(keyless, frame) == item_page(turn, frame)


def test_no_reason_stands_on_a_page_before_the_response(client: FlaskClient, bank: ItemBank) -> None:
    options = {option.rationale for item in bank.quiz.items for option in item.options}
    entries = {entry.rationale for item in bank.quiz.items for entry in item.entries}
    reasons = (options | entries) - {""}
    for mode in ("check", "practice"):
        asking = [page for page in walk(client, bank, first_of_all, mode) if asks(page)]
        assert [page.title for page in asking if any(reason in page.text for reason in reasons)] == []


def test_feedback_gives_the_reason_of_the_answer_then_of_the_right_one_then_of_the_others(
    client: FlaskClient, bank: ItemBank
) -> None:
    page = press(client, get(client, QUIZ), "check")
    item = item_of(page, bank)
    text = answer(client, page, bank, too_low).text
    (right,) = [option for option in item.options if option.correct]
    (chosen,) = [option for option in item.options if option.id in too_low(item)]
    in_order = sorted(item.options, key=lambda option: text.index(option.rationale))
    assert in_order[:2] == [chosen, right]
    assert f"Your answer: not right {chosen.text}" in text
    assert f"The right answer {right.text}" in text


# What goes wrong


def test_a_missing_choice_shows_the_item_again_with_a_message_that_leads_to_the_field(
    client: FlaskClient, bank: ItemBank
) -> None:
    asked = press(client, get(client, QUIZ), "check")
    page = press(client, asked, "respond", certainty="2")
    assert page.status == 200
    assert page.title.startswith("Answer missing: Situation 1")
    assert "Your answer is missing. Choose one answer, then check it." in page.text
    assert "#response-a" in page.links
    assert page.faults() == []
    assert item_of(page, bank) == item_of(asked, bank)
    assert page.form("respond").chosen() == {"certainty": "2"}
    assert answer(client, page, bank, by_key).heading == "That is right"


def test_a_sort_item_that_is_not_whole_keeps_what_was_chosen(client: FlaskClient, bank: ItemBank) -> None:
    page = press(client, get(client, QUIZ), "practice")
    while item_of(page, bank).kind is not Kind.SORT:
        page = press(client, answer(client, page, bank, first_of_all), "next")
    entry = item_of(page, bank).entries[0]
    again = press(client, page, "respond", **{f"entry-{entry.id}": f"{entry.id}-b"})
    assert again.status == 200
    assert again.form("respond").chosen() == {f"entry-{entry.id}": f"{entry.id}-b"}
    assert f"#{next(name for name in again.ids if name.startswith('entry-'))}" in again.links


def test_an_altered_token_leads_to_a_page_that_offers_a_fresh_start(client: FlaskClient) -> None:
    form = press(client, get(client, QUIZ), "check").form("respond")
    data = form.data("respond", response="a")
    for token in (f"{data['attempt']}x", str(data["attempt"])[1:], "", "ü"):
        page = HtmlPage(client.post(QUIZ, data={**data, "attempt": token}))
        assert (page.status, page.heading) == (400, "We cannot find your place in this check")
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
    page = press(restarted_after_an_edit(settings, away, article), asked, "respond", response="a")
    assert (page.status, page.heading, page.faults()) == (503, "One moment, please", [])
    again = press(restarted_after_an_edit(settings, store, article), page, "next")
    assert (again.status, again.html) == (200, asked.html)


def withdraw(site: Site, item: Item) -> None:
    """Let an edit withdraw an item."""
    article = site.snapshot.article(ID)
    assert article.quiz is not None
    items = tuple(
        replace(each, withdrawn="It was wrong.") if each.id == item.id else each
        for each in article.quiz.items
    )
    edited = replace(article, fingerprint="another", quiz=replace(article.quiz, items=items))
    loaded = Loaded(Library({ID: edited}, {}), ())
    site.snapshot = make_snapshot(loaded, site.settings, site.snapshot)


def test_a_question_that_was_withdrawn_gives_way_to_another_one(
    client: FlaskClient, site: Site, bank: ItemBank
) -> None:
    asked = press(client, get(client, QUIZ), "check")
    withdraw(site, item_of(asked, bank))
    page = answer(client, asked, bank, by_key)
    assert page.status == 200
    assert page.of("notice_").startswith("That question has just been withdrawn")
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
    report = press(client, press(client, feedback, "next"), "finish")
    assert "1 situation that you answered has been withdrawn since" in report.text
    assert "Withdrawn since you answered. It counts for nothing." in report.text
    assert [option.text for option in item.options if option.text in report.text] == []
    assert report.faults() == []


def test_an_attempt_whose_content_nobody_has_is_told_kindly(
    client: FlaskClient, settings: Settings, article: Article
) -> None:
    asked = press(client, get(client, QUIZ), "check")
    client = restarted_after_an_edit(settings, SqlStore("sqlite://"), article)
    page = press(client, asked, "respond", response="a")
    assert (page.status, page.heading) == (410, "This check has a newer version")
    assert asks(press(client, page, "check"))


def test_the_same_response_again_gives_the_same_page(client: FlaskClient, bank: ItemBank) -> None:
    asked = press(client, get(client, QUIZ), "check")
    first = answer(client, asked, bank, by_key)
    assert answer(client, asked, bank, by_key).html == first.html


def test_another_response_goes_on_from_the_first_and_says_so(client: FlaskClient, bank: ItemBank) -> None:
    asked = press(client, get(client, QUIZ), "check")
    first = answer(client, asked, bank, by_key)
    second = answer(client, asked, bank, too_low)
    assert (second.status, second.heading) == (409, "That is right")
    assert "The first answer counts" in second.text
    assert press(client, second, "next").html == press(client, first, "next").html


def test_a_response_to_an_item_that_is_not_asked_leads_to_the_one_that_is(
    client: FlaskClient, bank: ItemBank
) -> None:
    asked = press(client, get(client, QUIZ), "check")
    data = {**asked.form("respond").data("respond", response="a"), "item": "somewhere-else"}
    page = HtmlPage(client.post(QUIZ, data=data))
    assert page.status == 200
    assert item_of(page, bank) == item_of(asked, bank)
    assert "That question had its answer already" in page.text


def test_a_response_after_the_end_leads_to_the_report(client: FlaskClient, bank: ItemBank) -> None:
    last = walk(client, bank, by_key)[-2]
    token = last.form("next").data("next")["attempt"]
    page = HtmlPage(client.post(QUIZ, data={"step": "respond", "attempt": token, "item": "x"}))
    assert (page.status, page.heading) == (200, "You understand this")


def test_a_step_that_cannot_be_recorded_is_told_in_a_line_and_the_check_goes_on(
    settings: Settings, article: Article, bank: ItemBank
) -> None:
    nowhere = SqlStore("sqlite:////dev/null/quizapp.db")
    pages = walk(client_of(settings, nowhere, article), bank, by_key)
    nowhere.close()
    line = "This answer could not be stored for our statistics."
    assert all(line in page.text for page in pages[2:-1:2])
    assert pages[-1].heading == "You understand this"


@pytest.mark.parametrize("path", ["/articles/blister-from-new-shoes", "/articles/nothing/quiz", "/nowhere"])
def test_an_unknown_address_gives_a_page_that_leads_home(client: FlaskClient, path: str) -> None:
    page = get(client, path)
    assert (page.status, page.heading, page.links[-2:]) == (404, "There is no such page", ["/", "/privacy"])
    assert page.faults() == []
    assert client.post("/articles/nothing/quiz", data={"step": "check"}).status_code == 404


# Stopping, going on, coming back


def test_a_reader_can_stop_see_the_report_and_go_on(client: FlaskClient, bank: ItemBank) -> None:
    first = press(client, get(client, QUIZ), "check")
    second = press(client, answer(client, first, bank, by_key), "next")
    report = press(client, second, "finish")
    assert report.heading == "Not enough to tell"
    assert "Not tested: Hot, red skin" in report.text or "Not settled: Hot, red skin" in report.text
    assert press(client, report, "next").html == second.html


def test_an_undecided_check_can_be_extended(settings: Settings, store: SqlStore) -> None:
    article = make_article(per_stratum=14)
    assert article.quiz is not None
    bank, numbers = ItemBank(article, article.quiz), count()
    client = client_of(settings, store, article)

    def half_of_what_changes_training(item: Item) -> frozenset[str]:
        return too_low(item) if item.level is Level.MODIFY and next(numbers) % 2 else item.key

    report = walk(client, bank, half_of_what_changes_training)[-1]
    assert report.heading == "Not enough to tell"
    assert "You can go on with up to 6 more situations." in report.text
    longer = press(client, report, "extend")
    assert longer.heading == "Situation 25, at most 30"


def test_coming_back_brings_situations_that_were_not_seen(client: FlaskClient, bank: ItemBank) -> None:
    first = press(client, get(client, QUIZ), "check")
    seen = item_of(first, bank)
    report = press(client, press(client, answer(client, first, bank, by_key), "next"), "finish")
    (link,) = [link for link in report.links if "previous=" in link]
    start = get(client, link)
    assert "Welcome back." in start.text
    for page in (start, report):
        again = press(client, page, "check")
        asked = []
        while asks(again):
            asked.append(item_of(again, bank))
            again = press(client, answer(client, again, bank, by_key), "next")
        assert seen not in asked


def test_a_previous_attempt_that_cannot_be_read_is_no_dead_end(client: FlaskClient) -> None:
    page = press(client, get(client, f"{QUIZ}?previous=altered"), "check")
    assert page.status == 400
    assert asks(press(client, page, "check"))


def test_a_previous_attempt_at_another_article_is_no_dead_end(
    client: FlaskClient, site: Site, article: Article
) -> None:
    site.snapshot = snapshot_of(site.settings, article, make_article())
    other = press(client, get(client, "/articles/an-article/quiz"), "check").form("respond")
    data = {"step": "check", "previous": other.data("respond", response="a")["attempt"]}
    page = HtmlPage(client.post(QUIZ, data=data))
    assert page.status == 400
    assert asks(press(client, page, "check"))


# Hostile text

REFERENCES_AND_KINDS = {
    "id", "lang", "revision", "fingerprint", "kind", "what", "seen", "group", "within", "status", "key",
    "source", "passage", "fills", "cell", "family", "sign", "look_alike_of", "rule", "because", "withdrawn",
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


def test_markup_in_any_text_is_shown_as_it_is_written(
    settings: Settings, store: SqlStore, article: Article
) -> None:
    review = Review(status="reviewed", by="x", date="x", next_review="x")
    signs = tuple(replace(sign, note="x") for sign in article.signs)
    sources = tuple(replace(s, publisher="x", retrieved="x", url="x") for s in article.sources)
    gaps = tuple(replace(gap, note="x") for gap in article.gaps)
    hostile = poisoned(replace(article, review=review, signs=signs, sources=sources, gaps=gaps))
    bank, client = ItemBank(hostile, hostile.quiz), client_of(settings, store, hostile)
    pages = [get(client, "/"), get(client, ARTICLE)]
    pages += [page for mode in ("check", "practice") for page in walk(client, bank, first_of_all, mode)]
    assert [fault for page in pages for fault in page.faults()] == []
    assert not {e.tag for page in pages for e in page.elements} & {"img"}
    everything = "\n".join(page.text for page in pages)
    hidden = {name for name in NAMES if poison(name) not in everything}
    # An address that is no link is not shown; the name of a gap's missing part is one of ours.
    assert hidden == {"url"}


NAMES = {
    "title", "summary", "licence", "urgent_notice", "name", "means", "body", "action", "note", "reason",
    "text", "question", "answer", "lead_in", "says", "waived", "publisher", "url", "retrieved", "intro",
    "stem", "rationale", "by", "date", "next_review",
}  # fmt: skip
"""Every member that holds an author's text."""


def test_the_names_of_texts_are_complete(article: Article) -> None:
    def names(value: Any) -> set[str]:
        if isinstance(value, tuple):
            return set().union(*map(names, value))
        if not is_dataclass(value):
            return set()
        inner = [names(getattr(value, member.name)) for member in fields(value)]
        return {m.name for m in fields(value) if _is_text(value, m.name)}.union(*inner)

    assert names(article) <= NAMES
