"""The files that pages and embeds load: styles, scripts, icons. Each is a reply made once, compressed.

`/embed.js`, which other sites name in their pages, stands at the root; everything else under `/static/`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort

from quizapp.web.headers import Place, header_table
from quizapp.web.ready.prebuilt import prebuild
from quizapp.web.ready.replies import ready_response

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quizapp.web.ready.prebuilt import Prebuilt

LOADER = "/embed.js"
_FOLDER = Path(__file__).parents[1] / "static"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}

blueprint = Blueprint("assets", __name__)


@cache
def asset_replies() -> Mapping[str, Prebuilt]:
    """Return every file by its path. They are part of the program: a process reads them once."""
    headers = header_table("*")[Place.ASSET]
    return {
        LOADER if file.name == "embed.js" else f"/static/{file.name}": prebuild(
            file.read_bytes(), headers, content_type=_TYPES[file.suffix]
        )
        for file in sorted(_FOLDER.iterdir())
    }


@blueprint.get(LOADER)
def show_loader() -> Response:
    """Give the script that defines <quizapp-embed>."""
    return ready_response(asset_replies()[LOADER])


@blueprint.get("/static/<name>")
def show_asset(name: str) -> Response:
    """Give one file."""
    reply = asset_replies().get(f"/static/{name}")
    return ready_response(reply) if reply else abort(404)
