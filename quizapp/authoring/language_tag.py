"""Language tags: which ones name a language, and what somebody may have meant by another."""

import re

from quizapp.content.nearest import nearest
from quizapp.errors import BadArgument

_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?(-[a-z0-9]{4,8})*")
_TWO_LETTERS = re.compile(
    r"a[abefkmnrsvyz]|b[abeghimnors]|c[aehorsuvy]|d[aevz]|e[elnostu]|f[afijory]|g[adlnuv]|h[aeiortuyz]|i[adegikostu]"
    r"|j[av]|k[agijklmnorsuvwy]|l[abginotuv]|m[ghiklnrsty]|n[abdeglnorvy]|o[cjmrs]|p[ailst]|qu|r[mnouw]"
    r"|s[acdegiklmnoqrstuvw]|t[aeghiklnorstwy]|u[grkz]|v[eio]|w[ao]|xh|y[io]|z[ahu]"
)
"""The languages of ISO 639 that have a code of two letters."""
_OFTEN_MEANT = {
    word: tag
    for tag, words in {
        "en": "english eng us",
        "es": "spanish espanol español esp sp spa",
        "fr": "french",
        "de": "german ger",
        "pt": "portuguese",
        "zh": "chinese cn",
        "ja": "japanese jp",
        "ru": "russian",
        "it": "italian",
        "el": "greek gr",
        "cs": "czech cz",
        "da": "danish dk",
    }.items()
    for word in words.split()
}


def language_tag(text: str) -> str:
    """A text that is a language tag; BadArgument, with a guess, for one that is none."""
    language = text.partition("-")[0]
    is_known = bool(_TWO_LETTERS.fullmatch(language)) or (len(language) == 3 and text not in _OFTEN_MEANT)
    if is_known and _TAG.fullmatch(text):
        return text
    guess = _guess(text)
    hint = f'; did you mean "{guess}"?' if guess else ""
    raise BadArgument([("/lang", f'"{text}" is no language tag such as es or pt-BR{hint}')])


def _guess(text: str) -> str | None:
    parts = text.lower().replace("_", "-").split("-")
    if _TWO_LETTERS.fullmatch(parts[0]):
        region = [part.upper() if len(part) == 2 else part.title() for part in parts[1:]]
        return "-".join([parts[0], *region])
    return _OFTEN_MEANT.get(parts[0]) or _OFTEN_MEANT.get(nearest(parts[0], _OFTEN_MEANT) or "")
