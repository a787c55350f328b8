"""The problem types of the API: one table of their statuses, names and meanings.

Programs go by `code`. The `type` of a problem document (RFC 9457) leads to its entry on the page `/docs` of
the server that sent it. Neither depends on settings.
"""

from collections.abc import Mapping
from typing import NamedTuple

from quizapp import errors
from quizapp.attempts.delivery import StepConflict
from quizapp.content.shape import Shape, count, many, text
from quizapp.errors import QuizappError
from quizapp.web.contract.arguments import BadQuery
from quizapp.web.contract.bodies import UnreadableBody, WrongMediaType
from quizapp.web.prebuilt.quiz_shapes import REPLY

DOCS = "/docs"
PROBLEM_JSON = "application/problem+json"

FAULT = Shape(
    "Fault",
    "One thing that is wrong: a member of the body by its pointer, or a query argument by its name.",
    pointer=text(optional=True),
    parameter=text(optional=True),
    message=text(),
)


class ProblemType(NamedTuple):
    """One kind of problem. `slug` is its `code` and its name in addresses, which never changes."""

    status: int
    slug: str
    means: str

    @property
    def path(self) -> str:
        """Where it is explained."""
        return f"{DOCS}#problem_{self.slug}"


PROBLEM_TYPES: Mapping[type[QuizappError] | int, ProblemType] = {
    BadQuery: ProblemType(
        400,
        "wrong-argument",
        "A query argument is unknown, given twice or wrong. `errors` names each in `parameter`.",
    ),
    UnreadableBody: ProblemType(
        400,
        "unreadable-body",
        "The body isn't one JSON object: it isn't UTF-8, has a member twice, is nested too deep, or isn't"
        " JSON.",
    ),
    errors.BadToken: ProblemType(
        400, "bad-token", "The attempt token isn't from this site, or was altered. Begin a new attempt."
    ),
    errors.UnknownThing: ProblemType(
        404, "not-found", "No such id or language. If something similar exists, `detail` suggests it."
    ),
    StepConflict: ProblemType(
        409,
        "step-conflict",
        "Another response to this step was recorded first. The document has its outcome and the token to go"
        " on with, like the reply to a response.",
    ),
    errors.AttemptExpired: ProblemType(
        410, "attempt-expired", "The attempt began longer ago than the site allows. Begin a new one."
    ),
    errors.RevisionGone: ProblemType(
        410,
        "revision-gone",
        "The version of the content that the attempt began with is no longer kept. Begin a new attempt.",
    ),
    errors.Withdrawn: ProblemType(
        410,
        "withdrawn",
        "The article was withdrawn. Stop showing it, cached copies included.",
    ),
    WrongMediaType: ProblemType(415, "wrong-media-type", "Send the body as application/json."),
    errors.BadArgument: ProblemType(
        422,
        "wrong-member",
        "A member of the body is missing, unknown or wrong. `errors` names each by a JSON pointer.",
    ),
    errors.ItemNotAsked: ProblemType(
        422, "item-not-asked", "That isn't the current item, or the attempt is over. Call /resume."
    ),
    errors.ItemWithdrawn: ProblemType(
        422,
        "item-withdrawn",
        "The item was withdrawn after it was asked, and counts for nothing. Call /resume for another.",
    ),
    errors.RevisionAway: ProblemType(
        503,
        "revision-away",
        "The version of the content that the attempt began with can't be looked up just now. Send the same"
        " request again in a moment.",
    ),
    errors.StoreError: ProblemType(503, "storage-failing", "The store of responses failed. Try again later."),
    400: ProblemType(400, "bad-request", "The request itself can't be read."),
    401: ProblemType(401, "no-token", "The statistics token is missing or wrong."),
    404: ProblemType(404, "nothing-here", "There is nothing at this address, whatever the ids in it."),
    405: ProblemType(405, "wrong-method", "The address takes other methods; the `Allow` header lists them."),
    408: ProblemType(408, "too-slow", "The body didn't arrive in time. Send the same request again."),
    413: ProblemType(413, "body-too-long", "The body is longer than 16 KiB."),
    429: ProblemType(
        429,
        "too-many-requests",
        "Your network sends too many posts. The `Retry-After` header says how many seconds to wait.",
    ),
    500: ProblemType(500, "sorry", "Something went wrong on our side. It has been logged."),
}
"""The kind of each error of ours, or of its nearest base, and of each other one by its status."""
PROBLEM = Shape(
    "Problem",
    "A problem document (RFC 9457).",
    type=text(
        "Leads to its explanation on the page /docs; about:blank if there's no more to say than the status.",
        format="uri-reference",
    ),
    code=text(
        f"For programs; it never changes. One of {', '.join(kind.slug for kind in PROBLEM_TYPES.values())},"
        " or the name of any other status."
    ),
    title=text("The name of the status, in English."),
    status=count(),
    detail=text(
        "What is wrong, for people. What readers may meet is in the language of the attempt or of `lang`; the"
        " rest is in English, for developers. Content-Language says which."
    ),
    errors=many(FAULT, optional=True),
)
CONFLICT = Shape(
    "Conflict",
    "Another response was recorded first; the attempt goes on from that one.",
    **PROBLEM.members,
    **REPLY.members,
)


def type_of(error: Exception) -> ProblemType:
    """The kind of an error; for a fault of ours, that of 500."""
    kinds = (PROBLEM_TYPES[kind] for kind in type(error).__mro__ if kind in PROBLEM_TYPES)
    return next(kinds, PROBLEM_TYPES[500])
