"""A quiz as a SCORM 1.2 package: its page of a static copy, and the script that tells the host how it goes.

`understands` is passed with a score of 100, `not-yet` failed with 0, anything else incomplete with 0. Each
tested red flag is an objective, each response an interaction.
"""

from pathlib import Path

from jinja2 import Environment

from quizapp.content.model import Article, quiz_of
from quizapp.export import markup
from quizapp.export.as_markdown import MARKDOWN
from quizapp.export.assessment import Loss
from quizapp.export.formats import Format
from quizapp.library.load import Loaded
from quizapp.library.model import Library
from quizapp.settings import Settings
from quizapp.web.prebuilt.links import article_path
from quizapp.web.prebuilt.page_table import INDEX, PRIVACY
from quizapp.web.prebuilt.reply import HTML
from quizapp.web.prebuilt.versions import FEED
from quizapp.web.snapshot import make_snapshot
from quizapp.web.static_copy.addresses import file_of
from quizapp.web.static_copy.site import Files, site_files

_SCRIPT = Path(__file__).with_name("scorm12.js")
_CALLED = "static/scorm12.js"
_MANIFEST = """<?xml version="1.0" encoding="utf-8"?>
<manifest identifier="{{ id }}" version="{{ revision }}"
  xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
  xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
  <metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
  <organizations default="organization">
    <organization identifier="organization">
      <title>{{ title }}</title>
      <item identifier="item" identifierref="quiz"><title>{{ title }}</title></item>
    </organization>
  </organizations>
  <resources>
    <resource identifier="quiz" type="webcontent" adlcp:scormtype="sco" href="{{ start }}">
      {%- for name in names %}
      <file href="{{ name }}"/>
      {%- endfor %}
    </resource>
  </resources>
</manifest>
"""
_STATIC = ("check.js", "signs.js", "style.css", "icon.svg", "icon.png")

LOSSES = (
    Loss("item statistics: only the host keeps the responses"),
    Loss("the secrecy of keys: they're in the package"),
    Loss("how sure a reader is, except in the report: SCORM 1.2 has no field for it"),
    Loss("the article's data: the package has its pages instead"),
)


def format_of(original: Article) -> Format:
    """The package as a format of an article; its pages in every language are those of the original."""
    return Format(
        write=lambda article, _: package(original, article.lang), losses=lambda _: LOSSES, binary=True
    )


def package(article: Article, lang: str) -> bytes:
    """The package of an article's quiz, beginning in a language; UnknownThing where it has none."""
    quiz = quiz_of(article.in_language(lang))
    files = _files(article)
    start = file_of(article_path(article.id, "/quiz"), HTML, "" if lang == article.lang else lang)
    for name in [name for name in files if name.endswith("/quiz.html")]:
        root = "../" * name.count("/")
        script = f'<script defer src="{root}static/check.js"></script>'
        called = f'{script}<script defer src="{root}{_CALLED}"></script>'
        files[name] = files[name].replace(script.encode(), called.encode())
    files[_CALLED] = _SCRIPT.read_bytes()
    names = [start, *(name for name in sorted(files) if name != start)]
    manifest = Environment(autoescape=True).from_string(_MANIFEST)
    values = {"id": f"quizapp-{article.id}", "revision": quiz.revision, "title": quiz.title, "start": start}
    return markup.package({"imsmanifest.xml": manifest.render(names=names, **values).encode(), **files})


def _files(article: Article) -> Files:
    """The pages that lead to each other, in every language, and what they load."""
    settings = Settings(content=Path(), state=Path())
    snapshot = make_snapshot(Loaded(Library({article.id: article}, {}), ()), settings)
    found = site_files(snapshot, settings, platform=True)
    paths = (*(article_path(article.id, below) for below in ("/quiz", "", "/sources")), PRIVACY, INDEX)
    langs = ("", *article.translations)
    pages = {file_of(path, HTML, lang) for path in paths for lang in langs}
    pages |= {file_of(article_path(article.id, ".md"), MARKDOWN, lang) for lang in langs}
    return {
        name: found[name]
        for name in sorted({*pages, FEED.lstrip("/"), *(f"static/{name}" for name in _STATIC)})
        if name in found
    }
