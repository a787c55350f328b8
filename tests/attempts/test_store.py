"""The promises of attempts.store.Store, kept on every database that we have."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from steps import make_step

from quizapp.attempts import sql_store
from quizapp.attempts.model import Mode, Step
from quizapp.attempts.sql_store import SqlStore
from quizapp.attempts.store import Store
from quizapp.errors import StoreError


@pytest.fixture(params=["memory", "file"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made = SqlStore({"memory": "sqlite://", "file": f"sqlite:///{tmp_path}/steps.db"}[request.param])
    yield made
    made.close()


def keys(store: Store, article: str = "an-article") -> list[tuple[str, int]]:
    return [(step.nonce, step.number) for step in store.steps(article)]


def at_once[Argument, Result](
    function: Callable[[Argument], Result], arguments: list[Argument]
) -> list[Result]:
    with ThreadPoolExecutor(32) as threads:
        return list(threads.map(function, arguments))
