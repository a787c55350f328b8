# ruff: noqa: E501 - a case is a row of a table, with the lines of the file that it changes
"""What the loader says of mistakes as editors make them: each at its place, quickly, with what was meant.

Every case is one edit of the complete sample. The mark » in its text, or in `at`, is where the problem has to
point; `guess` is the word that the editor meant, where a reader of the file could tell.
"""

import re
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from quizapp.library.load import load
from quizapp.problem import Part, Problem

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


TRUE_OF_GOOD = {"practice-only"}
"""What the sample of one of everything has: it is short."""


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
    short = (*GOOD_ROOTS[1].glob("*"), GOOD_ROOTS[2] / "sprained-ankle")
    known = {(folder.name, code) for folder in short for code in TRUE_OF_GOOD}
    return [alarm for alarm in alarms if (Path(alarm.path).parent.name, alarm.code) not in known]


def misspelt(
    part: Part, old: str, new: str, guess: str | None, code: str = "unknown-key", *also: str
) -> Case:
    """Return the case of a word written wrongly, named by the word."""
    wrong = new.partition(MARK)[2].split("\n")[0]
    return Case(f"misspelt: {wrong[:40]}", part, old, new, code, guess, also=also)


def misspelt_keys(part: Part) -> Iterator[Case]:
    """Yield a case for each key of a file: a letter twice, a capital, an s too many, or two letters swapped."""
    text = (BASE / part).read_text("utf-8")
    keys = {found[1]: found.start(1) for found in re.finditer(r"(?m)(?:^[ -]*|[{,] *)([a-z_]+):(?=\s)", text)}
    for number, (key, start) in enumerate(keys.items()):
        swapped = key[0] + key[2:3] + key[1] + key[3:]
        wrong = [f"{key[:2]}{key[1:]}", key.capitalize(), f"{key}s", swapped if len(key) > 2 else f"{key}s"]
        for slip in {wrong[number % 4], key.replace("_", "-")} - {key}:
            new = f"{text[:start]}{MARK}{slip}{text[start + len(key) :]}"
            yield Case(f"misspelt: {slip}", part, text, new, "unknown-key", key)


KEYS = (
    misspelt(A, "licence:", "»license:", "licence"),
    *(*misspelt_keys(A), *misspelt_keys(Q)),
    misspelt(A, "fingerprint: 3a", "»finger_print: 3a", "fingerprint"),
    misspelt(A, "{status: unreviewed}", '{status: unreviewed, »nextreview: "2999-01-01"}', "next_review"),
    misspelt(Q, "intro:", "»introduction:", "intro"),
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
        (Q, "{name: Una, pronoun: she}", "{name: Una, pronoun: »sche}", "she"),
        (Q, "key: carry-on\n        signs: [small-blister]\n        story: After a hike", "key: »Carry-on\n        signs: [small-blister]\n        story: After a hike", "carry-on"),
        (Q, "key: book\n        signs: [keeps-coming-back]\n        story: >-\n          After each hike", "key: »emergency\n        signs: [keeps-coming-back]\n        story: >-\n          After each hike", None),
    )
)  # fmt: skip

REFERENCES = (
    misspelt(A, "cites: [leaflet/p2]", "cites: [»leafelt/p2]", "leaflet", "unknown-source"),
    misspelt(A, "cites: [clinic/f2]\npromotions", "cites: [»clinic/f3]\npromotions", None, "unknown-passage"),
    misspelt(A, "fills: first-aid-list", "fills: »first-aid-lst", "first-aid-list", "unknown-gap"),
    misspelt(A, "any_sign: [small-blister", "any_sign: [»small-blisters", "small-blister", "unknown-sign"),
    misspelt(A, "circumstances: [poor-healing]", "circumstances: [»poor-heeling]", "poor-healing", "unknown-circumstance"),
    misspelt(Q, "signs: [keeps-coming-back]\n        story: >-\n          After each hike", "signs: [»keep-coming-back]\n        story: After each hike", "keeps-coming-back", "unknown-sign"),
    misspelt(Q, "circumstances: [poor-healing]\n        story: >-\n          Lea's wounds take months", "circumstances: [»poorhealing]\n        story: >-\n          Lea's wounds take months", "poor-healing", "unknown-circumstance"),
    misspelt(Q, "article: blisters-from-new-shoes", "article: »blisters-from-new-shoe", "blisters-from-new-shoes", "wrong-article"),
    Case("an id that is not the folder's", A, "\nid: blisters", "\nid: »blister", "wrong-article", "blisters-from-new-shoes"),
    Case("a cite without its passage", A, "cites: [leaflet/p8]", "cites: [»leaflet]", "bad-form"),
    Case("a cite with a colon for the slash", A, "cites: [leaflet/p8]", "cites: [»leaflet:p8]", "bad-form"),
    Case("an item's id twice", Q, "- id: why-skin-hardens", "- id: »first-run-a", "duplicate-id"),
    Case("the id of another list", A, "- id: skin-hardens", "- id: »pad-the-spot", "duplicate-id"),
    Case("an id with spaces and capitals", A, "id: skin-hardens", "id: »Skin hardens", "bad-id", "skin-hardens"),
    Case("an id with an underscore", Q, "id: wet-sock", "id: »wet_sock", "bad-id", "wet-sock"),
)  # fmt: skip

LAYOUT = (
    Case("a tab for spaces", A, "    title: The shoes", "»\ttitle: The shoes", "tab-indent"),
    Case("a tab after spaces", Q, "    kind: choice", "  »\tkind: choice", "tab-indent"),
    Case("one space too many", A, "    title: The shoes", "     »title: The shoes", "syntax"),
    Case("one space too few", A, "    title: The shoes are new", "   »title: The shoes are new", "syntax"),
    Case("an option out of line", Q, "      - Lace them looser", "     »- Lace them looser", "syntax"),
    Case("no space after the dash", A, "  - id: new-shoes", "  »-id: new-shoes", "syntax"),
    Case("no space after the colon", A, "    title: The shoes", "    »title:The shoes", "syntax"),
    Case("a list on the line of its key", A, "cites: [leaflet/p8]", "cites: »- leaflet/p8", "syntax"),
    Case("a bracket left open", A, "cites: [leaflet/p2]", "cites: »[leaflet/p2", "syntax"),
    Case("a brace left open", Q, "person: {name: Aron, pronoun: he}", "person: »{name: Aron, pronoun: he", "syntax"),
    Case("a comma left out", A, "{id: f1, says: a pad", "{id: f1 says»: a pad", "syntax"),
    Case("text on the line of its block", Q, "story: >-\n          Last night Nils had a pink spot on one toe. This morning it", "story: »>- Last night Nils had\n          a pink spot on one toe. This morning it", "syntax"),
    Case("a colon without quotes", A, "title: Blisters from new shoes\ns", "title: Blisters»: what to do\ns", "syntax"),
    Case("a colon at the end", Q, "ask: What has changed most?", "ask: What has changed most»:", "syntax"),
    Case("a comma between braces", A, "says: small blisters heal alone", "says: small, »blisters heal alone", "unknown-key"),
    Case("a text that starts with @", A, "text: Put a soft", "text: »@home put a soft", "syntax"),
    Case("a text that starts with a quote", A, "text: Put a soft pad on", 'text: "Put" »a soft pad on', "syntax"),
    Case("a text that starts with a star", A, "text: Put a soft", "text: »*Put* a soft", "syntax"),
    Case("a text that starts with a bang", A, "text: Put a soft", "text: »!Put a soft", "tag"),
    Case("a text that starts with a percent sign", A, "text: Put a soft", "text: »% of a soft", "syntax"),
    Case("a closing quote lost", A, '"Do this first:"', '»"Do this first:', "syntax"),
    Case("a closing quote lost in a date", A, '"2026-10-01"', '»"2026-10-01', "syntax"),
    Case("an opening quote lost", A, '"2026-10-01"', '»2026-10-01"', "bad-date", "2026-10-01"),
    Case("an apostrophe between quotes", Q, "story: Ana's heel was sore on Monday. Since then a warm, dark patch has crept up past her sock.", "story: 'Ana'»s heel was sore on Monday.'", "syntax"),
    Case("quotes within quotes", Q, "title: What would you do about this blister?", 'title: "What would "»you" do about this?"', "syntax"),
    Case("a backslash between quotes", A, "name: Hot, red skin that spreads around a blister", 'name: "Hot, red »\\skin"', "syntax"),
    Case("a key twice", A, "licence: not-stated\n", "licence: not-stated\n»lang: en\n", "duplicate-key"),
    Case("a key twice in an item", Q, "story: After a hike Dina", "signs: [small-blister]\n        story: After a hike Dina", "duplicate-key", at="»signs: [small-blister]\n        story: After a hike Dina"),
    Case("a merge conflict", A, "title: Blisters from new shoes\ns", "»<<<<<<< HEAD\ntitle: A\n=======\ntitle: B\n>>>>>>> better\ns", "merge-conflict"),
    Case("the end of a merge conflict", Q, "  - id: wet-sock", "»>>>>>>> better\n  - id: wet-sock", "merge-conflict"),
    Case("an anchor", A, "body: New leather", "body: »&leather New leather", "anchor"),
    Case("an alias", A, "reason: Even a small wound can turn bad when it heals slowly.", "reason: »*healing", "alias"),
    Case("a merge key", A, "  - id: clinic\n", "  - id: clinic\n    »<<: {seen: copy}\n", "merge-key", also=()),
    Case("a tag", A, "title: Blisters from new shoes\ns", "title: »!!str Blisters\ns", "tag"),
    Case("a second document", A, "causes:\n", "»---\ncauses:\n", "several-documents"),
    Case("lists too deep", Q, "person: {name: Aron, pronoun: he}", "person: [[[[[[[[[[[[[»[deep]]]]]]]]]]]]]]", "too-deep"),
    Case("a key that is a number", A, "licence: not-stated", "»1: one\nlicence: not-stated", "key-not-text"),
    Case("an empty file", A, (BASE / A).read_text("utf-8"), "»", "empty-file"),
    Case("nothing but a comment", Q, (BASE / Q).read_text("utf-8"), "»# to do\n", "empty-file"),
    Case("a list for a whole file", Q, (BASE / Q).read_text("utf-8"), "»- id: first-run\n", "wrong-type"),
)  # fmt: skip

CHARACTERS = (
    Case("a byte order mark", A, "format: 2", "»format: 2", "byte-order-mark", as_bytes=lambda text: text.encode("utf-8-sig")),
    Case("UTF-16", Q, "format: 2", "»format: 2", "not-utf8", as_bytes=lambda text: text.encode("utf-16")),
    Case("UTF-16 without a mark", Q, "format: 2", "»format: 2", "not-utf8", as_bytes=lambda text: text.encode("utf-16-le")),
    Case("Latin-1", A, "title: Care of the feet", "title: Caf»é of the feet", "not-utf8", as_bytes=lambda text: text.encode("latin-1")),
    Case("line ends of an old Mac", A, "format: 2\n", "format: 2»\n", "control-character", as_bytes=lambda text: text.replace("\n", "\r").encode()),
    Case("one lone carriage return", A, "The shoes are new", "The shoes»\rare new", "control-character"),
    Case("a NUL", A, "The shoes are new", "The shoes»\0 are new", "control-character"),
    Case("a hidden turn of direction", Q, "Run on and keep", "Run on »\u202eand keep", "control-character"),
    Case("an escaped turn of direction", Q, "- Run on and keep it clean", '- »"Run on \\u202eand keep it clean"', "control-character"),
    Case("quotes of a word processor", A, '"2026-10-01"', "»“2026-10-01”", "bad-date", "2026-10-01"),
    Case("a space that does not break before a key", A, "    title: The shoes", "  \u00a0\u00a0title: The shoes", "syntax", at="»\u00a0\u00a0title: The shoes"),
    Case("a colon of full width", A, "lang: en", "lang»： en", "syntax", "U+FF1A"),  # noqa: RUF001 - the mistake itself
)  # fmt: skip

VALUES = (
    Case("Norwegian without quotes", Q, "place: heel\n    options:\n      - Run on", "place: »no\n    options:\n      - Run on", "needs-quotes", "no"),
    Case("a date without quotes", A, '"2026-10-01"', "»2026-10-01", "needs-quotes", "2026-10-01"),
    Case("a time of day without quotes", Q, "- Be seen within the hour", "- »1:30", "needs-quotes", "1:30"),
    Case("a day that is none", A, "2026-10-01", "2026-02-30", "bad-date", at='»"2026-02-30"'),
    Case("a date the German way", A, "2026-10-01", "24.12.2026", "bad-date", "2026-12-24", at='»"24.12.2026"'),
    Case("a date with slashes", A, "2026-10-01", "2026/10/01", "bad-date", "2026-10-01", at='»"2026/10/01"'),
    Case("a date without zeros", A, "2026-10-01", "2026-10-1", "bad-date", "2026-10-01", at='»"2026-10-1"'),
    Case("a number for a text", Q, "title: What would you do about this blister?", "title: »2026", "wrong-type"),
    Case("true for a text", Q, "name: Bo,", "name: »true,", "wrong-type"),
    Case("a word for a number", Q, "format: 2", "format: »two", "wrong-type"),
    Case("a number between quotes", Q, "format: 2", 'format: »"2"', "wrong-type"),
    Case("a text for a list", A, "cites: [leaflet/p8]", "cites: »leaflet/p8", "wrong-type"),
    Case("a list for a text", A, "title: The shoes are new", "title: »[The shoes are new]", "wrong-type"),
    Case("yes for true", Q, "correct: true\n        reason: Skin", "correct: »yes\n        reason: Skin", "wrong-type", "true"),
    Case("a fingerprint of digits", A, "fingerprint: 1a1a1a1a1a1a", "fingerprint: »111111111111", "wrong-type"),
    Case("a fingerprint that reads as a number", A, "fingerprint: 1a1a1a1a1a1a", "fingerprint: »1e1234567890", "bad-number"),
    Case("a fingerprint cut short", A, "fingerprint: 1a1a1a1a1a1a", "fingerprint: »1a1a1a", "bad-form"),
    Case("a value left out", A, "title: The shoes are new", "title:»", "no-value"),
    Case("a text of nothing", A, "title: The shoes are new", 'title: »""', "empty-text"),
    Case("null", A, "fills: first-aid-list", "fills: »null", "no-value"),
    Case("a format to come", Q, "format: 2", "format: »3", "not-allowed", "2"),
    Case("the format of before", Q, "format: 2", "format: »1", "old-format"),
    Case("a rule of before", Q, "\npairs:", "\nrule: »sprt-flags/1\npairs:", "not-allowed", "needs-pooled/2"),
    Case("a language by its name", A, "lang: en", "lang: »english", "bad-form"),
    Case("a link without its scheme", A, "    seen: copy", "    seen: copy\n    url: »example.org/feet", "bad-form"),
)  # fmt: skip

MISSING = (
    Case("no reason", Q, "        reason: A small blister with clear fluid heals by itself when it stays clean.\n", "", "missing-key", "reason", at="»key: carry-on\n        signs: [small-blister]\n        story: >-\n          Aron"),
    Case("no title", A, "title: Blisters from new shoes\ns", "s", "missing-key", "title", at="»format: 2"),
    Case("no name of a red flag", A, "    name: Hot, red skin that spreads around a blister\n", "", "missing-key", "name", at="»id: spreading-redness"),
    Case("a claim without cites", A, "    cites: [leaflet/p8]\n", "", "missing-key", "cites", at="»id: pain-relief"),
    Case("a claim with no cite", A, "cites: [leaflet/p8]", "cites: »[]", "wrong-count"),
    Case("no key of a story", Q, "- key: book\n        signs: [keeps-coming-back]\n        story: >-\n          After each hike", "- signs: [keeps-coming-back]\n        story: >-\n          After each hike", "missing-key", "key", at="- »signs: [keeps-coming-back]\n        story: >-\n          After each hike"),
    Case("no person of a pair", Q, "    person: {name: Una, pronoun: she}\n", "", "missing-key", "person", at="»id: wet-sock"),
    Case("an option left out", Q, "      - Lace them looser for now\n", "", "wrong-count", at="»- Run on and keep"),
    Case("two correct options", Q, "- text: His feet have shrunk.\n", "- text: His feet have shrunk.\n        correct: true\n", "wrong-count", at="»- text: His skin has"),
    Case("no correct option", Q, "        correct: true\n        reason: Skin", "        reason: Skin", "wrong-count", at="»- text: His skin has"),
    Case("no wrong option", Q, "text: Cut it open.\n", "text: Cut it open.\n        correct: true\n", "wrong-count", at="»- text: Wash it"),
    Case("a level left out", A, "  - {id: urgent, name: Get help today, means: Let a doctor see it today.}\n", "", "wrong-count", at="»- {id: carry-on"),
    Case("reviewed by nobody", A, "status: unreviewed", 'status: reviewed, date: "2026-11-01"', "missing-key", "by", at="»{status: reviewed"),
)  # fmt: skip

EDITORIAL = (
    Case("a key that its signs contradict", Q, "key: urgent\n        signs: [spreading-redness]\n        story: Ana", "key: »book\n        signs: [spreading-redness]\n        story: Ana", "key-contradicts-signs", "urgent"),
    Case("a red flag among the signs", A, "red_flags:\n", "  - id: fever\n    name: You have a fever\n    level: »urgent\n    action: See a doctor today.\n    origin: stated\n    cites: [leaflet/p5]\nred_flags:\n", "sign-in-wrong-list"),
    Case("a lead-in with nothing after it", Q, "ask: What has changed most?", 'ask: »"What has changed most:"', "ends-in-colon"),
    Case("a text with nothing after it", A, "body: New leather is stiff. It rubs the heel until it has grown soft.", 'body: »"New leather is stiff. It rubs:"', "ends-in-colon"),
    Case("a lead-in that is no question", Q, "ask: What has changed most?", "ask: »Say what has changed.", "lead-in-no-question"),
    Case("a negative lead-in", Q, "ask: What has changed most?", "ask: »What has not changed?", "negative-lead-in"),
    Case("a review past its date", A, "{status: unreviewed}", '{status: reviewed, by: Dr Moe, date: "2026-01-01", next_review: »"2026-11-22"}', "review-overdue"),
    Case("a review that is to come", A, "status: unreviewed", 'status: reviewed, by: Dr Moe, date: "2027-01-01"', "review-ahead", at='»"2027-01-01"'),
    Case("added with the article as source", A, "origin: added\n    cites: [clinic/f1]", "origin: added\n    cites: [leaflet/p3]", "added-without-source", at="cites: »[leaflet/p3]\n    fills"),
    Case("stated with another source", A, "origin: stated\n    cites: [leaflet/p2]", "origin: stated\n    cites: »[clinic/f1]", "cites-from-elsewhere"),
    Case("a gap filled by what is stated", A, "cites: [clinic/f1]\n    fills: first-aid-list", "cites: [clinic/f1]", "gap-unfilled", at="»id: first-aid-list"),
    Case("a passage that nothing rests on", A, ", waived: Not content - it sells shoes", "", "passage-unused", at="»{id: p9"),
    Case("a waived passage that is cited", A, "fingerprint: 8a8a8a8a8a8a", "fingerprint: 8a8a8a8a8a8a, waived: »it is not content", "waived-yet-cited"),
    Case("two options that say the same", Q, "- Take a taxi to hospital", "- »Call his nurse for a visit", "options-equal"),
    Case("a reason of three words", Q, "reason: Feeling does not go in two weeks; the skin itself grew thick.", "reason: »It is wrong.", "reason-too-short"),
    Case("a copied reason", Q, "reason: Feeling does not go in two weeks; the skin itself grew thick.", "reason: »Feet keep their size in two weeks; it is the skin that grew thick.", "reason-copied"),
)  # fmt: skip

LETTERS = (
    Case("a space without width", A, "name: A small blister", "name: A »\u200bsmall blister", "control-character", "ZERO WIDTH SPACE"),
    Case("a word joiner", Q, "- Ask a nurse to look", "- Ask a »\u2060nurse to look", "control-character", "WORD JOINER"),
    misspelt(A, "    name: Hot, red", "    »n\u0430me: Hot, red", "name"),
    misspelt(Q, "    kind: choice", "    »k\u0456nd: choice", "kind"),
    misspelt(A, "level: carry-on\n    action: Leave", "level: »c\u0430rry-on\n    action: Leave", "carry-on", "not-allowed"),
    misspelt(A, "id: skin-hardens", "id: »skin-h\u0430rdens", "skin-hardens", "bad-id"),
    misspelt(A, "cites: [leaflet/p8]", "cites: [»leaflet/\u04408]", "leaflet/p8", "bad-form"),
    misspelt(A, "level: modify\n    action: Pad", "level: »\uff4dodify\n    action: Pad", "modify", "not-allowed"),
    Case("a space that does not break after a colon", A, "    title: The shoes", "    title:»\u00a0The shoes", "syntax", "NO-BREAK SPACE"),
    Case("a wide space as indentation", A, "    title: The shoes", "»\u3000\u3000title: The shoes", "syntax", "IDEOGRAPHIC SPACE"),
    Case("a thin space as indentation", Q, "    kind: choice", "  »\u2009 kind: choice", "syntax", "THIN SPACE"),
    Case("a space that does not break after a dash", Q, "      - Lace them looser", "      -»\u00a0Lace them looser", "syntax", "NO-BREAK SPACE"),
    Case("a small colon", A, "    title: The shoes", "    title»\ufe55 The shoes", "syntax", "SMALL COLON"),
)  # fmt: skip

COMMENTS = (
    Case("a red flag cut by a number sign", A, "name: Hot, red skin that spreads around a blister", "name: Hot, red skin »#and it spreads", "sign-cut-by-comment"),
    Case("a body cut by a number sign", A, "body: New leather is stiff. It rubs the heel until it has grown soft.", "body: New leather is stiff. It rubs the heel until »#2 of the pair is soft.", "text-cut-by-comment"),
)  # fmt: skip

MARKS = tuple(
    Case(name, A, old, f"{old.split(':')[0]}: »{new}", "mark-shown", shown)
    for name, old, new, shown in (
        ("figures between stars", "answer: Most people need nothing. Ask a pharmacist if you want to take something.", "Rest 2*10 minutes, or 3*12 minutes.", None),
        ("a plus at the start of a line", "answer: Most people need nothing. Ask a pharmacist if you want to take something.", '"Rest.\\n\\n+ 10 % more is enough."', None),
        ("a year at the start of a line", "body: New leather is stiff. It rubs the heel until it has grown soft.", '"It rubbed until\\n\\n2019. That was long."', None),
        ("a table", "body: New leather is stiff. It rubs the heel until it has grown soft.", '"Two.\\n\\n| a | b |"', None),
        ("struck out", "body: New leather is stiff. It rubs the heel until it has grown soft.", "New leather is ~~soft~~ stiff.", None),
        ("a footnote", "body: New leather is stiff. It rubs the heel until it has grown soft.", "New leather is stiff.[^1]", None),
        ("a shortcode", "body: New leather is stiff. It rubs the heel until it has grown soft.", '"{{< note >}} New leather is stiff."', None),
        ("an admonition", "body: New leather is stiff. It rubs the heel until it has grown soft.", '"::: warning\\nNew leather is stiff."', None),
        ("a relative link", "answer: Most people need nothing. Ask a pharmacist if you want to take something.", "See [the page](/feet) for more.", None),
        ("a mark that is not closed", "body: New leather is stiff. It rubs the heel until it has grown soft.", "New leather is **stiff. It rubs.", None),
        ("a heading in a body", "body: New leather is stiff. It rubs the heel until it has grown soft.", '"## Leather\\n\\nIt rubs."', None),
        ("code in a body", "body: New leather is stiff. It rubs the heel until it has grown soft.", '"New `leather` is stiff."', None),
        ("emphasis in a name", "name: A small blister with clear fluid", "A **small** blister", None),
        ("HTML in a title", "title: The shoes are new", "The <b>shoes</b> are new", None),
        ("a link in a step", "text: Put a soft pad on the sore spot.", '"Put a [pad](https://example.org/x) on it."', None),
        ("underscores in a step", "text: Put a soft pad on the sore spot.", "Put a __soft__ pad on it.", None),
    )
)  # fmt: skip

ROOTS = (
    misspelt(A, "  - id: leaflet\n", "  - id: »leaflett\n", "leaflet", "unknown-source"),
    misspelt(A, "  - id: rubbing-spot\n", "  - id: »rubbing-spots\n", "rubbing-spot", "unknown-sign"),
    misspelt(A, "  - id: poor-healing\n", "  - id: »poor-healling\n", "poor-healing", "unknown-circumstance"),
    misspelt(A, "cites: [leaflet/p1, leaflet/p5]", "cites: [»leaflet/p1 leaflet/p5]", "leaflet/p1, leaflet/p5", "bad-form"),
    misspelt(A, "self_care:\n", "»self care:\n", "self_care"),
    misspelt(A, "red_flags:\n", "»redFlags:\n", "red_flags"),
    misspelt(A, "urgent_notice: If", "»urgent notice: If", "urgent_notice"),
    Case("a day that a red flag does not have", A, "    tested: true", "    within: »tomorrow\n    tested: true", "not-allowed"),
    Case("an address with a space", A, "    seen: copy", "    seen: copy\n    url: »https://example.org/my feet", "bad-form"),
    Case("a pronoun that is none", Q, "person: {name: Aron, pronoun: he}", "person: {name: Aron, pronoun: »him}", "not-allowed"),
)  # fmt: skip

SLIPS = (
    Case("an entry without its dash", A, "  - id: rubbing-spot", "    »id: rubbing-spot", "duplicate-key", "-"),
    Case("cites without brackets", A, "cites: [leaflet/p1, leaflet/p5]", "cites: »leaflet/p1, leaflet/p5", "wrong-type", "leaflet/p1, leaflet/p5"),
    Case("a sign for a list of signs", Q, "signs: [keeps-coming-back]\n        story: >-\n          After each hike", "signs: »keeps-coming-back\n        story: >-\n          After each hike", "wrong-type", "keeps-coming-back"),
    Case("true between quotes", A, "tested: true", 'tested: »"true"', "wrong-type", "true"),
    Case("the number of an option for a key", Q, "key: carry-on\n        signs: [small-blister]\n        story: >-\n          Aron", "key: »1\n        signs: [small-blister]\n        story: >-\n          Aron", "wrong-type", "carry-on"),
    Case("a fifth option", Q, "      - Go to hospital this evening\n", "      - Go to hospital this evening\n      - Wait and see\n", "wrong-count", "4", at="»- Run on and keep"),
    Case("a long dash for a list", A, "  - id: new-shoes", "  »\u2013 id: new-shoes", "syntax", "U+2013"),
    Case("no space after a colon between braces", Q, "{name: Aron, pronoun: he}", "{»name:Aron, pronoun: he}", "unknown-key", "name"),
    Case("a semicolon between braces", Q, "{name: Aron, pronoun: he}", "{name: Aron; pronoun»: he}", "syntax", ","),
    Case("an equals sign for a colon", A, "licence: not-stated\n", "»licence = not-stated\n", "syntax", "key: value"),
    Case("a key of the top indented", A, "licence: not-stated\n", " »licence: not-stated\n", "syntax"),
    Case("a text that starts with a dash", A, "text: Put a soft", "text: »- Put a soft", "syntax"),
    Case("a text that starts with a bracket", A, "text: Put a soft", "text: [sic] »Put a soft", "syntax", "quotes"),
    Case("a text that starts with a brace", A, "text: Put a soft", "text: {x} »Put a soft", "syntax", "quotes"),
    Case("a text that starts with greater than", A, "name: Hot, red skin that spreads around a blister", "name: »> 38.5 degrees of fever", "syntax", "quotes"),
    Case("a text that starts with a number sign", A, "name: Hot, red skin that spreads around a blister", "name:» #1 of the signs is hot skin", "no-value", "#"),
    Case("the pace of an emergency for an appointment", A, "within: routine", "within: »now", "not-allowed", "red_flags"),
    Case("the pace of an appointment for a red flag", A, "    tested: true", "    within: »soon\n    tested: true", "not-allowed"),
    Case("a review in one word", A, "review: {status: unreviewed}", "review: »unreviewed", "wrong-type", "status"),
    Case("the next review before the last", A, "{status: unreviewed}", '{status: reviewed, by: Dr Moe, date: "2026-10-01", next_review: »"2026-01-01"}', "review-ahead"),
    Case("the front door of a site", A, "    seen: copy", "    seen: copy\n    url: »https://www.nhs.uk/", "source-without-page"),
    Case("an address with its colon lost", A, "    seen: copy", "    seen: copy\n    url: »https//example.org/feet", "bad-form", "https://"),
    Case("a mail address without its scheme", A, "licence: not-stated\n", "licence: not-stated\ncontact: »us@example.org\n", "bad-form", "mailto:us@example.org"),
    Case("a licence as it calls itself", A, "licence: not-stated\n", "licence: »CC BY 4.0\n", "not-allowed", "cc-by-4"),
    Case("a page that another has", A, "    seen: copy", "    seen: copy\n    publisher: NHS\n    url: »https://example.org/feet", "source-elsewhere", "nhs.uk"),
    Case("a language with an underscore", A, "lang: en", "lang: »en_GB", "bad-form", "en-GB"),
    Case("a format with a point", Q, "format: 2", "format: »2.0", "wrong-type", "2"),
    Case("an entry with nothing in it", A, "    cites: [leaflet/p2]\n", "    cites: [leaflet/p2]\n  -»\n", "no-value"),
    Case("two commas", A, "cites: [leaflet/p1, leaflet/p5]", "cites: [leaflet/p1,», leaflet/p5]", "syntax"),
    Case("a comma after a word", A, "level: book\n    within", "level: »book,\n    within", "not-allowed", "book"),
    Case("a space in a cite", A, "cites: [leaflet/p8]", "cites: [»leaflet/ p8]", "bad-form", "leaflet/p8"),
    Case("a backslash in a cite", A, "cites: [leaflet/p8]", "cites: [»leaflet\\p8]", "bad-form", "leaflet/p8"),
    Case("a slash of full width", A, "cites: [leaflet/p8]", "cites: [»leaflet\uff0fp8]", "bad-form", "leaflet/p8"),
    Case("one key for both stories", Q, "key: carry-on\n        signs: [small-blister]\n        story: A fold", "key: »modify\n        signs: [rubbing-spot]\n        story: A fold", "pair-with-one-key"),
    Case("a pronoun with its other form", Q, "{name: Una, pronoun: she}", "{name: Una, pronoun: »she/her}", "not-allowed", "she"),
    Case("harm in a story that is not urgent", Q, "reason: A small, clear blister does no harm while it stays closed.", "reason: A small, clear blister does no harm while it stays closed.\n        harm: »It could get worse.", "harm-misplaced"),
    Case("a red flag in the wrong list's shape", A, "  - id: spreading-redness", "    »id: spreading-redness", "wrong-type", "- "),
    Case("the pairs in the article", A, "\ngaps:", "\n»pairs: []\ngaps:", "unknown-key", "quiz.yaml"),
    Case("a sign without an article's list", Q, "place: toe\n    options:\n      - Walk on", "»level: book\n    place: toe\n    options:\n      - Walk on", "unknown-key"),
    Case("an option that speaks of all", Q, "text: Cut it open.", "text: »All of the above.", "option-names-options"),
)  # fmt: skip

CASES = (
    *(*KEYS, *WORDS, *REFERENCES, *LAYOUT, *CHARACTERS, *VALUES, *MISSING, *EDITORIAL),
    *(*LETTERS, *COMMENTS, *MARKS, *ROOTS, *SLIPS),
)


def _said(outcome: Outcome) -> str:
    case = outcome.case
    lines = [f"{case.name}: {case.part}:{outcome.place[0]}:{outcome.place[1]} {case.code} ({case.guess})"]
    for said in outcome.problems:
        where = f"{Path(said.path).name}:{said.line}:{said.column}"
        lines.append(f"    said {where} {said.code}: {said.message} | {said.hint}")
    return "\n".join(lines)


@pytest.fixture(scope="module")
def found() -> list[Outcome]:
    return list(outcomes(CASES))


def test_every_mistake_is_told_with_file_line_and_column(found: list[Outcome]) -> None:
    assert len(found) >= 260
    assert [_said(outcome) for outcome in found if not outcome.right] == []


def test_nine_of_ten_guesses_are_right(found: list[Outcome]) -> None:
    guessable = [outcome for outcome in found if outcome.case.guess is not None]
    missed = [_said(outcome) for outcome in guessable if not outcome.guessed]
    assert len(guessable) >= 120
    assert len(missed) <= 0.1 * len(guessable), missed


def test_a_broken_file_takes_no_time_worth_mentioning(found: list[Outcome]) -> None:
    """On a quiet machine 0.1 s; here other tests run beside."""
    assert sorted(outcome.seconds for outcome in found)[int(0.95 * len(found))] < 2


def test_good_files_raise_no_alarm() -> None:
    assert false_alarms() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "syntax"},
        {"new": "license»:"},
        {"also": ("missing-key",)},
    ],
)
def test_the_battery_sees_another_code_another_place_and_another_problem(wrong: dict[str, object]) -> None:
    case: Case = replace(CASES[0], **wrong)  # type: ignore[arg-type]  # one table for fields of several types
    (outcome,) = outcomes((case,))
    assert not outcome.right


def test_the_battery_sees_a_guess_that_is_not_made() -> None:
    (outcome,) = outcomes((replace(CASES[0], guess="title"),))
    assert outcome.right
    assert not outcome.guessed
