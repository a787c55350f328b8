"""Templates as they were compiled, kept beside what Python keeps of our modules: it takes long to do."""

from __future__ import annotations

import sys
from contextlib import suppress
from importlib.metadata import version
from importlib.util import cache_from_source
from pathlib import Path
from types import CodeType
from typing import TYPE_CHECKING

from jinja2 import FileSystemBytecodeCache

if TYPE_CHECKING:
    from jinja2.bccache import Bucket

BESIDE_MODULES = Path(cache_from_source(__file__)).parent
"""Where Python keeps what it compiled, if it may."""


class Compiled(FileSystemBytecodeCache):
    """Remembers what templates were compiled to, for all languages at once, and in a folder if it can.

    `options` are those of the environment: what is compiled depends on them, and on the version of Jinja.
    """

    def __init__(self, folder: Path, options: object) -> None:
        super().__init__(str(folder))
        self._maker = f"{version('jinja2')} {options}"
        self._code: dict[tuple[str, str], CodeType | None] = {}

    def get_source_checksum(self, source: str) -> str:
        """Return what is another one for every text, and for everybody who would compile it otherwise."""
        return super().get_source_checksum(f"{self._maker}\n{source}")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Put in what is known of the text of a template."""
        bucket.code = self._code.get((bucket.key, bucket.checksum))
        if bucket.code is None:
            # Anything may be raised of a file that was damaged; what cannot be read is made anew.
            with suppress(Exception):
                super().load_bytecode(bucket)
            if not isinstance(bucket.code, CodeType):
                bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what it was compiled to."""
        self._code[bucket.key, bucket.checksum] = bucket.code
        if not sys.dont_write_bytecode:
            # a full disk, or a folder that is not ours, costs time and nothing else
            with suppress(OSError):
                super().dump_bytecode(bucket)
