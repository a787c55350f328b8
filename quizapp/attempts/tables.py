"""The tables of the store, the statements on them, and how a step becomes a row.

All of it means the same to SQLite and to PostgreSQL. SQLAlchemy is slow to load: only the modules of the
store and the migrations import this.
"""

import json

from sqlalchemy import (
    REAL,
    CheckConstraint,
    Column,
    Double,
    Integer,
    LargeBinary,
    MetaData,
    RowMapping,
    Table,
    Text,
    bindparam,
    delete,
    func,
    select,
    text,
    update,
)

from quizapp.attempts.model import Mode, Step

SCHEMA_VERSION = "0002"
"""Version of these tables, kept in the database where Alembic looks for it."""

METADATA = MetaData()

STEPS = Table(
    "steps",
    METADATA,
    Column("nonce", Text, primary_key=True, comment="the attempt, a random string"),
    Column("number", Integer, primary_key=True, autoincrement=False, comment="from 0 within the attempt"),
    Column("hour", Text, nullable=False, comment="UTC, to the hour: 2026-11-23T14:00Z"),
    Column("article", Text, nullable=False, comment="id"),
    Column("mode", Text, nullable=False, comment="check or practice"),
    Column("item", Text, nullable=False, comment="id"),
    Column("item_revision", Text, nullable=False, comment="the item as it was asked, a hash"),
    Column("response", Text, nullable=False, comment="JSON list of option ids"),
    Column("certainty", Integer, comment="1 to 3, null when not given"),
    Column("key_level", Integer, comment="null for items that do not ask for a level"),
    Column("chosen_level", Integer, comment="null as key_level is"),
    Column("score", Double().with_variant(REAL(), "sqlite"), nullable=False, comment="0 to 1"),
    # The promise to readers, kept by the database itself: no time finer than the hour.
    CheckConstraint("hour LIKE '____-__-__T__:00Z'", name="hour_is_whole"),
    sqlite_strict=True,
    # No row numbers: they would tell the order of responses within the hour. No second index either: each is
    # one more page to write for every response, and statistics can afford to read the whole table.
    sqlite_with_rowid=False,
)

EDITIONS = Table(
    "editions",
    METADATA,
    Column("article", Text, primary_key=True, comment="id"),
    Column("fingerprint", Text, primary_key=True, comment="hash of the content"),
    Column(
        "hour", Text, nullable=False, comment="the last one in which an attempt was about it, as in steps"
    ),
    Column("content", LargeBinary, nullable=False, comment="canonical JSON"),
    CheckConstraint("hour LIKE '____-__-__T__:00Z'", name="hour_of_edition_is_whole"),
    sqlite_strict=True,
)

VERSION = Table(
    "alembic_version",
    METADATA,
    Column("version_num", Text, primary_key=True, comment="version of the tables"),
    sqlite_strict=True,
)

_NAMES = tuple(column.name for column in STEPS.columns)

INSERT = text("""
    INSERT INTO steps (nonce, number, hour, article, mode, item, item_revision, response,
                       certainty, key_level, chosen_level, score)
    VALUES (:nonce, :number, :hour, :article, :mode, :item, :item_revision, :response,
            :certainty, :key_level, :chosen_level, :score)
    ON CONFLICT (nonce, number) DO NOTHING
""")
"""As text, because SQLAlchemy spells ON CONFLICT for one database at a time."""

KEEP_EDITION = text("""
    INSERT INTO editions (article, fingerprint, hour, content)
    VALUES (:article, :fingerprint, :hour, :content)
    ON CONFLICT (article, fingerprint) DO UPDATE SET hour = excluded.hour
    WHERE editions.hour < excluded.hour
""")

FINGERPRINTS = select(EDITIONS.c.fingerprint).where(EDITIONS.c.article == bindparam("article"))

EDITION = select(EDITIONS).where(
    EDITIONS.c.article == bindparam("article"), EDITIONS.c.fingerprint == bindparam("fingerprint")
)

STEPS_OF_ATTEMPTS = select(STEPS).where(STEPS.c.nonce.in_(bindparam("nonces", expanding=True)))
"""Whole attempts, never pairs of (nonce, number): for those SQLite reads the whole table."""

ATTEMPTS = (
    select(
        STEPS.c.nonce,
        func.min(STEPS.c.article).label("article"),
        func.min(STEPS.c.hour).label("hour"),
    )
    .where(STEPS.c.nonce > bindparam("after"))
    .group_by(STEPS.c.nonce)
    .order_by(STEPS.c.nonce)
    .limit(bindparam("limit"))
)
"""The next attempts of any article, so that one reading ends soon however rare an article is."""

PROBE = (
    update(VERSION).where(VERSION.c.version_num == SCHEMA_VERSION).values(version_num=VERSION.c.version_num)
)
"""A write that changes nothing, but needs what a write needs: a full disk shows only when it commits. Where
the tables have been upgraded since, it finds no row."""

GRANTS = {
    "steps": ("SELECT", "INSERT"),
    "editions": ("SELECT", "INSERT", "UPDATE"),
    "alembic_version": ("SELECT", "UPDATE"),
}
"""What a site needs on a server where another role made the tables."""


def grants_to(role: str) -> list[str]:
    """The statements that let a role record."""
    name = role.replace('"', '""')
    return [f'GRANT {", ".join(rights)} ON {table} TO "{name}";' for table, rights in GRANTS.items()]


_LAST_HOURS = (
    select(STEPS.c.nonce).group_by(STEPS.c.nonce).having(func.max(STEPS.c.hour) < bindparam("before"))
)

OLD_ATTEMPTS = _LAST_HOURS.order_by(STEPS.c.nonce).limit(bindparam("limit"))
"""Nonces of attempts whose last hour is before another."""

NUMBER_OF_OLD_ATTEMPTS = select(func.count()).select_from(_LAST_HOURS.subquery())

DELETE_ATTEMPTS = delete(STEPS).where(STEPS.c.nonce.in_(bindparam("nonces", expanding=True)))

DELETE_EDITIONS = delete(EDITIONS).where(EDITIONS.c.hour < bindparam("before"))
"""Not in use since. An attempt that stays is about one that stays: it was in use with every step."""

Key = tuple[str, int]


def key_of(step: Step) -> Key:
    """What may be there only once."""
    return step.nonce, step.number


def row_of(step: Step) -> dict[str, object]:
    """The values of a row by column name; ValueError where the databases do not agree on one."""
    if not 0 <= step.score <= 1:  # no number at all is refused by SQLite only
        raise ValueError("a score must be from 0 to 1")
    row = {name: getattr(step, name) for name in _NAMES}
    return row | {"mode": step.mode.value, "response": json.dumps(step.response)}


def step_of(row: RowMapping) -> Step:
    """The step that a row was made of."""
    return Step(**{**row, "mode": Mode(row["mode"]), "response": tuple(json.loads(row["response"]))})
