"""The keys that sign attempt tokens: those of the settings, or one that is made once and kept in `state`.

There is no default key. Several workers may start at the same moment; all of them get the same key,
because the file appears under its name only when it is whole, and only once.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.errors import SettingsError
from quizapp.settings import MIN_KEY_LENGTH, PRIVATE

if TYPE_CHECKING:
    from quizapp.settings import Settings

SECRET_FILE = "secret"  # noqa: S105 - the name of the file, not what is in it


def secret_keys(settings: Settings) -> tuple[str, ...]:
    """Return the keys, the one that signs first; SettingsError when none can be had."""
    if settings.secret_keys:
        return settings.secret_keys
    path = settings.state / SECRET_FILE
    try:
        if not path.exists():
            _make(path)
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            "QUIZAPP_STATE", f"the secret in {path} cannot be read or made: {error}"
        ) from error
    if len(key) < MIN_KEY_LENGTH:
        raise SettingsError("QUIZAPP_STATE", f"{path} holds no whole key; delete it to have one made")
    return (key,)


def _make(path: Path) -> None:
    """Write a new key beside the path, for the owner's eyes, and link it there unless another was quicker."""
    path.parent.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(32) + "\n")
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
