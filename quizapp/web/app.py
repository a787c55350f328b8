"""The Flask application: settings in, WSGI application out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask

from quizapp import settings as environment
from quizapp.attempts.secret import secret_keys
from quizapp.web import errors, fast_path, headers
from quizapp.web.bodies import MAX_BODY
from quizapp.web.ready import assets
from quizapp.web.running import logs, metrics, rate_limit
from quizapp.web.running.beginning import begin
from quizapp.web.running.metrics import Metrics, count_messages
from quizapp.web.running.reload import Watch
from quizapp.web.running.shared_numbers import can_be_counted
from quizapp.web.running.watching import Watched
from quizapp.web.site import Site
from quizapp.web.views import api, embeds, feeds, health, oembed, pages, statistics, workshop

if TYPE_CHECKING:
    from quizapp.settings import Settings
    from quizapp.web.running.beginning import Beginning
    from quizapp.web.snapshot import Snapshot


def create_app(
    settings: Settings | None = None, *, site: Site | None = None, beginning: Beginning | None = None
) -> Flask:
    """Build the application for these settings, which takes up edits, or around a site that is there.

    `beginning` is what these settings begin with, where it was made before.
    """
    app = Flask(__name__, static_folder=None)  # `assets` serves the files, compressed
    counted = Metrics() if site is None and can_be_counted() else None
    if site is None:
        settings = settings or environment.from_environment()
        beginning = beginning or begin(settings)
        site = _site(settings, beginning.snapshot, counted)
        watch = Watch(site, beginning.follower, history=beginning.history)
        app.extensions["quizapp.watch"] = watch
        watch.start()
    app.url_map.merge_slashes = False  # one address a thing: //articles is none, and no redirect
    app.extensions["quizapp"] = site
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY  # the forms of pages are no longer than the calls of the API
    for part in (api, assets, embeds, feeds, pages, health, oembed, statistics, metrics, workshop):
        app.register_blueprint(part.blueprint)
    errors.register(app)
    headers.register(app, site.headers)
    rate_limit.register(app, site.settings)
    app.wsgi_app = fast_path.FastPath(app.wsgi_app, site)  # type: ignore[method-assign] # Flask's documented seam
    tellers = [tell for form, tell in logs.TELLERS.items() if form == site.settings.log_format]
    if counted is not None:
        app.extensions["quizapp.metrics"] = counted
        tellers.append(counted.request)
        count_messages(counted)
    if tellers:
        app.wsgi_app = Watched(app.wsgi_app, app, tellers)  # type: ignore[method-assign] # as above
    return app


def _site(settings: Settings, snapshot: Snapshot, counted: Metrics | None) -> Site:
    # An application around a ready site, and every other command, load no database.
    from quizapp.attempts.sql_store import SqlStore  # noqa: PLC0415 - slow

    return Site(
        settings,
        store=SqlStore(settings.database),
        keys=secret_keys(settings),
        snapshot=snapshot,
        graded=counted.step if counted else lambda _recorded: None,
    )
