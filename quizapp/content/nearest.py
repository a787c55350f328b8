"""The guess at what was meant: the closest of the words that exist, or none when nothing is close.

`nearest("urgancy", ["urgency", "action"])` is "urgency", and `nearest("colour", ["title", "body"])` is
None: a wild guess costs an editor more than no guess.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable

LONGEST = 100
"""Characters of a word above which it is no slip of the pen."""
_LONG_ENOUGH = 3
"""Characters that a start or a stem has at least to say anything."""
_WORTH_A_WORD = 5
"""Characters that make one word of an id telling."""


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The one candidate that `word` most likely stands for.

    In order of trust: the same but for case, spaces and hyphens; but for singular and plural; few slips of
    the pen; the start of it; some of its words, or all in another order. A tie is no guess.
    """
    if not 0 < len(word) <= LONGEST:
        return None
    plain = _plain(word)
    known = [(candidate, _plain(candidate)) for candidate in dict.fromkeys(candidates)]
    return (
        _only(plain, known, _same_letters)
        or _only(plain, known, _same_stem)
        or _fewest_slips(plain, known)
        or _with_a_tail(plain, known)
        or _only(plain, known, _one_starts_the_other)
        or _only(plain, known, _words_in_common)
    )


_LOOK_ALIKE = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u0501\u04bb\u051b\u051d"
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u03bf\u03b1"
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7",
    "aeopcyxijsdhqwABEKMHOPCTYXoaABEZHIKMNOPTYX",
)
"""Cyrillic and Greek letters, and the Latin ones for which they are taken."""


def as_typed(word: str) -> str:
    """A word with the letters of the keyboard in place of those that only look like them."""
    plain = unicodedata.normalize("NFKC", word).translate(_LOOK_ALIKE)
    return "".join(letter for letter in plain if unicodedata.category(letter) not in {"Cf", "Cc"}).strip()


def foreign_letter(word: str) -> str | None:
    """The hint that names the first character of a word that is none of the keyboard, but looks like one."""
    if as_typed(word) == word:
        return None
    odd = next((letter for letter in word if as_typed(f"x{letter}x") != f"x{letter}x"), word[0])
    name = unicodedata.name(odd, "a control character")
    return f'it has U+{ord(odd):04X} ({name}) in it; type "{as_typed(word)}"'


def _plain(word: str) -> str:
    return re.sub(r"[\s_-]+", "-", word.strip().lower())


def _only(word: str, known: Iterable[tuple[str, str]], alike: Callable[[str, str], bool]) -> str | None:
    found = [candidate for candidate, plain in known if alike(word, plain)]
    return found[0] if len(found) == 1 else None


def _same_letters(word: str, other: str) -> bool:
    # "s1-22" is no other way to write "s12-2".
    return word.replace("-", "") == other.replace("-", "") and _digits(word) == _digits(other)


def _same_stem(word: str, other: str) -> bool:
    return _stem(word) == _stem(other)


def _stem(word: str) -> str:
    """Cut a plural ending: cities -> city, boxes -> box, signs -> sign."""
    for ending, stem in (("ies", "y"), ("es", ""), ("s", "")):
        if word.endswith(ending) and len(word) >= len(ending) + _LONG_ENOUGH:
            return word.removesuffix(ending) + stem
    return word


def _with_a_tail(word: str, known: Iterable[tuple[str, str]]) -> str | None:
    """The longest candidate after which nothing but figures and marks follows: "cc-by-4.0" is cc-by-4."""
    starts = [
        (len(plain), candidate)
        for candidate, plain in known
        if word.startswith(plain)
        and len(plain) >= _LONG_ENOUGH
        and not re.search("[a-z]", word[len(plain) :])
    ]
    return max(starts, default=(0, None))[1]


def _one_starts_the_other(word: str, other: str) -> bool:
    short, long = sorted((word, other), key=len)
    return len(short) >= _LONG_ENOUGH and long.startswith(short)


def _words_in_common(word: str, other: str) -> bool:
    few, many = sorted((set(word.split("-")), set(other.split("-"))), key=len)
    return few <= many and (len(few) > 1 or len(next(iter(few))) >= _WORTH_A_WORD)


def _fewest_slips(word: str, known: Iterable[tuple[str, str]]) -> str | None:
    """The candidate with the fewest slips, if it is the only one.

    One slip is allowed in a word of three letters, two from five on, three from nine on.
    """
    allowed = sum(len(word) >= enough for enough in (3, 5, 9))
    slips = {
        candidate: _slips(word, other)
        for candidate, other in known
        if abs(len(word) - len(other)) <= allowed and _digits(word) == _digits(other)
    }
    least = min(slips.values(), default=0)
    best = [candidate for candidate, count in slips.items() if count == least]
    return best[0] if len(best) == 1 and least <= allowed else None


def _digits(word: str) -> list[str]:
    """The numbers in a word: "f4" is no misspelling of "f5"."""
    return re.findall("[0-9]+", word)


def _slips(word: str, other: str) -> int:
    """Count letters left out, put in, replaced or swapped with a neighbour (optimal string alignment)."""
    older = before = row = list(range(len(other) + 1))
    for i, letter in enumerate(word, 1):
        older, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and word[i - 2] == wanted:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """The hint that names the nearest known word, if one is near."""
    near = nearest(word, known)
    return f'did you mean "{near}"?' if near else None
