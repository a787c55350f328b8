from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from markdown_it import MarkdownIt
from overlays import laid

from quizapp.content.model import Review
from quizapp.content.projection import PARTS
from quizapp.export.as_markdown import article_markdown, escaped, part_markdown
from quizapp.web.prebuilt.i18n import words_of

SAY = words_of("en").plain
PAGE = "/articles/blisters-from-new-shoes"


def text_of(markdown: str) -> str:
    """Return what a reader of CommonMark shows as text."""
    tokens = MarkdownIt().parse(markdown)
    return "".join(
        child.content
        for token in tokens
        for child in token.children or []
        if child.type in {"text", "code_inline"}
    )


@pytest.mark.parametrize(
    "text",
    ["a*b*c", "# not a title", "- no list", "1. no list", "<script>alert(1)</script>", "[x](javascript:y)",
     "a_b_ `c`", "~~no~~", "a | b", "\\*", "{x}"],
)  # fmt: skip
def test_a_name_is_text_whatever_is_in_it(text: str) -> None:
    assert text_of(f"## {escaped(text)}") == text_of(f"{escaped(text)}") == text


def test_the_article_has_its_notice_review_state_and_the_step_of_every_sign() -> None:
    article = laid()
    made = article_markdown(article, SAY, PAGE)
    first, notice, state = made.split("\n\n")[:3]
    assert first == f"# {article.title}"
    assert text_of(notice) == article.urgent_notice
    assert state == SAY("review.unreviewed")
    shown = text_of(made)
    for sign in article.signs_by_id.values():
        assert f"{sign.name}" in shown
        assert f"{sign.level_name}. {sign.action}"[:30] in shown
    assert made.rstrip().endswith(f"({PAGE}).")


@pytest.mark.parametrize("part", [part for part in PARTS if part != "gaps"])
def test_a_part_is_safe_alone_and_leaves_nothing_out(part: str) -> None:
    article = laid()
    made = part_markdown(article, part, SAY, PAGE)
    assert text_of(made.split("\n\n")[1]) == article.urgent_notice
    names = ("name", "title", "question", "text", "reason")
    shown = text_of(made)
    for thing in getattr(article, PARTS[part]):
        name = next(getattr(thing, each) for each in names if hasattr(thing, each))
        assert " ".join(name.split()) in shown


@pytest.mark.parametrize(
    "text",
    ["<b>no tag</b>", "\\<b>no tag\\</b>", "\\\\<b>no tag</b>",
     "![<b>no tag</b>](https://elsewhere.example/x.png)"],
)  # fmt: skip
def test_no_text_of_an_author_becomes_html_or_an_image(text: str) -> None:
    made = article_markdown(replace(laid(), summary=text), SAY, PAGE)
    inline = [child.type for token in MarkdownIt().parse(made) for child in token.children or []]
    assert ({"html_inline", "image"} & {*inline} == set(), "<b>no tag</b>" in text_of(made)) == (True, True)


def test_what_has_another_review_than_the_article_says_so() -> None:
    article, reviewed = laid(), Review(status="reviewed", by="Dr Lee", date="2026-01-02")
    claims = [claim for _, _, claim in article.claims()]
    others = [
        part_markdown(replace(article, review=reviewed), part, SAY, PAGE) for part in PARTS if part != "gaps"
    ]
    told = sum(text_of(made).count(SAY("review.unreviewed")) for made in others)
    assert told == len(claims)


def test_the_page_gives_markdown_to_those_who_would_rather_have_it(client: FlaskClient) -> None:
    usual = client.get(PAGE, headers={"Accept": "text/html,*/*;q=0.8"})
    rather = client.get(PAGE, headers={"Accept": "text/markdown, text/html;q=0.5"})
    alone = client.get(f"{PAGE}.md")
    assert (usual.mimetype, rather.mimetype, rather.data) == ("text/html", "text/markdown", alone.data)
    assert "Accept" in usual.headers["Vary"]
    assert f'type="text/markdown" href="{PAGE}.md"' in usual.text
    assert client.get("/articles/nothing.md").status_code == 404


def test_a_list_for_language_models_leads_to_every_text(client: FlaskClient) -> None:
    listed = client.get("/llms.txt").text
    tokens = [child for token in MarkdownIt().parse(listed) for child in token.children or []]
    links = [str(token.attrs["href"]) for token in tokens if token.type == "link_open"]
    assert f"{PAGE}.md" in links
    assert f"{PAGE}/red-flags.md" in links
    assert [link for link in links if client.get(link).mimetype != "text/markdown"] == []
