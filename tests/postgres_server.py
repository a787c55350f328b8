"""A PostgreSQL server of our own for tests: nothing but a socket in a folder that goes when it is stopped."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import quote

import psycopg

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
        self._user = "postgres" if os.geteuid() == 0 else None
        self._groups: list[str] | None = [] if self._user else None
        # Not in pytest's folder, which only its owner may enter and whose name is too long for a socket.
        self.folder = Path(tempfile.mkdtemp(prefix="quizapp-postgres-", dir="/tmp"))
        if self._user:
            shutil.chown(self.folder, self._user, self._user)
        self._names = count()
        self._process: subprocess.Popen[bytes] | None = None
        self._run("initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")

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
                user=self._user,
                group=self._user,
                extra_groups=self._groups,
            )
        deadline = time.monotonic() + 60
        while not self._answers():
            assert self._process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.02)

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
        try:
            psycopg.connect(self.url("postgres")).close()
        except psycopg.OperationalError:
            return False
        return True

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self._bin / program, "-D", self.folder / "data", *arguments],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
            user=self._user,
            group=self._user,
            extra_groups=self._groups,
        )
        assert done.returncode == 0, done.stdout + done.stderr


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
