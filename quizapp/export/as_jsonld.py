"""An article as schema.org JSON-LD: the page, its questions, and that there is a quiz.

It says what is so: a review only where there was one, a licence only where there is one with an address. No
item of the quiz is in it. Search engines promise nothing for it; it is for programs that read.
"""

import json
from typing import Any

from quizapp.content.markdown import plain
from quizapp.content.model import Article, Quiz, Review, Source
from quizapp.export.assessment import Loss, Say

Node = dict[str, Any]

_CONTEXT = "https://schema.org"
_LOST_PARTS = (
    "causes", "signs", "red_flags", "circumstances", "promotions", "self_care", "takeaways", "topics", "gaps"
)  # fmt: skip


def export(article: Article, _: Say) -> bytes:
    """Every node in one list, as UTF-8, indented for people."""
    return json.dumps(nodes(article), ensure_ascii=False, indent=2).encode() + b"\n"


def losses(article: Article) -> list[Loss]:
    """Say what the form has no words for."""
    counts = {name.replace("_", " "): len(getattr(article, name)) for name in _LOST_PARTS}
    lost = [Loss(f"{count} {name}") for name, count in counts.items() if count]
    return [*lost, Loss("the items of the quiz")]


def nodes(
    article: Article, page: str | None = None, publisher: str = "", image: str | None = None
) -> list[Node]:
    """One node a type; where known, with the address of its page, and the name and picture of the site."""
    found = [_web_page(article, page, publisher, image)]
    if article.faqs:
        found.append(_faqs(article))
    if article.quiz:
        found.append(quiz_node(article, article.quiz, page))
    return found


def quiz_node(article: Article, quiz: Quiz, page: str | None = None) -> Node:
    """The node of the quiz."""
    return _present(
        {
            "@context": _CONTEXT,
            "@type": "Quiz",
            "@id": page and _below(page, "/quiz"),
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


def _web_page(article: Article, page: str | None, publisher: str, image: str | None) -> Node:
    review = article.review
    reviewed = review.status == "reviewed"
    return _present(
        {
            "@context": _CONTEXT,
            "@type": "MedicalWebPage",
            "@id": page,
            "name": article.title,
            "description": plain(article.summary),
            "url": page,
            "image": image,
            "inLanguage": article.lang,
            "version": article.revision,
            "dateModified": article.updated,
            "publisher": {"@type": "Organization", "name": publisher} if publisher else None,
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
    known = source.publisher and source.publisher.casefold() != "not stated"
    credit = source.publisher if known else None
    return _present({"@type": "CreativeWork", "name": source.title, "url": source.url, "creditText": credit})


def _below(page: str, path: str) -> str:
    """The address of what is below a page, in the language that the page's address names."""
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
