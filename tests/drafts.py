"""The sample articles of the import, as texts and as the articles that their drafts are."""

from pathlib import Path

from quizapp.authoring.draft.draft import drafted
from quizapp.authoring.skeleton import article_of
from quizapp.authoring.source_text import formats
from quizapp.authoring.source_text.blocks import SourceText
from quizapp.content.model import Article

ARTICLES = Path(__file__).parent / "samples" / "articles"
NAMES = tuple(sorted(path.name for path in ARTICLES.iterdir()))


def source(name: str) -> SourceText:
    """Read one of the sample articles."""
    return formats.load(ARTICLES.joinpath(name).read_bytes())


def draft_article(text: SourceText) -> Article:
    """Return the article that the draft of a source is."""
    return article_of(drafted(text, "a-sample").yaml)
