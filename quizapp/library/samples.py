"""The samples of the rules: for each rule a fragment that keeps it and one that breaks it."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple, cast

from quizapp.yaml.reader import Document, read


class Sample(NamedTuple):
    """Two fragments of YAML about one rule."""

    passes: str
    fails: str


@cache
def samples() -> Mapping[str, Sample]:
    """The samples by the codes of their rules; the file is read when somebody first asks."""
    document = read((files("quizapp.rules") / "samples.yaml").read_bytes(), "samples.yaml")
    assert isinstance(document, Document), document
    entries = cast("dict[str, dict[str, str]]", document.value)
    return MappingProxyType({code: Sample(**entry) for code, entry in entries.items()})
