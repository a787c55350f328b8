"""The table of editions.

Revision ID: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "editions",
        sa.Column("article", sa.Text, primary_key=True, comment="id"),
        sa.Column("fingerprint", sa.Text, primary_key=True, comment="hash of the content"),
        sa.Column(
            "hour",
            sa.Text,
            nullable=False,
            comment="the last one in which an attempt was about it, as in steps",
        ),
        sa.Column("content", sa.LargeBinary, nullable=False, comment="canonical JSON"),
        sa.CheckConstraint("hour LIKE '____-__-__T__:00Z'", name="hour_of_edition_is_whole"),
        sqlite_strict=True,
    )
