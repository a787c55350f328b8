"""The table of steps.

Revision ID: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "steps",
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
        sa.CheckConstraint("hour LIKE '____-__-__T__:00Z'", name="hour_is_whole"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
