"""The process in which articles are checked: its start, its end, and questions to it.

    process = CheckProcess(Path("content"))
    process.start()
    process.ask("sore-heel")      # the line that `sandbox` answers with
    process.close()

Nothing of ours is loaded here for it, so that a server can start it before all else.
"""

import json
import logging
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

_LOG = logging.getLogger(__name__)

READY = b"ready\n"
"""What it says before it answers."""
_PROGRAM = (
    "import gc, sys; gc.disable(); sys.path.insert(0, sys.argv[1]); "
    "from quizapp.library import sandbox; sandbox.main()"
)
_WHERE_WE_ARE = Path(__file__).parents[2]


class CheckProcess:
    """A child process that is started when it is asked, and anew when it has ended. For use by one thread."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._child: subprocess.Popen[bytes] | None = None
        self._greeted = False
        self._possible = True

    def start(self) -> None:
        """Start the child unless it runs; does not wait until it is ready."""
        if self._child is not None and self._child.poll() is not None:
            self.close()
        if self._child is None and self._possible:
            command = [sys.executable, "-c", _PROGRAM, str(_WHERE_WE_ARE), str(self.root)]
            try:
                # a session of its own: what a terminal sends to stop the server is not for the child
                self._child = subprocess.Popen(  # noqa: S603 - our own program, and no shell
                    command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
                )
            except OSError as error:
                self._do_without(error)

    def ask(self, name: str) -> bytes | int | None:
        """The line about an entry, or the status of a child that ended in place of an answer.

        None where no child can be had, as inside of servers that are no Python themselves.
        """
        self.start()
        child = self._child
        if child is None:
            return None
        assert child.stdin is not None, "it is a pipe"
        assert child.stdout is not None, "it is a pipe"
        self._greeted = self._greeted or child.stdout.readline() == READY
        if not self._greeted:
            self._do_without(f"{sys.executable} does not run it")
            self.close()
            return None
        with suppress(BrokenPipeError):
            child.stdin.write(json.dumps(name).encode() + b"\n")
            child.stdin.flush()
            line = child.stdout.readline()
            if line.endswith(b"\n"):
                return line
        status = child.wait()
        self.close()
        return status

    def close(self) -> None:
        """End the child if there is one; the next use starts another."""
        child, self._child, self._greeted = self._child, None, False
        if child is not None:
            with suppress(BrokenPipeError), child:
                child.kill()

    def _do_without(self, why: object) -> None:
        _LOG.warning("content is checked inside of the server, because a process of its own fails: %s", why)
        self._possible = False
