"""What the tests of the web share: the article of the sample, its bank, and the site on a port."""

from collections.abc import Iterator
from threading import Thread

import pytest
from flask import Flask
from werkzeug.serving import make_server

from quizapp.content.model import Article
from quizapp.quiz.bank import ItemBank
from quizapp.web.site import Site

ID = "blisters-from-new-shoes"


@pytest.fixture
def article(site: Site) -> Article:
    return site.snapshot.article(ID)


@pytest.fixture
def bank(site: Site) -> ItemBank:
    return site.snapshot.bank(ID)


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()
