from base64 import b64encode
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from calls import API, by_key, faults, play, wrongly
from checks import key_or_not, make_check, make_checks
from conftest import KEY, client_with
from flask.testing import FlaskClient
from html_pages import HtmlPage

from quizapp.attempts.item_statistics import measure
from quizapp.attempts.model import Step
from quizapp.attempts.sql_store import SqlStore
from quizapp.attempts.statistics_text import STATISTICS
from quizapp.content.model import Item, Level
from quizapp.quiz.bank import ItemBank
from quizapp.settings import Settings
from quizapp.web.site import Site

ID = "blisters-from-new-shoes"
CALL, PAGE = f"/api/v1/articles/{ID}/statistics", f"/articles/{ID}/statistics"
TOKEN = "a token, with = and : in it"  # noqa: S105 # of these tests
HOUR = "2031-07-13T09:00Z"


def bearer(token: str = TOKEN) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def basic(password: str = TOKEN, user: str = "editor") -> dict[str, str]:
    return {"Authorization": f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, stats_token=TOKEN)


def scenarios(bank: ItemBank) -> list[Item]:
    return [item for stratum in bank.strata for item in stratum]


@pytest.fixture
def steps(bank: ItemBank, store: SqlStore) -> list[Step]:
    """Forty recorded checks of seven items, three in four by good readers; the last item is odd."""
    *others, odd = scenarios(bank)[:7]
    made = [
        step
        for index in range(40)
        for step in make_check(
            f"NONCE-{index}",
            [
                *((item, key_or_not(item, right=index % 4 > 0)) for item in others),
                (odd, key_or_not(odd, right=index % 4 == 0)),
            ],
            article=ID,
            hour=HOUR,
        )
    ]
    for step in made:
        store.record(step)
    return made


@pytest.mark.parametrize("path", [CALL, PAGE])
def test_without_the_setting_there_is_nothing_here(site: Site, path: str) -> None:
    settings = replace(site.settings, stats_token=None)
    client = client_with(settings, site.store, site.snapshot)
    for headers in ({}, bearer(), basic(), bearer(""), basic("")):
        reply = client.get(path, headers=headers)
        nowhere = client.get(path.replace("statistics", "nothing"), headers=headers)
        assert (reply.status_code, reply.data) == (nowhere.status_code, nowhere.data)
        assert reply.status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {},
        bearer("another token of this length"),
        bearer(""),
        bearer(TOKEN[:-1]),
        bearer(f"{TOKEN} "),
        bearer("tökén"),
        basic("another token"),
        basic(""),
        basic(user=TOKEN, password=""),
        {"Authorization": "Basic ~~~"},
        {"Authorization": TOKEN},
        {"Authorization": f"Digest {TOKEN}"},
    ],
)
def test_nobody_gets_in_without_the_token(client: FlaskClient, headers: dict[str, str]) -> None:
    for path, scheme in ((CALL, "Bearer"), (PAGE, "Basic")):
        reply = client.get(path, headers=headers)
        assert reply.status_code == 401
        assert reply.headers["WWW-Authenticate"] == f'{scheme} realm="item statistics"'
        assert reply.headers["Cache-Control"] == "no-store"


def test_who_has_no_token_learns_nothing_of_articles_or_arguments(client: FlaskClient) -> None:
    replies = [
        client.get(path) for path in (CALL, "/api/v1/articles/no-such-thing/statistics", f"{CALL}?a=b")
    ]
    assert [reply.status_code for reply in replies] == [401, 401, 401]
    assert len({reply.data for reply in replies}) == 1
    # a password that a browser remembers opens the page and not the API
    assert [client.get(path, headers=basic()).status_code for path in (CALL, PAGE)] == [401, 200]


def test_the_api_gives_what_was_measured(client: FlaskClient, bank: ItemBank, steps: list[Step]) -> None:
    reply = client.get(CALL, headers=bearer())
    assert reply.status_code == 200
    assert reply.json == STATISTICS.data(measure(bank, steps))
    assert len(reply.json["items"]) == 7
    assert faults(client.get(f"{API}/openapi.json").json, "Statistics", reply.json) == []


def test_what_readers_do_over_http_is_what_is_counted(client: FlaskClient, bank: ItemBank) -> None:
    asked: Counter[str] = Counter()
    for _ in range(80):
        replies = play(client, bank, by_key)
        asked.update(reply["item"]["id"] for reply in replies if reply["item"])
    play(client, bank, lambda item: by_key(item) if item.level is None else wrongly(item), mode="practice")
    data = client.get(CALL, headers=bearer()).json or {}
    counted = {item["item"]: (item["n"], item["facility"]["value"]) for item in data["items"]}
    assert counted == {item: (n, 1.0) for item, n in asked.items() if n >= 30}
    assert len(counted) > 3
    assert data["checks"] == 80


@pytest.mark.parametrize("path", [CALL, PAGE])
def test_who_holds_the_token_is_told_what_is_wrong(client: FlaskClient, path: str) -> None:
    unknown = client.get(path.replace("shoes", "shoe"), headers=bearer())
    assert unknown.status_code == 404
    assert ID in unknown.text
    assert client.get(f"{path}?sort=n", headers=bearer()).status_code == 400


@pytest.mark.parametrize("path", [CALL, PAGE])
def test_a_store_that_fails_is_said(site: Site, tmp_path: Path, path: str) -> None:
    broken = tmp_path / "quizapp.db"
    broken.write_text("no database at all, but long enough to be read as one" * 20)
    store = SqlStore(f"sqlite:///{broken}")
    client = client_with(site.settings, store, site.snapshot)
    assert client.get(path, headers=bearer()).status_code == 503
    store.close()


def test_no_reply_names_an_attempt_an_hour_or_the_token_or_is_kept(
    client: FlaskClient, steps: list[Step]
) -> None:
    assert {step.hour for step in steps} == {HOUR}
    for path in (CALL, PAGE):
        reply = client.get(path, headers={"Authorization": f"BEARER {TOKEN}"})
        assert [word for word in ("NONCE", "2031", "09:00", TOKEN, KEY) if word in reply.text] == []
        assert reply.headers["Cache-Control"] == "no-store"
        assert {"ETag", "Set-Cookie", "Last-Modified"} & set(reply.headers.keys()) == set()


def test_the_page_names_what_to_look_at_and_shows_it_open(
    client: FlaskClient, bank: ItemBank, steps: list[Step]
) -> None:
    assert steps
    odd = scenarios(bank)[6]
    reply = client.get(PAGE, headers=basic())
    found = HtmlPage(reply)
    assert found.faults() == []
    assert [link for link in found.links if f"#{odd.id}" in link] == [f"#{odd.id}"]
    details = [element for element in found.elements if element.tag == "details"]
    assert [each.attributes["id"] for each in details if "open" in each.attributes] == [odd.id]
    assert odd.stem in found.of(odd.id)


def test_a_number_stands_beside_every_bar(client: FlaskClient, bank: ItemBank, steps: list[Step]) -> None:
    assert steps
    item = scenarios(bank)[0]
    found = HtmlPage(client.get(PAGE, headers=basic()))
    bars = [element for element in found.elements if element.attributes.get("class") == "graph"]
    assert "75% right of 40, provisional" in found.of(item.id)
    assert "75% 60-86" in found.of(item.id)
    # Of each item facility, four options, under, over, careful and discrimination, of an urgent one hazards.
    measured = measure(bank, steps)
    of_items = [9 + (shown.key is Level.URGENT) for shown in measured.items]
    of_rows = [4 for row in measured.triage if row is not None]
    assert len(bars) == sum(of_items) + sum(of_rows)
    assert all(bar.attributes["aria-hidden"] == "true" for bar in bars)


def test_a_bar_is_as_long_as_its_share(client: FlaskClient, bank: ItemBank, store: SqlStore) -> None:
    item = next(item for item in scenarios(bank) if item.level is Level.MODIFY)
    chosen = [Level.CARRY_ON] * 10 + [Level.MODIFY] * 25 + [Level.BOOK] * 5
    for step in make_checks(item, chosen, article=ID):
        store.record(step)
    html = client.get(PAGE, headers=basic()).text
    assert [
        html.count(f'<rect width="{width}" height="12"') for width in ("25.0", "62.5", "12.5", "0.0")
    ] == [
        # Each as an option and in the table of levels; then facility, under-triage, over-triage and careful.
        3,
        3,
        4,
        2,
    ]


def test_a_page_without_figures_says_so(client: FlaskClient) -> None:
    found = HtmlPage(client.get(PAGE, headers=basic()))
    assert found.faults() == []
    assert "From fewer than 30 checks" in found.text
    assert "key looks" not in found.text


def test_old_revisions_stand_apart(client: FlaskClient, bank: ItemBank, store: SqlStore) -> None:
    item = scenarios(bank)[0]
    for step in make_checks(item, [Level.BOOK] * 30, article=ID, item_revision="0ld0ld0ld0ld"):
        store.record(step)
    found = HtmlPage(client.get(PAGE, headers=basic()))
    assert found.faults() == []
    assert "No longer asked" in found.lines("h2")
    assert "0ld0ld0ld0ld" in found.text
