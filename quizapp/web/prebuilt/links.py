"""The addresses that replies name, and the context of a reply about an article, which holds them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from quizapp.content.model import Article, Claim, Gap, Source
from quizapp.content.projection import Context
from quizapp.settings import NO_CONTACTS, NO_IMPRINT, Contacts, Imprint, SiteContacts


def article_path(article_id: str, below: str = "") -> str:
    """The path of an article's page, or of one below it such as "/quiz" or "/sources"."""
    return f"/articles/{article_id}{below}"


@dataclass(frozen=True, slots=True)
class Links:
    """Makes the addresses that replies name; `base` is scheme and host, or empty for paths alone."""

    base: str = ""
    lang: str = ""
    """The language of the pages, where it is not that of the original."""
    site: SiteContacts = NO_CONTACTS
    imprint: Imprint = NO_IMPRINT

    def contacts(self, article: Article) -> Contacts:
        """Whom readers of an article turn to: the article's own address for mistakes comes first."""
        contacts = self.site.in_language(article.lang)
        return replace(contacts, mistakes=article.contact or contacts.mistakes)

    def in_language_of(self, article: Article) -> Links:
        """The links whose pages are in the language of an article, if it is a translation."""
        return replace(self, lang=article.lang if article.translated else "")

    def api(self, path: str) -> str:
        """The address of a path of the API."""
        return f"{self.base}{path}"

    def article(self, article_id: str, below: str = "") -> str:
        """The address of an article's page, or of one below it."""
        return f"{self.base}{article_path(article_id, below)}{f'?lang={self.lang}' if self.lang else ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyContext(Context):
    """What a reply is about, and the addresses that it names."""

    links: Links


def context_of(article: Article, links: Links) -> ReplyContext:
    """The context of a reply about an article, whose pages are in its language."""
    return ReplyContext(article=article, links=links.in_language_of(article))


def claim_url(thing: Claim | Gap | Source, context: ReplyContext) -> str:
    """Where the article's page speaks of a claim; of gaps and sources, the page of its sources."""
    below = "/sources" if isinstance(thing, (Gap, Source)) else ""
    return f"{context.links.article(context.article.id, below)}#{thing.id}"
