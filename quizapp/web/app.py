"""The Flask application: settings in, WSGI application out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask

from quizapp import settings as environment
from quizapp.attempts.secret import secret_keys
from quizapp.attempts.sql_store import open_store
from quizapp.web import api, errors, fast_path, headers, health, pages
from quizapp.web.site import Site

if TYPE_CHECKING:
    from quizapp.settings import Settings


def create_app(settings: Settings | None = None, *, site: Site | None = None) -> Flask:
    """Build the application for these settings, or around a site that a test has made."""
    if site is None:
        settings = settings or environment.from_environment()
        site = Site(settings, store=open_store(settings), keys=secret_keys(settings))
    app = Flask(__name__)
    app.extensions["quizapp"] = site
    app.json.sort_keys = False  # type: ignore[attr-defined] # the default provider has it
    for blueprint in (api.blueprint, pages.blueprint, health.blueprint):
        app.register_blueprint(blueprint)
    errors.register(app)
    headers.register(app)
    app.wsgi_app = fast_path.FastPath(app.wsgi_app, site)  # type: ignore[method-assign] # Flask's documented seam
    return app
