"""The Flask application: settings in, WSGI application out."""

import sys

from flask import Flask

from quizapp import settings as environment
from quizapp.attempts.tokens import secret_keys
from quizapp.errors import SettingsError
from quizapp.settings import Settings
from quizapp.web import errors, headers, hosts, redirects
from quizapp.web.api import feeds, health, resources, statistics
from quizapp.web.contract.bodies import MAX_BODY
from quizapp.web.embed import embed_code, frames, oembed
from quizapp.web.fast_path import FastPath
from quizapp.web.ops import logs, metrics, rate_limit
from quizapp.web.ops.logs import RequestLog
from quizapp.web.ops.metrics import Metrics, can_be_counted, count_messages
from quizapp.web.ops.reload import Watch, begin, watch_again
from quizapp.web.pages import imprint, reader
from quizapp.web.prebuilt import assets
from quizapp.web.site import Site
from quizapp.web.snapshot import Snapshot


def create_app(settings: Settings | None = None, *, site: Site | None = None, news: bool = True) -> Flask:
    """Build the application for these settings, which takes up edits, or around a site that is there.

    Without `news` the log does not hear again of what is broken at the start.
    """
    _fit_uwsgi()
    app = Flask(__name__, static_folder=None)  # `assets` serves the files, compressed
    counted = Metrics() if site is None and can_be_counted() else None
    if site is None:
        settings = settings or environment.from_environment()
        follower, snapshot = begin(settings, news=news)
        site = _site(settings, snapshot, counted)
        watch = Watch(site, follower)
        app.extensions["quizapp.watch"] = watch
        watch.start()
    app.url_map.merge_slashes = False  # `redirects` leads from doubled ones, in replies that have all headers
    app.extensions["quizapp"] = site
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY  # the forms of pages are no longer than the calls of the API
    pages = (frames, imprint, reader, embed_code)
    for part in (resources, assets, feeds, health, oembed, statistics, metrics, *pages):
        app.register_blueprint(part.blueprint)
    errors.register(app)
    hosts.register(app)
    headers.register(app, site.headers)
    redirects.register(app)
    rate_limit.register(app, site.settings)
    observers = [tell for form, tell in logs.OBSERVERS.items() if form == site.settings.log_format]
    if counted is not None:
        app.extensions["quizapp.metrics"] = counted
        observers.append(counted.request)
        count_messages(counted)
    log = RequestLog(app, observers, behind_proxy=site.settings.proxies > 0)
    app.extensions["quizapp.request_log"] = log
    app.wsgi_app = log.around(FastPath(app.wsgi_app, site))  # type: ignore[method-assign,assignment] # Flask's documented seam
    return app


def _fit_uwsgi() -> None:
    """Take up edits in what uWSGI forks, which tells nobody else; SettingsError where it has no threads."""
    server = sys.modules.get("uwsgi")
    if server is None:
        return
    if not {"enable-threads", "threads"} & server.opt.keys():
        raise SettingsError("uwsgi", "must run with --enable-threads")
    server.post_fork_hook = watch_again  # type: ignore[attr-defined] # it is there under uWSGI alone


def _site(settings: Settings, snapshot: Snapshot, counted: Metrics | None) -> Site:
    # An application around a ready site, and every other command, load no database.
    from quizapp.attempts.sql_store import SqlStore  # noqa: PLC0415 - slow

    return Site(
        settings,
        store=SqlStore(settings.database),
        keys=secret_keys(settings),
        snapshot=snapshot,
        graded=counted.step if counted else lambda _recorded, _seconds: None,
    )
