"""The snapshot: all that is served at one moment, made once when content is loaded, and never changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from types import SimpleNamespace

from quizapp.cache import IN_MEMORY, Cache, Head, Product, Records
from quizapp.content.canonical import compact
from quizapp.content.model import Article
from quizapp.content.nearest import nearest
from quizapp.content.schema import KINDS, json_schema
from quizapp.errors import NoContent, UnknownThing, Withdrawn
from quizapp.library import load as content_library
from quizapp.library.archive import Quizzes, unrecorded
from quizapp.library.load import Loaded
from quizapp.library.model import Kept, Library, OnDemand
from quizapp.library.standing import Standing, State
from quizapp.problem import Problem
from quizapp.quiz.bank import ItemBank, withdrawn_as_in
from quizapp.settings import Settings
from quizapp.web.contract.openapi import document
from quizapp.web.contract.problem_types import DOCS
from quizapp.web.contract.reference import reference_page
from quizapp.web.headers import NO_STORE, Place
from quizapp.web.prebuilt.assets import asset_replies
from quizapp.web.prebuilt.catalogue import API, INDEX, article_replies, list_reply, quiz_replies
from quizapp.web.prebuilt.entries import IndexEntry, entry_from, entry_of
from quizapp.web.prebuilt.fragments import fragments
from quizapp.web.prebuilt.i18n import ORIGINAL
from quizapp.web.prebuilt.page_table import article_pages, embed_pages, site_pages, text_list
from quizapp.web.prebuilt.reply import HTML, Prebuilt, prebuild
from quizapp.web.prebuilt.table import ReplyTable, records_of, reply_from
from quizapp.web.prebuilt.terms import Terms
from quizapp.web.prebuilt.versions import CHANGES, History, Past, history_of, history_replies, past_of

OPENAPI = f"{API}/openapi.json"
LIVEZ = "/livez"
"""Prebuilt like content: a process whose threads are all at work lives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What is served at one moment."""

    library: Library
    banks: Mapping[str, ItemBank] = field(compare=False)
    problems: Sequence[Problem]
    standings: Mapping[str, Standing] = field(default_factory=dict)
    """What readers get of each entry of the content folder, and why."""
    entries: Mapping[str, IndexEntry]
    """What lists of articles are made from, by id and in the order of the ids."""
    table: Mapping[str, Prebuilt]
    """Every reply that was made at load time, by path."""
    by_language: Mapping[str, Mapping[str, Prebuilt]] = field(default_factory=dict)
    """The same for those who ask for a language, by language: what is there in it."""
    products: Mapping[str, Product] = field(default_factory=dict, compare=False)
    """The replies about each article, for the next snapshot to take over."""
    past: Mapping[str, Past] = field(default_factory=dict)
    """What is said of the versions of each article, also of those that were withdrawn."""
    history: History = field(default_factory=partial(history_of, ()))
    """What happened to all articles."""
    earlier: Mapping[str, Sequence[ItemBank]] = field(default_factory=dict)
    """For each article the banks that attempts may have begun with before this one, newest first."""

    def article(self, article_id: str) -> Article:
        """An article; Withdrawn, or UnknownThing with a guess, when there is none."""
        try:
            return self.library.articles[article_id]
        except KeyError:
            if article_id in self.past and (seen := self.past[article_id].withdrawn):
                raise Withdrawn(article_id, seen) from None
            near = nearest(article_id, self.library.articles)
            raise UnknownThing("article", article_id, near) from None

    def reply(self, path: str, lang: str | None) -> Prebuilt:
        """The reply at a path in a language, or that in the original's where there is none.

        UnknownThing for what needs an article, where none is served.
        """
        if reply := self.by_language.get(lang or "", self.table).get(path) or self.table.get(path):
            return reply
        raise UnknownThing("address", path)

    def body_of(self, entry: IndexEntry) -> bytes:
        """What the API gives of the article of an entry."""
        return self.reply(f"{API}/articles/{entry.id}", entry.lang).body

    def editions(self, article_id: str) -> Sequence[ItemBank]:
        """The bank that an article has now and those that it had before, newest first."""
        return (self.bank(article_id), *self.earlier.get(article_id, ()))

    def bank(self, article_id: str) -> ItemBank:
        """The item bank of an article; UnknownThing when it has none."""
        try:
            return self.banks[article_id]
        except KeyError:
            article = self.article(article_id)
            raise UnknownThing("quiz for the article", article.id) from None


NOTHING = Snapshot(library=Library({}, {}), banks={}, problems=(), entries={}, table={})
"""What is served before anything is."""
MAX_EARLIER = 5
"""Editions of an article that attempts go on with after edits: a check takes minutes, and few editors save
more often within that time. A large article with its items takes half a megabyte of memory."""


def take_snapshot(settings: Settings) -> Snapshot:
    """Load the content folder; NoContent when not one article can be served."""
    loaded = content_library.load(settings.content)
    if not loaded.library.articles:
        raise NoContent(settings.content, "run `quizapp check` to see why")
    return make_snapshot(loaded, settings)


def make_snapshot(
    loaded: Loaded, settings: Settings, before: Snapshot = NOTHING, cache: Cache = IN_MEMORY
) -> Snapshot:
    """Make every reply that can be made before it is asked for, or find it in the cache.

    What belongs to an article that `before` has too, unchanged, is taken over from there.
    """
    library, terms = loaded.library, Terms(settings)
    same = {name for name, mark in library.marks.items() if before.library.marks.get(name) == mark}
    products, past = dict[str, Product](), dict[str, Past]()
    for name in sorted({*library.articles, *loaded.versions}):  # one by one: its values are built only once
        if mark := library.marks.get(name):
            products[name] = before.products[name] if name in same else _product(mark, terms, cache)
        past[name] = _past(name, loaded, terms, before, cache)
    entries = {
        name: before.entries[name] if name in same else _entry(product) for name, product in products.items()
    }
    if before.entries.keys() - entries.keys() or before is NOTHING:
        _forget_withdrawn(loaded, past, cache)
    quizzes = {name: library.marks[name] for name, each in entries.items() if each.quiz_minutes is not None}
    banks = OnDemand(quizzes, _bank)
    history = history_of(past.values())
    site = _site(library, entries, terms, cache)
    told = history_replies(history, entries.values(), past, terms)
    shelves = {
        name: [(product, f"{entries[name].lang} "), (past[name].product, "")]
        for name, product in products.items()
    }
    return Snapshot(
        library=library,
        banks=banks,
        problems=loaded.problems,
        standings=loaded.standings,
        entries=entries,
        table=ReplyTable({**asset_replies(), **_of_language(site, ""), **told}, shelves),
        by_language={
            lang: ReplyTable(_of_language(site, lang), _in_language(lang, products, entries))
            for lang in site.head["languages"]
        },
        products=products,
        past=past,
        history=history,
        earlier={
            name: earlier_editions(banks[name], before)
            if name in before.banks and name not in same
            else before.earlier.get(name, ())
            for name in banks
        },
    )


def _product(mark: Kept | Article, terms: Terms, cache: Cache) -> Product:
    """The replies about one article, by language and path."""

    def make() -> tuple[Head, Records]:
        article, records = mark.article if isinstance(mark, Kept) else mark, dict[str, bytes]()
        bank = ItemBank(article, article.quiz) if article.quiz else None
        entry = entry_of(article, terms.links)
        for each in (article, *article.translations.values()):
            records |= records_of(_replies(each, bank, terms), f"{each.lang} ")
            records[f"{each.lang} {_WORDS}"] = entry.in_language(each.lang).text().encode()
        return {"entry": entry.data()}, records

    return cache.product("replies", mark.id, terms.key_of(mark.fingerprint), make)


def quizzes_of(settings: Settings, cache: Cache) -> Quizzes:
    """What the archive asks of a new version; all replies are made with it, while its values are there."""
    terms = Terms(settings)

    def quizzes(article: Article) -> Mapping[str, bytes]:
        _product(article, terms, cache)
        return quiz_replies(article)

    return quizzes


def _forget_withdrawn(loaded: Loaded, past: Mapping[str, Past], cache: Cache) -> None:
    """Keep nothing on disk of what articles said that are no longer there."""
    there = {name for name, each in loaded.standings.items() if each.is_mistake or each.state is State.SERVED}
    cache.retain("checked", there)
    cache.retain("replies", loaded.library.articles.keys())
    for kind in ("archive", "past"):
        cache.retain(kind, [name for name, each in past.items() if not each.withdrawn])


_WORDS = "words"


def _entry(product: Product) -> IndexEntry:
    return entry_from(product.head["entry"], lambda lang: (product.get(f"{lang} {_WORDS}") or b"").decode())


_SITE = "site"


def _site(library: Library, entries: Mapping[str, IndexEntry], terms: Terms, cache: Cache) -> Product:
    """The replies about all articles, and those about none, by language and path."""
    languages = sorted({lang for entry in entries.values() for lang in entry.languages})
    # Most sites are written in one language, and who asks for that gets what those get who ask for none.
    same = ORIGINAL if all(entry.lang == ORIGINAL for entry in entries.values()) else None

    def make() -> tuple[Head, Records]:
        first = next((library.articles[name] for name in entries), None)
        records = records_of(_documents(first, terms), " ")
        listed, texts = entries.values(), text_list(entries.values(), terms)
        pages = {lang: site_pages(listed, first, terms, lang) for lang in ("", *languages) if lang != same}
        for lang in ("", *languages):
            lists = list_reply(listed, terms.links, terms.headers[Place.API], lang)
            own = pages[""] if lang == same else pages[lang]
            records |= records_of({**lists, **own, **texts}, f"{lang} ")
        return {"languages": languages}, records

    marks = (f"{name} {library.marks[name].fingerprint}" for name in entries)
    return cache.product(_SITE, _SITE, terms.key_of(*marks), make)


def _of_language(site: Product, lang: str) -> Mapping[str, Prebuilt]:
    paths = (name.partition(" ")[2] for name in site.names() if name.startswith(f"{lang} /"))
    replies = ((path, reply_from(site, f"{lang} ", path)) for path in paths)
    return {path: reply for path, reply in replies if reply}


def _in_language(
    lang: str, products: Mapping[str, Product], entries: Mapping[str, IndexEntry]
) -> Mapping[str, Sequence[tuple[Product, str]]]:
    prefix = f"{lang} "
    return {
        name: [(product, prefix)] for name, product in products.items() if lang in entries[name].languages
    }


MAX_BANKS = 32
"""Banks that are held. A large one with its article and a translation takes a megabyte and a half."""


@lru_cache(maxsize=MAX_BANKS)
def _bank(mark: Kept | Article) -> ItemBank:
    article = mark.article if isinstance(mark, Kept) else mark
    assert article.quiz is not None, "its name is among those that have one"
    return ItemBank(article, article.quiz, mark.canonical if isinstance(mark, Kept) else b"")


def _replies(article: Article, bank: ItemBank | None, terms: Terms) -> Mapping[str, Prebuilt]:
    """All that is served about one article in one language, by path."""
    bank = None if bank is None else bank.in_language(article.lang)
    links = terms.links.in_language_of(article)
    language = ("Content-Language", article.lang)
    headers = {place: (*fields, language) for place, fields in terms.headers.items()}
    pieces = fragments(article, links)
    return {
        **article_replies(article, bank, pieces, links, headers[Place.API]),
        **article_pages(article, links, headers[Place.PAGE]),
        **embed_pages(article, links, pieces, headers[Place.EMBED]),
    }


def _past(name: str, loaded: Loaded, terms: Terms, before: Snapshot, cache: Cache) -> Past:
    """What is said of the versions of an article; `before` is asked first."""
    versions = loaded.versions.get(name) or unrecorded(loaded.library.articles[name], quiz_replies)
    known = before.past.get(name)
    return known if known and known.versions == versions else past_of(name, versions, terms, cache)


def earlier_editions(bank: ItemBank, before: Snapshot) -> Sequence[ItemBank]:
    """The editions before this one, each once, the latest first."""
    name = bank.article.id
    was = before.editions(name) if name in before.banks else ()
    editions = {each.article.fingerprint: each for each in was}
    editions.pop(bank.article.fingerprint, None)
    return tuple(withdrawn_as_in(bank, each) for each in list(editions.values())[:MAX_EARLIER])


def _documents(first: Article | None, terms: Terms) -> Mapping[str, Prebuilt]:
    """The descriptions of the files and of the API, this one with a real article and as a page too."""
    data: dict[str, object] = {f"{API}/schema/{kind}.json": json_schema(part) for kind, part in KINDS.items()}
    data[OPENAPI] = document(terms.links, example=first)
    start = {"articles": f"{API}/articles", "changes": CHANGES, "openapi": OPENAPI, "docs": DOCS}
    data[API] = INDEX.data(SimpleNamespace(**{name: terms.links.api(path) for name, path in start.items()}))
    replies = {path: prebuild(compact(each), terms.headers[Place.API]) for path, each in data.items()}
    alive = compact({"alive": True})
    replies[LIVEZ] = prebuild(alive, terms.headers[Place.API], keeping=(NO_STORE,), compress=False)
    page = reference_page(replies[OPENAPI].body)
    replies[DOCS] = prebuild(page.encode(), terms.headers[Place.PAGE], content_type=HTML)
    return replies
