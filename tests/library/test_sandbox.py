"""Checking in a process of its own: the same answers, and an end for every check."""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import termios
from collections.abc import Iterator
from pathlib import Path
from subprocess import PIPE
from typing import IO

import pytest
from conftest import GOOD
from waiting import until

from quizapp.cache import Cache
from quizapp.library import sandbox
from quizapp.library.load import LoadedArticle, load_entry
from quizapp.library.model import Kept
from quizapp.library.sandbox import CheckProcess, LastGood, load_all_confined, load_cached, load_confined
from quizapp.problem import Problem, Severity

ID = "back-pain-after-gardening"
ENDLESS = 're.match("(a+)+b", "a" * 100)'
"""Nothing but a signal ends it: it takes for ever inside of C code."""


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    shutil.copytree(GOOD, folder)
    return folder


@pytest.fixture
def process(content: Path) -> Iterator[CheckProcess]:
    made = CheckProcess(content)
    yield made
    made.close()


def no_last_good(_: str) -> None:
    return None


def number_of(process: CheckProcess) -> int:
    assert process._child is not None
    return process._child.pid


def make_every_check(monkeypatch: pytest.MonkeyPatch, does: str) -> None:
    """Let the child be a program like ours in which loading an entry does something else."""
    start, end = sandbox._PROGRAM.rsplit("; ", 1)
    changed = f"sandbox.MAX_SECONDS = 0.5; sandbox.load_entry = lambda *_: {does}"
    program = f"{start}; import re; from quizapp.library import load; {changed}; {end}"
    monkeypatch.setattr(sandbox, "_PROGRAM", program)


def test_a_good_article_is_loaded_as_it_would_be_here(process: CheckProcess, content: Path) -> None:
    assert load_confined(process, ID) == load_entry(content / ID, content)


def test_a_broken_article_has_the_same_problems_as_here(process: CheckProcess, content: Path) -> None:
    (content / ID / "quiz.yaml").write_text("title: Zoë's “heel”\nitems: [\n", "utf-8")
    loaded = load_confined(process, ID)
    assert loaded == load_entry(content / ID, content)
    assert (loaded.kept, len(loaded.problems)) == (None, 1)


@pytest.mark.parametrize("name", ["nothing at all", "new\nline", "\udcff"])
def test_what_is_no_article_is_none_here_and_there(process: CheckProcess, content: Path, name: str) -> None:
    assert load_confined(process, name) == LoadedArticle(None, (), name, name)
    (content / name).mkdir()
    (content / name / "quiz.yaml").write_text("")
    loaded = load_confined(process, name)
    assert loaded == load_entry(content / name, content)
    assert [problem.code for problem in loaded.problems] == ["no-article"]


def test_one_process_serves_many_checks(process: CheckProcess) -> None:
    process.start()
    number = number_of(process)
    assert [load_confined(process, ID).kept is not None for _ in range(3)] == [True] * 3
    assert number_of(process) == number


def test_a_process_that_was_killed_between_two_checks_is_replaced(process: CheckProcess) -> None:
    load_confined(process, ID)
    assert process._child is not None
    process._child.kill()
    process._child.wait()
    assert load_confined(process, ID).kept is not None


def test_after_its_end_a_checker_can_be_used_again(process: CheckProcess) -> None:
    load_confined(process, ID)
    process.close()
    process.close()
    assert load_confined(process, ID).kept is not None


@pytest.mark.parametrize(
    ("does", "why"),
    [
        (ENDLESS, "took more than 5 seconds of work"),
        ("bytearray(2 << 30)", "failed; the log says how"),
        ("1 / 0", "failed; the log says how"),
    ],
    ids=["takes for ever inside of C code", "takes two gibibytes", "fails"],
)
def test_a_check_that_cannot_be_made_is_a_problem_of_its_article_alone(
    process: CheckProcess, content: Path, does: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, message = f"{content}/{ID}/article.yaml", f"the check of this article {why}"
    hint = "look for what is there hundreds of times"
    problem = Problem(path, 1, 1, "check-stopped", Severity.ERROR, message, hint)
    with monkeypatch.context() as patch:
        make_every_check(patch, does)
        assert load_confined(process, ID) == LoadedArticle(None, (problem,), ID, ID)
    assert load_confined(process, ID).kept is not None


@pytest.mark.parametrize(
    "python", ["/nowhere/python", "/bin/true", ""], ids=["absent", "no Python", "unknown"]
)
def test_where_no_process_can_be_had_the_check_is_made_here(
    process: CheckProcess,
    content: Path,
    python: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """As inside of a web server, whose own program `sys.executable` names."""
    monkeypatch.setattr(sys, "executable", python)
    assert [load_confined(process, ID) for _ in range(2)] == [load_entry(content / ID, content)] * 2
    (message,) = caplog.messages
    assert message.startswith("content is checked inside of the server, because a process of its own fails: ")


def test_the_process_ends_with_the_one_that_started_it(process: CheckProcess) -> None:
    """The server may be killed without a word; nobody is left to end the child then."""
    process.start()
    assert process._child is not None
    assert process._child.stdin is not None
    process._child.stdin.close()
    assert process._child.wait(timeout=60) == 0


def test_a_process_that_nobody_listens_to_any_more_ends_without_a_word(content: Path) -> None:
    """As above, but killed in the middle of a check: no traceback lands in the log of what comes after."""
    command = [sys.executable, "-c", sandbox._PROGRAM, ".", str(content)]
    with subprocess.Popen(command, stdin=PIPE, stdout=PIPE, stderr=PIPE) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.readline()
        child.stdout.close()
        child.stdin.write(b'"%b"\n' % ID.encode())
        child.stdin.close()
        assert (child.wait(timeout=60), child.stderr.read()) == (-signal.SIGPIPE, b"")


def test_an_answer_comes_whole_from_a_process_that_was_stopped_while_it_gave_it(content: Path) -> None:
    """As when a container is paused; in containers output is often unbuffered."""
    command = [sys.executable, "-c", sandbox._PROGRAM, ".", str(content)]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdin=PIPE, stdout=PIPE, pipesize=4096, env=environment) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdout.readline()
        child.stdin.write(b'"%b"\n' % ID.encode())
        child.stdin.close()
        until(lambda: bytes_in(child.stdout) == 4096)
        child.send_signal(signal.SIGSTOP)
        os.waitpid(child.pid, os.WUNTRACED)
        child.send_signal(signal.SIGCONT)
        assert json.loads(child.stdout.readline())["article"][0] == ID


def bytes_in(pipe: IO[bytes] | None) -> int:
    """Return how many bytes wait in a pipe."""
    assert pipe is not None
    return int.from_bytes(fcntl.ioctl(pipe, termios.FIONREAD, bytes(4)), sys.byteorder)


@pytest.mark.parametrize("cores", [1, 2, 8, None])
def test_many_articles_are_loaded_at_once_and_come_in_their_order(
    process: CheckProcess, content: Path, cores: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    for number in range(4):
        shutil.copytree(content / ID, content / f"copy-{number}")
        for file in (content / f"copy-{number}").iterdir():
            file.write_text(file.read_text("utf-8").replace(ID, f"copy-{number}"), "utf-8")
    names = sorted(path.name for path in content.iterdir())
    assert list(load_all_confined(process, names, Cache(), no_last_good)) == [
        load_entry(content / name, content) for name in names
    ]
    assert number_of(process)
    assert list(load_all_confined(process, [], Cache(), no_last_good)) == []


def test_of_many_articles_only_the_one_that_takes_for_ever_is_lost(
    process: CheckProcess, content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(content / ID, content / "endless")
    names = sorted(path.name for path in content.iterdir())
    make_every_check(monkeypatch, f'{ENDLESS} if _[0].name == "endless" else load.load_entry(*_)')
    good, stopped = load_all_confined(process, names, Cache(), no_last_good)
    assert (good.id, good.kept is not None) == (ID, True)
    assert (stopped.id, [problem.code for problem in stopped.problems]) == ("endless", ["check-stopped"])


def test_what_was_read_while_other_files_stood_there_is_not_taken_for_these(
    process: CheckProcess, content: Path, tmp_path: Path
) -> None:
    """As when git stashes an edit and brings it back."""
    file = content / ID / "article.yaml"
    text = file.read_text("utf-8")

    class Meanwhile(CheckProcess):
        """Reads while another text stands there for a moment."""

        def ask(self, name: str) -> bytes | int | None:
            file.write_text(text.replace("title: ", "title: Other ", 1), "utf-8")
            answer = super().ask(name)
            file.write_text(text, "utf-8")
            return answer

    other = Meanwhile(content)
    load_cached(other, ID, Cache(tmp_path / "cache"), no_last_good)
    other.close()
    assert load_cached(process, ID, Cache(tmp_path / "cache"), no_last_good) == load_entry(
        content / ID, content
    )


def test_that_a_file_could_not_be_read_is_not_remembered(
    process: CheckProcess, content: Path, tmp_path: Path
) -> None:
    (content / ID / "quiz.yaml").unlink()
    (content / ID / "quiz.yaml").symlink_to("quiz.yaml")
    loaded = load_cached(process, ID, Cache(tmp_path / "cache"), no_last_good)
    assert [problem.code for problem in loaded.problems] == ["unreadable"]
    assert not (tmp_path / "cache").exists()


def test_a_text_that_the_cache_lost_is_that_of_the_very_same_files_or_none(
    process: CheckProcess, content: Path, tmp_path: Path
) -> None:
    cache, file = Cache(tmp_path / "cache"), content / ID / "article.yaml"

    def kept(last_good: LastGood) -> Kept:
        found = load_cached(process, ID, cache, last_good).kept
        assert found is not None
        return found

    good = kept(no_last_good)
    served, spare, lost = kept(no_last_good), kept(lambda _: good), kept(no_last_good)
    shutil.rmtree(tmp_path / "cache")
    assert served.canonical == good.canonical
    shutil.rmtree(tmp_path / "cache")
    file.write_text(file.read_text("utf-8").replace("title: ", "title: Other ", 1), "utf-8")
    assert spare.canonical == good.canonical
    shutil.rmtree(tmp_path / "cache")
    with pytest.raises(KeyError):
        _ = lost.canonical
