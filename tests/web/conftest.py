"""What the tests of the web share: the article of the sample, its bank, and the site at an address."""

from collections.abc import Iterator
from dataclasses import replace
from threading import Thread
from typing import Any

import pytest
from conftest import client_with
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from quizapp.attempts.sql_store import SqlStore
from quizapp.content.model import Article
from quizapp.quiz.bank import ItemBank
from quizapp.settings import Settings
from quizapp.web.site import Site
from quizapp.web.snapshot import take_snapshot

ID = "blisters-from-new-shoes"


@pytest.fixture
def article(site: Site) -> Article:
    return site.snapshot.article(ID)


@pytest.fixture
def bank(site: Site) -> ItemBank:
    return site.snapshot.bank(ID)


@pytest.fixture
def spec(client: FlaskClient) -> Any:
    """The OpenAPI document."""
    return client.get("/api/v1/openapi.json").json


@pytest.fixture
def public(settings: Settings, store: SqlStore) -> FlaskClient:
    """A client of a site that knows its own address."""
    settings = replace(settings, public_url="https://quiz.example")
    return client_with(settings, store, take_snapshot(settings))


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()
