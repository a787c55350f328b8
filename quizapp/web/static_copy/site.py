"""The files of a static copy: every reply that needs no request, and what only a copy has.

    files = site_files(take_snapshot(settings), settings)     # {"index.html": b"...", "es/index.html": ...}

What describes the API, makes embed code or answers a question stays on a server.
"""

import gzip
from collections.abc import Callable, Container, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from quizapp.cache import key_of, program
from quizapp.content.canonical import compact
from quizapp.content.model import Article
from quizapp.errors import QuizappError
from quizapp.export.as_markdown import MARKDOWN
from quizapp.export.script_data import script_data
from quizapp.library import files
from quizapp.library.fingerprints import files_in, of_file
from quizapp.library.sandbox import files_key
from quizapp.quiz.bank import ItemBank
from quizapp.settings import LOGO_TYPES, Settings
from quizapp.web.contract.problem_types import DOCS
from quizapp.web.embed.embed_code import QUIZ, snippet
from quizapp.web.embed.oembed import oembed_data
from quizapp.web.headers import Place, header_table, place_of
from quizapp.web.pages.imprint import stylesheet
from quizapp.web.prebuilt.catalogue import API
from quizapp.web.prebuilt.i18n import ORIGINAL, words_of
from quizapp.web.prebuilt.links import Links, article_path
from quizapp.web.prebuilt.page_table import PRIVACY, SUMMARY, embed_path
from quizapp.web.prebuilt.quiz_view import MOST_TO_REREAD, repeated_in
from quizapp.web.prebuilt.rendering import Frame, address, error_page, privacy_page, quiz_page
from quizapp.web.prebuilt.reply import HTML, JSON, SMALL, Prebuilt, prebuild
from quizapp.web.prebuilt.terms import Terms
from quizapp.web.prebuilt.versions import ATOM, SITEMAP, XML
from quizapp.web.snapshot import LIVEZ, OPENAPI, Snapshot
from quizapp.web.static_copy.addresses import Addresses, file_of, oembed_path

Table = dict[str, Prebuilt]
Files = dict[str, bytes]

ERROR, HEADERS, ROBOTS = "404.html", "_headers", "robots.txt"
UNCHANGED = ".nojekyll"
"""Tells GitHub Pages to publish the files as they are."""
LIST = ".quizapp-files"
"""Names the files of a build in their folder, so that nothing else is touched, and what they were made of."""
_LEFT_OUT = {API, OPENAPI, DOCS, LIVEZ}
_CHARSET = '<meta charset="utf-8">'
_POLICY = (
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'self';"
    " style-src 'self'; img-src 'self'; form-action 'none'; base-uri 'none'\">"
)
"""In every page, since a plain host sends no headers of ours."""


def reply_count(snapshot: Snapshot) -> int:
    """How many replies a copy of a snapshot has about: what its making ticks for."""
    return len(snapshot.table) + sum(map(len, snapshot.by_language.values()))


def site_files(
    snapshot: Snapshot, settings: Settings, tick: Callable[[], None] = lambda: None, *, platform: bool = False
) -> Files:
    """The body of every file by its name; `tick` is called once for each reply.

    `platform` is for a copy that a learning platform plays (see `rendering.Frame`).
    """
    links = Links(settings.public_url or "", site=settings.contacts, imprint=settings.imprint)
    own = _own_replies(snapshot, settings, links, platform=platform)
    tables = {
        lang: {**table, **own[lang]} for lang, table in {"": snapshot.table, **snapshot.by_language}.items()
    }
    names = _names(tables)
    addresses = Addresses(names, links.base)
    made: Files = {}
    for (path, lang), name in names.items():
        if name not in made:
            made[name] = _body(tables[lang][path], name, addresses)
        tick()
    page = error_page(404, "nothing-here", settings.imprint)
    made[ERROR] = _page(addresses.html(page, ""))
    folders = _folders(made, tables)
    large = {name: body for name, body in made.items() if len(body) > SMALL}
    packed = {name: gzip.compress(body, compresslevel=9, mtime=0) for name, body in large.items()}
    made |= {f"{name}.gz": body for name, body in packed.items() if len(body) < len(made[name])}
    made[ROBOTS] = _for_robots(folders, links.base)
    made[UNCHANGED] = b""
    made[HEADERS] = _headers(folders, settings.frame_ancestors)
    return dict(sorted(made.items()))


def _own_replies(
    snapshot: Snapshot, settings: Settings, links: Links, *, platform: bool
) -> Mapping[str, Table]:
    """What a copy has in place of the server's replies, and beside them, by language."""
    own: dict[str, Table] = {
        lang: {PRIVACY: _html(privacy_page(settings, lang or ORIGINAL, copy=True, platform=platform))}
        for lang in ("", *snapshot.by_language)
    }
    own[""] |= _imprint(settings)
    for name, original in snapshot.library.articles.items():
        bank = snapshot.banks.get(name)
        for article in (original, *original.translations.values()):
            made = _oembed(article, settings, links) if links.base else {}
            if bank:
                frame = Frame(
                    path=article_path(article.id, "/quiz"),
                    links=links.in_language_of(article),
                    copy=quiz_data(bank.in_language(article.lang)),
                    platform=platform,
                )
                framed = replace(frame, path=embed_path(article.id, QUIZ), embedded=True)
                made[frame.path] = _html(quiz_page(article, frame, base=links.base))
                made[framed.path] = _html(quiz_page(article, framed))
            own[article.lang] |= made
            own[""] |= {} if article.translated else made
    return own


def _html(page: str) -> Prebuilt:
    return prebuild(page.encode(), (), content_type=HTML, compress=False)


def quiz_data(bank: ItemBank) -> Mapping[str, Any]:
    """What the script of a quiz works with: the bank, and what its pages show of levels and signs."""
    article, data = bank.article, script_data(bank)
    assert article.quiz is not None, "a bank is made of a quiz"
    levels = sorted(article.levels, key=lambda words: words.level)
    for item in data["items"]:
        for option in item["options"] if item["level"] is not None else ():
            if repeated_in(levels[option["level"]].name, option["text"]):
                option["step"] = ""
    return {
        **data,
        "lang": article.lang,
        "has_check": bank.has_check,
        "title": article.quiz.title,
        "article": address(article),
        "reread": MOST_TO_REREAD,
        "levels": [
            {
                "slug": words.level.slug,
                "icon": f"#i_{words.level.slug}",
                "step": words.name,
                "step_lang": words.lang,
                "short": words_of(article.lang).plain(f"step.{words.level.slug}"),
            }
            for words in levels
        ],
        "signs": {
            sign.id: {
                "name": sign.name,
                "level": int(sign.level),
                "now": sign.within == "now",
                "action": sign.action,
                "lang": sign.lang,
                "page": f"{address(article)}#{sign.id}",
                "picture": f"#i_{sign.picture or 'urgent'}",
            }
            for sign in article.signs_by_id.values()
        },
    }


def _oembed(article: Article, settings: Settings, links: Links) -> Table:
    """What hosts are told that follow the link in a page of an article."""
    pieces = {article_path(article.id): (SUMMARY, article.title)}
    if article.quiz:
        pieces[article_path(article.id, "/quiz")] = (QUIZ, article.quiz.title)
    options = {"lang": article.lang} if article.translated else {}
    provider = settings.imprint.name or "quizapp"
    made = {
        path: oembed_data(snippet(article, piece, title, options), links.base, provider)
        for path, (piece, title) in pieces.items()
    }
    return {oembed_path(path): prebuild(compact(data), ()) for path, data in made.items()}


def _imprint(settings: Settings) -> Table:
    """The publisher's own stylesheet and logo, where there are any."""
    imprint, made = settings.imprint, dict[str, Prebuilt]()
    if imprint.stylesheet:
        made["/brand.css"] = stylesheet(imprint.brand, imprint.font, ())
    if imprint.logo:
        kind = LOGO_TYPES[imprint.logo.suffix]
        made[imprint.logo_address] = prebuild(imprint.logo.read_bytes(), (), content_type=kind)
    return made


def _names(tables: Mapping[str, Table]) -> dict[tuple[str, str], str]:
    """The file of each path and language; what is the same in the original has the original's."""
    names: dict[tuple[str, str], str] = {}
    for lang, table in tables.items():
        for path, reply in table.items():
            original = tables[""].get(path)
            # an element may name the language of the original, so its frames have a folder of their own
            same = original is not None and original.body == reply.body and place_of(path) is not Place.EMBED
            own = "" if same else lang
            if path not in _LEFT_OUT:
                names[path, lang] = file_of(path, reply.content_type, own)
    return names


def _body(reply: Prebuilt, name: str, addresses: Addresses) -> bytes:
    if reply.content_type == JSON:
        return addresses.json(reply.body.decode(), name).encode()
    if reply.content_type in {HTML, ATOM, XML}:
        return _page(addresses.html(reply.body.decode(), name))
    if reply.content_type == MARKDOWN:
        return addresses.markdown(reply.body.decode(), name).encode()
    return reply.body


def _page(html: str) -> bytes:
    return html.replace(_CHARSET, f"{_CHARSET}\n{_POLICY}", 1).encode()


def _for_robots(folders: Mapping[str, Place], base: str) -> bytes:
    """Tell search engines what is for programs only, and where the sitemap is."""
    root = urlsplit(base).path
    hidden = sorted(each for each in folders if each.endswith(("api/*", "embed/*")))
    lines = ["User-agent: *", *(f"Disallow: {root}{each.removesuffix('*')}" for each in hidden)]
    lines += [f"Sitemap: {base}{SITEMAP}"] if base else []
    return "".join(f"{line}\n" for line in lines).encode()


def _folders(made: Files, langs: Container[str]) -> dict[str, Place]:
    """Patterns for all files, as "/es/embed/*" and "/index.html", with what they lead to."""
    found: dict[str, Place] = {}
    for name in made:
        parts = name.split("/")
        start = [parts.pop(0)] if parts[0] in langs else []
        pattern = "/".join(["", *start, *([parts[0], "*"] if len(parts) > 1 else parts)])
        place = place_of("/" + "/".join(parts))
        found[pattern] = place
        found |= {pattern.removesuffix("index.html"): place} if parts == ["index.html"] else {}
    return found


def _headers(folders: Mapping[str, Place], frame_ancestors: str) -> bytes:
    """The headers of the server for hosts that read them from a file, by pattern."""
    table = header_table(frame_ancestors)
    rules = (
        f"{pattern}\n" + "".join(f"  {name}: {value}\n" for name, value in table[place])
        for pattern, place in sorted(folders.items())
    )
    return "".join(rules).encode()


class NotOurs(QuizappError):
    """A file stands where one of ours should, and no build has written it."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is not from a build: choose another folder, or move it away")


class Written(NamedTuple):
    """How many files a build has written, found as they should be, and removed."""

    new: int
    same: int
    removed: int


def content_key(settings: Settings) -> str:
    """The key of what a copy is made of: the program, settings that it shows, and content."""
    entries = [path.name for path in files.listed(settings.content)]
    logo = settings.imprint.logo.read_bytes() if settings.imprint.logo else b""
    keys = (files_key(settings.content, name) for name in entries)
    return Terms(settings).key_of(program(), logo, *keys)


def history_key(settings: Settings) -> str:
    """The key of the history that its feed tells, which a build may go on with."""
    return key_of(*(repr((path.name, sorted(files_in(path)))) for path in files.listed(settings.history)))


def as_built(folder: Path, key: str) -> Written | None:
    """What a build would do in a folder that one of this key has left, and nobody has touched since."""
    known, listed = _listed(folder)
    same = known == key and all(_trace(folder / name) == seen for name, seen in listed.items())
    return Written(0, len(listed), 0) if same else None


def write_files(folder: Path, made: Mapping[str, bytes], key: str = "") -> Written:
    """Make a folder hold these files; NotOurs when one of them would replace what no build has written."""
    before = _listed(folder)[1].keys()
    for name in made.keys() - before:
        if (folder / name).exists():
            raise NotOurs(folder / name)
    new = [name for name, body in made.items() if not _holds(folder / name, body)]
    for name in new:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(made[name])
    gone = before - made.keys()
    for name in sorted(gone):
        (folder / name).unlink(missing_ok=True)
    lines = (f"{name}\t{_trace(folder / name)}\n" for name in sorted(made))
    (folder / LIST).write_text("".join((f"\t{key}\n", *lines)), encoding="utf-8")
    return Written(len(new), len(made) - len(new), len(gone))


def _listed(folder: Path) -> tuple[str, Mapping[str, str]]:
    """The key of the build that has left a folder, and each of its files as it has left that."""
    listed = folder / LIST
    lines = listed.read_text("utf-8").splitlines() if listed.exists() else []
    found = {name: seen for name, _, seen in (line.partition("\t") for line in lines)}
    return found.pop("", ""), found


def _trace(path: Path) -> str:
    """Size and time of a file; none of one that is not there."""
    _, size, written, _, _ = of_file(path)
    return f"{size} {written}"


def _holds(path: Path, body: bytes) -> bool:
    return path.is_file() and path.stat().st_size == len(body) and path.read_bytes() == body
