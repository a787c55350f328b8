"""The preview: the reader's pages with a panel, which is right after every save, however broken."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest
from battery.serving import free_port
from click.testing import CliRunner
from conftest import COMPLETE, rewrite
from flask import Flask
from flask.testing import FlaskClient

from quizapp.cli import main
from quizapp.rules.registry import RULES
from quizapp.settings import Settings
from quizapp.web.ops.reload import Watch
from quizapp.web.preview import MAX_NOTES, WAITING, Preview, create_preview

ROOT = Path(__file__).parents[2]
ID = "blisters-from-new-shoes"
PAGE = f"/articles/{ID}"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    content = tmp_path / "content"
    shutil.copytree(COMPLETE, content)
    return Settings(content=content, state=tmp_path / "state")


@pytest.fixture
def preview(settings: Settings) -> Iterator[tuple[Flask, Watch]]:
    """The application, and the thread that looks for saves; here a test does that itself."""
    app, watch = create_preview(settings)
    yield app, watch
    watch._follower.close()
    app.extensions["quizapp"].store.close()


@pytest.fixture
def app(preview: tuple[Flask, Watch]) -> Flask:
    return preview[0]


@pytest.fixture
def article(settings: Settings) -> Path:
    return settings.content / ID / "article.yaml"


def save(preview: tuple[Flask, Watch], path: Path, old: str, new: str) -> None:
    """Save a file, and let the preview look."""
    rewrite(path, old, new)
    preview[1]._poll()


def panel(client: FlaskClient, path: str = PAGE) -> str:
    """Return the words of the panel on a page."""
    page = client.get(path).text
    assert page.count('id="preview_"') == 1
    text = re.sub(r"<[^>]+>", " ", page[page.index('<aside class="preview"') : page.index("</aside>")])
    return " ".join(text.replace("&#34;", '"').split())


LOST = "The preview has ended, or cannot be reached. This page does not follow the files any more."


@pytest.mark.parametrize("path", ["/", PAGE, f"{PAGE}/quiz", "/nowhere"])
def test_every_page_has_the_panel_and_the_policy_that_readers_get(client: FlaskClient, path: str) -> None:
    reply = client.get(path)
    assert '<link rel="stylesheet" href="/static/preview.css">' in reply.text
    assert '<script type="module" src="/static/preview.js"></script>' in reply.text
    assert "style=" not in reply.text
    assert reply.text.count("preview.js") == 1
    assert reply.headers["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


@pytest.mark.parametrize(
    "path", ["/api/v1/articles", f"/api/v1{PAGE}", "/api/v1/nothing", "/readyz", "/static/style.css"]
)
def test_what_is_no_page_stays_as_it_is(client: FlaskClient, path: str) -> None:
    reply = client.get(path)
    assert "preview_" not in reply.text
    reply.close()


@pytest.mark.parametrize("path", [PAGE, "/api/v1/articles", "/embed.js", "/livez", "/api/v1/nothing"])
def test_no_page_from_elsewhere_may_read_a_draft(client: FlaskClient, path: str) -> None:
    names = {name.lower() for name, _ in client.get(path, headers={"Origin": "https://evil.example"}).headers}
    assert [name for name in names if name.startswith("access-control") or "resource-policy" in name] == []


def test_no_page_is_kept_by_a_browser(client: FlaskClient) -> None:
    for headers in ({}, {"If-None-Match": "*"}, {"Accept-Encoding": "gzip"}):
        reply = client.get(PAGE, headers=headers)
        assert (reply.status_code, reply.headers["Cache-Control"]) == (200, "no-store")
        assert not {"ETag", "Content-Encoding"} & set(reply.headers.keys())


def test_a_good_article_is_shown_as_it_is(client: FlaskClient) -> None:
    assert panel(client) == f"Preview This page is as it is in the files. {LOST}"
    assert panel(client, "/") == f"Preview 1 article can be shown. {LOST}"


def test_a_save_is_shown_at_once(client: FlaskClient, preview: tuple[Flask, Watch], article: Path) -> None:
    save(preview, article, "title: Blisters from new shoes", "title: Blisters from new boots")
    assert "<h1>Blisters from new boots</h1>" in client.get(PAGE).text


def test_a_broken_save_shows_its_problems_beside_the_last_good_page(
    client: FlaskClient, preview: tuple[Flask, Watch], article: Path
) -> None:
    save(preview, article, "\ntitle: Blisters from new shoes", "\ntitel: Blisters from new boots")
    reply = client.get(PAGE)
    assert (reply.status_code, "<h1>Blisters from new shoes</h1>" in reply.text) == (200, True)
    assert panel(client) == (
        "Preview This is the last good version. 1 error keeps the newest save from being shown. "
        'Error unknown key "titel" article.yaml:4:1 '
        f"2 id: {ID} 3 lang: en 4 titel: Blisters from new boots ^^^^^ "
        "5 summary: New shoes rub. Most blisters heal in a week if you keep them clean and pad them. "
        '6 licence: not-stated did you mean "title"? '
        f"{' '.join(RULES['unknown-key'].wants.split())} unknown-key {LOST}"
    )
    save(preview, article, "\ntitel: ", "\ntitle: ")
    assert panel(client).startswith("Preview This page is as it is in the files.")


def test_a_draft_is_shown_and_called_one(
    client: FlaskClient, preview: tuple[Flask, Watch], article: Path
) -> None:
    save(preview, article, "\ntitle: Blisters from new shoes", '\ntitle: "To do: a title"')
    assert "<h1>To do: a title</h1>" in client.get(PAGE).text
    assert panel(client).startswith(
        "Preview This page is as it is in the files. "
        "It is a draft: readers do not get it until it is finished. "
        "Warning still to be written: a title article.yaml:4:8"
    )


def test_a_file_that_is_no_yaml_never_gives_an_error_page(
    client: FlaskClient, preview: tuple[Flask, Watch], article: Path
) -> None:
    torn = (b"", b"[" * 100_000, b"\xff\xfe\x00", b"title: [", b"&a [*a]", bytes(1000), b"a: \t- b\n\x07")
    for body in torn:
        article.write_bytes(body)
        preview[1]._poll()
        for path in ("/", PAGE, f"{PAGE}/quiz"):
            assert client.get(path).status_code == 200
        assert re.match(r"Preview This is the last good version\. \d errors? keep", panel(client))


def test_what_a_file_says_cannot_become_part_of_the_page(
    client: FlaskClient, preview: tuple[Flask, Watch], article: Path
) -> None:
    attack = "</pre></aside></body><script>alert(1)</script>"
    save(preview, article, "\nlicence: not-stated", f"\nlicence: not-stated\n'{attack}': '{attack}'")
    page = client.get(PAGE).text
    assert page.count("</body>") == page.count("</aside>") == 1
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_problems_of_another_article_are_named_with_a_way_to_its_page(
    client: FlaskClient, preview: tuple[Flask, Watch], settings: Settings
) -> None:
    shutil.copytree(settings.content / ID, settings.content / "another")
    preview[1]._poll()
    assert panel(client).endswith(f"Elsewhere another : 1 error {LOST}")
    assert '<a href="/articles/another">another</a>' in client.get(PAGE).text
    assert "another Error" in panel(client, "/")
    assert client.get("/articles/another").status_code == 404
    assert panel(client, "/articles/another").startswith(
        f'Preview Nothing can be shown yet: 1 error. Error the article in the folder "{ID}" has the id'
    )
    assert panel(client, "/articles/no-folder").startswith(
        "Preview There is no article of this name in the content folder."
    )


def test_of_very_many_problems_the_first_are_shown(
    client: FlaskClient, preview: tuple[Flask, Watch], settings: Settings
) -> None:
    quiz = settings.content / ID / "quiz.yaml"
    rewrite(quiz, "story: ", "stry: ")
    rewrite(quiz, "reason: ", "resaon: ")
    preview[1]._poll()
    page = client.get(PAGE).text
    number = int(re.search(r"(\d+) errors keep", page)[1])  # type: ignore[index]  # it is there
    assert page.count("<details data-key=") == min(number, MAX_NOTES)
    assert number <= MAX_NOTES or f"And {number - MAX_NOTES} more." in page


def test_a_preview_starts_without_a_single_good_article(settings: Settings, article: Path) -> None:
    rewrite(article, "\ntitle: ", "\ntitel: ")
    app, watch = create_preview(settings)
    client = app.test_client()
    assert client.get("/").status_code == 200
    assert 'Error unknown key "titel"' in panel(client, "/")
    assert panel(client, PAGE).startswith("Preview Nothing can be shown yet: 1 error.")
    rewrite(article, "\ntitel: ", "\ntitle: ")
    watch._poll()
    assert client.get(PAGE).status_code == 200
    watch._follower.close()
    app.extensions["quizapp"].store.close()


def test_a_quiz_goes_on_while_its_file_is_edited_and_leaves_no_record(
    client: FlaskClient, preview: tuple[Flask, Watch], settings: Settings
) -> None:
    asked = client.post(f"{PAGE}/quiz", data={"step": "check"}, follow_redirects=True).text
    token = re.search('name="attempt" value="([^"]+)"', asked)[1]  # type: ignore[index]  # it is there
    save(preview, settings.content / ID / "quiz.yaml", "\ntitle: ", "\ntitle: Again ")
    again = client.post(f"{PAGE}/quiz", data={"step": "resume", "attempt": token}, follow_redirects=True)
    assert again.status_code == 200
    assert not settings.state.exists()


@pytest.mark.parametrize("host", ["example.org", "127.0.0.1.example.org", "192.168.0.1:5001", ""])
def test_a_page_from_elsewhere_that_calls_itself_this_machine_reads_nothing(
    client: FlaskClient, host: str
) -> None:
    """As when a site lets its own name lead to 127.0.0.1, to get past the browser."""
    for path in ("/", PAGE, f"/api/v1/articles/{ID}", "/preview/events"):
        assert client.get(path, headers={"Host": host}).status_code == 403


def test_a_page_hears_of_every_save_after_the_one_it_shows(
    client: FlaskClient, preview: tuple[Flask, Watch], article: Path
) -> None:
    shown: Preview = preview[0].extensions["quizapp.preview"]
    number = shown.number
    assert f'data-number="{number}"' in client.get(PAGE).text
    stream = client.get(f"/preview/events?seen={number}", buffered=False)
    events = iter(stream.response)
    assert (stream.mimetype, next(events)) == ("text/event-stream", WAITING.encode())
    save(preview, article, "\ntitle: ", "\ntitle: Many ")
    assert next(events) == f"data: {number + 1}\n\n".encode()
    save(preview, article, "\ntitle: Many ", "\ntitel: ")
    assert next(events) == f"data: {number + 2}\n\n".encode()
    stream.close()
    late = client.get(f"/preview/events?seen={number}", buffered=False)
    assert [next(iter(late.response)) for _ in range(2)] == [
        WAITING.encode(),
        f"data: {number + 2}\n\n".encode(),
    ]
    late.close()


def test_a_page_that_waits_long_is_told_that_it_waits_still(app: Flask) -> None:
    preview: Preview = app.extensions["quizapp.preview"]
    assert preview.wait(preview.number, 0.01) == preview.number


def test_the_command_wants_an_article_that_is_there(settings: Settings) -> None:
    result = CliRunner().invoke(
        main, ["preview", "blister-from-new-shoes", "--content", str(settings.content)]
    )
    assert result.exit_code == 2
    assert f'there is no article "blister-from-new-shoes"; did you mean "{ID}"?' in result.output


@pytest.mark.slow
def test_the_command_serves_this_machine_and_shows_a_save_to_a_page_that_waits(
    settings: Settings, article: Path
) -> None:
    port = free_port()
    command = [sys.executable, "-m", "quizapp", "preview", ID, "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--content", str(settings.content), "--state", str(settings.state)],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        env={name: value for name, value in os.environ.items() if not name.startswith("COV")},
    )
    try:
        assert process.stderr is not None
        assert process.stderr.readline() == f"Preview on http://127.0.0.1:{port}{PAGE}\n"
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", "/preview/events?seen=1")
        reply = connection.getresponse()
        assert reply.readline() == b": waiting\n"
        rewrite(article, "\ntitle: ", "\ntitle: Many ")
        started = time.monotonic()
        assert [reply.readline() for _ in range(2)] == [b"\n", b"data: 2\n"]
        assert time.monotonic() - started < 10  # half a second where nothing else runs
        connection.close()
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
    finally:
        process.kill()
    assert "Traceback" not in told
