"""The static copy: what `quizapp build` costs, beside Hugo where there is one, and `--help` beside Python.

Hugo gets the Markdown that the copy holds, with templates of a line each. It renders less: no JSON, no
fragments, embeds or languages. So the figures stand side by side, without a bar.
"""

import shutil
import subprocess
import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

from battery.serving import quizapp
from benchmarks.goals import Goal, Result, Round, in_turns
from benchmarks.grow import copies, cpu

HUGO = {
    "hugo.toml": 'baseURL = "https://example.org/"\ntitle = "The same Markdown"\n',
    "layouts/_default/single.html": "<!doctype html><title>{{ .Title }}</title>{{ .Content }}",
    "layouts/_default/list.html": "<!doctype html>{{ range .RegularPages }}<p>{{ .Title }}</p>{{ end }}",
}


def measure_build(options: Namespace) -> list[Result]:
    """Build the copy of the largest of the sizes into an empty folder, and again; `quizapp --help` too."""
    number = max(options.sizes)
    content, out = copies(options.folder, number), options.folder / "copy"

    def ours() -> Round:
        shutil.rmtree(out, ignore_errors=True)
        build = ("build", out, "--content", content, "--state", options.folder / "state-of-build")
        first, again = cpu(lambda: quizapp(*build)), cpu(lambda: quizapp(*build))
        files = sum(path.is_file() for path in out.rglob("*"))
        return {"first": first / number, "again": again / number, "file": first / files * 1000}

    def helps() -> Round:
        bare = [sys.executable, "-c", "pass"]
        return {
            "help": cpu(lambda: quizapp("--help")),
            "python": cpu(lambda: subprocess.run(bare, check=True)),
        }

    contenders: dict[str, Callable[[], float | Round]] = {"ours": ours, "help": helps}
    goals = [
        Goal(name=f"build of {number} articles, CPU seconds an article", of="first"),
        Goal(name="the same again, nothing changed", of="again"),
        Goal(name="the first, CPU ms a file", of="file"),
        Goal(name="quizapp --help, x bare Python", of="help", to="python"),
    ]
    if shutil.which("hugo"):
        quizapp("build", out, "--content", content, "--state", options.folder / "state-of-build")
        site, pages = hugo_site(options.folder / "hugo", out)
        hugo = ["hugo", "--quiet", "--source", str(site), "--cleanDestinationDir"]
        contenders["hugo"] = lambda: cpu(lambda: subprocess.run(hugo, check=True)) / pages * 1000
        goals.append(Goal(name=f"Hugo, {pages} pages of the same Markdown, CPU ms a page", of="hugo"))
    rounds = in_turns(contenders, options.rounds)
    return [goal.judge(rounds) for goal in goals]


def hugo_site(site: Path, out: Path) -> tuple[Path, int]:
    """A site for Hugo of all Markdown in a copy, and the number of its pages."""
    for name, text in HUGO.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(text)
    files = sorted(out.rglob("*.md"))
    for file in files:
        page = site / "content" / file.relative_to(out)
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(f"---\ntitle: {file.stem}\n---\n{file.read_text()}")
    return site, len(files)
