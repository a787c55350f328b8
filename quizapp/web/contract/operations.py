"""The table of API calls: the name, arguments, body, replies and errors of each.

A test compares the table with the routes of the application; `openapi` makes the description from it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from quizapp import errors
from quizapp.attempts.statistics_text import STATISTICS
from quizapp.content.projection import ARTICLE, LISTS, PARTS
from quizapp.content.shape import Shape
from quizapp.errors import QuizappError
from quizapp.web.contract import arguments, bodies
from quizapp.web.contract.arguments import Arguments, BadQuery
from quizapp.web.contract.bodies import UnreadableBody, WrongMediaType
from quizapp.web.contract.problem_types import CONFLICT
from quizapp.web.prebuilt.catalogue import ALONE, ARTICLES, INDEX, SOME_OF_ARTICLE, WORDS
from quizapp.web.prebuilt.fragments import READER_PARTS
from quizapp.web.prebuilt.quiz_shapes import BEGUN, QUIZ, REPLY, REPORT, TURN
from quizapp.web.prebuilt.versions import CHANGE_LIST, REVISIONS

TAGS = {
    "Content": (
        "An article whole, one of its lists, or one entry of a list. Every reply has a strong ETag. An HTML"
        " fragment has no script, no style and no ids; its class names begin with `quizapp-` and never"
        " change."
    ),
    "Versions": "What an article said before, and what changed.",
    "Quiz": (
        "A check or practice, one step at a time. The reader holds the attempt as a token, which has nothing"
        " personal in it."
    ),
    "Descriptions": "This description, and the schemas of the files that editors write.",
    "Operators": "For operators who have the statistics token.",
}
_OF_ARTICLE = (BadQuery, errors.UnknownThing, errors.Withdrawn)
_OF_BODY = (BadQuery, UnreadableBody, WrongMediaType, errors.BadArgument, 408, 413, 429)
_OF_ATTEMPT = (
    *_OF_BODY,
    errors.BadToken,
    errors.AttemptExpired,
    errors.RevisionGone,
    errors.Withdrawn,
    errors.RevisionAway,
)


@dataclass(frozen=True, slots=True)
class Operation:
    """One call: a GET has arguments, a POST a body."""

    path: str
    id: str
    """Its name in generated clients, which never changes."""
    tag: str
    summary: str
    description: str
    reply: tuple[Shape, ...] = ()
    """The shapes that a reply can have; without any, it's some object."""
    arguments: Arguments = arguments.NONE
    body: bodies.Body | None = None
    status: int = 200
    errors: tuple[type[QuizappError] | int, ...] = _OF_ARTICLE
    """What can go wrong: errors of ours, and statuses of others."""
    conflict: tuple[Shape, ...] = ()
    html: bool = False
    """Whether `Accept: text/html` gets a fragment."""
    moves: bool = False
    """Whether an old id redirects to a new one."""
    token: bool = False
    """Whether it needs the statistics token; such a reply is never cached."""


def _of_part(part: str) -> Iterator[Operation]:
    """Yield the calls for a list of an article and for one entry of it; each has a type of its own."""
    html, entries = part in READER_PARTS, part.replace("-", " ")
    fragment = "`Accept: text/html`, or `.html` at the end of the path, gets an HTML fragment."
    name = "".join(word.capitalize() for word in part.split("-"))
    yield Operation(
        f"/articles/{{article}}/{part}",
        f"list{name}",
        "Content",
        f"Get an article's {entries}",
        fragment if html else "For editors: there is no HTML fragment.",
        reply=(LISTS[part],),
        arguments=arguments.IN_LANGUAGE,
        html=html,
    )
    yield Operation(
        f"/articles/{{article}}/{part}/{{id}}",
        f"get{name.removesuffix('s')}",
        "Content",
        f"Get one of an article's {entries}, with what you must show beside it",
        "With its level, what raises that level (`raised_by`), the urgent notice, its review and its sources."
        + (f" {fragment}" if html else ""),
        reply=(ALONE[part],),
        arguments=arguments.IN_LANGUAGE,
        html=html,
        moves=True,
    )


OPERATIONS = (
    Operation(
        "/articles",
        "listArticles",
        "Content",
        "List articles, or search them",
        "`q` finds the articles that have every word; the end of a word may be missing. `next`, and the"
        " `Link` header, lead to the next page.",
        reply=(ARTICLES,),
        arguments=arguments.LIST,
        errors=(BadQuery,),
    ),
    Operation(
        "/articles/{article}",
        "getArticle",
        "Content",
        "Get a whole article",
        "With `fields=title,red_flags` you get those members only, as `SomeOfArticle`; without `fields`,"
        " always `Article`. `revision` is a hash of what readers see.",
        reply=(ARTICLE, SOME_OF_ARTICLE),
        arguments=arguments.ARTICLE,
    ),
    *(operation for part in PARTS for operation in _of_part(part)),
    Operation(
        "/articles/{article}/quiz",
        "getQuiz",
        "Quiz",
        "Describe an article's quiz",
        "How many items it has and how many it asks, and nothing that gives a key away.",
        reply=(QUIZ,),
        arguments=arguments.IN_LANGUAGE,
    ),
    Operation(
        "/articles/{article}/revisions",
        "listRevisions",
        "Versions",
        "List an article's known revisions",
        "The newest comes first, each with the time when this server first saw it. If `urgent_changed_since`"
        " is true, a red flag, the urgent notice or a level is different now: stop showing that revision.",
        reply=(REVISIONS,),
    ),
    Operation(
        "/articles/{article}/revisions/{revision}",
        "getRevision",
        "Versions",
        "Get one revision of an article, which never changes",
        "You may cache it for ever. The `Link` header (`latest-version`) leads to the current article.",
        reply=(ARTICLE,),
    ),
    Operation(
        "/changes",
        "listChanges",
        "Versions",
        "List what was added, edited, removed or withdrawn",
        "The oldest comes first. Keep `cursor`, and send it as `after` the next time. `/changes.atom` has the"
        " newest as a feed.",
        reply=(CHANGE_LIST,),
        arguments=arguments.CHANGES,
        errors=(BadQuery,),
    ),
    Operation(
        "/articles/{article}/statistics",
        "getStatistics",
        "Operators",
        "Get an article's item statistics",
        "They show keys, so the call needs the token from the settings. Without one there, it gives 404.",
        reply=(STATISTICS,),
        errors=(*_OF_ARTICLE, 401, 404, errors.StoreError),
        token=True,
    ),
    Operation(
        "",
        "getIndex",
        "Descriptions",
        "Get the addresses to start from",
        "The list of articles, the changes, this document and `/docs`.",
        reply=(INDEX,),
        errors=(BadQuery,),
    ),
    Operation(
        "/words",
        "getWords",
        "Content",
        "Get the words for codes",
        "What to call `origin`, `within`, the groups of topics and other codes in a language. Outcomes,"
        " reports, signs and levels carry their own words.",
        reply=(WORDS,),
        arguments=arguments.IN_LANGUAGE,
        errors=(BadQuery,),
    ),
    Operation(
        "/openapi.json",
        "getDescription",
        "Descriptions",
        "Get this document",
        "`/docs` shows it to people.",
        errors=(BadQuery,),
    ),
    Operation(
        "/schema/{kind}.json",
        "getFileSchema",
        "Descriptions",
        "Get the JSON Schema of a content file",
        "For the YAML language server, which helps editors as they type.",
        errors=(BadQuery, errors.UnknownThing),
    ),
    Operation(
        "/articles/{article}/attempts",
        "beginAttempt",
        "Quiz",
        "Begin an attempt",
        "A check ends in a verdict; practice gives feedback only. With `previous`, the token of an earlier"
        " attempt, unseen items come first, and seen ones count for nothing. `item` is null if the quiz has"
        " no items. If the quiz isn't in `lang`, the reply is 422 and lists its languages.",
        reply=(BEGUN,),
        body=bodies.ATTEMPT,
        status=201,
        errors=(*_OF_BODY, errors.UnknownThing, errors.Withdrawn, errors.BadToken, errors.AttemptExpired),
    ),
    Operation(
        "/responses",
        "respond",
        "Quiz",
        "Answer the current item",
        "`response` has one option id for a `scenario` or a `choice`, every option that fits for `multiple`,"
        ' and one `<entry id>-<option id>` for each entry of a `sort` item: `["itch-1", "fever-4"]`. You get'
        " the outcome, the next item and a new token. The same request again gives the same reply; a"
        " different response to the same step gives 409, with the outcome that counts. If `recorded` is"
        " false, the store is away; the outcome and the verdict hold all the same.",
        reply=(REPLY,),
        body=bodies.RESPONSE,
        errors=(*_OF_ATTEMPT, errors.ItemNotAsked, errors.ItemWithdrawn),
        conflict=(CONFLICT,),
    ),
    Operation(
        "/resume",
        "resumeAttempt",
        "Quiz",
        "Resume an attempt, on any device",
        "You get the current item, or the report if the attempt is over.",
        reply=(TURN,),
        body=bodies.RESUME,
        errors=_OF_ATTEMPT,
    ),
    Operation(
        "/finish",
        "finishAttempt",
        "Quiz",
        "Get the report as it stands",
        "The attempt itself can go on. The verdict may be `not-enough-evidence`; `undecided_because` says"
        " why. A verdict is never a score.",
        reply=(REPORT,),
        body=bodies.FINISH,
        errors=_OF_ATTEMPT,
    ),
)
