"""Calls of every operation, generated from the OpenAPI document: `python -m tests.battery generated_calls`.

schemathesis makes requests that fit the document and requests that do not. Of those that fit, most get real
ids and live tokens, so that every operation is really used: at least a quarter of its calls must succeed. No
reply may be a 5xx, have a status or a media type that its operation does not name, or another shape; and
nothing may be accepted that the document does not allow.
"""

import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import schemathesis
from battery.report import Report, quiet
from battery.serving import API, respond_to
from conftest import COMPLETE, KEY
from flask import Flask
from hypothesis import HealthCheck, Phase, given
from hypothesis import seed as hypothesis_seed
from hypothesis import settings as hypothesis_settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from quizapp.content.projection import PARTS
from quizapp.content.schema import KINDS
from quizapp.settings import Settings
from quizapp.web.app import create_app

STATISTICS_TOKEN = "a token that only the battery has"  # noqa: S105 - opens nothing else
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
)
ENOUGH = 0.25
"""The share of the calls of an operation that must succeed."""
LIVE = 0.75
"""The share of the fitting calls that get real ids and live tokens."""


class Live:
    """Real values of a site, for calls that are to succeed."""

    def __init__(self, app: Flask, random: Random) -> None:
        self._client = app.test_client()
        self._random = random
        articles = self._client.get(f"{API}/articles").json
        assert articles is not None, "the list is JSON"
        self.article: str = articles["articles"][0]["id"]
        self._parts = {
            part: [each["id"] for each in self._json("GET", f"/articles/{self.article}/{part}")["items"]]
            for part in PARTS
        }
        self._revisions = [
            each["revision"] for each in self._json("GET", f"/articles/{self.article}/revisions")["revisions"]
        ]
        self._turn = self._begin()

    def _json(self, method: str, path: str, body: object = None) -> Any:
        return self._client.open(f"{API}{path}", method=method, json=body).json

    def _begin(self) -> Any:
        mode = self._random.choice(["check", "practice"])
        return self._json("POST", f"/articles/{self.article}/attempts", {"mode": mode})

    def fill(self, case: Any) -> None:
        """Put real values in place of generated ones."""
        in_path = [part for part in self._parts if f"/{part}/" in case.path]
        part = self._random.choice(in_path or [part for part, ids in self._parts.items() if ids])
        real = {
            "article": self.article,
            "part": part,
            "id": self._random.choice(self._parts[part]),
            "revision": self._random.choice(self._revisions),
            "kind": self._random.choice(list(KINDS)),
        }
        case.path_parameters = {name: real[name] for name in case.path_parameters or {}}
        case.query = {"lang": "en"} if "lang" in (case.query or {}) else {}
        if case.path.endswith("/statistics"):
            case.headers = {**(case.headers or {}), "Authorization": f"Bearer {STATISTICS_TOKEN}"}
        if case.method == "POST":
            case.body = self._body(case.path)

    def _body(self, path: str) -> Mapping[str, object]:
        if path.endswith("/attempts"):
            previous = self._random.choice([None, self._turn["attempt"]])
            return {"mode": self._random.choice(["check", "practice"]), "lang": "en", "previous": previous}
        if not path.endswith("/responses"):
            return {"attempt": self._turn["attempt"]}
        body = respond_to(self._turn)
        reply = self._json("POST", "/responses", body)
        self._turn = reply if reply["item"] else self._begin()
        return body  # the same again has the same reply


@contextmanager
def application(folder: Path) -> Iterator[Flask]:
    """Give the application over the complete sample, with statistics."""
    app = create_app(
        Settings(
            content=COMPLETE,
            state=folder,
            database_url="sqlite://",
            secret_keys=(KEY,),
            stats_token=STATISTICS_TOKEN,
            rate_limit=0,
        )
    )
    yield app
    app.extensions["quizapp.watch"].stop()
    app.extensions["quizapp"].store.close()


def run(*, calls: int = 150, seed: int = 1) -> Report:
    """Make so many calls of every operation in each of two modes."""
    report = Report()
    with quiet(), tempfile.TemporaryDirectory() as folder, application(Path(folder)) as app:
        live = Live(app, Random(seed))
        schema = schemathesis.openapi.from_wsgi(f"{API}/openapi.json", app)
        paths = schema.raw_schema["paths"].items()
        uncalled = {f"{method.upper()} {path}" for path, ways in paths for method in ways}
        uncalled.discard(f"GET {API}/openapi.json")  # schemathesis reads it every time
        for result in schema.get_all_operations():
            operation: Any = result.ok()  # type: ignore[union-attr] # of a document that is valid
            statuses: Counter[int] = Counter()
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                if mode is GenerationMode.POSITIVE or has_input(operation):
                    statuses += _call(operation, mode, live, report, calls=calls, random=Random(seed))
            uncalled.discard(operation.label)
            report.count("calls", statuses.total())
            succeeded = sum(number for status, number in statuses.items() if status < 300)
            if succeeded < ENOUGH * statuses.total():
                report.fail("an operation is hardly used", f"{operation.label}: {statuses}")
    for label in uncalled:
        report.fail("an operation is not called", label)
    return report


def has_input(operation: Any) -> bool:
    """Whether there is anything in a call that could be wrong."""
    return bool(operation.path_parameters or operation.query or operation.body)


def _call(
    operation: Any, mode: GenerationMode, live: Live, report: Report, *, calls: int, random: Random
) -> Counter[int]:
    named = {int(status) for status in operation.definition.raw["responses"] if status != "default"}
    statuses: Counter[int] = Counter()

    @hypothesis_seed(random.getrandbits(32))
    @hypothesis_settings(
        max_examples=calls,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def call(case: Any) -> None:
        if mode is GenerationMode.POSITIVE and random.random() < LIVE:
            live.fill(case)
        response = case.call(headers={"Accept-Encoding": "identity"})
        statuses[response.status_code] += 1
        if response.status_code not in named:
            report.fail(f"{response.status_code} is not named", case.as_curl_command())
        try:
            case.validate_response(response, checks=CHECKS)
        except BaseExceptionGroup as group:
            for error in group.exceptions:
                report.fail(str(error), case.as_curl_command())

    call()
    return statuses
