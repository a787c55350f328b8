"""The addresses that other programs follow: what changed, as JSON and as a feed, and the sitemap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, request

from quizapp.errors import UnknownThing
from quizapp.web.contract.arguments import BadQuery, ChangesArguments, NoArguments, read_arguments
from quizapp.web.headers import Place
from quizapp.web.ready.catalogue import after_cursor
from quizapp.web.ready.prebuilt import prebuild
from quizapp.web.ready.replies import ready_response
from quizapp.web.ready.versions import CHANGES, FEED, SITEMAP, XML, changes_reply, revisions_path, sitemap
from quizapp.web.site import current_site, own_base

if TYPE_CHECKING:
    from flask import Response

blueprint = Blueprint("feeds", __name__)


@blueprint.get(revisions_path("<article_id>"))
def revisions(article_id: str) -> Response:
    """List the revisions of an article that are known."""
    read_arguments(request, NoArguments())
    snapshot = current_site().snapshot
    return ready_response(snapshot.table[revisions_path(snapshot.article(article_id).id)])


@blueprint.get(f"{revisions_path('<article_id>')}/<revision>")
def revision(article_id: str, revision: str) -> Response:
    """Give one revision of an article, which never changes."""
    read_arguments(request, NoArguments())
    snapshot = current_site().snapshot
    reply = snapshot.table.get(f"{revisions_path(snapshot.article(article_id).id)}/{revision}")
    if reply is None:
        raise UnknownThing(f'revision of "{article_id}"', revision)
    return ready_response(reply)


@blueprint.get(CHANGES)
def changes() -> Response:
    """Say what was added, edited, removed and withdrawn."""
    site = current_site()
    asked = read_arguments(request, ChangesArguments())
    if not request.args:
        return ready_response(site.snapshot.table[CHANGES])
    try:
        after = after_cursor(asked.get("after", ""))
    except ValueError:
        raise BadQuery([("after", "this is no place in the list; take it from `cursor`")]) from None
    events, headers = site.snapshot.events, site.headers[Place.API]
    return ready_response(
        changes_reply(events, site.links, headers, after=after, limit=asked["limit"], compress=False)
    )


@blueprint.get(FEED)
def feed() -> Response:
    """Give the latest changes as an Atom feed."""
    read_arguments(request, NoArguments())
    return ready_response(current_site().snapshot.table[FEED])


@blueprint.get(SITEMAP)
def show_sitemap() -> Response:
    """List the pages for search engines, at the address of the request where no public one is set."""
    read_arguments(request, NoArguments())
    site = current_site()
    snapshot = site.snapshot
    ready = snapshot.table.get(SITEMAP)
    if ready is None:
        body = sitemap(snapshot.library.articles.values(), snapshot.past, own_base(request))
        ready = prebuild(body, site.headers[Place.API], content_type=XML, compress=False)
    return ready_response(ready)
