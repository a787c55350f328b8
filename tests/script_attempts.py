"""Attempts by seeded readers, step by step, as the rule and the script of a static copy must have them.

    vectors_of(bank, range(1000))     # {"data": ..., "ranks": [...], "attempts": [...]}

`export/attempts.mjs` takes the same attempts with the script and compares every value.
"""

import json
import random
import subprocess
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from factories import make_choice, make_sort
from node_programs import node
from paired_banks import make_paired_bank

from quizapp.content.model import Item, Kind
from quizapp.export.script_data import script_data
from quizapp.quiz.bank import ItemBank, rank
from quizapp.quiz.grading import grade
from quizapp.quiz.report import Answered, check_progress, evidence_of, practice_progress, report
from quizapp.quiz.selection import next_item, next_practice_item, supply_left

PROGRAM = Path(__file__).parent / "export" / "attempts.mjs"
SCRIPT = Path(__file__).parents[1] / "quizapp" / "web" / "static" / "check.js"
ODD = "<b>&amp;</b> “é” 漢字 😀 \u2028 {n} **x** مرحبا"
"""Characters that a page, a script or an encoding may trip over; the last word runs from right to left."""


def odd_bank(*, flags: int = 3, per_flag: int = 6, per_level: int = 16) -> ItemBank:
    """Return a bank with every kind, pairs, odd characters, and items that are withdrawn."""
    bank = make_paired_bank(flags=flags, per_flag=per_flag, per_level=per_level)
    article = bank.article
    signs = list(article.signs_by_id.values())
    extra = [
        *(make_choice(f"choice-{number}", right="b", wrong="acd") for number in range(4)),
        *(make_choice(f"many-{number}", kind=Kind.MULTIPLE, right="ab", wrong="cde") for number in range(4)),
        make_choice("thirds", kind=Kind.MULTIPLE, right="abc", wrong="de"),
        *(make_sort(f"sort-{number}", random.Random(number).sample(signs, 4)) for number in range(4)),
        replace(make_choice("about-a-sign"), signs=(signs[0].id, signs[-1].id), stem=""),
    ]
    items = [
        replace(
            item,
            stem=f"{item.stem} {ODD}" if item.stem else "",
            withdrawn="wrong" if number % 11 == 5 else None,
        )
        for number, item in enumerate([*bank.quiz.items, *extra])
    ]
    return ItemBank(article, replace(bank.quiz, items=tuple(items)))


def vectors_of(bank: ItemBank, numbers: Iterable[int]) -> dict[str, Any]:
    """Return a bank as its script has it, with some hashes and the attempts of seeded readers."""
    return {
        "data": json.loads(json.dumps(script_data(bank))),
        "ranks": [_rank(number) for number in range(200)],
        "attempts": [attempt(bank, number) for number in numbers],
    }


def _rank(number: int) -> list[str]:
    rng = random.Random(number)
    seed, text = ("".join(rng.choices("aé漢😀\0z", k=rng.randrange(140))) for _ in range(2))
    return [seed, text, rank(seed, text, "m").hex()]


def attempt(bank: ItemBank, number: int) -> dict[str, Any]:
    """Let a reader take a check or a practice run, perhaps after another one, perhaps not to its end."""
    rng = random.Random(number)
    seed = "".join(rng.choices("abcXYZ09-_é", k=rng.choice([16, 16, 70])))
    ids = [item.id for item in bank.quiz.items]
    seen = sorted(rng.sample(ids, rng.choice([0, 0, 10, len(ids) * 2 // 3])))
    check, most = rng.random() < 0.8, rng.choice([99, 99, 99, 5])
    knows = {flag: rng.choice([0.2, 0.9, 1.0]) for flag in bank.flag_index}
    skill, upward = rng.choice([0.3, 0.6, 0.8, 0.95, 1.0]), rng.choice([0.2, 0.8])
    steps: list[Answered] = []
    told: list[dict[str, Any]] = []
    while True:
        asked = [step.item.id for step in steps]
        evidence = evidence_of(bank, steps)
        item = (
            next_item(bank, seed, evidence, asked, seen)
            if check
            else next_practice_item(bank, seed, asked, seen)
        )
        standing = {"progress": _progress(bank, steps, over=item is None, check=check)}
        supply = supply_left(bank, asked, seen) if check else None
        if item is None or len(steps) == most:
            begun = {"seed": seed, "check": check, "seen": seen}
            end = {"supply": supply and list(supply), "report": _report(bank, steps, supply)}
            return {**begun, "steps": told, "next": item and item.id, **standing, **end}
        public = bank.public(item, seed)
        right = min([knows.get(flag, skill) for flag in item.red_flags], default=skill)
        response = _response(item, rng, right, upward)
        certainty = rng.choice([None, 3])
        steps.append(Answered(item=item, response=response, certainty=certainty))
        told.append(
            {
                "item": item.id,
                "options": [option.id for option in public.options],
                "entries": [entry.id for entry in public.entries],
                "response": list(response),
                "certainty": certainty,
                "grade": asdict(grade(item, response)),
                **standing,
            }
        )


def _response(item: Item, rng: random.Random, right: float, upward: float) -> tuple[str, ...]:
    if rng.random() < right:
        return tuple(sorted(item.key))
    options = [option.id for option in item.options]
    if item.kind is Kind.SORT:
        return tuple(sorted(f"{entry.id}-{rng.choice(options)}" for entry in item.entries))
    if item.kind is Kind.MULTIPLE:
        return tuple(sorted(rng.sample(options, rng.randint(1, len(options)))))
    if item.level is not None and rng.random() < upward:
        return (options[min(item.level + 1, 3)],)
    return (rng.choice(options),)


def _progress(bank: ItemBank, steps: list[Answered], *, over: bool, check: bool) -> dict[str, Any]:
    return asdict(
        check_progress(bank, steps, over=over) if check else practice_progress(len(steps), over=over)
    )


def _report(bank: ItemBank, steps: list[Answered], supply: tuple[int, ...] | None) -> dict[str, Any]:
    made = report(bank, steps, supply=supply)
    names = (
        "verdict answered correct under_triage over_triage careful hazards sure_but_wrong undecided_because"
    )
    plain = {name: getattr(made, name) for name in names.split()}
    return {
        **plain,
        "competencies": [
            {"verdict": part.verdict, "answered": part.answered, "correct": part.correct}
            for part in made.competencies
        ],
        "red_flags": [
            {"id": flag.sign.id, "status": flag.status, "answered": flag.answered} for flag in made.red_flags
        ],
        "to_reread": [sign.id for sign in made.to_reread],
    }


def compared(vectors: dict[str, Any]) -> dict[str, int]:
    """Take the attempts with the script and return how many ranks, attempts and steps are equal.

    AssertionError, with what Node.js says, at the first difference.
    """
    done = subprocess.run(
        [node(), str(PROGRAM), str(SCRIPT)],
        input=json.dumps(vectors),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    counts: dict[str, int] = json.loads(done.stdout)
    return counts


VECTORS = Path(__file__).parent / "export" / "vectors.json"


def small_bank() -> ItemBank:
    """Return the bank of the vector file."""
    return odd_bank(flags=2, per_flag=3, per_level=7)


if __name__ == "__main__":  # a new rule has new vectors
    lines = json.dumps(vectors_of(small_bank(), range(24)), ensure_ascii=False, separators=(",", ":"))
    VECTORS.write_text(lines.replace('},{"seed"', '},\n{"seed"') + "\n", encoding="utf-8")
