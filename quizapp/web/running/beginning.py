"""What a server begins with: content that was read and checked, and every reply made of it.

    beginning = begin(settings)
    app = create_app(settings, beginning=beginning)

It is made once, in the process that starts the workers, and these are forked with it: made by each of them
it would cost a second of work more, on every start. It holds no thread, no connection and no child process.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from quizapp.content.folder.following import first_loaded, follow
from quizapp.content.folder.history import History
from quizapp.web.running.reload import next_snapshot
from quizapp.web.spread import one_by_one

if TYPE_CHECKING:
    from quizapp.content.folder.following import Follower
    from quizapp.content.library import Loaded
    from quizapp.settings import Settings
    from quizapp.web.snapshot import Snapshot
    from quizapp.web.spread import Spread


@dataclass(frozen=True, slots=True)
class Beginning:
    """What is served first, and what keeps it in step with the content folder from then on."""

    follower: Follower
    history: History
    snapshot: Snapshot

    def stands(self) -> bool:
        """Whether the content folder is as it was: a worker may be started long after the server."""
        return self.follower.is_up_to_date()


def begin(settings: Settings) -> Beginning:
    """Read the content folder and make all replies; NoContent when no article can be served."""
    follower = follow(settings)
    return beginning_of(follower, first_loaded(follower, settings), settings)


def beginning_of(
    follower: Follower, loaded: Loaded, settings: Settings, spread: Spread = one_by_one
) -> Beginning:
    """Make all replies of what a follower has loaded."""
    history = History(settings.state / "history", lambda: datetime.now(UTC))
    return Beginning(follower, history, next_snapshot(loaded, settings, history=history, spread=spread))
