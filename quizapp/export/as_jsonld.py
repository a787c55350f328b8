"""What schema.org has words for, as JSON-LD: the page, its questions, and that there is a quiz.

It says what is so: a review only where there was one, a licence only where there is one with an address. No
item of the quiz is in it. Search engines promise nothing for it; it is for programs that read.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeAlias

from quizapp.content.markdown import plain

if TYPE_CHECKING:
    from quizapp.content.model import Article, Quiz, Review, Source

Node: TypeAlias = "dict[str, Any]"

_CONTEXT = "https://schema.org"


def export(article: Article) -> bytes:
    """Return every node in one list, as UTF-8, indented for people."""
    return json.dumps(nodes(article), ensure_ascii=False, indent=2).encode() + b"\n"


def losses(article: Article) -> list[str]:
    """Return what the form has no words for."""
    parts = ("signs", "red_flags", "circumstances", "promotions", "self_care", "takeaways", "topics", "gaps")
    lost = [f"{len(getattr(article, part))} {part.replace('_', ' ')}" for part in parts]
    return [*lost, f"{len(article.causes)} causes", "the items of the quiz"]


def nodes(article: Article, page: str | None = None) -> list[Node]:
    """Return one node a type; `page` is the address of the article's page, where that is known."""
    found = [_web_page(article, page)]
    if article.faqs:
        found.append(_faqs(article))
    if article.quiz:
        found.append(quiz_node(article, article.quiz, page))
    return found


def quiz_node(article: Article, quiz: Quiz, page: str | None = None) -> Node:
    """Return the node of the quiz."""
    return _present(
        {
            "@context": _CONTEXT,
            "@type": "Quiz",
            "name": quiz.title,
            "description": quiz.intro,
            "url": page and _below(page, "/quiz"),
            "inLanguage": article.lang,
            "version": quiz.revision,
            "about": {"@type": "Thing", "name": article.title},
            "educationalUse": "self-assessment",
            "assesses": [words.title for words in article.competencies],
            "isAccessibleForFree": True,
            "creativeWorkStatus": _status(quiz.review),
        }
    )


def _web_page(article: Article, page: str | None) -> Node:
    review = article.review
    reviewed = review.status == "reviewed"
    return _present(
        {
            "@context": _CONTEXT,
            "@type": "MedicalWebPage",
            "name": article.title,
            "description": plain(article.summary),
            "url": page,
            "inLanguage": article.lang,
            "version": article.revision,
            "isAccessibleForFree": True,
            "license": article.licence if article.licence.startswith("https://") else None,
            "lastReviewed": review.date if reviewed else None,
            "reviewedBy": {"@type": "Person", "name": review.by} if reviewed else None,
            "creativeWorkStatus": _status(review),
            "citation": [_source(source) for source in article.sources],
        }
    )


def _status(review: Review) -> str | None:
    return None if review.status == "reviewed" else "Not reviewed"


def _source(source: Source) -> Node:
    # A publisher as an editor writes it may be two, or "not stated": no name of an organisation.
    return _present(
        {"@type": "CreativeWork", "name": source.title, "url": source.url, "creditText": source.publisher}
    )


def _below(page: str, path: str) -> str:
    """Return the address of what is below a page, in the language that the page's address names."""
    address, mark, query = page.partition("?")
    return f"{address}{path}{mark}{query}"


def _faqs(article: Article) -> Node:
    return {
        "@context": _CONTEXT,
        "@type": "FAQPage",
        "inLanguage": article.lang,
        "mainEntity": [
            {
                "@type": "Question",
                "name": faq.question,
                "acceptedAnswer": {"@type": "Answer", "text": plain(faq.answer)},
            }
            for faq in article.faqs
        ],
    }


def _present(node: Node) -> Node:
    return {name: value for name, value in node.items() if value is not None}
