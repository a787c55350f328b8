"""The tables of the store, the statements on them, and how a step becomes a row.

All of it means the same to SQLite and to PostgreSQL. SQLAlchemy is slow to load: only the modules of the
store and the migrations import this.
"""

import json

import sqlalchemy as sa

from quizapp.attempts.model import Mode, Step

SCHEMA_VERSION = "0002"
"""Version of these tables, kept in the database where Alembic looks for it."""

METADATA = sa.MetaData()

STEPS = sa.Table(
    "steps",
    METADATA,
    sa.Column("nonce", sa.Text, primary_key=True, comment="the attempt, a random string"),
    sa.Column(
        "number", sa.Integer, primary_key=True, autoincrement=False, comment="from 0 within the attempt"
    ),
    sa.Column("hour", sa.Text, nullable=False, comment="UTC, to the hour: 2026-11-23T14:00Z"),
    sa.Column("article", sa.Text, nullable=False, comment="id"),
    sa.Column("mode", sa.Text, nullable=False, comment="check or practice"),
    sa.Column("item", sa.Text, nullable=False, comment="id"),
    sa.Column("item_revision", sa.Text, nullable=False, comment="the item as it was asked, a hash"),
    sa.Column("response", sa.Text, nullable=False, comment="JSON list of option ids"),
    sa.Column("certainty", sa.Integer, comment="1 to 3, null when not given"),
    sa.Column("key_level", sa.Integer, comment="null for items that do not ask for a level"),
    sa.Column("chosen_level", sa.Integer, comment="null as key_level is"),
    sa.Column("score", sa.Double().with_variant(sa.REAL(), "sqlite"), nullable=False, comment="0 to 1"),
    # The promise to readers, kept by the database itself: no time finer than the hour.
    sa.CheckConstraint("hour LIKE '____-__-__T__:00Z'", name="hour_is_whole"),
    sqlite_strict=True,
    # No row numbers: they would tell the order of responses within the hour. No second index either: each is
    # one more page to write for every response, and statistics can afford to read the whole table.
    sqlite_with_rowid=False,
)

EDITIONS = sa.Table(
    "editions",
    METADATA,
    sa.Column("article", sa.Text, primary_key=True, comment="id"),
    sa.Column("fingerprint", sa.Text, primary_key=True, comment="hash of the content"),
    sa.Column(
        "hour", sa.Text, nullable=False, comment="the last one in which an attempt was about it, as in steps"
    ),
    sa.Column("content", sa.LargeBinary, nullable=False, comment="canonical JSON"),
    sa.CheckConstraint("hour LIKE '____-__-__T__:00Z'", name="hour_of_edition_is_whole"),
    sqlite_strict=True,
)

VERSION = sa.Table(
    "alembic_version",
    METADATA,
    sa.Column("version_num", sa.Text, primary_key=True, comment="version of the tables"),
    sqlite_strict=True,
)

_NAMES = tuple(column.name for column in STEPS.columns)

INSERT = sa.text("""
    INSERT INTO steps (nonce, number, hour, article, mode, item, item_revision, response,
                       certainty, key_level, chosen_level, score)
    VALUES (:nonce, :number, :hour, :article, :mode, :item, :item_revision, :response,
            :certainty, :key_level, :chosen_level, :score)
    ON CONFLICT (nonce, number) DO NOTHING
""")
"""As text, because SQLAlchemy spells ON CONFLICT for one database at a time."""

KEEP_EDITION = sa.text("""
    INSERT INTO editions (article, fingerprint, hour, content)
    VALUES (:article, :fingerprint, :hour, :content)
    ON CONFLICT (article, fingerprint) DO UPDATE SET hour = excluded.hour
    WHERE editions.hour < excluded.hour
""")

FINGERPRINTS = sa.select(EDITIONS.c.fingerprint).where(EDITIONS.c.article == sa.bindparam("article"))

EDITION = sa.select(EDITIONS).where(
    EDITIONS.c.article == sa.bindparam("article"), EDITIONS.c.fingerprint == sa.bindparam("fingerprint")
)

STEPS_OF_ATTEMPTS = sa.select(STEPS).where(STEPS.c.nonce.in_(sa.bindparam("nonces", expanding=True)))
"""Whole attempts, never pairs of (nonce, number): for those SQLite reads the whole table."""

ATTEMPTS = (
    sa.select(
        STEPS.c.nonce,
        sa.func.min(STEPS.c.article).label("article"),
        sa.func.min(STEPS.c.hour).label("hour"),
    )
    .where(STEPS.c.nonce > sa.bindparam("after"))
    .group_by(STEPS.c.nonce)
    .order_by(STEPS.c.nonce)
    .limit(sa.bindparam("limit"))
)
"""The next attempts of any article, so that one reading ends soon however rare an article is."""

PROBE = (
    sa.update(VERSION)
    .where(VERSION.c.version_num == SCHEMA_VERSION)
    .values(version_num=VERSION.c.version_num)
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
    sa.select(STEPS.c.nonce)
    .group_by(STEPS.c.nonce)
    .having(sa.func.max(STEPS.c.hour) < sa.bindparam("before"))
)

OLD_ATTEMPTS = _LAST_HOURS.order_by(STEPS.c.nonce).limit(sa.bindparam("limit"))
"""Nonces of attempts whose last hour is before another."""

NUMBER_OF_OLD_ATTEMPTS = sa.select(sa.func.count()).select_from(_LAST_HOURS.subquery())

DELETE_ATTEMPTS = sa.delete(STEPS).where(STEPS.c.nonce.in_(sa.bindparam("nonces", expanding=True)))

DELETE_EDITIONS = sa.delete(EDITIONS).where(EDITIONS.c.hour < sa.bindparam("before"))
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


def step_of(row: sa.RowMapping) -> Step:
    """The step that a row was made of."""
    return Step(**{**row, "mode": Mode(row["mode"]), "response": tuple(json.loads(row["response"]))})
