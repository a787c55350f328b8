"""The way from the bytes of a file to a text that may be parsed: small, UTF-8, with nothing in it unseen."""

import re
from bisect import bisect_right

from quizapp.problem import Problem, Severity

MAX_BYTES = 256 * 1024

UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u200b\u2028-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff]|\r(?!\n)"
)
"""Characters that no editor shows, that turn the order of the line, or that end a line for some tools."""
_SAVE = "save the file as UTF-8 (without a byte order mark)"


class Lines:
    """Turns offsets in a text into places."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", text))]

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column, both from 1, of the character at `offset`."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


def decoded(body: bytes, path: str) -> str | Problem:
    """The text of a file, or the problem that keeps it from having one."""
    if len(body) > MAX_BYTES:
        message = f"the file has more than {MAX_BYTES // 1024} KiB"
        return _problem("too-big", path, message, "split the article")
    if body.startswith(b"\xef\xbb\xbf"):
        return _problem("byte-order-mark", path, "the file starts with a byte order mark", _SAVE)
    if body.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in body[:4]:
        return _problem("not-utf8", path, "the file is in UTF-16 or UTF-32", _SAVE)
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"the byte 0x{body[error.start]:02X} here is not UTF-8"
        return _problem("not-utf8", path, message, _SAVE, before=body[: error.start].decode("utf-8"))


def first_unseen(text: str) -> re.Match[str] | None:
    """Find the first unseen character; for nearly every honest text without the slow search."""
    return None if text.replace("\n", "").isprintable() else UNSEEN.search(text)


def _problem(code: str, path: str, message: str, hint: str, *, before: str = "") -> Problem:
    line, column = Lines(before).place(len(before))
    return Problem(path, line, column, code, Severity.ERROR, message, hint)
