"""The cues of a language: the phrases that tell what a sentence or a heading of a health text is about.

    cues = cues_of("en-GB")
    cues["urgent"].search("Call 999 if you have chest pain.")
    cues.role("When to see a doctor")                            # Role.HELP

They are data, one file a language in `languages`, whose head says how a phrase is written. A language without
a file has no cues, but for emergency numbers: everything is plain text then, and the import says so.
"""

import enum
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml


class Role(enum.Enum):
    """What a section is for."""

    SUMMARY = enum.auto()
    CAUSES = enum.auto()
    """Holds the causes, or stands above the sections that do."""
    CAUSE = enum.auto()
    """One cause, named by its heading."""
    URGENT = enum.auto()
    """Signs that need help now or today."""
    HELP = enum.auto()
    """When and where to get help."""
    CARE = enum.auto()
    """What readers can do alone."""
    FAQ = enum.auto()
    """Questions with answers."""
    QUESTION = enum.auto()
    """One question, which is the heading, with its answer."""
    TAKEAWAYS = enum.auto()
    OTHER = enum.auto()
    TAIL = enum.auto()
    """No content: newsletter, related articles, references and the like."""


SOON = ("at_once", "same_day")
"""The kinds of phrases that say how soon help is needed."""
ENOUGH = 4
"""The weight from which a text may speak of an emergency."""
_LONGEST_CHAFF = 40
"""Words; a longer paragraph says more than "subscribe", even if it says that as well."""
_ENOUGH_COMMON = 0.06
"""Share of a language's commonest words in a text from which it is taken to be in that language."""
_NEVER = re.compile(r"(?!)")
_NUMBERS = re.compile(r"(?<![\d.,])(?:999|911|112|9-1-1)(?![\d.,]\d|\d)")
"""Emergency numbers that stand in texts of every language."""


@dataclass(frozen=True, slots=True)
class Weight:
    """Words that make it more likely that a text speaks of an emergency, or less."""

    points: int
    most: int
    """Different words that count."""
    adds: bool
    """Whether it only adds to other words, and says nothing alone."""
    pattern: re.Pattern[str]

    def of(self, text: str) -> int:
        """What its words add to the weight of a text."""
        found = {match[0].lower() for match in self.pattern.finditer(text)}
        return self.points * min(self.most, len(found))


@dataclass(frozen=True, slots=True)
class Cues:
    """The cues of one language, by the names of the kinds of phrases."""

    lang: str
    patterns: Mapping[str, re.Pattern[str]]
    headings: tuple[tuple[Role, re.Pattern[str]], ...]
    """By its heading, the first role that fits."""
    no_content: tuple[tuple[str, re.Pattern[str]], ...]
    weights: tuple[Weight, ...]

    def __getitem__(self, name: str) -> re.Pattern[str]:
        """The pattern of a kind; of one that the language has not, a pattern that fits nothing."""
        return self.patterns.get(name, _NEVER)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known of the language."""
        return not self.patterns

    def speaks(self, text: str) -> bool:
        """Whether a text speaks of an emergency or of care on the same day, however it does."""
        return any(pattern.search(text) for pattern in (self["speaks"], self["urgent"], _NUMBERS))

    def weight(self, text: str, *, near: bool = False) -> int:
        """How likely a text speaks of an emergency, by its words alone; below 0 for what is none.

        Words that only add count where there are others, or at a place that is `near` to an emergency.
        """
        says = near or any(each.of(text) > 0 for each in self.weights if not each.adds)
        return sum(each.of(text) for each in self.weights) if says else 0

    def asks_for_help(self, text: str) -> bool:
        """Whether a text says to get help now or today, in words that are plain without others."""
        return any(self.found(kind, text) for kind in ("urgent", *SOON))

    def tells(self, text: str) -> bool:
        """Whether a heading, a label or a cell says that help is needed now or today."""
        return self.speaks(text) or self.asks_for_help(text)

    def found(self, name: str, text: str) -> re.Match[str] | None:
        """The first phrase of a kind in a text, but for those that say what is not needed."""
        return next(self.all_found(name, text), None)

    def all_found(self, name: str, text: str) -> Iterator[re.Match[str]]:
        """Yield the phrases of a kind in a text, but for those that say what is not needed."""
        wrong = ("not_needed", "onset") if name in SOON else ("not_needed",)
        for match in self[name].finditer(text):
            if not any(self[before].search(text, 0, match.start()) for before in wrong):
                yield match

    def role(self, heading: str) -> Role:
        """What the section under a heading is for."""
        if self["yes_or_no"].match(heading) and heading.endswith("?"):
            return Role.OTHER
        if self["meanwhile"].search(heading):
            return Role.CARE
        found = next((role for role, pattern in self.headings if pattern.search(heading)), Role.OTHER)
        asks = self.asks_for_help(heading) and not heading.endswith("?")
        is_urgent = self.speaks(heading) if found is Role.TAIL else asks
        return Role.URGENT if is_urgent and found in {Role.TAIL, Role.OTHER, Role.HELP} else found

    def chaff(self, text: str) -> str | None:
        """What a paragraph is that is no content, or None when it may be content."""
        if len(text.split()) > _LONGEST_CHAFF or self.speaks(text):
            return None
        return next((reason for reason, pattern in self.no_content if pattern.search(text)), None)


@lru_cache
def cues_of(lang: str) -> Cues:
    """The cues of a language tag such as "en-GB"."""
    language = lang.lower().partition("-")[0]
    data = _data().get(language, {})
    words: dict[str, str] = {}
    for name, alternatives in data.get("words", {}).items():
        words[name] = _phrase(alternatives, words)
    apart = {"words", "headings", "no_content", "common", "weights"}
    patterns = {name: _pattern(value, words) for name, value in data.items() if name not in apart}
    weights = {
        name: Weight(kind["points"], kind["most"], kind.get("adds", False), _lexicon(kind["words"], words))
        for name, kind in data.get("weights", {}).items()
    }
    patterns |= {name: weight.pattern for name, weight in weights.items()}
    if noticed := [patterns[name].pattern for name in ("noticed", "illness") if name in patterns]:
        patterns["noticed"] = re.compile("|".join(noticed), re.IGNORECASE)
    headings, chaff = (data.get(name, {}).items() for name in ("headings", "no_content"))
    return Cues(
        lang=language,
        patterns=patterns,
        headings=tuple((Role[name.upper()], _pattern(value, words)) for name, value in headings),
        no_content=tuple((name, _pattern(value, words)) for name, value in chaff),
        weights=tuple(weights.values()),
    )


def languages() -> tuple[str, ...]:
    """The languages that have cues."""
    return tuple(sorted(_data()))


def language_of(text: str) -> str | None:
    """The language of a text as its commonest words tell it; None where they do not."""
    words = Counter(re.findall(r"[^\W\d_]+", text.lower()))
    total = max(1, words.total())
    shares = {
        lang: sum(words[word] for word in data["common"].split()) / total for lang, data in _data().items()
    }
    best = max(shares, key=lambda lang: shares[lang])
    return best if shares[best] >= _ENOUGH_COMMON else None


@lru_cache
def _data() -> Mapping[str, dict[str, Any]]:
    folder = files("quizapp.authoring") / "languages"
    texts = ((file.name.removesuffix(".yaml"), file.read_text("utf-8")) for file in folder.iterdir())
    return {name: yaml.safe_load(text) for name, text in texts}


def _pattern(phrases: str | Iterable[str], words: Mapping[str, str]) -> re.Pattern[str]:
    """Compile phrases; none of them begins or ends within a word."""
    phrases = [phrases] if isinstance(phrases, str) else phrases
    return re.compile("|".join(_bounded(_phrase(each, words)) for each in phrases), re.IGNORECASE)


def _lexicon(text: str, words: Mapping[str, str]) -> re.Pattern[str]:
    """Compile words that commas part; a star after a letter stands for any ending."""
    return _pattern(re.sub(r"(?<=\w)\*", r"\\w*", text).split(", "), words)


def _bounded(phrase: str) -> str:
    is_open = phrase.endswith(r"\b)") or not (phrase[-1:].isalnum() or phrase[-1:] in ")?")
    start, end = "" if phrase.startswith((r"\s", "[", ",")) else r"(?<!\w)", "" if is_open else r"(?!\w)"
    return f"{start}(?:{phrase}){end}"


_TOKEN = re.compile(
    r"\[(?P<optional>[\w{}|*'&?() ]+)\](?P<gap> ?)|\[[^\]]*\]|\{(?P<name>[a-z_]+)\}"
    r"| ?\.\.\. ?|(?<![^ \[])\*(?![^ \]])|[ ']"
)


def _phrase(text: str, words: Mapping[str, str]) -> str:
    """A phrase of a data file as a regular expression."""

    def written(token: re.Match[str]) -> str:
        if token["optional"]:
            return f"(?:(?:{_phrase(token['optional'], words)}){'[ -]' if token['gap'] else ''})?"
        if token["name"]:
            return f"(?:{words[token['name']]})"
        return _SIGNS.get(token[0].strip() or " ", token[0])

    ungrouped = re.sub(r"(?<!\\)\((?!\?)", "(?:", re.sub(r"\s+\|", "|", text))
    return _TOKEN.sub(written, ungrouped)


_SIGNS = {" ": "[ -]", "'": "['\u2019]", "*": r"[\w'\u2019-]+", "...": ".*"}
