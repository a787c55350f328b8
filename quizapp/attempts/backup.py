"""Backups: all that a site cannot make again, in one file of today's date.

    back_up(settings, Path("/backup"), keep=14, now=datetime.now(UTC))

Such a file is a tar archive of what belongs into a state folder: the database, the history of the content and
the secret. To restore it, unpack it there; of a PostgreSQL database it has what pg_restore reads.
"""

import contextlib
import tarfile
import tempfile
from datetime import datetime
from pathlib import Path

from sqlalchemy import make_url

from quizapp.attempts.maintenance import upkeep
from quizapp.attempts.tokens import SECRET_FILE
from quizapp.disk import whole_file
from quizapp.errors import StoreError
from quizapp.settings import Settings


def copy_database(url: str, file: Path) -> None:
    """Write a whole copy of a database to a file, which appears when all of it is on the disk.

    StoreError if there is none, if it is damaged, or if `file` is there or cannot be.
    """
    if file.exists():
        raise StoreError(f"{file} already exists and won't be replaced")
    if not file.parent.is_dir():
        raise StoreError(f"there is no folder {file.parent}")
    with upkeep(url) as database:
        if not database.is_there():
            raise StoreError(f"there is no database to back up: {make_url(url)}")
        with whole_file(file) as draft, database.alone() as connection:
            database.copy_to(connection, draft)


def back_up(settings: Settings, folder: Path, *, keep: int, now: datetime) -> Path:
    """Write a backup into a folder and return its place; only the newest `keep` of them stay.

    StoreError if the database cannot be copied, OSError if the folder cannot be written.
    """
    file = folder / f"quizapp-{now:%Y-%m-%dT%H%M%SZ}.tar.gz"
    database = "quizapp.db" if settings.database.startswith("sqlite") else "quizapp.dump"
    with tempfile.TemporaryDirectory(dir=folder) as scratch, whole_file(file, once=True) as draft:
        copy_database(settings.database, Path(scratch) / database)
        with tarfile.open(draft, "w:gz") as archive:
            archive.add(Path(scratch) / database, database)
            for path in (settings.state / SECRET_FILE, *sorted(settings.history.glob("*/[!.]*"))):
                with contextlib.suppress(FileNotFoundError):  # let go of since, by the site
                    archive.add(path, path.relative_to(settings.state))
    for old in sorted(folder.glob("quizapp-*T*Z.tar.gz"))[:-keep]:
        old.unlink()
    return file
