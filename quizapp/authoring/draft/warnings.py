"""What a source warns of: the signs that a sentence or a list names, and what it says to do about them.

    warned("If you have a hot, very swollen eye, fever, or a rash, seek urgent medical care.", "urgent", cues)
    # Warned(signs=("A hot, very swollen eye", "Fever", "A rash"), action="Seek urgent medical care.")

Names and actions are pieces of the sentence, word for word; only the first letter and the last stop change.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quizapp.authoring.cues import ENOUGH, SOON, Cues
from quizapp.authoring.draft.claims import capital, in_small_letters


@dataclass(frozen=True, slots=True)
class Warned:
    """Some signs and the one action for them; no sign where the sentence points to what stands before it."""

    signs: tuple[str, ...]
    action: str


_Parts = tuple[tuple[str, ...], str]
"""The conditions of a sentence, and what to do."""
_TERM = re.compile(r"(?P<name>[^:.!?]{2,100}?)(?P<mark>\s*:|\s+[–—=→-])\s+(?P<rest>\S.*)")  # noqa: RUF001 - dashes
_MOST_SUBJECT_WORDS = 25
NUMBER = re.compile(r"^\(?(?:\d{1,2}|[a-z])[.)]\s+")
"""What numbers a heading or an entry."""
_STOPS = " ,;:.!?–—-⚠\ufe0f"  # noqa: RUF001 - dashes


def warned(sentence: str, level: str, cues: Cues) -> Warned | None:
    """What a sentence warns of at a level, "urgent" or "book"; None where it is nothing in particular."""
    text = cues["label"].sub("", sentence)
    if text.endswith(":"):
        return None
    if level == "urgent" and cues["refers"].match(text) and cues.asks_for_help(text):
        return Warned((), _sentence(text))
    urgent = _read(text, "urgent", cues) or _said_with_a_time(text, cues)
    if level == "urgent":
        return urgent
    return None if urgent else _read(text, "book", cues)


def _said_with_a_time(text: str, cues: Cues) -> Warned | None:
    """Read a sentence that is urgent only by its words of time: "Have it checked today if ..."."""
    booked = _read(text, "book", cues)
    if booked and any(cues.found(soon, booked.action) for soon in SOON):
        return booked
    if not cues["noticed"].search(text) or text.endswith("?"):
        return None
    return next((found for soon in SOON if (found := _read(text, soon, cues))), None) or _whole(text, cues)


def _whole(text: str, cues: Cues) -> Warned | None:
    """Take a sentence of no known grammar as it is, or in two: "A limp, and that's a 999 matter"."""
    if _is_title(text, cues) or any(cues[kind].search(text) for kind in ("advice", "calm")):
        return None
    cue = next((found for kind in ("urgent", *SOON) if (found := cues.found(kind, text))), None)
    if cue is None or not cues["noticed"].search(text, 0, cue.start()):
        guess = cues["could_be"].search(text, 1)
        name = text[: guess.start()] if guess and cues["noticed"].search(text, 0, guess.start()) else text
        return Warned((capitalised(name),), _sentence(text)) if _is_grave(text, cues) else None
    for divider in cues["divider"].finditer(text, 0, cue.end()):
        if cues["noticed"].search(text, 0, divider.start()):
            action = text[divider.end() :] if divider[0].strip() else text
            return Warned((capitalised(text[: divider.start()]),), _sentence(action))
    return Warned((capitalised(text),), _sentence(text))


def _is_grave(text: str, cues: Cues) -> bool:
    """Whether a sentence names signs and a danger, and nothing to do: "A hot, swollen calf may be a clot"."""
    speaks = cues.speaks(text)
    is_dangerous = speaks or any(cues[kind].search(text) for kind in ("illness", "danger"))
    is_severe = cues["severe"].search(text) is not None
    return is_dangerous and is_severe and cues.weight(text) > ENOUGH + (not speaks)


def _is_title(text: str, cues: Cues) -> bool:
    """Whether a text is the title of an article: "Chest pain: when to call 999"."""
    term = _TERM.fullmatch(text)
    return term is not None and cues["asks"].match(term["rest"]) is not None


def _read(text: str, cue: str, cues: Cues) -> Warned | None:
    """Read a sentence by its grammar; None when it has not the cue, or says it of nothing in particular."""
    matches = list(cues.all_found(cue, text))
    told = _consequence(text, cues)
    matches = [each for each in matches if each.start() >= told] or ([] if cue in SOON else matches)
    if not matches:
        return None
    for reading in (_said_of_subject, _conditional, _with_preposition, _after_term):
        if (parts := reading(text, matches[0], cues)) is None:
            continue
        conditions, action = parts
        if cues["back"].match(cues["condition"].sub("", conditions[0], count=1).strip(_STOPS)):
            return Warned((), _sentence(action))
        is_list = reading is not _conditional
        names = [name for each in conditions for name in named(each, cues, is_list=is_list)]
        if signs := tuple(name for name in names if not cues["no_sign"].match(name)):
            return Warned(signs, _sentence(action))
    return None


def _consequence(text: str, cues: Cues) -> int:
    """Where a sentence that begins with a condition says what to do; 0 where it is all that."""
    if not cues["condition"].match(text):
        return 0
    commas = (match.end() for match in re.finditer(r",\s+", text))
    return next((comma for comma in commas if cues["consequence"].match(text, comma)), 0)


def _said_of_subject(text: str, found: re.Match[str], cues: Cues) -> _Parts | None:
    """Part "A rash should be seen" and "Anyone with a rash should call 111"."""
    who = cues["subject"].match(text)
    if cues["condition"].search(text, found.end()):
        return None
    if who and (obliged := cues["obliged"].search(text, who.end(), found.start() + 1)):
        return (text[who.end() : obliged.start()],), text
    if not cues["said_of"].match(found.group()):
        return None
    start = max((match.end() for match in cues["clause"].finditer(text, 0, found.start())), default=0)
    subject = re.sub(
        r"\s+(?:(?:can be|could be|may be|are|is|all|always)\s+)*(?:an?\s+)?$",
        "",
        text[start : found.start()],
    )
    subject = re.sub(rf"(?:{cues['obliged'].pattern})$", "", subject, flags=re.IGNORECASE).strip()
    if guess := cues["could_be"].search(subject, 1):
        subject = subject[: guess.start()].strip()
    is_none = not subject or cues["no_subject"].fullmatch(subject) or cues["condition"].search(subject)
    return None if is_none or len(subject.split()) > _MOST_SUBJECT_WORDS else ((subject,), text[start:])


def _conditional(text: str, found: re.Match[str], cues: Cues) -> _Parts | None:
    """Part "If you have these, do that", with a comma before the action, and "Do that if you have these"."""
    marker = cues["condition"].search(text, 0, found.start())
    after = cues["condition"].search(text, found.end())
    if marker is None:
        return ((text[after.end() :],), text[: after.start()]) if after else None
    commas = [
        match.end() for match in re.finditer(r",\s+", text) if marker.end() < match.end() <= found.start()
    ]
    start = next((comma for comma in commas if cues["consequence"].match(text, comma)), None)
    start = start or (commas[-1] if commas else max(found.start(), _consequence(text, cues)))
    condition = text[marker.end() : start]
    others = (text[after.end() :],) if after else ()  # "If this, do that, above all if those."
    return (condition, *others), text[start:]


def _with_preposition(text: str, found: re.Match[str], cues: Cues) -> _Parts | None:
    """Part "Call 999 for chest pain"."""
    after = re.compile(r"[\s:(\w)]{0,12}?\s").match(text, found.end())
    marker = cues["for"].match(text, after.end()) if after else None
    return ((text[marker.end() :],), text[: marker.start()]) if marker else None


def _after_term(text: str, found: re.Match[str], cues: Cues) -> _Parts | None:
    """Part "Chest pain: call 999", and "Call 999: chest pain, a stiff neck"."""
    term = _TERM.fullmatch(text)
    if term is None or _is_title(text, cues) or cues["calm"].search(term["name"]):
        return None
    if found.start() >= term.start("rest"):
        return ((term["name"],), term["rest"]) if not cues.speaks(term["name"]) else None
    is_list = found.end() <= term.end("name") and term["mark"].strip() == ":"  # after a dash comes a reason
    return ((term["rest"],), term["name"]) if is_list else None


def named(condition: str, cues: Cues, *, is_list: bool) -> Iterator[str]:
    """Yield the signs in a condition: those of its list ("you have fever or a rash"), or itself."""
    for clause in cues["next_condition"].split(condition.strip(_STOPS)):
        first = cues["condition"].match(clause)
        words = clause[first.end() if first else 0 :].strip()
        having = cues["having"].match(words)
        listed = words[having.end() :].strip(" :") if having else words
        general = cues["general"].match(listed)
        listed = listed[general.end() :].strip(" :") if general else listed
        names = split_list(listed, cues) if is_list or having or general else [words]
        names = names if not any(cues["relative"].match(name) for name in names[1:]) else [listed]
        names = [without_and(name, cues) for name in names]
        yield from (capitalised(name) for name in names if any(letter.isalpha() for letter in name))


def without_and(text: str, cues: Cues) -> str:
    """A text without an "and" at its end."""
    return re.sub(rf"[,\s]+{cues['and_or'].pattern}\s*$", "", text, flags=re.IGNORECASE)


def split_list(text: str, cues: Cues) -> list[str]:
    """Split "a hot, very swollen eye, fever, or a rash" into its three things.

    A comma after an adjective joins ("hot, very swollen eye"), and so does "and" between two things. Where
    it is not plain what an "or" divides ("loss of bladder or bowel control"), the words stay together.
    """
    pieces = [piece for piece in re.split(r"\s*[,;](?![^()]*\))\s*", text.strip(_STOPS)) if piece]
    things: list[str] = []
    pending = ""
    for piece in pieces:
        joined = f"{pending}, {piece}" if pending else piece
        pending = joined if _is_adjective(piece, cues) and piece is not pieces[-1] else ""
        things += [] if pending else [joined]
    starts = [cues["and_or"].match(thing) for thing in things]
    things = [
        thing[start.end() :].strip() if start else thing for thing, start in zip(things, starts, strict=True)
    ]
    if any(starts[1:]) or not things:
        return things
    return [*things[:-1], *_split_or(things[-1], cues)]


def _is_adjective(text: str, cues: Cues) -> bool:
    words = text.split()
    while words and cues["before_adjective"].fullmatch(words[0]):
        words = words[1:]
    return len(words) == 1 and cues["adjective"].fullmatch(words[0]) is not None


def _split_or(text: str, cues: Cues) -> list[str]:
    divider = cues["or"].search(text)
    if divider is None:
        return [text]
    left, right = text[: divider.start()].strip(), text[divider.end() :].strip()
    is_joined = (
        cues["inseparable"].search(left) is not None
        or _is_adjective(left.rsplit(", ", 1)[-1], cues)
        or (cues["noticed"].search(right) is not None and not cues["noticed"].search(left))
    )
    return [text] if is_joined or not left or not right else [left, *_split_or(right, cues)]


def action_of(lead_in: str, cues: Cues) -> str:
    """What a lead-in such as "Call 999 if you have:" says to do."""
    text = in_small_letters(cues["label"].sub("", NUMBER.sub("", lead_in)).rstrip(" :"), cues)
    is_question = cues["condition"].match(text) or cues["asks"].match(text)
    cue = cues["urgent"].search(text) or cues["book"].search(text)
    if is_question and cue and "," not in text:
        return _sentence(cues["who_has"].sub("", text[cue.start() :]))
    if cues["condition"].match(text) and cues["general"].search(text.partition(", ")[0]) and ", " in text:
        return _sentence(text.partition(", ")[2])
    marker = cues["condition"].search(text, 1)
    return _sentence(text[: marker.start()] if marker else cues["who_has"].sub("", text))


def capitalised(text: str) -> str:
    """A text with a capital first and no stop at its end."""
    return capital(text.strip(_STOPS))


def _sentence(text: str) -> str:
    return f"{capitalised(text)}."


def all_of(texts: Sequence[str]) -> str:
    """Several entries in one line."""
    return "; ".join(text.strip(" ,;.") for text in texts)


def with_entries(text: str, entries: Sequence[str]) -> str:
    """An entry in one line with those below it."""
    return f"{text.rstrip(' .:')}: {all_of(entries)}" if entries else text
