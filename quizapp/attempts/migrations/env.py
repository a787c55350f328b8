"""What Alembic runs: every step that is missing, on the connection that `attempts.maintenance` hands in."""

from __future__ import annotations

from alembic import context

from quizapp.attempts.tables import METADATA, VERSION

connection = context.config.attributes["connection"]
# Alembic would make its own table with other types.
VERSION.create(connection, checkfirst=True)
context.configure(connection=connection, target_metadata=METADATA)
# Within the transaction of the caller: all steps or none.
context.run_migrations()
