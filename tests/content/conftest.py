"""What the content tests share: the plain data of the good sample."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from quizapp.content.problem import Part
from quizapp.content.yaml.reader import Document, read

GOOD = Path(__file__).parents[1] / "samples" / "good"


def plain(part: Part) -> Any:
    path = GOOD / "back-pain-after-gardening" / part
    document = read(path.read_bytes(), str(path))
    assert isinstance(document, Document)
    return document.value


@pytest.fixture(scope="session")
def article_plain() -> Any:
    """The data of the good article; tests change a copy."""
    return plain(Part.ARTICLE)


@pytest.fixture(scope="session")
def quiz_plain() -> Any:
    """The data of the good quiz; tests change a copy."""
    return plain(Part.QUIZ)
