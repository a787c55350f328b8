"""The store on PostgreSQL with a million steps: what statistics and a purge take."""

import time
from argparse import Namespace
from contextlib import closing

import psycopg
from battery.serving import ARTICLE, ROOT, quizapp
from benchmarks.goals import Goal, Result
from postgres_server import running
from steps import make_step

from quizapp.attempts.sql_store import SqlStore
from quizapp.library.load import load
from quizapp.quiz.bank import item_revision

STEPS, STEPS_AN_ATTEMPT = 1_000_000, 20
_FILL = """
    INSERT INTO steps (nonce, number, hour, article, mode, item, item_revision, response, certainty,
                       key_level, chosen_level, score)
    SELECT 'attempt-' || g / %(each)s, g %% %(each)s, hour, article, mode,
           (%(items)s::text[])[1 + g %% %(n)s], (%(revisions)s::text[])[1 + g %% %(n)s],
           response, certainty, key_level, chosen_level, score
    FROM steps, generate_series(0, %(steps)s - 1) AS g WHERE nonce = 'the-first'
"""


def measure(_options: Namespace) -> list[Result]:
    """Fill a database once, then time the two commands as an operator runs them."""
    with running("fsync=on") as server:
        url = server.new_database()
        _fill(url)
        taken = {name: _seconds(url, *arguments) for name, arguments in COMMANDS.items()}
    return [Goal(name=f"{name}, {STEPS:,} steps: seconds", of=name).judge([taken]) for name in COMMANDS]


COMMANDS = {
    "stats": ("stats", ARTICLE, "--format", "json"),
    "purge of all": ("db", "purge", "--older-than", "1h"),
}


def _fill(url: str) -> None:
    quiz = load(ROOT / "content").library.articles[ARTICLE].quiz
    assert quiz is not None, "the shipped article has one"
    with closing(SqlStore(url)) as store:
        store.record(make_step("the-first", article=ARTICLE))
    values = {
        "steps": STEPS,
        "each": STEPS_AN_ATTEMPT,
        "n": len(quiz.items),
        "items": [item.id for item in quiz.items],
        "revisions": [item_revision(item) for item in quiz.items],
    }
    with psycopg.connect(url) as connection:
        connection.execute(_FILL, values)


def _seconds(url: str, *command: str) -> float:
    began = time.monotonic()
    quizapp(*command, "--database", url)
    return time.monotonic() - began
