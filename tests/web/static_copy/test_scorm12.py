"""What the pages of a package for learning platforms say of a reader's answers: the platform gets them."""

import io
import zipfile
from functools import cache

import pytest

from quizapp.library.load import load
from quizapp.settings import default_content
from quizapp.web.prebuilt.i18n import words_of
from quizapp.web.static_copy import scorm12

ARTICLE = "joint-pain-after-exercise"
FOLDERS = {"en": "", "es": "es/"}


@cache
def pages() -> dict[str, str]:
    """Return the pages of the package of an article in two languages."""
    article = load(default_content()).library.articles[ARTICLE]
    with zipfile.ZipFile(io.BytesIO(scorm12.package(article, "en"))) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".html")}


def said(lang: str, name: str) -> str:
    return words_of(lang).plain(name)


@pytest.mark.parametrize("lang", FOLDERS)
def test_every_page_that_tells_what_is_kept_says_that_the_platform_gets_it(lang: str) -> None:
    quiz = pages()[f"{FOLDERS[lang]}articles/{ARTICLE}/quiz.html"]
    before, report = quiz.split('<template id="report_">')
    told = said(lang, "copy.reported")
    assert (before.count(told), report.count(told)) == (2, 1)
    assert said(lang, "copy.reported_privacy") in pages()[f"{FOLDERS[lang]}privacy.html"]


@pytest.mark.parametrize("lang", FOLDERS)
@pytest.mark.parametrize("name", ["copy.kept", "copy.privacy", "report.link", "item.later"])
def test_no_page_says_that_answers_go_nowhere_or_offers_a_link_into_the_frame(lang: str, name: str) -> None:
    assert [page for page, body in pages().items() if said(lang, name) in body] == []
