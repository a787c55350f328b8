# ruff: noqa: E501 - a case is a row of a table, with the lines of the file that it changes
"""What the loader says of mistakes as editors make them: `python tests/battery/broken_files.py`.

Every case is one edit of the complete sample. The mark » in its text, or in `at`, is where the problem has to
point; `guess` is the word that the editor meant, where a reader of the file could tell.
"""

from __future__ import annotations

import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from quizapp.content.library import load
from quizapp.content.problem import Part, Problem

TESTS = Path(__file__).parents[1]
BASE = TESTS / "samples" / "complete" / "blisters-from-new-shoes"
GOOD_ROOTS = (TESTS / "samples" / "complete", TESTS / "samples" / "good", TESTS.parent / "content")
TODAY = "2026-11-23"
MARK = "»"
A, Q = Part.ARTICLE, Part.QUIZ


@dataclass(frozen=True, slots=True)
class Case:
    """One mistake. `old` stands once in the file and becomes `new`; `as_bytes` is how the file is saved."""

    name: str
    part: Part
    old: str
    new: str
    code: str
    guess: str | None = None
    at: str | None = None
    also: tuple[str, ...] = ()
    """Codes of what follows from the mistake and is told with it."""
    as_bytes: Callable[[str], bytes] = str.encode

    def edited(self) -> tuple[str, tuple[int, int]]:
        """Return the text with the mistake, and line and column that have to be told."""
        text = (BASE / self.part).read_text("utf-8")
        assert text.count(self.old) == 1, f"{self.name}: the text to edit stands {text.count(self.old)} times"
        start, end = text.split(self.old)
        if self.at is None:
            offset = len(start) + self.new.index(MARK)
        marked = start + self.new.replace(MARK, "") + end
        if self.at is not None:
            wanted = self.at.replace(MARK, "")
            assert marked.count(wanted) == 1, f"{self.name}: the place stands {marked.count(wanted)} times"
            offset = marked.index(wanted) + self.at.index(MARK)
        before = marked[:offset]
        return marked, (before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the loader said of one case, and how long it took."""

    case: Case
    place: tuple[int, int]
    problems: tuple[Problem, ...]
    seconds: float

    @property
    def told(self) -> Problem | None:
        """The problem that names the mistake, if it is there with the right file, line and column."""
        for problem in self.problems:
            here = (problem.line, problem.column) == self.place
            if problem.code == self.case.code and here and problem.path.endswith(f"/{self.case.part}"):
                return problem
        return None

    @property
    def right(self) -> bool:
        """Whether exactly the mistake was told, and what follows from it."""
        codes = sorted(problem.code for problem in self.problems)
        return self.told is not None and codes == sorted((self.case.code, *self.case.also))

    @property
    def guessed(self) -> bool:
        """Whether the word that was meant stands in the message or the hint."""
        if self.told is None or self.case.guess is None:
            return False
        word = rf"(?<![\w-]){re.escape(self.case.guess)}(?![\w-])"
        return re.search(word, f"{self.told.message}\n{self.told.hint}") is not None


def outcomes(cases: tuple[Case, ...]) -> Iterator[Outcome]:
    """Load the sample with each mistake in turn."""
    with TemporaryDirectory() as root:
        folder = Path(root) / BASE.name
        shutil.copytree(BASE, folder)
        load(Path(root), today=TODAY)  # what is made once for a process is not the time of a file
        for case in cases:
            text, place = case.edited()
            whole = (BASE / case.part).read_bytes()
            (folder / case.part).write_bytes(case.as_bytes(text))
            start = time.perf_counter()
            problems = load(Path(root), today=TODAY).problems
            yield Outcome(case, place, problems, time.perf_counter() - start)
            (folder / case.part).write_bytes(whole)


TRUE_OF_GOOD = {"red-flag-hardly-tested"}
"""What the sample of one of everything has: it is too short for four scenarios of each red flag."""


def false_alarms() -> list[Problem]:
    """Return what is said wrongly of files with nothing wrong, also when they are saved with CRLF."""
    alarms = [problem for root in GOOD_ROOTS for problem in load(root, today=TODAY).problems]
    with TemporaryDirectory() as copies:
        for root in GOOD_ROOTS:
            for file in root.glob("*/*.yaml"):
                copy = Path(copies) / file.relative_to(root)
                copy.parent.mkdir(exist_ok=True)
                copy.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
        alarms += load(Path(copies), today=TODAY).problems
    short = GOOD_ROOTS[1].glob("*")
    known = {(folder.name, code) for folder in short for code in TRUE_OF_GOOD}
    return [alarm for alarm in alarms if (Path(alarm.path).parent.name, alarm.code) not in known]


def misspelt(
    part: Part, old: str, new: str, guess: str | None, code: str = "unknown-key", *also: str
) -> Case:
    """Return the case of a word written wrongly, named by the word."""
    wrong = new.partition(MARK)[2].split("\n")[0]
    return Case(f"misspelt: {wrong[:40]}", part, old, new, code, guess, also=also)


KEYS = (
    misspelt(A, "urgent_notice:", "»urgent_notise:", "urgent_notice"),
    misspelt(A, "licence:", "»license:", "licence"),
    misspelt(A, "self_care:", "»selfcare:", "self_care"),
    misspelt(A, "red_flags:", "»red-flags:", "red_flags"),
    misspelt(A, "within:", "»witin:", "within"),
    misspelt(A, "any_sign:", "»any_signs:", "any_sign"),
    misspelt(A, "fills:", "»fill:", "fills"),
    misspelt(A, "what: list", "»waht: list", "what"),
    misspelt(A, "says: new shoes rub", "»say: new shoes rub", "says"),
    misspelt(A, "fingerprint: 3a", "»finger_print: 3a", "fingerprint"),
    misspelt(A, "title: Blisters from new shoes\ns", "»Title: Blisters from new shoes\ns", "title"),
    misspelt(A, "next_review:", "»nextreview:", "next_review"),
    misspelt(A, "question:", "»qestion:", "question"),
    misspelt(A, "urgent_notice: If", "»urgent-notice: If", "urgent_notice"),
    misspelt(Q, "cell: keeps-coming-back, level: book, at_least", "cell: keeps-coming-back, level: book, »atleast", "at_least"),
    misspelt(Q, "look_alike_of: spreading-redness\n    tags: {name: Bo", "»lookalike_of: spreading-redness\n    tags: {name: Bo", "look_alike_of"),
    misspelt(Q, "lead_in: What should Aron", "»leadin: What should Aron", "lead_in"),
    misspelt(Q, "rationale: A small blister with", "»rational: A small blister with", "rationale"),
    misspelt(Q, "max_items:", "»max_item:", "max_items"),
    misspelt(Q, "intro:", "»introduction:", "intro"),
    misspelt(Q, "blueprint:", "»blue_print:", "blueprint"),
    misspelt(Q, "kind: choice", "»kynd: choice", "kind"),
    misspelt(Q, "correct: true\n        rationale: Skin", "»corect: true\n        rationale: Skin", "correct"),
    misspelt(Q, "cites: [leaflet/p7]", "»cite: [leaflet/p7]", "cites"),
    misspelt(Q, "entries:", "»enteries:", "entries"),
    misspelt(Q, "text: Wash it with soap.", "»txt: Wash it with soap.", "text"),
)  # fmt: skip

WORDS = tuple(
    misspelt(part, old, new, guess, "not-allowed")
    for part, old, new, guess in (
        (A, "status: unreviewed", "status: »unreviewd", "unreviewed"),
        (A, "level: book\n    within", "level: »bok\n    within", "book"),
        (A, "within: routine", "within: »rutine", "routine"),
        (A, "origin: restated", "origin: »restate", "restated"),
        (A, "group: background", "group: »back-ground", "background"),
        (A, "kind: web-article", "kind: »webarticle", "web-article"),
        (A, "kind: health-service", "kind: »healthservices", "health-service"),
        (A, "seen: copy", "seen: »copied", "copy"),
        (A, "what: list", "what: »lists", "list"),
        (A, "id: carry-on", "id: »carry_on", "carry-on"),
        (A, "id: seek-care", "id: »seekcare", "seek-care"),
        (Q, "kind: sort", "kind: »sorting", "sort"),
        (Q, "kind: multiple", "kind: »mutliple", "multiple"),
        (Q, "level: urgent, at", "level: »urgnet, at", "urgent"),
        (Q, "- level: book\n        text: Ask a nurse to", "- level: »Book\n        text: Ask a nurse to", "book"),
        (Q, "key: modify\n    cell: rubbing-spot\n    signs: [rubbing-spot]\n    tags: {name: Ivo", "key: »modifiy\n    cell: rubbing-spot\n    signs: [rubbing-spot]\n    tags: {name: Ivo", "modify"),
        (Q, "key: book\n    cell: keeps-coming-back\n    signs: [keeps-coming-back]\n    tags: {name: Jo,", "key: »emergency\n    cell: keeps-coming-back\n    signs: [keeps-coming-back]\n    tags: {name: Jo,", None),
    )
)  # fmt: skip

REFERENCES = (
    misspelt(A, "cites: [leaflet/p2]", "cites: [»leafelt/p2]", "leaflet", "unknown-source"),
    misspelt(A, "cites: [clinic/f2]\npromotions", "cites: [»clinic/f3]\npromotions", None, "unknown-passage"),
    misspelt(A, "fills: first-aid-list", "fills: »first-aid-lst", "first-aid-list", "unknown-gap", "gap-unfilled"),
    misspelt(A, "any_sign: [small-blister", "any_sign: [»small-blisters", "small-blister", "unknown-sign", "key-contradicts-signs"),
    misspelt(A, "circumstances: [poor-healing]", "circumstances: [»poor-heeling]", "poor-healing", "unknown-circumstance", *["key-contradicts-signs"] * 2),
    misspelt(A, "place: leaflet/p6", "place: »leeflet/p6", "leaflet", "unknown-source", "passage-unused"),
    misspelt(Q, "cites: [leaflet/p7]", "cites: [»leaflet/p77]", None, "unknown-passage"),
    misspelt(Q, "signs: [keeps-coming-back]\n    tags: {name: Hana", "signs: [»keep-coming-back]\n    tags: {name: Hana", "keeps-coming-back", "unknown-sign"),
    misspelt(Q, "look_alike_of: spreading-redness\n    tags: {name: Kofi", "look_alike_of: »spreading-rednes\n    tags: {name: Kofi", "spreading-redness", "unknown-sign"),
    misspelt(Q, "cell: spreading-redness\n    signs: [spreading-redness]\n    tags: {name: Ana", "cell: »spreadin-redness\n    signs: [spreading-redness]\n    tags: {name: Ana", "spreading-redness", "unknown-cell"),
    misspelt(Q, "circumstances: [poor-healing]\n    tags: {name: Lea", "circumstances: [»poorhealing]\n    tags: {name: Lea", "poor-healing", "unknown-circumstance", "key-contradicts-signs"),
    misspelt(Q, "sign: small-blister", "sign: »small-blistre", "small-blister", "unknown-sign"),
    misspelt(Q, "article: blisters-from-new-shoes", "article: »blisters-from-new-shoe", "blisters-from-new-shoes", "wrong-article"),
    Case("an id that is not the folder's", A, "\nid: blisters", "\nid: »blister", "wrong-folder", "blisters-from-new-shoes", also=("wrong-article",)),
    Case("a cite without its passage", A, "cites: [leaflet/p8]", "cites: [»leaflet]", "bad-form"),
    Case("a cite with a colon for the slash", A, "cites: [leaflet/p8]", "cites: [»leaflet:p8]", "bad-form"),
    Case("a family of one", Q, "    tags: {name: Ana", "    family: »hot-heel\n    tags: {name: Ana", "family-of-one"),
    Case("an item's id twice", Q, "- id: why-skin-hardens", "- id: »first-run", "duplicate-id"),
    Case("the id of another list", A, "- id: skin-hardens", "- id: »pad-the-spot", "duplicate-id"),
    Case("an id with spaces and capitals", A, "id: skin-hardens", "id: »Skin hardens", "bad-id", "skin-hardens"),
    Case("an id with an underscore", Q, "id: dance-night", "id: »dance_night", "bad-id", "dance-night"),
)  # fmt: skip

LAYOUT = (
    Case("a tab for spaces", A, "    title: The shoes", "»\ttitle: The shoes", "tab-indent"),
    Case("a tab after spaces", Q, "    kind: choice", "  »\tkind: choice", "tab-indent"),
    Case("one space too many", A, "    title: The shoes", "     »title: The shoes", "syntax"),
    Case("one space too few", A, "    title: The shoes are new", "   »title: The shoes are new", "syntax"),
    Case("an option out of line", Q, "      - level: modify\n        text: Buy", "     »- level: modify\n        text: Buy", "syntax"),
    Case("no space after the dash", A, "  - id: new-shoes", "  »-id: new-shoes", "syntax"),
    Case("no space after the colon", A, "    title: The shoes", "    »title:The shoes", "syntax"),
    Case("a list on the line of its key", A, "cites: [leaflet/p8]", "cites: »- leaflet/p8", "syntax"),
    Case("a bracket left open", A, "cites: [leaflet/p2]", "cites: »[leaflet/p2", "syntax"),
    Case("a brace left open", Q, "tags: {name: Aron, place: heel}", "tags: »{name: Aron, place: heel", "syntax"),
    Case("a comma left out", A, "{id: f1, says: a pad", "{id: f1 says»: a pad", "syntax"),
    Case("text on the line of its block", Q, "stem: >-\n      Bo has", "stem: »>- Bo has", "syntax"),
    Case("a colon without quotes", A, "title: Blisters from new shoes\ns", "title: Blisters»: what to do\ns", "syntax"),
    Case("a colon in a rationale", Q, "rationale: Laces do", "rationale: Laces»: they do", "syntax"),
    Case("a colon at the end", Q, "lead_in: What should Aron do?", "lead_in: What should Aron do»:", "syntax"),
    Case("a comma between braces", A, "says: small blisters heal alone", "says: small, »blisters heal alone", "unknown-key"),
    Case("a text that starts with @", A, "text: Put a soft", "text: »@home put a soft", "syntax"),
    Case("a text that starts with a quote", A, "text: Put a soft pad on", 'text: "Put" »a soft pad on', "syntax"),
    Case("a text that starts with a star", A, "text: Put a soft", "text: »*Put* a soft", "syntax"),
    Case("a text that starts with a bang", A, "text: Put a soft", "text: »!Put a soft", "tag"),
    Case("a text that starts with a percent sign", A, "text: Put a soft", "text: »% of a soft", "syntax"),
    Case("a closing quote lost", A, '"Do this first:"', '»"Do this first:', "syntax"),
    Case("a closing quote lost in a date", A, '"2999-01-01"', '»"2999-01-01', "syntax"),
    Case("an opening quote lost", A, '"2999-01-01"', '»2999-01-01"', "bad-date", "2999-01-01"),
    Case("an apostrophe between quotes", Q, "stem: Ana's heel was sore on Monday.", "stem: 'Ana'»s heel was sore on Monday.'", "syntax"),
    Case("quotes within quotes", Q, "title: What would you do about this blister?", 'title: "What would "»you" do about this?"', "syntax"),
    Case("a backslash between quotes", A, "name: Hot, red skin that spreads around a blister", 'name: "Hot, red »\\skin"', "syntax"),
    Case("a key twice", A, "licence: not-stated\n", "licence: not-stated\n»lang: en\n", "duplicate-key"),
    Case("a key twice in an item", Q, "lead_in: What should Mo do?", "lead_in: What should Mo do?\n    »key: book", "duplicate-key"),
    Case("a merge conflict", A, "title: Blisters from new shoes\ns", "»<<<<<<< HEAD\ntitle: A\n=======\ntitle: B\n>>>>>>> better\ns", "merge-conflict"),
    Case("the end of a merge conflict", Q, "  - id: dance-night", "»>>>>>>> better\n  - id: dance-night", "merge-conflict"),
    Case("an anchor", A, "body: New leather", "body: »&leather New leather", "anchor"),
    Case("an alias", A, "reason: Even a small wound can turn bad when it heals slowly.", "reason: »*healing", "alias"),
    Case("a merge key", A, "  - id: clinic\n", "  - id: clinic\n    »<<: {seen: copy}\n", "merge-key", also=()),
    Case("a tag", A, "title: Blisters from new shoes\ns", "title: »!!str Blisters\ns", "tag"),
    Case("a second document", A, "causes:\n", "»---\ncauses:\n", "several-documents"),
    Case("lists too deep", Q, "tags: {name: Aron, place: heel}", "tags: [[[[[[[[[[[[[»[deep]]]]]]]]]]]]]]", "too-deep"),
    Case("a key that is a number", A, "licence: not-stated", "»1: one\nlicence: not-stated", "key-not-text"),
    Case("an empty file", A, (BASE / A).read_text("utf-8"), "»", "empty-file"),
    Case("nothing but a comment", Q, (BASE / Q).read_text("utf-8"), "»# to do\n", "empty-file"),
    Case("a list for a whole file", Q, (BASE / Q).read_text("utf-8"), "»- id: first-run\n", "wrong-type"),
)  # fmt: skip

CHARACTERS = (
    Case("a byte order mark", A, "format: 1", "»format: 1", "byte-order-mark", as_bytes=lambda text: text.encode("utf-8-sig")),
    Case("UTF-16", Q, "format: 1", "»format: 1", "not-utf8", as_bytes=lambda text: text.encode("utf-16")),
    Case("UTF-16 without a mark", Q, "format: 1", "»format: 1", "not-utf8", as_bytes=lambda text: text.encode("utf-16-le")),
    Case("Latin-1", A, "title: Care of the feet", "title: Caf»é of the feet", "not-utf8", as_bytes=lambda text: text.encode("latin-1")),
    Case("line ends of an old Mac", A, "format: 1\n", "format: 1»\n", "control-character", as_bytes=lambda text: text.replace("\n", "\r").encode()),
    Case("one lone carriage return", A, "The shoes are new", "The shoes»\rare new", "control-character"),
    Case("a NUL", A, "The shoes are new", "The shoes»\0 are new", "control-character"),
    Case("a hidden turn of direction", Q, "Run on and keep", "Run on »\u202eand keep", "control-character"),
    Case("an escaped turn of direction", Q, "text: Run on and keep it clean", 'text: »"Run on \\u202eand keep it clean"', "control-character"),
    Case("quotes of a word processor", A, '"2999-01-01"', "»“2999-01-01”", "bad-date", "2999-01-01"),
    Case("a space that does not break before a key", A, "    title: The shoes", "  \u00a0\u00a0title: The shoes", "syntax", at="»\u00a0\u00a0title: The shoes"),
    Case("a colon of full width", A, "lang: en", "»lang： en", "syntax"),  # noqa: RUF001 - the mistake itself
)  # fmt: skip

VALUES = (
    Case("Norwegian without quotes", Q, "tags: {name: Aron, place: heel}", "tags: {name: Aron, place: »no}", "needs-quotes", "no"),
    Case("a date without quotes", A, '"2999-01-01"', "»2999-01-01", "needs-quotes", "2999-01-01"),
    Case("a time of day without quotes", Q, "place: arch}\n    stem: Mo", "place: »1:30}\n    stem: Mo", "needs-quotes", "1:30"),
    Case("a day that is none", A, "2999-01-01", "2999-02-30", "bad-date", at='»"2999-02-30"'),
    Case("a date the German way", A, "2999-01-01", "24.12.2999", "bad-date", "2999-12-24", at='»"24.12.2999"'),
    Case("a date with slashes", A, "2999-01-01", "2999/01/01", "bad-date", "2999-01-01", at='»"2999/01/01"'),
    Case("a date without zeros", A, "2999-01-01", "2999-1-1", "bad-date", "2999-01-01", at='»"2999-1-1"'),
    Case("a number for a text", Q, "title: What would you do about this blister?", "title: »2026", "wrong-type"),
    Case("true for a text", Q, "name: Bo,", "name: »true,", "wrong-type"),
    Case("a word for a number", Q, "max_items: 20", "max_items: »twenty", "wrong-type"),
    Case("a number between quotes", Q, "misses: 2", 'misses: »"2"', "wrong-type"),
    Case("a text for a list", A, "cites: [leaflet/p8]", "cites: »leaflet/p8", "wrong-type"),
    Case("a list for a text", A, "title: The shoes are new", "title: »[The shoes are new]", "wrong-type"),
    Case("yes for true", Q, "correct: true\n        rationale: Skin", "correct: »yes\n        rationale: Skin", "wrong-type", "true", also=("needs-quotes",)),
    Case("a fingerprint of digits", A, "fingerprint: 1a1a1a1a1a1a", "fingerprint: »111111111111", "wrong-type"),
    Case("a fingerprint that reads as a number", A, "fingerprint: 1a1a1a1a1a1a", "fingerprint: »1e1234567890", "bad-number"),
    Case("a fingerprint cut short", A, "fingerprint: 1a1a1a1a1a1a", "fingerprint: »1a1a1a", "bad-form"),
    Case("a value left out", A, "title: The shoes are new", "title:»", "no-value"),
    Case("a text of nothing", A, "title: The shoes are new", 'title: »""', "empty-text"),
    Case("null", A, "fills: first-aid-list", "fills: »null", "no-value"),
    Case("a share in percent", Q, "p1: 0.90", "p1: »90", "out-of-range"),
    Case("a comma in a number", Q, "p0: 0.50", "p0: »0,50", "wrong-type", "0.50"),
    Case("a format to come", A, "format: 1", "format: »2", "not-allowed", "1"),
    Case("a language by its name", A, "lang: en", "lang: »english", "bad-form"),
    Case("a link without its scheme", A, "    seen: copy", "    seen: copy\n    url: »example.org/feet", "bad-form"),
)  # fmt: skip

MISSING = (
    Case("no rationale", Q, "        rationale: A small blister with clear fluid heals by itself when it stays clean.\n", "", "missing-key", "rationale", at="»level: carry-on\n        text: Run on"),
    Case("no title", A, "title: Blisters from new shoes\ns", "s", "missing-key", "title", at="»format: 1"),
    Case("no action of a red flag", A, "    action: See a doctor today.\n", "", "missing-key", "action", at="»id: spreading-redness"),
    Case("a claim without cites", A, "    cites: [leaflet/p8]\n", "", "missing-key", "cites", at="»id: pain-relief"),
    Case("a claim with no cite", A, "cites: [leaflet/p8]", "cites: »[]", "wrong-count"),
    Case("no key of an item", Q, "    key: book\n    cell: keeps-coming-back\n    signs: [keeps-coming-back]\n    tags: {name: Inga", "    cell: keeps-coming-back\n    signs: [keeps-coming-back]\n    tags: {name: Inga", "missing-key", "key", at="»id: third-season"),
    Case("an option left out", Q, "      - level: modify\n        text: Buy shoes one size up\n        rationale: One small blister does not mean that the size is wrong, so he can carry on.\n", "", "wrong-count", at="»- level: carry-on\n        text: Run on"),
    Case("options in another order", Q, "level: modify\n        text: Buy shoes one size up\n        rationale: One small blister does not mean that the size is wrong, so he can carry on.\n      - level: book", "level: book\n        text: Buy shoes one size up\n        rationale: One small blister does not mean that the size is wrong, so he can carry on.\n      - level: modify", "wrong-order", at="level: »book\n        text: Buy"),
    Case("two correct options", Q, "- text: His feet have shrunk.\n", "- text: His feet have shrunk.\n        correct: true\n", "wrong-count", at="»- text: His skin has"),
    Case("no correct option", Q, "        correct: true\n        rationale: Skin", "        rationale: Skin", "wrong-count", at="»- text: His skin has"),
    Case("no wrong option", Q, "text: Cut it open.\n", "text: Cut it open.\n        correct: true\n", "wrong-count", at="»- text: Wash it"),
    Case("a level left out", A, "  - {id: urgent, name: Get help today, means: Let a doctor see it today.}\n", "", "wrong-count", at="»- {id: carry-on"),
    Case("reviewed by nobody", A, "status: unreviewed", 'status: reviewed, date: "2026-11-01"', "missing-key", "by", at="»{status: reviewed"),
)  # fmt: skip

EDITORIAL = (
    Case("a key that its signs contradict", Q, "key: urgent\n    cell: spreading-redness\n    signs: [spreading-redness]\n    tags: {name: Ana", "key: »book\n    cell: spreading-redness\n    signs: [spreading-redness]\n    tags: {name: Ana", "key-contradicts-signs", "urgent", also=("cell-of-another-level", "level-runs-dry")),
    Case("a red flag out of the blueprint", Q, "  - {cell: spreading-redness, level: urgent, at_least: 4}\n", "", "red-flag-not-in-blueprint", at="»- {cell: small-blister", also=("unknown-cell",) * 5),
    Case("a cell that asks for more", Q, "level: book, at_least: 2}", "level: book, at_least: »3}", "cell-below-minimum"),
    Case("a red flag among the signs", A, "red_flags:\n", "  - id: fever\n    name: You have a fever\n    level: »urgent\n    action: See a doctor today.\n    origin: stated\n    cites: [leaflet/p5]\nred_flags:\n", "sign-in-wrong-list"),
    Case("a lead-in with nothing after it", Q, "lead_in: What should Aron do?", 'lead_in: »"What should Aron do:"', "ends-in-colon", also=("lead-in-no-question",)),
    Case("a text with nothing after it", A, "body: New leather is stiff. It rubs the heel until it has grown soft.", 'body: »"New leather is stiff. It rubs:"', "ends-in-colon"),
    Case("a lead-in that is no question", Q, "lead_in: What should Aron do?", "lead_in: »Say what Aron should do.", "lead-in-no-question"),
    Case("a negative lead-in", Q, "lead_in: What should Aron do?", "lead_in: »What should Aron not do?", "negative-lead-in"),
    Case("a review past its date", A, "2999-01-01", "2026-11-22", "review-overdue", at='»"2026-11-22"'),
    Case("a review that is to come", A, "status: unreviewed", 'status: reviewed, by: Dr Moe, date: "2027-01-01"', "review-ahead", at='»"2027-01-01"'),
    Case("added with the article as source", A, "origin: added\n    cites: [clinic/f1]", "origin: added\n    cites: [leaflet/p3]", "added-without-source", at="cites: »[leaflet/p3]\n    fills"),
    Case("stated with another source", A, "origin: stated\n    cites: [leaflet/p2]", "origin: stated\n    cites: »[clinic/f1]", "cites-from-elsewhere"),
    Case("a gap filled by what is stated", A, "cites: [clinic/f1]\n    fills: first-aid-list", "cites: [clinic/f1]", "gap-unfilled", at="»id: first-aid-list"),
    Case("a passage that nothing rests on", A, ", waived: Not content - it sells shoes", "", "passage-unused", at="»{id: p9"),
    Case("a waived passage that is cited", A, "fingerprint: 8a8a8a8a8a8a", "fingerprint: 8a8a8a8a8a8a, waived: »it is not content", "waived-yet-cited"),
    Case("two options that say the same", Q, "text: Take a taxi to hospital", "text: »Call his nurse for a visit", "options-equal"),
    Case("a rationale of three words", Q, "rationale: Feeling does not go in two weeks; the skin itself grew thick.", "rationale: »It is wrong.", "rationale-too-short"),
    Case("a copied rationale", Q, "rationale: Feeling does not go in two weeks; the skin itself grew thick.", "rationale: »Feet keep their size in two weeks; it is the skin that grew thick.", "rationale-copied"),
)  # fmt: skip

CASES = (*KEYS, *WORDS, *REFERENCES, *LAYOUT, *CHARACTERS, *VALUES, *MISSING, *EDITORIAL)


@dataclass(frozen=True, slots=True)
class Score:
    """The figures of one run."""

    cases: int
    wrong: list[str]
    guessable: int
    not_guessed: list[str]
    p95: float
    """Seconds for the load of one broken file."""
    false_alarms: list[Problem]

    @property
    def guessed(self) -> float:
        """The share of right guesses."""
        return 1 - len(self.not_guessed) / self.guessable


def score(cases: tuple[Case, ...] = CASES) -> Score:
    """Load every case, and the good files."""
    found = list(outcomes(cases))
    guessable = [outcome for outcome in found if outcome.case.guess is not None]
    times = sorted(outcome.seconds for outcome in found)
    return Score(
        cases=len(found),
        wrong=[_said(outcome) for outcome in found if not outcome.right],
        guessable=len(guessable),
        not_guessed=[_said(outcome) for outcome in guessable if not outcome.guessed],
        p95=times[int(0.95 * len(times))],
        false_alarms=false_alarms(),
    )


def _said(outcome: Outcome) -> str:
    case = outcome.case
    lines = [f"{case.name}: {case.part}:{outcome.place[0]}:{outcome.place[1]} {case.code} ({case.guess})"]
    for said in outcome.problems:
        where = f"{Path(said.path).name}:{said.line}:{said.column}"
        lines.append(f"    said {where} {said.code}: {said.message} | {said.hint}")
    return "\n".join(lines)


def main() -> int:
    """Print the figures; 1 if a bar is missed."""
    done = score()
    for title, lines in (("WRONG", done.wrong), ("NOT GUESSED", done.not_guessed)):
        for line in lines:
            print(title, line)
    for alarm in done.false_alarms:
        print("FALSE ALARM", alarm)
    right = done.cases - len(done.wrong)
    met = done.guessable - len(done.not_guessed)
    print(f"broken files              {done.cases}")
    print(f"right file, line, column  {right} ({right / done.cases:.1%})")
    print(f"guess possible            {done.guessable}")
    print(f"guess right               {met} ({done.guessed:.1%})")
    print(f"p95 of a load             {1000 * done.p95:.1f} ms")
    print(f"false alarms              {len(done.false_alarms)}")
    return int(bool(done.wrong or done.false_alarms) or done.guessed < 0.9 or done.p95 >= 0.1)


if __name__ == "__main__":
    sys.exit(main())
