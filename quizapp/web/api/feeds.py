"""Addresses for other programs: revisions, changes as JSON and as a feed, and the sitemap."""

from flask import Blueprint, Response, request

from quizapp.errors import UnknownThing
from quizapp.web.contract import arguments
from quizapp.web.prebuilt.versions import CHANGES, FEED, SITEMAP, XML, changes_since, revisions_path, sitemap
from quizapp.web.site import current_site, current_snapshot, fresh, of_this_host, own_base, prebuilt_response

ROBOTS = "/robots.txt"
TEXT = "text/plain; charset=utf-8"

blueprint = Blueprint("feeds", __name__)


@blueprint.get(revisions_path("<article_id>"))
def revisions(article_id: str) -> Response:
    """List the revisions of an article that are known."""
    arguments.NONE.read()
    current_snapshot().article(article_id)
    return prebuilt_response()


@blueprint.get(f"{revisions_path('<article_id>')}/<revision>")
def revision(article_id: str, revision: str) -> Response:
    """Give one revision of an article, which never changes."""
    arguments.NONE.read()
    snapshot = current_snapshot()
    if f"{revisions_path(snapshot.article(article_id).id)}/{revision}" not in snapshot.table:
        raise UnknownThing(f'revision of "{article_id}"', revision)
    return prebuilt_response()


@blueprint.get(CHANGES)
def changes() -> Response:
    """Say what was added, edited, removed and withdrawn."""
    asked = arguments.CHANGES.read()
    if not request.args:
        return prebuilt_response()
    return fresh(*changes_since(current_snapshot().history, current_site().links, **asked))


@blueprint.get(FEED)
def feed() -> Response:
    """Give the latest changes as an Atom feed."""
    arguments.PASSED_ON.read()
    return prebuilt_response()


@blueprint.get(SITEMAP)
def show_sitemap() -> Response:
    """List the pages for search engines, at the address of the request where no public one is set."""
    arguments.PASSED_ON.read()
    snapshot = current_snapshot()
    if SITEMAP in snapshot.table:
        return prebuilt_response()
    return of_this_host(sitemap(snapshot.entries.values(), snapshot.past, own_base()), XML)


@blueprint.get(ROBOTS)
def show_robots() -> Response:
    """Tell search engines what is for programs only, and where the sitemap is."""
    arguments.PASSED_ON.read()
    body = f"User-agent: *\nDisallow: /api/\nDisallow: /embed/\nSitemap: {own_base()}{SITEMAP}\n"
    return of_this_host(body.encode(), TEXT)
