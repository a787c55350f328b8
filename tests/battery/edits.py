"""Editors and readers at once: `python tests/battery/edits.py --edits 500 --requests 20000`.

Starts the server on a scratch content folder. Editors save articles again and again: a quarter of the saves is
broken, half are written slowly in place, half renamed into place. Every good save has a number that stands in many
texts of both files. Readers ask for everything all the while. It prints what it counted and exits with 1 when

- a reply mixes two saves, or an attempt does, or equal ETags have unequal bodies (torn),
- a reply is 4xx or 5xx, or none comes, or an article that nobody edits changes,
- a save, good or broken, is not served or told in `/readyz` within two seconds (`--within`),
- fewer saves or replies were seen than asked for.

`--spoil` proves that it bites: the same run against a server in which one thing was made wrong, and which therefore
must fail. `SPOILT` names the ways; each puts one function of the package out of order before it serves.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "tests" / "samples" / "complete" / "blisters-from-new-shoes"
NAME = SAMPLE.name
PARTS = ("article.yaml", "quiz.yaml")
API = "/api/v1/articles"
MARK = re.compile(r"Edition (\d+)")


# What editors save


def text_of(part: str, article: str, number: int) -> str:
    """Return a file of an article in which many texts say which save they are of."""
    text = (SAMPLE / part).read_text("utf-8").replace(NAME, article)
    # comments move every line, so that no two saves have a mistake at the same place
    text = "# a note\n" * (number % 97) + text
    text = re.sub(r"(?m)^((?:  )?(?:  - )?title: .*\w)([?]?)$", rf"\1, Edition {number}\2", text)
    text = re.sub(r"(?m)^(    (?:name|question): .*\w)([?]?)$", rf"\1, Edition {number}\2", text)
    return re.sub(r"(?m)^(summary|intro|    stem|    body|    text|    answer): (\w.*)$", rf"\1: \2 Edition {number}.", text)
