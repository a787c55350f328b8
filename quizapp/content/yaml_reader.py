"""Read a file of an article: bytes in, a Document or the Problems out, and never anything else.

The reader stands on libyaml's event stream, because that is fast, gives a place for every value and
lets us stop: PyYAML's own composer crashes the process on deep files and expands aliases. Plain scalars
follow the YAML 1.2 core schema, so that `no`, `on`, `1:30` and `2026-11-23` stay the text that an editor
sees.

    document = read(b"title: Knees\\n", "article.yaml")
    document.value                    # {"title": "Knees"}
    document.place(("title",))        # (1, 8)
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from yaml.cyaml import CParser
from yaml.error import MarkedYAMLError
from yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from quizapp.content.problem import Problem, Severity
from quizapp.content.syntax_words import explain

if TYPE_CHECKING:
    from yaml.events import Event

    from quizapp.content.problem import Where

MAX_BYTES = 256 * 1024
MAX_DEPTH = 16
MAX_EVENTS = 20_000
MAX_SCALAR = 20_000
MAX_NUMBER = 17
"""Characters of a number; longer ones do not survive JSON and are ids or hashes that want quotes."""

