"""A real PostgreSQL server for the tests of the store."""

from collections.abc import Iterator

import pytest
from postgres_server import PostgresServer, running


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A running server; what a test changes of it, it sets right."""
    with running() as server:
        yield server


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> str:
    """The URL of an empty database."""
    return postgres.new_database()
