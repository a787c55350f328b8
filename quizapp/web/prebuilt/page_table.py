"""The pages that need no request, by path, made once at load time; `catalogue` has the JSON."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from quizapp.content.markdown import plain
from quizapp.content.model import Article
from quizapp.export.as_markdown import MARKDOWN, article_markdown, escaped, part_markdown
from quizapp.web.headers import Headers, Place
from quizapp.web.prebuilt.entries import IndexEntry
from quizapp.web.prebuilt.fragments import READER_PARTS, fragments
from quizapp.web.prebuilt.i18n import ORIGINAL, words_of
from quizapp.web.prebuilt.links import Links, article_path
from quizapp.web.prebuilt.rendering import (
    EmbedForm,
    Frame,
    address,
    article_page,
    embed_page,
    index_page,
    privacy_page,
    quiz_page,
    sources_page,
)
from quizapp.web.prebuilt.reply import HTML, Prebuilt, prebuild
from quizapp.web.prebuilt.terms import Terms

INDEX = "/"
PRIVACY = "/privacy"
LLMS = "/llms.txt"
SUMMARY = "summary"
"""The piece that stands for an article where its address is embedded."""


def site_pages(
    entries: Collection[IndexEntry], first: Article | None, terms: Terms, lang: str
) -> Mapping[str, Prebuilt]:
    """The pages that are about no article: the list of them, and what is kept of readers.

    `lang` is empty for those who ask for no language.
    """
    settings, headers = terms.settings, terms.headers[Place.PAGE]
    return {
        INDEX: _page(index_page(entries, first, lang or None, settings.imprint), headers),
        PRIVACY: _page(privacy_page(settings, lang or ORIGINAL), headers),
    }


def article_pages(article: Article, links: Links, headers: Headers) -> Mapping[str, Prebuilt]:
    """The pages of one article: its own, its sources, and the start of its quiz if it has one."""
    path = article_path(article.id)
    texts = {
        address: prebuild(text.encode(), headers, content_type=MARKDOWN)
        for address, text in _markdown(article, links)
    }
    pages = {
        path: _page(article_page(article, links), headers, texts[f"{path}.md"]),
        article_path(article.id, "/sources"): _page(sources_page(article, links), headers),
        **texts,
    }
    if article.quiz is not None:
        frame = Frame(path=address(article, "/quiz"), links=links)
        pages[article_path(article.id, "/quiz")] = _page(quiz_page(article, frame, base=links.base), headers)
    return pages


def _markdown(article: Article, links: Links) -> Iterator[tuple[str, str]]:
    """Yield the article and each part that is not empty as Markdown, by path."""
    say, page = words_of(article.lang).plain, links.article(article.id)
    yield article_path(article.id, ".md"), article_markdown(article, say, page)
    for part, name in READER_PARTS.items():
        if getattr(article, name):
            yield article_path(article.id, f"/{part}.md"), part_markdown(article, part, say, page)


def text_list(entries: Iterable[IndexEntry], terms: Terms) -> Mapping[str, Prebuilt]:
    """The list of what is there as Markdown, for language models (https://llmstxt.org)."""
    say, links = words_of(ORIGINAL).plain, terms.links
    lines = [f"# {links.imprint.name or say('site.name')}", "", f"> {say('index.lead')}", ""]
    for entry in entries:
        lines += [f"## {escaped(entry.title)}", ""]
        state = say("index.reviewed", by=entry.reviewed_by) if entry.reviewed_by else say("index.unreviewed")
        page = links.api(article_path(entry.id))
        lines += [f"- [{say('site.article')}]({page}.md): {escaped(plain(entry.summary))} {state}."]
        for part, name in READER_PARTS.items():
            begin, end = entry.members[name]
            if end - begin > len(f'"{name}":[]'):
                lines.append(f"- [{say(f'fragment.part.{part}')}]({page}/{part}.md)")
        lines.append("")
    body = "\n".join(lines).encode()
    return {LLMS: prebuild(body, terms.headers[Place.API], content_type=MARKDOWN)}


def embed_path(article_id: str, piece: str) -> str:
    """The path of an embed: of "summary", "quiz", a part such as "faqs", or "faqs/can-i-train"."""
    return f"/embed/{article_id}/{piece}"


def embed_pieces(article: Article) -> Mapping[str, str]:
    """What can be embedded of an article beside its quiz, with the title of its frame."""
    say = words_of(article.lang).plain
    parts = {part: f"{say(f'fragment.part.{part}')}: {article.title}" for part in READER_PARTS}
    return {SUMMARY: article.title, **parts, **{f"faqs/{faq.id}": faq.question for faq in article.faqs}}


def embed_pages(
    article: Article, links: Links, pieces: Mapping[str, str], headers: Headers
) -> Mapping[str, Prebuilt]:
    """The frames of one article in the theme "light"; `pieces` are its fragments by name."""
    form = EmbedForm(imprint=links.imprint)
    return {
        embed_path(article.id, piece): _page(
            embed_page(article, title, pieces.get(piece), links, form), headers
        )
        for piece, title in embed_pieces(article).items()
    }


def embed_html(article: Article, piece: str, links: Links, form: EmbedForm) -> str:
    """The frame of one piece in a form that no reply was made of at load time."""
    fragment = None if piece == SUMMARY else fragment_html(article, piece, links)
    return embed_page(article, embed_pieces(article)[piece], fragment, links, form)


def fragment_html(article: Article, piece: str, links: Links) -> str:
    """The fragment of a piece: a list such as "faqs", or one thing out of it."""
    return fragments(article, links, {piece.partition("/")[0]})[piece]


def _page(html: str, headers: Headers, other: Prebuilt | None = None) -> Prebuilt:
    return prebuild(html.encode(), headers, content_type=HTML, other=other)
