"""Markdown as blocks: it is made into HTML, without its front matter and the marks of its call-outs."""

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from typing import Any

import yaml
from markdown_it import MarkdownIt

from quizapp.authoring.source_text.blocks import QUESTION_OR_ANSWER, Block, BlockKind, SourceText, one_line
from quizapp.authoring.source_text.from_html import read_html

FRONT_MATTER = re.compile(
    r"\A(?:---[ \t]*\n(?P<yaml>.*?\n)(?:---|\.\.\.)[ \t]*\n|\+\+\+[ \t]*\n(?P<toml>.*?\n)\+\+\+[ \t]*\n"
    r"|(?P<json>\{\n.*?\n\})[ \t]*\n)",
    re.DOTALL,
)
_READERS: dict[str, Callable[[str], Any]] = {
    "yaml": yaml.safe_load,
    "toml": tomllib.loads,
    "json": json.loads,
}

_ADMONITION = re.compile(
    r"^( *)(?:!!!|\?\?\?\+?) +(?P<type>[\w-]+)(?: +(?:inline|end))*(?: +\"(?P<title>.*)\")?[ \t]*$"
)
_CONTAINER = re.compile(r"^ *:{3,} *(?:\{?(?P<type>[\w-]+)\}?(?: *(?P<title>.*))?)?$")
_ALERT = re.compile(r"^(?P<quote>[ >]*> ?)\[!\w+\][+-]?(?P<title>.*)$")
_GRAVE = frozenset({"danger", "emergency", "critical"})
"""Kinds of call-outs that say by themselves how grave a thing is."""
_SHORTCODE = re.compile(r"\{\{[<%]/?[^{}]*[%>]\}\}|\{%[^{}]*%\}")
_TASK = re.compile(r"^(\s*(?:[-*+]|\d+[.)]) )\[[ xX]\] ", re.MULTILINE)
_LOOSE_STRONG = re.compile(r"(?<!\S)\*\*(\S[^*\n]*?)[ \t]+\*\*(?=\s)")
"""Strong words with a blank before the mark that ends them, which no reader of Markdown takes for strong."""
_TITLE_OF_QUOTE = re.compile(r"((?:\A|\n)[ >]*\n([ >]*>[ >]*)\*\*[^*\n]+\*\*[ \t]*\n)(?=[ >]*[^\s>])")
"""A first line of a quote that is all strong: the title of a call-out."""
_SPOKEN = re.compile(r"\"([^\"]* [^\"]*)\"")
"""An argument of a shortcode that holds words."""


def read_markdown(text: str) -> SourceText:
    """Read Markdown, with the title, language and other words of its front matter."""
    front, body = _front_matter(text)
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render("\n".join(_plain(body)))
    source = read_html(html)
    blocks = source.blocks
    title = one_line(str(front.pop("title", "") or ""))
    if title and not any(block.kind is BlockKind.HEADING and block.depth == 1 for block in blocks):
        blocks = (Block(kind=BlockKind.HEADING, text=title, depth=1), *blocks)
    lang = next((str(front[key]) for key in ("lang", "language", "locale") if front.get(key)), source.lang)
    return SourceText(blocks, lang, (*map(one_line, _words(front)), *source.left_out))


def _front_matter(text: str) -> tuple[dict[str, Any], str]:
    """Part the data above a text from it; what is broken is text."""
    found = FRONT_MATTER.match(text)
    if found is None or found.lastgroup is None:
        return {}, text
    try:
        data = _READERS[found.lastgroup](found[found.lastgroup])
    except (yaml.YAMLError, ValueError):
        return {}, text
    return (data, text[found.end() :]) if isinstance(data, dict) else ({}, text)


def _words(value: object) -> Iterator[str]:
    """Yield what front matter says in words of its own."""
    if isinstance(value, str) and " " in value.strip():
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _words(inner)


def _plain(text: str) -> Iterator[str]:
    """Yield the lines without the marks of call-outs, whose titles stand out instead."""
    indent = 0
    """How far the text of an admonition is moved in, while one goes on."""
    text = _SHORTCODE.sub(
        lambda mark: "".join(f"\n\n{words}\n\n" for words in _SPOKEN.findall(mark[0])), text
    )
    text = _TITLE_OF_QUOTE.sub(r"\1\2\n", _TASK.sub(r"\1", text))
    for line in _LOOSE_STRONG.sub(r"**\1** ", text).split("\n"):
        if line.strip() and len(line) - len(line.lstrip()) < indent:
            indent = 0
        mark = _ADMONITION.match(line)
        if mark:
            indent = len(mark[1]) + 4
        if mark := mark or _CONTAINER.match(line):
            kind = f"{mark['type'].capitalize()}: " if mark["type"] in _GRAVE else ""
            yield from ("", f"**{kind}{mark['title'].strip(' []')}**" if mark["title"] else "", "")
        elif mark := _ALERT.match(line):
            title = mark["title"].strip()
            yield from (f"{mark['quote']}**{title}**" if title else mark["quote"], mark["quote"])
        else:
            if QUESTION_OR_ANSWER.match(line.lstrip()):
                yield ""
            yield line[indent:]
