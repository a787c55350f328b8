"""What a publisher has chosen for its pages and embeds: a stylesheet of two lines, and a logo."""

from functools import lru_cache

from flask import Blueprint, Response, abort

from quizapp.settings import LOGO_TYPES
from quizapp.web.contract import arguments
from quizapp.web.headers import Headers, Place
from quizapp.web.prebuilt.reply import IMMUTABLE, Prebuilt, prebuild, ready_response
from quizapp.web.site import current_site

STYLESHEETS = 256
"""Stylesheets that a process remembers."""
_GENERIC = {"serif", "sans-serif", "monospace", "cursive", "fantasy", "system-ui", "ui-serif", "ui-rounded"}

blueprint = Blueprint("imprint", __name__)


@blueprint.get("/brand.css")
def show_stylesheet() -> Response:
    """Give the stylesheet that sets a colour and a typeface; style.css keeps any colour readable."""
    asked = arguments.LOOK.read()
    headers = current_site().headers[Place.ASSET]
    return ready_response(stylesheet(asked.get("brand", ""), asked.get("font", ""), headers))


@lru_cache(maxsize=STYLESHEETS)
def stylesheet(brand: str, font: str, headers: Headers) -> Prebuilt:
    """The stylesheet of a colour and a typeface; of an empty one it says nothing."""
    lines = [f"--brand: #{brand};"] if brand else []
    families = [name for part in font.split(",") if (name := part.strip())]
    named = [name if name in _GENERIC else f'"{name}"' for name in families]
    lines += [f"--font: {', '.join(named)}, sans-serif;"] if named else []
    css = f":root {{ {' '.join(lines)} }}\n"
    return prebuild(css.encode(), headers, content_type="text/css; charset=utf-8", keeping=IMMUTABLE)


@blueprint.get("/logo.<kind>")
def show_logo(kind: str) -> Response:
    """Give the logo of the settings."""
    site = current_site()
    logo = site.settings.imprint.logo
    if logo is None or logo.suffix != f".{kind}":
        abort(404)
    return ready_response(
        prebuild(logo.read_bytes(), site.headers[Place.ASSET], content_type=LOGO_TYPES[logo.suffix])
    )
