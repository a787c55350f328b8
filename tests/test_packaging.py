"""The wheel in bare environments: with the hashed packages of a release, and with the oldest allowed."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from battery.serving import API, ARTICLE, ROOT, answering, fetch, free_port, respond_to
from uv import find_uv_bin

LOCK = ROOT / ".ci" / "release.txt"
PINS = ROOT / "tests" / "constraints.txt"


def pins(text: str) -> dict[str, str]:
    found = re.findall(r"^([A-Za-z0-9_.-]+)==([^\s;]+)", text, re.MULTILINE)
    return {name.lower().replace("_", "-"): version for name, version in found}


def direct() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *extras["postgres"], *extras["metrics"]]
    return {re.split(r"[\[<>=~!; ]", each)[0].lower() for each in wanted}


def test_the_lock_of_a_release_has_the_versions_of_the_tests_with_hashes_and_no_index() -> None:
    """`.ci/lock` writes it."""
    text = LOCK.read_text()
    locked, tested = pins(text), pins(PINS.read_text())
    assert direct() <= set(locked)
    # what only another system needs is in no environment of the tests
    assert {name: version for name, version in locked.items() if tested.get(name, version) != version} == {}
    entries = re.split(r"\n(?=\S)", text.strip())
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in text
    assert "--index" not in text


def uv(*arguments: str, folder: Path) -> None:
    """Run the uv of this environment, whose folder need not be on the PATH."""
    subprocess.run([find_uv_bin(), *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    uv("build", "--wheel", "--quiet", "--out-dir", str(folder), folder=ROOT)
    (made,) = folder.glob("*.whl")
    return made


@pytest.mark.slow
@pytest.mark.parametrize("packages", ["locked", "lowest"])
def test_the_wheel_serves_from_a_bare_environment(wheel: Path, packages: str, tmp_path: Path) -> None:
    python = tmp_path / "venv" / "bin" / "python"
    uv("venv", "--quiet", "--python", sys.executable, "venv", folder=tmp_path)
    install = ("pip", "install", "--quiet", "--python", str(python))
    if packages == "locked":
        uv(*install, "--require-hashes", "-r", str(LOCK), folder=tmp_path)
        uv(*install, "--no-deps", str(wheel), folder=tmp_path)
    else:
        uv(*install, "--resolution", "lowest-direct", str(wheel), folder=tmp_path)
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "QUIZ"))
    }
    program, port = str(python.with_name("quizapp")), free_port()
    subprocess.run([program, "check"], cwd=tmp_path, env=environment, check=True, capture_output=True)
    command = [program, "serve", "--port", str(port)]
    with answering(command, port, cwd=tmp_path, env=environment, stderr=subprocess.DEVNULL) as server:
        turn = json.loads(fetch(port, f"{API}/articles/{ARTICLE}/attempts", b"{}")[1])
        _, reply = fetch(port, f"{API}/responses", json.dumps(respond_to(turn)).encode())
        assert json.loads(reply)["recorded"] is True
    assert server.returncode == 0
