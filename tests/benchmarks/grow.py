"""Growth: what a site of many articles costs to load, to build, to start, to edit and to hold in memory.

The articles are copies of the shipped one under other ids. Costs are CPU time, in multiples of the bare
libyaml events of the same files. A start is that of `quizapp serve` with two workers, memory their PSS.
"""

import os
import re
import resource
import shutil
import subprocess
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from functools import partial
from math import floor, log10
from pathlib import Path

import yaml
from battery.serving import API, ARTICLE, ROOT, Client, Server, fetch
from benchmarks.goals import Goal, Result, Round, in_turns
from paired_banks import make_paired_bank

from quizapp.library.load import load
from quizapp.quiz.bank import ItemBank
from quizapp.quiz.selection import next_item
from quizapp.quiz.verdict import no_evidence
from quizapp.settings import Settings
from quizapp.web.ops.reload import begin
from quizapp.web.snapshot import make_snapshot

SHIPPED = ROOT / "content" / ARTICLE
GETS = 5_000
"""Requests in a row: CPU times come in hundredths of a second."""
LOAD_GOALS = (
    Goal(name="load and check, x libyaml events", of="load", to="events", at_most=3.5),
    Goal(name="the same with every reply made, x libyaml events", of="whole", to="events", at_most=8),
)


def copies(folder: Path, number: int) -> Path:
    """A content folder with so many copies of the shipped article; one that is there stays."""
    content = folder / f"content-{number}"
    for name in (f"copy-{each:04}" for each in range(number)):
        if not (content / name).exists():
            (content / name).mkdir(parents=True)
            for file in SHIPPED.glob("*.yaml"):
                text = file.read_bytes().replace(ARTICLE.encode(), name.encode())
                (content / name / file.name).write_bytes(text)
    return content


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of some work, that of children that ended included."""
    before = _spent()
    work()
    return _spent() - before


def _spent() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


def events(content: Path) -> None:
    """Parse every file to libyaml's events, and do nothing with them."""
    for file in sorted(content.rglob("*.yaml")):
        for _ in yaml.parse(file.read_bytes(), Loader=yaml.CSafeLoader):
            pass


def measure_load(options: Namespace) -> list[Result]:
    """Load and check, and make every reply, of twenty articles in this process."""
    content = copies(options.folder, 20)
    settings = Settings(content=content, state=options.folder / "state")

    def both() -> Round:
        loading = cpu(lambda: load(content))
        loaded = load(content)
        return {"load": loading, "whole": loading + cpu(lambda: make_snapshot(loaded, settings))}

    rounds = in_turns({"events": lambda: cpu(lambda: events(content)), "ours": both}, options.rounds)
    return [goal.judge(rounds) for goal in LOAD_GOALS]


class Site:
    """A site of so many copies, with a cache that was filled before."""

    def __init__(self, folder: Path, number: int) -> None:
        self.content = copies(folder, number)
        self.number = number
        self.state = folder / f"state-{number}"
        environment = {"QUIZAPP_CONTENT": str(self.content), "QUIZAPP_LOG_FORMAT": "off"}
        self.server = Server(self.state, environment=environment)

    def fill(self) -> float:
        """Make everything, in a process of its own; CPU seconds an article."""
        program = "import sys; from benchmarks.grow import fill; fill(*sys.argv[1:])"
        command = [sys.executable, "-c", program, str(self.content), str(self.state)]
        path = os.pathsep.join((str(ROOT), str(ROOT / "tests")))
        spent = cpu(lambda: subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": path}))
        return spent / self.number

    def started(self) -> Round:
        """Seconds until the server is ready, and the CPU and the PSS (MiB) of its processes."""
        ready = self.server.start()
        spent = sum(map(cpu_of, (self.server.process.pid, *self.server.workers())))
        return {"ready": ready, "cpu": spent, "pss": self.pss()}

    def pss(self) -> float:
        """MiB of its workers."""
        return sum(map(pss_of, self.server.workers()))

    def get(self, path: str) -> bytes:
        """The body at a path."""
        status, body = fetch(self.server.port, path)
        assert status == 200, path
        return body

    def asked(self, number: int) -> float:
        """CPU seconds that the workers take for `GETS` requests of one article."""
        workers, path = self.server.workers(), f"{API}/articles/copy-{number:04}"
        before = sum(map(cpu_of, workers))
        with closing(Client(self.server.port)) as client:
            for _ in range(GETS):
                client.get(path)
        return sum(map(cpu_of, workers)) - before

    def crawl(self) -> int:
        """Ask for every part of every article; the bytes that came."""
        names = (f"copy-{number:04}" for number in range(self.number))
        return sum(len(self.get(path)) for name in names for path in _paths(name))

    def edit(self) -> float:
        """Change a title; seconds until every one of many requests shows it."""
        name = f"copy-{self.number - 1:04}"
        file = self.content / name / "article.yaml"
        title = f"Edited at {time.monotonic_ns()}"
        draft = file.with_name(".draft")
        draft.write_text(re.sub(r"(?m)^title: .*$", f"title: {title}", file.read_text(), count=1))
        draft.replace(file)
        began = time.monotonic()
        seen = 0
        while seen < 12:
            seen = seen + 1 if title.encode() in self.get(f"{API}/articles/{name}") else 0
            time.sleep(0.02)
        return time.monotonic() - began


def fill(content: str, state: str) -> None:
    """Make everything that a start finds."""
    begin(Settings(content=Path(content), state=Path(state)))


def _paths(name: str) -> Iterator[str]:
    yield from (f"/articles/{name}", f"/articles/{name}/sources", f"/articles/{name}/quiz")
    start = f"{API}/articles/{name}"
    yield from (start, f"{start}?lang=es", f"{start}/quiz")
    for part in ("causes", "signs", "red-flags", "self-care", "faqs", "takeaways", "gaps", "sources"):
        yield f"{start}/{part}"
    for part in ("summary", "causes", "signs", "red-flags", "self-care", "faqs"):
        yield f"/embed/{name}/{part}"


def cpu_of(process: int) -> float:
    """CPU seconds of a process, and of its children that ended."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def pss_of(process: int) -> float:
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def measure_start(options: Namespace) -> list[Result]:
    """Start with everything made, at the largest of the sizes."""
    site = Site(options.folder, max(options.sizes))
    print(f"filled at {site.fill():.3f} s of CPU an article", file=sys.stderr)
    rounds = []
    for _ in range(options.rounds):
        start = site.started()
        rounds.append({**start, "first": site.asked(0), "last": site.asked(site.number - 1)})
        site.server.stop()
    name = f"{site.number} articles, everything made:"
    return [
        Goal(name=f"{name} seconds until ready", of="ready", at_most=3).judge(rounds),
        Goal(name=f"{name} PSS of two workers in MiB", of="pss", at_most=250).judge(rounds),
        Goal(name=f"{name} GET of the last: CPU, x the first", of="last", to="first", at_most=1.15).judge(
            rounds
        ),
    ]


def measure_edit(options: Namespace) -> list[Result]:
    """Edit one article of the largest of the sizes while two workers serve it."""
    site = Site(options.folder, max(options.sizes))
    site.fill()
    with site.server as server:
        server.start()
        rounds = [{"edit": site.edit()} for _ in range(options.rounds)]
        server.stop()
    name = f"one edit among {site.number} articles: seconds until it is served"
    return [Goal(name=name, of="edit", at_most=2).judge(rounds)]


def measure_growth(options: Namespace) -> list[Result]:
    """Fill, start and crawl sites of each size once; what is told of the largest, and a plot of all."""
    rows: dict[int, Round] = {}
    for number in options.sizes:
        site = Site(options.folder, number)
        shutil.rmtree(site.state, ignore_errors=True)
        filled = site.fill()
        with site.server as server:
            start = site.started()
            served = site.crawl()
            crawled = site.pss()
            server.stop()
        rows[number] = {
            "made, CPU ms an article": filled * 1000,
            "ready, ms": start["ready"] * 1000,
            "start, CPU ms": start["cpu"] * 1000,
            "PSS of two workers, MiB": start["pss"],
            "PSS after a crawl, MiB": crawled,
            "served in the crawl, MiB": served / 2**20,
        }
    return told(rows, options.plot)


def told(rows: Mapping[int, Round], file: Path | None) -> list[Result]:
    """What there is to tell of each size, and a plot of it if a file is named."""
    if file is not None:
        file.write_text(plot(rows))
    return [Goal(name=f"{size}: {name}", of=name).judge([row]) for size, row in rows.items() for name in row]


def measure_banks(options: Namespace) -> list[Result]:
    """Make banks of about so many items, and choose the first item of checks on each; a plot of both."""
    rows: dict[int, Round] = {}
    for number in options.sizes:
        share = max(number // 13, 1)
        bank = make_paired_bank(per_flag=share, per_level=3 * share)
        rows[len(bank.items)] = {
            "a bank of items, CPU ms": cpu(partial(_made, bank)) * 1e3,
            "a first item of it, CPU µs": cpu(partial(_first_items, bank)) / CHECKS * 1e6,
        }
    return told(rows, options.plot)


CHECKS = 200


def _made(bank: ItemBank) -> None:
    assert ItemBank(bank.article, bank.quiz).scenarios


def _first_items(bank: ItemBank) -> None:
    nothing = no_evidence(len(bank.flag_index))
    for seed in range(CHECKS):
        next_item(bank, str(seed), nothing, (), ())


WIDE, HIGH, LEFT, RIGHT = 640, 340, 60, 400
COLOURS = ("#1b6ca8", "#c44536", "#2e7d32", "#7b1fa2", "#ef6c00", "#455a64")


def plot(rows: Mapping[int, Round]) -> str:
    """An SVG of each figure over the number of articles or items, both on logarithmic scales."""
    names = list(next(iter(rows.values())))
    most = max(log10(max(rows)), 1)
    figures = [figure for row in rows.values() for figure in row.values()]
    least, largest = floor(log10(min(figures))), log10(max(figures)) + 0.2

    def across(number: int) -> float:
        return LEFT + log10(number) / most * (RIGHT - LEFT)

    def up(value: float) -> float:
        return HIGH - 40 - (log10(value) - least) / (largest - least) * (HIGH - 80)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" font-size="12">',
        "<title>What a site costs by its size; both axes are logarithmic</title>",
        f'<rect width="{WIDE}" height="{HIGH}" fill="#fff"/>',
    ]
    for power in range(least, floor(largest) + 1):
        y = up(10.0**power)
        parts.append(f'<path d="M{LEFT} {y:.0f}H{RIGHT}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.0f}" text-anchor="end">{10.0**power:g}</text>')
    parts += [
        f'<text x="{across(number):.0f}" y="{HIGH - 18}" text-anchor="middle">{number}</text>'
        for number in rows
    ]
    for index, (name, colour) in enumerate(zip(names, COLOURS, strict=False)):
        places = [f"{across(number):.0f},{up(row[name]):.0f}" for number, row in rows.items()]
        parts.append(
            f'<polyline points="{" ".join(places)}" fill="none" stroke="{colour}" stroke-width="2"/>'
        )
        parts.append(f'<text x="{RIGHT + 15}" y="{50 + index * 22}" fill="{colour}">{name}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"
