"""The rules of files: what the loader, the YAML reader and the schema ask of a file.

They report the codes themselves; these are the words for `quizapp explain`. The sample of a rule about YAML
is a whole file, that of a rule about the schema a fragment. Where a byte or a size cannot be shown, a comment
tells of it.
"""

from collections.abc import Mapping

from quizapp.problem import Severity
from quizapp.rules.rule import Rule

WARNINGS = {"needs-quotes", "curly-quotes", "text-cut-by-comment", "unread-file", "wrong-folder"}
"""Texts that our reader takes as they are meant, while another tool might not, and files in a wrong place."""


def _rules(wants: Mapping[str, str]) -> tuple[Rule, ...]:
    return tuple(
        Rule(code, Severity.WARNING if code in WARNINGS else Severity.ERROR, want)
        for code, want in wants.items()
    )


PLACE_RULES = _rules(
    {
        "no-article": (
            "The folder of an article has a file article.yaml. Other YAML files alone are a mistake."
        ),
        "wrong-folder": (
            "The folder of an article is called by the article's id, so that each leads to the other. The "
            "article keeps its id and its addresses whatever the folder is called."
        ),
        "id-taken": (
            "No two articles have one id. When you copy a folder to begin a new article, write a new id in "
            "article.yaml and in quiz.yaml."
        ),
        "wrong-article": "A quiz names the article beside it, and so does a translation.",
        "unread-file": (
            "Every YAML file has a name that the program knows. Nobody reads a file with a misspelt name, "
            "and what it says would be missing without a word."
        ),
        "not-a-file": "article.yaml and quiz.yaml are files. A folder or a pipe of that name can't be read.",
        "outside-folder": "All files lie in the content folder. The program follows no link out of it.",
        "unreadable": "The program may read the file: it exists, and its permissions allow it.",
    }
)
"""What must be so before a file is opened."""

BYTE_RULES = _rules(
    {
        "too-big": (
            "A file has at most 256 KiB. No article needs more, and a larger one would slow every reload."
        ),
        "not-utf8": "A file is saved as UTF-8, so that every tool sees the same letters.",
        "byte-order-mark": 'A file begins with its text. "UTF-8 with BOM" puts an invisible mark before it.',
        "control-character": (
            "Every character of a file can be seen, or is a space or a line break. With invisible ones a "
            "text isn't what it looks like, and those that turn the direction of writing can hide a change."
        ),
    }
)
"""What must be so before YAML is looked at."""

YAML_RULES = _rules(
    {
        "empty-file": "A file holds data. One with comments alone is empty.",
        "syntax": (
            "A file is YAML. A key has a colon and a space after it, an entry of a list has a dash and a "
            "space before it, and what stands side by side has the same indentation. A text needs quotes if "
            'it has ": " or " #" in it, or begins with a character that YAML keeps for itself.'
        ),
        "tab-indent": "Lines are indented with spaces; YAML takes no tabs.",
        "merge-conflict": "A file is one version of a text. Where git marks two, a person chooses one.",
        "several-documents": "One file holds one document.",
        "anchor": "A value stands where it is used. With a name for it (&name), no part can be read alone.",
        "alias": (
            "A value stands where it is used. A reference (*name) hides it, and a few can fill the memory."
        ),
        "merge-key": "An entry has the keys that it spells out. Keys copied with << hide what it says.",
        "tag": "A value has the type that it looks like. A tag (!name) would give it another.",
        "duplicate-key": "A key stands once. Other tools keep the last of two without a word.",
        "key-not-text": "A key is a word. A number, true, null, a list or nothing is not.",
        "bad-number": (
            "A number is finite and has at most 15 characters, because a longer one would lose digits. A "
            "longer row of digits is an id or a hash: put it between quotes."
        ),
        "needs-quotes": (
            "A text that other YAML tools take for something else (no, on, 1:30, 2026-11-23) stands between "
            "quotes, so that all tools agree."
        ),
        "curly-quotes": (
            "The quotes around a text are the straight ones of the keyboard. Word processors curl them, and "
            "to YAML curly ones are a part of the text."
        ),
        "text-cut-by-comment": (
            'A text with " #" in it stands between quotes. Without them YAML takes the rest of the line for '
            'a comment and drops it. A comment has a space after its "#".'
        ),
        "sign-cut-by-comment": (
            'A sign or red flag says all that its line says. A text with " #" in it stands between quotes; '
            "without them YAML drops the rest, and half of a sign is another sign."
        ),
        "too-deep": (
            "Lists and groups of keys stand at most 16 deep in each other; no article needs over seven."
        ),
        "too-many-values": "A file has at most 20,000 keys, values, lists and groups.",
    }
)
"""What must be so for a file to be read as YAML."""

SHAPE_RULES = _rules(
    {
        "missing-key": "A file has every key that readers need, and every id that tells things apart.",
        "unknown-key": "A file has only keys of the format. Any other is misspelt, or nobody reads it.",
        "wrong-type": (
            "Text stands where the format wants text, a list where it wants a list. A number that is meant "
            "as text needs quotes."
        ),
        "no-value": "A key has a value. Leave the key out where there is nothing to say.",
        "empty-text": "A text has something in it.",
        "too-long": "A text fits where it is shown: a title in a heading, an option in a list of four.",
        "not-allowed": "Some keys take one of a few words only. Pages, grading and rules depend on them.",
        "bad-id": (
            "An id has small letters, digits and single hyphens, at most 60 characters: it stands in "
            "addresses and in other files. It never changes once it is published."
        ),
        "bad-date": 'A date is a day of the calendar, written as year, month and day: "2026-11-23".',
        "bad-form": (
            "Cites (source-id/passage-id), addresses, language tags and fingerprints have a fixed form."
        ),
        "wrong-count": (
            "Some lists have a certain length: four levels, two competencies, two stories and four options "
            "in a pair, one right option in an item of kind choice."
        ),
        "old-format": (
            "Files are in format 2. In quiz.yaml, stories come in pairs; format 1 had single items, whose "
            "four options each had a level and a rationale. In article.yaml, a `note` is for editors and a "
            "`hint` for readers, and `tested: true` marks a red flag that the check has to confirm."
        ),
        "wrong-order": (
            "Levels run from carry-on to urgent wherever they are listed, so readers learn one scale."
        ),
    }
)
"""Which keys stand where, and what their values look like."""

CHECK_RULES = _rules(
    {
        "check-stopped": (
            "The check of an article takes at most five seconds of processor time; a large article needs a "
            "quarter of a second. A server stops a longer check, so that it slows nothing else."
        ),
    }
)
"""What must be so for the check to come to its end."""

FILE_RULES = (*PLACE_RULES, *BYTE_RULES, *YAML_RULES, *SHAPE_RULES, *CHECK_RULES)
"""The rules that the loader keeps."""

_TOLD_WITH_THE_REST = {"id-taken", "wrong-article", "no-article"}
HIDING = frozenset(rule.code for rule in FILE_RULES) - _TOLD_WITH_THE_REST
"""Codes of errors that keep the editorial rules from looking at the article."""
