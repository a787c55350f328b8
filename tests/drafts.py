"""The sample articles of the import, as texts and as the articles that their drafts are."""

from __future__ import annotations

from pathlib import Path

from quizapp.content import build
from quizapp.content.importing.draft import drafted
from quizapp.content.model import Article
from quizapp.content.problem import Part
from quizapp.content.shape import schema
from quizapp.content.source_text import reading
from quizapp.content.source_text.blocks import SourceText
from quizapp.content.yaml.reader import Document, read

ARTICLES = Path(__file__).parent / "samples" / "articles"
NAMES = tuple(sorted(path.name for path in ARTICLES.iterdir()))


def source(name: str) -> SourceText:
    """Read one of the sample articles."""
    return reading.read(reading.decoded(ARTICLES.joinpath(name).read_bytes()))


def article_of(yaml: str) -> Article:
    """Build the article that a draft is; it has no problem of shape."""
    document = read(yaml.encode(), Part.ARTICLE)
    assert isinstance(document, Document), document
    data, findings = schema.checked(Part.ARTICLE, document.value)
    assert findings == []
    assert data is not None
    return build.article(data, None)


def draft_article(text: SourceText) -> Article:
    """Return the article that the draft of a source is."""
    return article_of(drafted(text, "a-sample").yaml)
