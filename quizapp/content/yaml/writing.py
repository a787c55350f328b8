"""Text as YAML writes it: which texts need quotes, and the quotes that always do."""

from __future__ import annotations

import json
import re

from quizapp.content.yaml.scalars import UnusableNumber, other_reading, resolve

_PLAIN = re.compile(r"[^\W_](?:[^:#]|:(?=\S)|(?<=\S)#)*(?<!\s)")
"""A letter or digit first, and no ": " or " #" further on."""


def is_plain(text: str) -> bool:
    """Whether a text on one line, outside of [] and {}, is read back without quotes, by other tools too."""
    try:
        is_text = resolve(text) == text and other_reading(text) is None
    except UnusableNumber:
        return False
    return is_text and _PLAIN.fullmatch(text) is not None


def double_quoted(text: str) -> str:
    """Return text between double quotes, which YAML reads as JSON does."""
    return json.dumps(text, ensure_ascii=False)
