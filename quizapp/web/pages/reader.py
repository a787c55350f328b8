"""The reader's pages: articles, and a quiz that works by plain form posts, on the site and in embeds.

A step of a quiz is a POST to the quiz's own address with the attempt's token in a hidden field. The answer is
always another address (303), which holds the token of where the attempt stands now: so Back, Forward and
Reload show what stood there, send nothing again and lose nothing. `static/quiz.js` sends the same posts and
shows what comes back in place; in a frame it has the tab keep that address.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import urlencode

from flask import Blueprint, Response, request
from markupsafe import Markup

from quizapp import errors
from quizapp.attempts.delivery import StepConflict
from quizapp.attempts.model import MAX_CERTAINTY, Mode
from quizapp.attempts.tokens import MAX_TOKEN_LENGTH
from quizapp.content.model import Article
from quizapp.web.contract import arguments
from quizapp.web.contract.arguments import EMBED_OPTIONS, BadQuery
from quizapp.web.contract.bodies import LANGUAGE
from quizapp.web.contract.problem_types import DOCS, type_of
from quizapp.web.errors import answer
from quizapp.web.headers import Place, place_of
from quizapp.web.prebuilt import rendering
from quizapp.web.prebuilt.catalogue import speaks
from quizapp.web.prebuilt.fragments import READER_PARTS
from quizapp.web.prebuilt.page_table import INDEX, LLMS, PRIVACY
from quizapp.web.site import current_delivery, current_site, current_snapshot, own_base, prebuilt_response

FEEDBACK, REPORT = "feedback", "report"
"""The steps of an attempt that an address names; without one it is the item, or the report at the end."""
AFTER = timedelta(days=14)
"""Recalled after about two weeks, what was learnt stays longest for the time it takes."""
CALENDAR = "text/calendar; charset=utf-8"
_LONGEST_LINE = 75
"""Octets of a line; what is longer goes on in the next, which begins with a space."""

_PARTS = ", ".join(f'"{part}"' for part in READER_PARTS)

blueprint = Blueprint("pages", __name__)


@blueprint.get(INDEX)
@blueprint.get(PRIVACY)
@blueprint.get(LLMS)
@blueprint.get(DOCS)
def show_page() -> Response:
    """Show a page that is about no article."""
    return prebuilt_response(request.args.get("lang"))


@blueprint.get("/articles/<article_id>")
@blueprint.get("/articles/<article_id>/sources")
@blueprint.get("/articles/<article_id>.md")
@blueprint.get(f"/articles/<article_id>/<any({_PARTS}):_part>.md")
def show_article(article_id: str, _part: str = "") -> Response:
    """Show a whole article, where it comes from, or it or a part of it as Markdown."""
    return prebuilt_response(
        current_snapshot().article(article_id).in_language(request.args.get("lang")).lang
    )


@blueprint.get("/articles/<article_id>/quiz")
@blueprint.get("/embed/<article_id>/quiz")
def show_quiz(article_id: str) -> Response | str:
    """Show the start of a quiz, or where the `attempt` in the address stands.

    `previous` is the token of an earlier attempt, whose items come last.
    """
    frame = _frame()
    asked = arguments.QUIZ_EMBED.read() if frame.embedded else request.args
    article = _article(article_id)
    attempt, previous = asked.get("attempt"), asked.get("previous")
    if attempt:
        return _where_it_stands(attempt, asked, frame)
    if previous or frame.embedded:
        return rendering.quiz_page(
            article, frame, previous, notices=_notices(article, asked) if frame.embedded else ()
        )
    return prebuilt_response(article.lang)


def _article(article_id: str) -> Article:
    """An article that has a quiz, in the language that the address asks for."""
    return current_snapshot().bank(article_id).article.in_language(request.args.get("lang"))


def _where_it_stands(token: str, asked: Mapping[str, str], frame: rendering.Frame) -> str:
    """The page of an attempt: its item, or the `step` that the address names."""
    delivery, step, notice = current_delivery(), asked.get("step"), asked.get("notice")
    if step == FEEDBACK:
        try:
            reply = delivery.last_reply(token)
        except errors.ItemWithdrawn:
            notice = "withdrawn"
        else:
            return rendering.feedback_page(reply, frame, notice=notice)
    if step == REPORT:
        return rendering.report_page(delivery.finish(token), frame)
    turn = delivery.resume(token)
    if turn.item is None:
        return rendering.report_page(turn, frame)
    given = asked.get("given", "").split(",")
    return rendering.item_page(
        turn, frame, notice=notice, given=given, certainty=_certainty(asked.get("certainty"))
    )


@blueprint.get("/articles/<article_id>/quiz/reminder.ics")
def show_reminder(article_id: str) -> Response:
    """Give a calendar file that leads to new stories in two weeks; `previous` is the attempt of today."""
    site = current_site()
    article = _article(article_id)
    assert article.quiz is not None, "it has a bank"
    previous = {"previous": request.args["previous"]} if "previous" in request.args else {}
    link = own_base() + rendering.address(article, "/quiz", **previous)
    says = rendering.render("reminder.txt", lang=article.lang, link=link)
    text = Markup(says).unescape()  # noqa: S704 # it leaves without its mark
    return Response(_reminder(article.quiz.title, text, link, site.clock()), content_type=CALENDAR)


def _reminder(title: str, says: str, link: str, now: datetime) -> bytes:
    """A calendar file (RFC 5545): one whole day, no alarm, nobody's name."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//quizapp//reminder//EN",
        "BEGIN:VEVENT",
        f"UID:{sha256(link.encode()).hexdigest()[:16]}@quizapp",
        f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{now + AFTER:%Y%m%d}",
        f"SUMMARY:{_escaped(title)}",
        f"DESCRIPTION:{_escaped(says)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(part + b"\r\n" for line in lines for part in _folded(line))


def _escaped(text: str) -> str:
    for character in "\\;,":
        text = text.replace(character, f"\\{character}")
    return " ".join(text.split())


def _folded(line: str) -> Iterator[bytes]:
    """Yield a line in parts that are short enough; no character is cut in two."""
    part = b""
    for character in line:
        octets = character.encode()
        if len(part) + len(octets) > _LONGEST_LINE:
            yield part
            part = b" "
        part += octets
    yield part


@blueprint.post("/articles/<article_id>/quiz")
@blueprint.post("/embed/<article_id>/quiz")
def take_step(article_id: str) -> Response:
    """Take the step of an attempt that the pressed button names, and lead to where that gets."""
    article = _article(article_id)
    match request.form.get("step"):
        case "check" | "practice" as mode:
            has_check = current_snapshot().bank(article_id).has_check
            turn = current_delivery().begin(
                article.id,
                mode=Mode(mode if has_check else "practice"),
                lang=article.lang,
                previous=request.form.get("previous") or None,
            )
            return _leading_to(turn.token)
        case "respond":
            return _respond()
        case _:
            return _leading_to(_token())


def _leading_to(attempt: str, **query: str) -> Response:
    """Send the browser to where an attempt stands, with what there is to say; nobody keeps what was sent."""
    said = {name: value for name, value in query.items() if value}
    return Response(status=303, headers={"Location": _frame().address(attempt=attempt, **said)})


def _notices(article: Article, asked: Mapping[str, str]) -> list[str]:
    """What an embedded quiz is not as its address asked for: a quiz is always that of today."""
    lang, rev = asked.get("lang"), asked.get("rev")
    notices = ["lang"] if lang and not speaks(article.lang, lang) else []
    if rev and article.quiz and rev != article.quiz.revision:
        notices.append("replaced")
    return notices


def _frame() -> rendering.Frame:
    """Where the quiz of the request is shown; its forms go back there."""
    embedded = place_of(request.path) is Place.EMBED
    known = {"lang": LANGUAGE, **(EMBED_OPTIONS if embedded else {})}
    options = {
        name: request.args[name]
        for name, form in known.items()
        if name in request.args and re.fullmatch(form, request.args[name])
    }
    links = current_site().links
    imprint = links.imprint.dressed(options.get("brand", ""), options.get("font", ""))
    return rendering.Frame(
        path=f"{request.path}?{urlencode(options)}" if options else request.path,
        embedded=embedded,
        theme=options.get("theme", rendering.THEMES[0]),
        links=replace(links, imprint=imprint),
    )


def _respond() -> Response:
    """Take a response, or lead to the item again where it is not whole or is to another item."""
    delivery, response, certainty = current_delivery(), _response(), request.form.get("certainty", "")
    try:
        item_id = request.form.get("item", "")
        reply = delivery.respond(
            _token(), item_id=item_id, response=response, certainty=_certainty(certainty)
        )
    except StepConflict as error:
        return _leading_to(error.reply.turn.token, step=FEEDBACK, notice="first-counts")
    except errors.ItemNotAsked:
        return _leading_to(_token(), notice="not-asked")
    except errors.ItemWithdrawn:
        return _leading_to(_token(), notice="withdrawn")
    except (errors.AttemptExpired, errors.BadToken, errors.RevisionAway, errors.RevisionGone):
        return _leading_to(_token())  # which says what is wrong
    except errors.BadArgument:
        return _leading_to(_token(), notice="missing", given=",".join(response), certainty=certainty)
    return _leading_to(reply.turn.token, step=FEEDBACK, notice="" if reply.recorded else "not-stored")


def _token() -> str:
    return request.values.get("attempt", "")[: MAX_TOKEN_LENGTH + 1]


def _response() -> list[str]:
    """The response in the form: options are named "response", each entry of a sort item by its id."""
    entries = [value for name, value in request.form.items() if name.startswith("entry-") and value]
    return [*request.form.getlist("response"), *entries]


def _certainty(given: str | None) -> int | None:
    return int(given) if given in {str(word) for word in range(1, MAX_CERTAINTY + 1)} else None


# A wrong argument in the address of an embed is no lost attempt, as any other bad argument here is.
blueprint.register_error_handler(BadQuery, answer)


def offer_way_on(error: errors.QuizappError) -> tuple[str, int]:
    """Offer a new attempt in place of one that cannot go on, or another try where it may in a moment."""
    assert request.view_args is not None, "every address of an attempt names its article"
    article = _article(request.view_args["article_id"])
    why = _WHY.get(type(error), "unreadable")
    return rendering.lost_page(article, _frame(), why, token=_token()), type_of(error).status


_WHY: Mapping[type[errors.QuizappError], str] = {
    errors.RevisionGone: "gone",
    errors.AttemptExpired: "expired",
    errors.RevisionAway: "away",
}
"""Any other: the token cannot be read, or is of another article."""
for each in (errors.BadToken, errors.BadArgument, *_WHY):
    blueprint.register_error_handler(each, offer_way_on)
