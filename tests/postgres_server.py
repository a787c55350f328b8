"""A PostgreSQL server of our own for tests: nothing but a socket in a folder that goes when it is stopped."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from waiting import until

HOW_TO_GET_IT = (
    "these tests need a PostgreSQL server: `apt-get install postgresql`, or put its initdb on the PATH"
)


def find_initdb() -> Path | None:
    """Return where initdb is, the newest one; None if there is none."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4]), reverse=True
    )
    on_path = shutil.which("initdb")
    return debian[0] if debian else Path(on_path) if on_path else None


class PostgresServer:
    """Runs a server that is made at once; it refuses to be run by root, so that root becomes `postgres`."""

    def __init__(self) -> None:
        initdb = find_initdb()
        if initdb is None:
            raise FileNotFoundError(HOW_TO_GET_IT)
        self._bin = initdb.parent
        user = "postgres"
        is_root = os.geteuid() == 0
        self._as: dict[str, Any] = {"user": user, "group": user, "extra_groups": []} if is_root else {}
        # Not in pytest's folder, which only its owner may enter and whose name is too long for a socket.
        self.folder = Path(tempfile.mkdtemp(prefix="quizapp-postgres-", dir="/tmp"))
        if is_root:
            shutil.chown(self.folder, user, user)
        self._names = count()
        self._process: subprocess.Popen[bytes] | None = None
        options = ["-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        done = subprocess.run(
            [initdb, "-D", self.folder / "data", *options],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
            **self._as,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def start(self, *settings: str) -> None:
        """Start the server and wait until it is there. Without fsync unless a setting says otherwise."""
        wanted = ["listen_addresses=", f"unix_socket_directories={self.folder}", "max_connections=50"]
        options = [word for setting in [*wanted, *(settings or ["fsync=off"])] for word in ("-c", setting)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [self._bin / "postgres", "-D", self.folder / "data", *options],
                cwd=self.folder,
                stdout=log,
                stderr=log,
                **self._as,
            )
        until(self._answers)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End the server: SIGINT in good order, SIGQUIT as if the power had failed."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(60)
            self._process = None

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder)

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={quote(str(self.folder))}"

    def new_database(self) -> str:
        """Make an empty database and return its URL."""
        name = f"test_{next(self._names)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self.url(name)

    def _answers(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, self.log.read_text()
        try:
            psycopg.connect(self.url("postgres")).close()
        except psycopg.OperationalError:
            return False
        return True


@contextmanager
def running(*options: str) -> Iterator[PostgresServer]:
    """Run a server for a while, with options such as "fsync=on"."""
    server = PostgresServer()
    try:
        server.start(*options)
        yield server
    finally:
        server.remove()


def responses_in(url: str) -> dict[tuple[str, int], tuple[str, ...]]:
    """Return the response of each recorded step of a database, read without any code of ours."""
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT nonce, number, response FROM steps").fetchall()
    return {(nonce, number): tuple(json.loads(response)) for nonce, number, response in rows}
