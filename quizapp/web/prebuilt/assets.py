"""The files that pages and embeds load: styles, scripts, icons. Each is a reply made once, compressed.

`/embed.js`, which other sites name in their pages, stands at the root with its types; everything else under
`/static/`. The same script has a second address that names its bytes, for sites that check them (Subresource
Integrity); whoever names that one gets no other script there, and a link instead of an embed after an update.
"""

import hashlib
import re
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, abort, request

from quizapp.web.headers import Place, header_table
from quizapp.web.prebuilt.reply import CACHED, IMMUTABLE, Prebuilt, prebuild, ready_response

FAVICON = "/favicon.ico"
"""What browsers ask for where a page names no icon, a JSON reply for one; they take a PNG for it."""
_FOLDER = Path(__file__).parents[1] / "static"
_LOADER = _FOLDER / "embed.js"
LOADER = "/embed.js"


def _read(file: Path) -> bytes:
    """The bytes of a file; those of a script without indents and lines of comment, which nobody runs."""
    body = file.read_bytes()
    return re.sub(rb"(?m)^[ ]*(?://.*)?\n?", b"", body) if file.suffix == ".js" else body


_DIGEST = {name: hashlib.new(name, _read(_LOADER)) for name in ("sha256", "sha384")}
FIXED_LOADER = f"/embed.{_DIGEST['sha256'].hexdigest()[:12]}.js"
INTEGRITY = f"sha384-{b64encode(_DIGEST['sha384'].digest()).decode()}"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ts": "text/plain; charset=utf-8",
}

blueprint = Blueprint("assets", __name__)


@cache
def asset_replies() -> Mapping[str, Prebuilt]:
    """Every file by its path. They are part of the program: a process reads them once."""
    headers = header_table("*")[Place.ASSET]
    files = {_path(file): (file, CACHED) for file in sorted(_FOLDER.iterdir())}
    files[FIXED_LOADER] = (_LOADER, IMMUTABLE)
    replies = {
        path: prebuild(_read(file), headers, content_type=_TYPES[file.suffix], keeping=keeping)
        for path, (file, keeping) in files.items()
    }
    return {**replies, FAVICON: replies["/static/icon.png"]}


def _path(file: Path) -> str:
    return f"/{file.name}" if file.name.startswith("embed.") else f"/static/{file.name}"


@blueprint.get("/embed.<_name>")
@blueprint.get(FAVICON)
@blueprint.get("/static/<_name>")
def show_asset(_name: str = "") -> Response:
    """Give one file."""
    reply = asset_replies().get(request.path)
    return ready_response(reply) if reply else abort(404)
