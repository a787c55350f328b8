"""The errors: what makes it impossible to go on. What an editor must mend is a Problem, not an error."""

from collections.abc import Iterable


class QuizappError(Exception):
    """Base of all errors that the package raises on purpose."""


class SettingsError(QuizappError):
    """The environment asks for something that cannot be."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: {why}")


class NoContent(QuizappError):
    """There is nothing to serve."""

    def __init__(self, folder: object, why: str) -> None:
        super().__init__(f"no article could be loaded from {folder}: {why}")


class UnknownThing(QuizappError):
    """An id names nothing. `near` is the closest id that exists, if one is close."""

    def __init__(self, kind: str, thing_id: str, near: str | None = None) -> None:
        hint = f'; did you mean "{near}"?' if near else ""
        super().__init__(f'there is no {kind} "{thing_id}"{hint}')
        self.kind = kind
        self.thing_id = thing_id
        self.near = near


class Withdrawn(QuizappError):
    """An article was here and is no longer served."""

    def __init__(self, article_id: str, seen: str) -> None:
        super().__init__(f'the article "{article_id}" was withdrawn on {seen[:10]}; stop showing it')


class BadArgument(QuizappError):
    """One or more arguments or body members are wrong: (pointer, message) pairs (RFC 6901 pointers)."""

    def __init__(self, errors: Iterable[tuple[str, str]]) -> None:
        self.errors = tuple(errors)
        told = []
        for place, message in self.errors:
            name = place.removeprefix("/")
            told.append(message if not name or f'"{name}"' in message else f"{name}: {message}")
        super().__init__("; ".join(told))


class BadToken(QuizappError):
    """An attempt token that we did not make, or that was altered."""

    def __init__(self) -> None:
        super().__init__("the attempt token is not one of ours, or it was altered")


class AttemptExpired(QuizappError):
    """An attempt began too long ago, or under an earlier version of this program."""

    def __init__(self) -> None:
        super().__init__("this attempt began too long ago to go on; start again")


class RevisionGone(QuizappError):
    """The content that an attempt was made from is no longer here."""

    def __init__(self, article_id: str) -> None:
        super().__init__(f'the version of "{article_id}" that this attempt began with is gone; start again')


class RevisionAway(QuizappError):
    """The content that an attempt was made from cannot be looked up now, and may be had in a moment."""

    def __init__(self, article_id: str) -> None:
        super().__init__(
            f'the version of "{article_id}" that this attempt began with cannot be looked up right now;'
            " send the same request again in a moment"
        )


class ItemNotAsked(QuizappError):
    """A response to another item than the one that was asked."""

    def __init__(self, item_id: str, asked: str | None) -> None:
        now = f'the item asked now is "{asked}"' if asked else "this attempt is over"
        super().__init__(f'"{item_id}" is not the item that was asked; {now}')


class ItemWithdrawn(QuizappError):
    """A response to an item that was withdrawn after it was asked."""

    def __init__(self, item_id: str) -> None:
        super().__init__(f'"{item_id}" was withdrawn and does not count; resume the attempt for another')


class UnusableSource(QuizappError):
    """A source text cannot be read, or there is nothing in it."""

    def __init__(self, why: str) -> None:
        super().__init__(f"the source text can't be used: {why}")


class EditRefused(QuizappError):
    """A file of an article cannot be changed at one place without touching others."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(f"{what}: {why}")


class StoreError(QuizappError):
    """The store could not do its work; the cause is chained."""
