"""The kinds of problem that the API reports: one table of their statuses, names and meanings.

The `type` of a problem document (RFC 9457) leads to its entry on the page `/docs`. A problem without an entry
has the type about:blank and says no more than its status.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from quizapp.attempts.delivery import StepConflict
from quizapp.errors import (
    BadArgument,
    BadToken,
    ItemNotAsked,
    ItemWithdrawn,
    RevisionAway,
    RevisionGone,
    StoreError,
    UnknownThing,
    Withdrawn,
)
from quizapp.web.bodies import UnreadableBody, WrongMediaType
from quizapp.web.contract.arguments import BadQuery

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quizapp.errors import QuizappError

DOCS = "/docs"


@dataclass(frozen=True, slots=True)
class ProblemType:
    """One kind of problem. `slug` is its name in addresses and stays as it is."""

    status: HTTPStatus
    slug: str
    means: str

    @property
    def path(self) -> str:
        """Where it is explained."""
        return f"{DOCS}#problem_{self.slug}"


PROBLEM_TYPES: Mapping[type[QuizappError], ProblemType] = {
    BadQuery: ProblemType(
        HTTPStatus.BAD_REQUEST,
        "wrong-argument",
        "A query argument is unknown, given twice, or wrong. `errors` names each by `parameter`.",
    ),
    UnreadableBody: ProblemType(
        HTTPStatus.BAD_REQUEST,
        "unreadable-body",
        "The body is not one JSON object: not UTF-8, a member twice, nested too deep, or no JSON.",
    ),
    BadToken: ProblemType(
        HTTPStatus.BAD_REQUEST,
        "bad-token",
        "The attempt token is not one of ours, or it was altered. Begin a new attempt.",
    ),
    UnknownThing: ProblemType(
        HTTPStatus.NOT_FOUND,
        "not-found",
        "An id or a language names nothing. `detail` has a guess at what was meant, where there is one.",
    ),
    StepConflict: ProblemType(
        HTTPStatus.CONFLICT,
        "step-conflict",
        "Another response to this step was recorded before. The document has its outcome and the token to"
        " go on with, as the reply to a response has.",
    ),
    RevisionGone: ProblemType(
        HTTPStatus.GONE,
        "revision-gone",
        "The version of the content that the attempt began with is no longer kept. Begin a new attempt.",
    ),
    Withdrawn: ProblemType(
        HTTPStatus.GONE,
        "withdrawn",
        "The article was here and is no longer served. Do not show it any more, not from a cache either.",
    ),
    WrongMediaType: ProblemType(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "wrong-media-type", "Send the body as application/json."
    ),
    BadArgument: ProblemType(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "wrong-member",
        "A member of the body is missing, unknown or wrong. `errors` names each by a JSON pointer.",
    ),
    ItemNotAsked: ProblemType(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "item-not-asked",
        "The response is to another item than the one that is asked now, or the attempt is over. Call"
        " /resume.",
    ),
    ItemWithdrawn: ProblemType(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "item-withdrawn",
        "The item was withdrawn after it was asked and counts for nothing. Call /resume for another.",
    ),
    RevisionAway: ProblemType(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "revision-away",
        "The version of the content that the attempt began with cannot be looked up now. Send the same"
        " again in a moment.",
    ),
    StoreError: ProblemType(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "storage-failing",
        "The store of responses could not do its work. Try again later.",
    ),
}
"""The kind of each error, or of its nearest base; what is not here is a fault of ours."""


def type_of(error: QuizappError) -> ProblemType | None:
    """Return the kind of an error."""
    return next((PROBLEM_TYPES[kind] for kind in type(error).__mro__ if kind in PROBLEM_TYPES), None)
