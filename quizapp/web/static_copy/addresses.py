"""The addresses of a static copy: which file stands for which reply, and links that lead from file to file.

A path without an ending gets that of its type, a language is a folder, and links are relative, so that the
copy works at the root of a site, below it, and opened from a folder. Where the address of the copy is known,
what other programs read (cards, feeds, JSON) names it whole.
"""

import json
import posixpath
import re
from collections.abc import Mapping
from html import escape, unescape
from urllib.parse import parse_qs, urlsplit

from quizapp.content.canonical import compact
from quizapp.web.prebuilt.reply import HTML, JSON

_ENDINGS = {HTML: ".html", JSON: ".json"}
# Our templates write every attribute with these quotes, and escape them in what authors write.
_REFERENCE = re.compile(r'(?<=\s)(href|src|content)="([^"]*)"')
_LINK = re.compile(
    r'<a\b[^>]*?\shref="([^"]*)"[^>]*>.*?</a>|<link\b[^>]*?\shref="([^"]*)"[^>]*>\n', re.DOTALL
)
_GONE = "\0"
_SEPARATED = re.compile(f" · {_GONE}|{_GONE} · |{_GONE}")
_DATA = re.compile(r'(<script type="application/(?:ld\+)?json"[^>]*>)(.*?)(</script>)', re.DOTALL)
_MARKUP = re.compile(r'(?<=[{,])("html":)("(?:[^"\\]|\\.)*")')
_PLACE = re.compile(r"(?<=<loc>)[^<]*(?=</loc>)")
_MARKDOWN_LINK = re.compile(r"(?<=\]\()[^()\s]+(?=\))")
_EMPTY = re.compile(r"<p>\s*</p>\n?")


def file_of(path: str, content_type: str, lang: str = "") -> str:
    """The name of the file for the reply at a path, in the folder of its language."""
    name, ending = path.lstrip("/") or "index", _ENDINGS.get(content_type, "")
    return f"{lang}/{name}".lstrip("/") + ("" if name.endswith(ending) else ending)


def oembed_path(path: str) -> str:
    """Where a copy keeps what hosts are told of a page of an article."""
    return f"/oembed{path.removeprefix('/articles')}"


class Addresses:
    """Where everything of a copy is. `base` is its own address without a slash at the end, or empty.

    `names` has the file of each path and language; the language of what is there in the original is empty.
    """

    def __init__(self, names: Mapping[tuple[str, str], str], base: str = "") -> None:
        self._names = names
        self._base = base
        # A quote after one of these begins a value, or a key, and an address has nothing that is escaped.
        self._in_json = re.compile(rf'(?<=[:\[,])"((?:/|{re.escape(base) or "/"})[^"\\]*)"(?!:)')

    def target(self, address: str) -> tuple[str, str] | None:
        """File and fragment of an address of the site; None where the copy does not have it."""
        split = urlsplit(address.removeprefix(self._base) or "/")
        path, query = split.path, parse_qs(split.query)
        if path == "/oembed" and query["format"] == ["json"]:
            page = urlsplit(query["url"][0].removeprefix(self._base))
            path, query = oembed_path(page.path), parse_qs(page.query)
        lang = query.get("lang", [""])[0]
        found = self._names.get((path, lang)) or self._names.get((path, ""))
        return (found, f"#{split.fragment}" if split.fragment else "") if found else None

    def is_ours(self, address: str) -> bool:
        """Whether an address is one of the site."""
        whole = bool(self._base) and f"{address}/".startswith(f"{self._base}/")
        return whole or (address.startswith("/") and not address.startswith("//"))

    def link(self, address: str, here: str) -> str:
        """An address of the site as the file `here` names it; as it is where nothing is there."""
        found = self.target(address) if self.is_ours(address) else None
        if found is None:
            return address
        name, fragment = found
        if self._base and address.startswith(self._base):
            return f"{self._base}/{name.removesuffix('index.html')}{fragment}"
        if here == "":
            return f"{urlsplit(self._base).path}/{name}{fragment}"
        return fragment if fragment and name == here else self.relative(name, here) + fragment

    def relative(self, name: str, here: str) -> str:
        """How the file `here` names another file."""
        there, start = name.split("/"), here.split("/")[:-1]
        shared = len(posixpath.commonprefix([there, start]))
        return "/".join([".."] * (len(start) - shared) + there[shared:])

    def html(self, text: str, here: str) -> str:
        """Markup with links to files. A link to what the copy does not have is taken out.

        With `here` empty links begin at the root: for a page that is shown in any folder.
        """

        def kept(found: re.Match[str]) -> str:
            address = unescape(found[1] or found[2])
            dead = self.is_ours(address) and self.target(address) is None
            return _GONE if dead else found[0]

        def linked(found: re.Match[str]) -> str:
            return f'{found[1]}="{escape(self.link(unescape(found[2]), here))}"'

        def data(found: re.Match[str]) -> str:
            return found[1] + self.json(found[2], here) + found[3]

        text = _LINK.sub(kept, text)
        if _GONE in text:
            text = _SEPARATED.sub("", text)
        text = _EMPTY.sub("", text)
        text = _PLACE.sub(lambda found: escape(self.link(unescape(found[0]), here)), text)
        return _DATA.sub(data, _REFERENCE.sub(linked, text))

    def markdown(self, text: str, here: str) -> str:
        """Markdown with links to files."""
        return _MARKDOWN_LINK.sub(lambda found: self.link(found[0], here), text)

    def json(self, text: str, here: str) -> str:
        """JSON whose texts that are addresses of the site lead to files, and so does the markup in `html`."""

        def markup(found: re.Match[str]) -> str:
            return found[1] + compact(self.html(json.loads(found[2]), here)).decode()

        text = _MARKUP.sub(markup, text)
        return self._in_json.sub(lambda found: f'"{self.link(found[1], here)}"', text)
