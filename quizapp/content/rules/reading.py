"""The rules of reading: what makes a file readable at all.

The loader keeps them and the rules of shape (yaml_reader, schema and library report their codes); this is
what `quizapp explain` says of them. A sample is a whole file here, not a fragment. What cannot be shown,
such as a byte or a size, is told in a comment.
"""

from __future__ import annotations

from quizapp.content.problem import Severity
from quizapp.content.rules.rule import Rule
from quizapp.content.rules.shape import SHAPE_RULES


def _rule(code: str, wants: str, *, passes: str, fails: str) -> Rule:
    return Rule(code=code, severity=Severity.ERROR, wants=wants, passes=passes, fails=fails)


PLACE_RULES = (
    _rule(
        "no-article",
        "An article is a folder with a file article.yaml in it. One with other YAML files only is a slip.",
        passes="# content/sore-heel/article.yaml and content/sore-heel/quiz.yaml",
        fails="# content/sore-heel/quiz.yaml alone",
    ),
    _rule(
        "wrong-folder",
        "The folder of an article has the id of the article for its name, so that each leads to the other.",
        passes="""
            # content/sore-heel/article.yaml
            id: sore-heel
        """,
        fails="""
            # content/sore-heel-2/article.yaml
            id: sore-heel
        """,
    ),
    _rule(
        "wrong-article",
        "A quiz names the article that it is about: the one beside it.",
        passes="""
            # content/sore-heel/quiz.yaml
            article: sore-heel
        """,
        fails="""
            # content/sore-heel/quiz.yaml
            article: sore-toe
        """,
    ),
    _rule(
        "unread-file",
        "A YAML file that nothing reads has a slip in its name; what it says would silently be missing.",
        passes="# content/sore-heel/quiz.yaml",
        fails="# content/sore-heel/quizz.yaml",
    ),
    _rule(
        "not-a-file",
        "article.yaml and quiz.yaml are files. A folder or a pipe of that name cannot be read.",
        passes="# a file: content/sore-heel/article.yaml",
        fails="# a folder: content/sore-heel/article.yaml/",
    ),
    _rule(
        "outside-folder",
        "Everything that is read lies in the content folder. A link that leads out of it is not followed.",
        passes="# content/sore-heel/article.yaml is a file",
        fails="# content/sore-heel/article.yaml is a link to /etc/hosts",
    ),
    _rule(
        "unreadable",
        "The system lets the program read the file: it exists, and its permissions allow it.",
        passes="# a file that everyone may read",
        fails="# a link to a file that is gone",
    ),
)
"""What must be so before a file is opened."""

BYTE_RULES = (
    _rule(
        "too-big",
        "A file has at most 256 KiB. More than that is no article, and would slow every reload.",
        passes="# a file of up to 262,144 bytes",
        fails="# a file of 262,145 bytes or more",
    ),
    _rule(
        "not-utf8",
        "A file is saved as UTF-8, so that every tool sees the same letters.",
        passes="# an editor's setting: UTF-8",
        fails="# an editor's setting: UTF-16, Windows-1252, Latin-1",
    ),
    _rule(
        "byte-order-mark",
        'A file begins with its text. "UTF-8 with BOM" puts an unseen mark before it.',
        passes="# an editor's setting: UTF-8",
        fails="# an editor's setting: UTF-8 with BOM",
    ),
    _rule(
        "control-character",
        """
        Every character of a file can be seen, or is a space or a line break. Unseen ones make a text read
        otherwise than it looks; those that turn the direction of writing can hide a change from a reviewer.
        """,
        passes='title: "A sore heel"',
        fails=r'title: "A \u202Esore heel"',
    ),
)
"""What must be so before YAML is looked at."""

YAML_RULES = (
    _rule(
        "empty-file",
        "A file says something; comments alone are nothing.",
        passes="title: A sore heel",
        fails="# title: A sore heel",
    ),
    _rule(
        "syntax",
        """
        A file is YAML: keys with a colon and a space after them, lists with dashes, and the same indentation
        for all that stands side by side. A text needs quotes when it has ": " or " #" in it, or begins with
        one of the characters that YAML keeps for itself.
        """,
        passes='title: "Sore heels: what to do"',
        fails="title: Sore heels: what to do",
    ),
    _rule(
        "tab-indent",
        "Lines are indented with spaces; YAML does not take tabs.",
        passes="""
            review:
              status: unreviewed
        """,
        fails="# review:\n# (a tab)status: unreviewed",
    ),
    _rule(
        "merge-conflict",
        "A file is one version of a text. Git marks where two versions meet, for a person to choose.",
        passes="title: A sore heel",
        fails="""
            <<<<<<< HEAD
            title: A sore heel
            =======
            title: Sore heels
            >>>>>>> better-title
        """,
    ),
    _rule(
        "several-documents",
        "One file holds one document.",
        passes="title: A sore heel",
        fails="""
            title: A sore heel
            ---
            title: A sore toe
        """,
    ),
    _rule(
        "anchor",
        "A value stands where it is used. Names for values (&name) make a file hard to read in parts.",
        passes="title: A sore heel",
        fails="title: &heel A sore heel",
    ),
    _rule(
        "alias",
        "A value stands where it is used. A reference (*name) hides it, and a few can fill a memory.",
        passes="title: A sore heel",
        fails="title: *heel",
    ),
    _rule(
        "merge-key",
        "A thing has the keys that are written in it. Copied keys (<<) hide what it says.",
        passes="review: {status: unreviewed}",
        fails="review: {<<: {status: unreviewed}}",
    ),
    _rule(
        "tag",
        "A value has the type that it looks like. Tags (!name) give it another.",
        passes='title: "12"',
        fails="title: !!str 12",
    ),
    _rule(
        "duplicate-key",
        "A key stands once. Other tools keep the last of two without a word.",
        passes="""
            title: A sore heel
            lang: en
        """,
        fails="""
            title: A sore heel
            lang: en
            title: Sore heels
        """,
    ),
    _rule(
        "key-not-text",
        "A key is a word. A number, true, null, a list or nothing is not.",
        passes="title: A sore heel",
        fails="7: A sore heel",
    ),
    _rule(
        "bad-number",
        """
        A number has at most 15 characters and is finite; longer ones lose digits on their way. A longer row
        of digits is an id or a hash: text, which needs quotes.
        """,
        passes='fingerprint: "12345678901234567890"',
        fails="fingerprint: 12345678901234567890",
    ),
    Rule(
        code="needs-quotes",
        severity=Severity.WARNING,
        wants="""
        A text that other YAML tools take for something else (no, on, 1:30, 2026-11-23) stands between quotes,
        so that all tools agree.
        """,
        passes='retrieved: "2026-11-23"',
        fails="retrieved: 2026-11-23",
    ),
    Rule(
        code="curly-quotes",
        severity=Severity.WARNING,
        wants="""
            The quotes around a text are the straight ones of the keyboard. Word processors curl them, and to
            YAML curled ones are letters of the text.
        """,
        passes='title: "A sore heel"',
        fails="title: “A sore heel”",
    ),
    Rule(
        code="text-cut-by-comment",
        severity=Severity.WARNING,
        wants="""
            A text with " #" in it stands between quotes: YAML takes the rest of the line for a comment
            and drops it. What is meant as a comment has a space after its "#".
        """,
        passes='title: "Pain in toe #2 of the foot"  # the second toe',
        fails="title: Pain in toe #2 of the foot",
    ),
    _rule(
        "too-deep",
        "Lists and groups of keys stand at most 16 deep in each other. No article needs more than seven.",
        passes="title: [[[[[[[[[[[[[[[heel]]]]]]]]]]]]]]]",
        fails="title: [[[[[[[[[[[[[[[[heel]]]]]]]]]]]]]]]]",
    ),
    _rule(
        "too-many-values",
        "A file has at most 20,000 keys, values, lists and groups.",
        passes="# a quiz of 150 items",
        fails="# a list of 20,000 words",
    ),
)
"""What must be so for a file to be read as YAML."""

CHECK_RULES = (
    _rule(
        "check-stopped",
        """
        An article is checked within five seconds of work; a large one takes a quarter of a second. The check
        of one that takes longer is stopped where the site is served, so that it slows nothing else.
        """,
        passes="# a quiz of 150 items, each with a few references",
        fails="# a list of 5,000 references to passages that do not exist",
    ),
)
"""What must be so for the check to come to its end."""

READER_RULES = (*PLACE_RULES, *BYTE_RULES, *YAML_RULES, *SHAPE_RULES, *CHECK_RULES)
"""The rules that the loader keeps."""

_TOLD_WITH_THE_REST = {"wrong-folder", "wrong-article", "no-article"}
HIDING = frozenset(rule.code for rule in READER_RULES) - _TOLD_WITH_THE_REST
"""Codes of errors that keep the editorial rules from looking at the article."""
