"""Text as YAML writes it: quotes, and new entries of a list in a file that keeps every other byte."""

import json
import re

from quizapp.yaml.scalars import other_reading, resolve

_PLAIN = re.compile(r"[^\W_](?:[^:#]|:(?=\S)|(?<=\S)#)*(?<!\s)")
"""A letter or digit first, and no ": " or " #" further on."""


def is_plain(text: str) -> bool:
    """Whether a text on one line, outside of [] and {}, is read back without quotes, by other tools too."""
    is_text = resolve(text) == text and other_reading(text) is None
    return is_text and _PLAIN.fullmatch(text) is not None


def double_quoted(text: str) -> str:
    """Text between double quotes, which YAML reads as JSON does."""
    return json.dumps(text, ensure_ascii=False)


def with_entries(text: str, name: str, lines: list[str]) -> str:
    """The text of a file with lines more at the end of the top key `name`, which is made if it is not there.

    Comments and gaps below its last line stay where they are, and so do the line ends of the file.
    """
    end = "\r\n" if "\r\n" in text else "\n"
    old = text.split(end)
    start = next((index for index, line in enumerate(old) if line.startswith(f"{name}:")), None)
    if start is None:
        gap = [] if not text or text.endswith(end) else [""]
        return end.join([*old, *gap, f"{name}:", *lines, ""])
    below = (
        index for index in range(start + 1, len(old)) if old[index][:1].strip() and old[index][0] not in "#-"
    )
    last = next(below, len(old))
    while not old[last - 1].strip() or old[last - 1].lstrip().startswith("#"):
        last -= 1
    return end.join([*old[:last], *lines, *old[last:]])
