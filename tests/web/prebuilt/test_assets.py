import gzip
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from quizapp.web.prebuilt import assets
from quizapp.web.prebuilt.assets import FAVICON, FIXED_LOADER, asset_replies

STATIC = Path(assets.__file__).parents[1] / "static"


def sent(file: Path) -> bytes:
    """Return what is sent of a file: of a script neither indents nor lines of comment."""
    lines = [line.lstrip(b" ") for line in file.read_bytes().splitlines(keepends=True)]
    bare = b"".join(line for line in lines if line.strip() and not line.startswith(b"//"))
    return bare if file.suffix == ".js" else file.read_bytes()


def test_every_file_is_served_compressed_to_any_site_and_can_be_kept(client: FlaskClient) -> None:
    names = {file.name for file in STATIC.iterdir()}
    paths = {f"/{name}" if name.startswith("embed.") else f"/static/{name}" for name in names}
    assert set(asset_replies()) == {*paths, FAVICON, FIXED_LOADER}
    for path in paths:
        reply = client.get(path, headers={"Accept-Encoding": "gzip"})
        body = gzip.decompress(reply.data) if "Content-Encoding" in reply.headers else reply.data
        assert body == sent(STATIC / path.rpartition("/")[2])
        assert reply.headers["Access-Control-Allow-Origin"] == "*"
        assert reply.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert reply.headers["Cache-Control"].startswith("public, max-age=60")
        seen = {"Accept-Encoding": "gzip", "If-None-Match": reply.headers["ETag"]}
        assert client.get(path, headers=seen).status_code == 304


@pytest.mark.parametrize("path", ["/static/nothing.css", "/static/../app.py", "/static/embed.js", "/static/"])
def test_there_is_nothing_else_among_them(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404
