"""Every call of the API, once: what it is called, what it takes, and what it replies.

A test holds the table against the routes of the application, both ways; `openapi` describes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from quizapp.web import bodies
from quizapp.web.contract import arguments
from quizapp.web.contract import reply_schemas as shapes

if TYPE_CHECKING:
    from marshmallow import Schema

Shape: TypeAlias = "type[Schema] | tuple[type[Schema], ...] | None"
"""The shape of a reply, or several of which it has one; None is any object."""

HTML = "text/html"
TAGS = {
    "Content": (
        "What an article says, whole, in parts, or one thing at a time. Every reply has a strong ETag."
    ),
    "Versions": "What an article said before, and what changed.",
    "Quiz": (
        "A check or practice, step by step. The reader holds the attempt: a token without anything personal."
    ),
    "Descriptions": "This description, and the schemas of the files that editors write.",
    "Operators": "For those who hold the token of the settings.",
}
_BODY_ERRORS = (400, 404, 410, 413, 415, 422, 429)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One call: a GET has arguments, a POST a body."""

    path: str
    id: str
    """Its name in programs, which stays as it is."""
    tag: str
    summary: str
    reply: Shape
    description: str = ""
    arguments: type[Schema] = arguments.NoArguments
    body: type[Schema] | None = None
    status: int = 200
    errors: tuple[int, ...] = (400, 404, 410)
    conflict: type[Schema] | None = None
    html: bool = False
    """Whether those who would rather have HTML get a fragment."""
    media_type: str = "application/json"
    token: bool = False
    """Only for those who hold the token of the settings; such a reply is never kept."""

    @property
    def method(self) -> str:
        """The method, in small letters as OpenAPI writes it."""
        return "post" if self.body else "get"


OPERATIONS = (
    Operation(
        path="/articles",
        id="listArticles",
        tag="Content",
        summary="List articles, and search them",
        description=(
            "`q` finds articles that have every word; a word may be cut short at its end. Read on at"
            " `next`, which the header `Link` names too."
        ),
        reply=shapes.Articles,
        arguments=arguments.ListArguments,
        errors=(400,),
    ),
    Operation(
        path="/articles/{article}",
        id="getArticle",
        tag="Content",
        summary="Read a whole article",
        description=(
            "`fields=title,red_flags` gives some members alone. `revision` is a hash of all that readers"
            " see of it."
        ),
        reply=shapes.Article,
        arguments=arguments.ArticleArguments,
    ),
    Operation(
        path="/articles/{article}/{part}",
        id="getPart",
        tag="Content",
        summary="Read one list of an article",
        description=("With `Accept: text/html` it is a fragment, as with `.html` at the end of the address."),
        reply=tuple(shapes.listed(thing) for thing in shapes.THINGS),
        arguments=arguments.InLanguage,
        html=True,
    ),
    Operation(
        path="/articles/{article}/{part}.html",
        id="getPartFragment",
        tag="Content",
        summary="Read one list of an article as a fragment of HTML",
        description=(
            "One `section` with the urgent notice, the review state, the sources and a link to the article;"
            " no script, no style, no id. Its classes begin with `quizapp-` and stay as they are."
        ),
        reply=None,
        arguments=arguments.InLanguage,
        media_type=HTML,
    ),
    Operation(
        path="/articles/{article}/{part}/{id}",
        id="getThing",
        tag="Content",
        summary="Read one thing out of a list, with what makes it safe to be shown alone",
        description=(
            "It has its level, what makes a sign count for more (`raised_by`), the urgent notice, its"
            " review and its sources. With `Accept: text/html` it is a fragment."
        ),
        reply=tuple(shapes.alone(thing) for thing in shapes.THINGS),
        arguments=arguments.InLanguage,
        html=True,
    ),
    Operation(
        path="/articles/{article}/{part}/{id}.html",
        id="getThingFragment",
        tag="Content",
        summary="Read one thing out of a list as a fragment of HTML that is safe to be shown alone",
        description="As the fragment of a list, without a heading of the list.",
        reply=None,
        arguments=arguments.InLanguage,
        media_type=HTML,
    ),
    Operation(
        path="/articles/{article}/quiz",
        id="getQuiz",
        tag="Quiz",
        summary="Read what the quiz of an article is",
        description="How many items there are and how many are asked; nothing that tells a key.",
        reply=shapes.Quiz,
        arguments=arguments.InLanguage,
    ),
    Operation(
        path="/articles/{article}/revisions",
        id="listRevisions",
        tag="Versions",
        summary="List the revisions of an article that are known",
        description=(
            "The newest first, with when this server saw it first. `urgent_changed_since` says that a red"
            " flag, the urgent notice or a level is another by now: do not go on showing that revision."
        ),
        reply=shapes.Revisions,
    ),
    Operation(
        path="/articles/{article}/revisions/{revision}",
        id="getRevision",
        tag="Versions",
        summary="Read one revision of an article, which never changes",
        description=(
            "It may be kept for ever. The header `Link` (`latest-version`) leads to the article as it is now."
        ),
        reply=shapes.Article,
    ),
    Operation(
        path="/changes",
        id="listChanges",
        tag="Versions",
        summary="Read what was added, edited, removed and withdrawn",
        description=(
            "The oldest first. Keep `cursor` and give it as `after` the next time. `/changes.atom` is the"
            " same as a feed."
        ),
        reply=shapes.Changes,
        arguments=arguments.ChangesArguments,
        errors=(400,),
    ),
    Operation(
        path="/articles/{article}/statistics",
        id="getStatistics",
        tag="Operators",
        summary="Read the item statistics of an article",
        description=(
            "It shows keys, so it is there only where the settings have a token, and for those who send it."
        ),
        reply=shapes.Statistics,
        errors=(400, 401, 404, 503),
        token=True,
    ),
    Operation(
        path="/openapi.json",
        id="getDescription",
        tag="Descriptions",
        summary="Read this document",
        description="The page `/docs` shows it to people.",
        reply=None,
        errors=(400,),
    ),
    Operation(
        path="/schema/{kind}.json",
        id="getFileSchema",
        tag="Descriptions",
        summary="Read the JSON Schema of one of an article's files, for editors",
        description="For the YAML language server and other editors.",
        reply=None,
    ),
    Operation(
        path="/articles/{article}/attempts",
        id="beginAttempt",
        tag="Quiz",
        summary="Begin an attempt",
        description=(
            "A check ends in a verdict; practice gives feedback only. With `previous`, the token of an"
            " earlier attempt, unseen items come first and seen items count for nothing. `item` is null"
            " where a quiz has no items."
        ),
        reply=shapes.Begun,
        body=bodies.AttemptRequest,
        status=201,
        errors=_BODY_ERRORS,
    ),
    Operation(
        path="/responses",
        id="respond",
        tag="Quiz",
        summary="Respond to the item that is asked now; the same request again gives the same reply",
        description=(
            "`response` has one option id for a `scenario` or a `choice`, all that fit for `multiple`, and"
            " for `sort` one `<entry id>-<option id>` for every entry. The reply has the outcome, the next"
            " item and a new token. The same request again gives the same reply; another response to the"
            " same step gives 409 with the outcome that counts. `recorded` is false when the store is away:"
            " the reader still gets outcome and verdict."
        ),
        reply=shapes.Reply,
        body=bodies.ResponseRequest,
        errors=(400, 410, 413, 415, 422, 429, 503),
        conflict=shapes.Conflict,
    ),
    Operation(
        path="/resume",
        id="resumeAttempt",
        tag="Quiz",
        summary="Go on with an attempt, on any device",
        description=(
            "The item that is asked now, or the report. With `extend` an undecided attempt whose report"
            " says `may_extend` goes on to the longer limit."
        ),
        reply=shapes.Turn,
        body=bodies.ResumeRequest,
        errors=(400, 410, 413, 415, 422, 429, 503),
    ),
    Operation(
        path="/finish",
        id="finishAttempt",
        tag="Quiz",
        summary="End an attempt where it stands",
        description=(
            "The verdict may be `not-enough-evidence`; `undecided_because` says why. A verdict is never a"
            " score."
        ),
        reply=shapes.Report,
        body=bodies.FinishRequest,
        errors=(400, 410, 413, 415, 422, 429, 503),
    ),
)
