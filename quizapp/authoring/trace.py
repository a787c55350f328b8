"""Tracing: which sentence of a source feeds which claims and items, and what has changed since.

    trace = traced(article, sentences(read(text)))
    trace.changed      # passages whose sentence is no longer in the text, each with what rests on it
    trace.unused       # passages that nothing cites and nobody waived
    trace.unknown      # sentences of the text that are no passage

The text itself is compared by fingerprints and kept nowhere. A sentence that was moved is still the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from quizapp.authoring.replacements import stand_ins_for
from quizapp.authoring.source_text.formats import Sentence
from quizapp.content.model import Article, Cite, Passage, Source
from quizapp.content.nearest import nearest
from quizapp.content.passages import fingerprint
from quizapp.errors import UnknownThing

_ENOUGH_TO_TELL = 5
_LEAST_IN_COMMON = 0.25
"""Share of the known sentences below which a text of at least so many passages is another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedPassage:
    """One passage, the sentence of the text that it is, and what rests on it."""

    passage: Passage
    sentence: str | None
    """The sentence with its fingerprint; None when the text has none."""
    nearest: str | None
    """Where there is none: the sentence of the text that most likely stands in its place now."""
    users: tuple[str, ...]
    """The claims and items that cite it, withdrawn ones included, and the gaps that lie there, as list/id."""

    @property
    def has_changed(self) -> bool:
        """Whether the text no longer has this sentence."""
        return self.sentence is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """The passages of one source beside a text of it."""

    article: str
    source: str
    passages: tuple[TracedPassage, ...]
    unknown: tuple[str, ...]
    """Sentences of the text that are no passage and replace none; headings are not counted."""
    rests_on: Mapping[str, tuple[str, ...]]
    """The other direction: for each claim ("list/id") and item ("items/id") its passages of this source."""

    @property
    def changed(self) -> tuple[TracedPassage, ...]:
        """The passages whose sentence the text no longer has."""
        return tuple(traced for traced in self.passages if traced.has_changed)

    @property
    def unused(self) -> tuple[TracedPassage, ...]:
        """The passages that nothing uses and nobody waived."""
        return tuple(traced for traced in self.passages if not (traced.users or traced.passage.waived))

    @property
    def known(self) -> tuple[TracedPassage, ...]:
        """The passages whose sentence is known by a fingerprint."""
        return tuple(traced for traced in self.passages if traced.passage.fingerprint)

    @property
    def is_of_another_text(self) -> bool:
        """Whether so few of the known sentences are in the text that it is hardly the source at all."""
        found = sum(not traced.has_changed for traced in self.known)
        return len(self.known) >= _ENOUGH_TO_TELL and found < len(self.known) * _LEAST_IN_COMMON

    @property
    def is_clean(self) -> bool:
        """Whether every passage is used or waived and in the text, and every sentence a passage."""
        return not (self.changed or self.unused or self.unknown)


def traced(article: Article, sentences: Iterable[Sentence], source_id: str | None = None) -> Trace:
    """Trace the passages of a source through its text.

    The source is the one whose passages have fingerprints, unless `source_id` names one. UnknownThing when
    there is no such source.
    """
    source = _held_source(article, source_id)
    text = list(sentences)
    headings = {
        gap.place.passage for gap in article.gaps if gap.what == "section" and gap.place.source == source.id
    }
    places = _places(source.passages, text, headings)
    stand_ins = stand_ins_for(source.passages, text, places, headings)
    rests_on = _rests_on(article, source.id)
    return Trace(
        article=article.id,
        source=source.id,
        passages=tuple(
            TracedPassage(
                passage=passage,
                sentence=text[places[index]].text if index in places else None,
                nearest=text[stand_ins[index]].text if index in stand_ins else None,
                users=(
                    *(user for user, passages in rests_on.items() if passage.id in passages),
                    *(f"gaps/{gap.id}" for gap in article.gaps if gap.place == Cite(source.id, passage.id)),
                ),
            )
            for index, passage in enumerate(source.passages)
        ),
        unknown=tuple(
            sentence.text
            for place, sentence in enumerate(text)
            if not sentence.is_heading and place not in {*places.values(), *stand_ins.values()}
        ),
        rests_on=rests_on,
    )


def _held_source(article: Article, source_id: str | None) -> Source:
    sources = {source.id: source for source in article.sources}
    if source_id is not None:
        if source_id not in sources:
            raise UnknownThing("source", source_id, nearest(source_id, sources))
        return sources[source_id]
    held = [source for source in article.sources if any(passage.fingerprint for passage in source.passages)]
    if len(held) != 1:
        raise UnknownThing("single source with fingerprints in the article", article.id)
    return held[0]


def _places(
    passages: Sequence[Passage], text: Sequence[Sentence], headings: AbstractSet[str]
) -> dict[int, int]:
    """The place in the text of each passage that is there.

    Of equal sentences each is taken once: by a passage that is a heading as well if it is one, in order.
    """
    where: dict[str, list[int]] = defaultdict(list)
    for place, sentence in enumerate(text):
        where[fingerprint(sentence.text)].append(place)
    found = {}
    for index, passage in enumerate(passages):
        equal = where[passage.fingerprint] if passage.fingerprint else []
        if equal:
            found[index] = min(equal, key=lambda place: text[place].is_heading != (passage.id in headings))
            equal.remove(found[index])
    return found


def _rests_on(article: Article, source_id: str) -> dict[str, tuple[str, ...]]:
    """For each claim and item that cites a source the passages that it cites."""
    citing = [(f"{name}/{claim.id}", claim.cites) for name, _, claim in article.claims()]
    citing += [(f"items/{item.id}", item.cites) for item in (article.quiz.items if article.quiz else ())]
    found = {
        user: tuple(dict.fromkeys(cite.passage for cite in cites if cite.source == source_id))
        for user, cites in citing
    }
    return {user: passages for user, passages in found.items() if passages}
