"""What a source warns of: the signs that a sentence or a list names, and what it says to do about them.

    warned("If you have a hot, very swollen eye, fever, or a rash, seek urgent medical care.", URGENT)
    # Warned(signs=("A hot, very swollen eye", "Fever", "A rash"), action="Seek urgent medical care.")

Names and actions are pieces of the sentence, word for word; only the first letter and the last stop change.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp.content.importing.cues import LABEL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclass(frozen=True, slots=True)
class Warned:
    """Some signs and the one action for them; at least one sign."""

    signs: tuple[str, ...]
    action: str


_IF = re.compile(r"\b(?:if|when|whenever|in case)\b", re.IGNORECASE)
_CONSEQUENCE = re.compile(
    r"(?:then|please|always|never|it|that|this|these|they|you (?:should|must|need|may need)|do not|don.t"
    r"|have (?:it|them)|stop|rest|call|ring|dial|phone|see|get|seek|go|visit|contact|consult|speak|talk|book"
    r"|make|ask)\b",
    re.IGNORECASE,
)
"""The start of what to do, after a condition and a comma."""


_SAID_OF_IT = re.compile(r"should|needs?|requires?|worth|medical emergenc", re.IGNORECASE)
"""The cues that can be said of a sign: "a rash should be seen", where "see a doctor" is said to a reader."""
_NOT_NEEDED = re.compile(
    r"(?:(?:not|n.t)(?: \w+)? (?:need|have) to|no need to|not (?:\w+ )?an?|(?:rarely|seldom) needs? to) $",
    re.IGNORECASE,
)
"""Before a cue: help is just what is not needed."""


def warned(sentence: str, cue: re.Pattern[str]) -> Warned | None:
    """Return what a sentence warns of; None when it has not the cue, or says it of nothing in particular."""
    text = LABEL.sub("", sentence)
    found = cue.search(text)
    if found is None or text.endswith(":") or _NOT_NEEDED.search(text, 0, found.start()):
        return None
    before, after = _IF.search(text, 0, found.start()), _IF.search(text, found.end())
    subject = "" if after or not _SAID_OF_IT.match(found.group()) else _subject(text, found)
    if subject:
        return Warned(tuple(map(capitalised, split_list(subject))), _sentence(text[text.index(subject) :]))
    if before:
        condition, action = _condition_first(text, before, found)
    elif after:
        condition, action = text[after.end() :], text[: after.start()]
    else:
        return None
    signs = tuple(named(condition))
    return Warned(signs, _sentence(action)) if signs else None


def _condition_first(text: str, marker: re.Match[str], found: re.Match[str]) -> tuple[str, str]:
    """Part "If you have these, do that": the action begins at a comma."""
    commas = [
        match.end() for match in re.finditer(r",\s+", text) if marker.end() < match.end() <= found.start()
    ]
    start = next((comma for comma in commas if _CONSEQUENCE.match(text, comma)), None)
    start = start or (commas[-1] if commas else found.start())
    return text[marker.end() : start], text[start:]


_CLAUSE = re.compile(r"(?:[;:]|,? but|,? although|,? however,?)\s+", re.IGNORECASE)
_NO_SUBJECT = re.compile(
    r"(?:.*\b)?(?:it|this|that|these|those|they|you|we|which|who)|the \w+|", re.IGNORECASE
)
_MOST_SUBJECT_WORDS = 25


def _subject(text: str, found: re.Match[str]) -> str:
    """Return what "should be checked" is said of; nothing where that is a pronoun, or a condition."""
    start = max((match.end() for match in _CLAUSE.finditer(text, 0, found.start())), default=0)
    subject = re.sub(
        r"\s+(?:(?:can be|could be|may be|are|is|all|always)\s+)*(?:an?\s+)?$",
        "",
        text[start : found.start()],
    )
    is_none = _NO_SUBJECT.fullmatch(subject) or _IF.search(subject)
    return "" if is_none or len(subject.split()) > _MOST_SUBJECT_WORDS else subject


_NEXT_CONDITION = re.compile(r"[,;]?\s+(?:or|and)\s+(?=(?:if|when)\b)", re.IGNORECASE)
_HAVING = re.compile(
    r"(?:(?:you|your \w+|someone|somebody|anyone|(?:a|the) person) (?:also |suddenly |still |ever )?"
    r"(?:have|has|had|gets?|notices?|develops?|experiences?|sees?)|there (?:is|are))\b\s*",
    re.IGNORECASE,
)
_GENERAL = re.compile(
    r"any of (?:(?:the following|these)(?: (?:symptoms|signs|problems))?)?:?\s*"
    r"|(?:(?:any|other) )?(?:symptoms|signs|problems) (?:such as|like|including)\s+",
    re.IGNORECASE,
)


def named(condition: str) -> Iterator[str]:
    """Yield the signs in a condition: those of its list ("you have fever or a rash"), or itself."""
    for clause in _NEXT_CONDITION.split(condition.strip(" ,;:.!")):
        first = _IF.match(clause)
        words = clause[first.end() if first else 0 :].strip()
        having = _HAVING.match(words)
        listed = words[having.end() :] if having else ""
        general = _GENERAL.match(listed)
        names = split_list(listed[general.end() if general else 0 :]) if having else [words]
        yield from (capitalised(name) for name in names if any(letter.isalpha() for letter in name))


_ADJECTIVE = re.compile(
    r"(?:(?:a|an|any|your|one|very|new|more) )*(?:hot|red|warm|cold|pale|dark|swollen|painful|tender|sore"
    r"|stiff|numb|weak|sudden|severe|bad|sharp|dull|deep|burning|stabbing|throbbing|crushing|high|low|persistent"
    r"|constant|intense|worsening|unusual|unexplained|large|big|new|blurred|cloudy|itchy|open|spreading)",
    re.IGNORECASE,
)
"""Words that want another one after them, so that a comma there does not part two things."""


def split_list(text: str) -> list[str]:
    """Split "a hot, very swollen eye, fever, or a rash" into its three things.

    A comma after an adjective joins ("hot, very swollen eye"), and so does "and" between two things. Where
    it is not plain what an "or" divides ("loss of bladder or bowel control"), the words stay together.
    """
    pieces = [piece for piece in re.split(r"\s*[,;]\s*", text.strip(" ,;:.!")) if piece]
    things: list[str] = []
    pending = ""
    for piece in pieces:
        joined = f"{pending}, {piece}" if pending else piece
        pending = joined if _ADJECTIVE.fullmatch(piece) and piece is not pieces[-1] else ""
        things += [] if pending else [joined]
    has_last_or = any(re.match(r"(?:and/or|or|and)\s", thing) for thing in things[1:])
    things = [re.sub(r"^(?:and/or|or|and)\s+", "", thing) for thing in things]
    if has_last_or or not things:
        return things
    return [*things[:-1], *_split_or(things[-1])]


def _split_or(text: str) -> list[str]:
    left, divider, right = text.partition(" or ")
    is_plain = divider and not re.search(
        r"\b(?:of|in|to|from|with|at|on)(?: (?:an?|the|your|one))? \w+$", left
    )
    return (
        [left, *_split_or(right)]
        if is_plain and not _ADJECTIVE.fullmatch(left.rsplit(", ", 1)[-1])
        else [text]
    )


def action_of(lead_in: str) -> str:
    """Return what a lead-in such as "Call 999 if you have:" says to do."""
    text = LABEL.sub("", lead_in).rstrip(" :")
    marker = _IF.search(text, 1)
    action = text[: marker.start()] if marker else text
    return _sentence(action or text)


def capitalised(text: str) -> str:
    """Return a text with a capital first and no stop at its end."""
    return capital(text.strip(" ,;:.!"))


def capital(text: str) -> str:
    """Return a text with a capital first."""
    return text[:1].upper() + text[1:]


def _sentence(text: str) -> str:
    return f"{capitalised(text)}."


def all_of(texts: Sequence[str]) -> str:
    """Return several entries in one line."""
    return "; ".join(text.strip(" ,;.") for text in texts)


def with_entries(text: str, entries: Sequence[str]) -> str:
    """Return an entry in one line with those below it."""
    return f"{text.rstrip(' .:')}: {all_of(entries)}" if entries else text
