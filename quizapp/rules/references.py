"""The rules of ids: each names one thing, and none names nothing."""

from collections.abc import Iterable, Iterator

from quizapp.content.model import CLAIM_LISTS, Article, Cite, listed_once
from quizapp.content.nearest import did_you_mean, foreign_letter, nearest
from quizapp.problem import Finding, Part, Where
from quizapp.rules import items
from quizapp.rules.rule import at, error

Reference = tuple[Part, Where, str]
"""An id that a file uses to name something, and where it does."""


def _unknown(
    thing: str, references: Iterable[Reference], definitions: Iterable[Reference]
) -> Iterator[Finding]:
    """Yield a finding for each reference that fits no definition, or for the definition if that is the slip.

    The slip is in a definition that nothing names, if several places agree on an id that is close to it.
    """
    uses: dict[str, list[Reference]] = {}
    for reference in references:
        uses.setdefault(reference[2], []).append(reference)
    known = {name: (part, where) for part, where, name in definitions}
    for name, places in uses.items():
        if name in known:
            continue
        message, meant = f'no {thing} has the id "{name}"', nearest(name, known)
        if meant is not None and meant not in uses and len(places) > 1:
            part, where = known[meant]
            message = f'{message}, which {len(places)} places name; none names "{meant}"'
            yield at(part, where, message, f'is "{name}" meant here?')
            continue
        if len(places) > 1:
            message = f"{message}, which {len(places)} places name; this is the first"
        part, where, _ = places[0]
        yield at(part, where, message, foreign_letter(name) or did_you_mean(name, known))


def _ids(article: Article, *lists: str) -> Iterator[Reference]:
    for name in lists:
        for index, entry in enumerate(getattr(article, name)):
            yield Part.ARTICLE, (name, index, "id"), entry.id


def _listed(part: Part, where: Where, names: Iterable[str]) -> Iterator[Reference]:
    return ((part, (*where, place), name) for place, name in enumerate(names))


def _named(article: Article, of_promotion: str, of_item: str) -> Iterator[Reference]:
    """The ids in a list of each promotion, and those in a list of each item."""
    for index, promotion in enumerate(article.promotions):
        where = ("promotions", index, of_promotion)
        yield from _listed(Part.ARTICLE, where, getattr(promotion, of_promotion))
    for place, item in items.every(article):
        yield from _listed(Part.QUIZ, (*place, of_item), getattr(item, of_item))


@error
def unknown_sign(article: Article) -> Iterator[Finding]:
    """Promotions and items name signs and red flags by the ids that the article gives them. A name that fits
    none would weaken a level or a question without a word.
    """
    entries = (
        (Part.QUIZ, (*where, "entries", index, "sign"), entry.sign)
        for where, item in items.every(article)
        for index, entry in enumerate(item.entries)
    )
    references = (*_named(article, "any_sign", "signs"), *entries)
    return _unknown("sign or red flag", references, _ids(article, "signs", "red_flags"))


@error
def unknown_circumstance(article: Article) -> Iterator[Finding]:
    """Promotions and items name circumstances by the ids that the article gives them."""
    references = _named(article, "circumstances", "circumstances")
    return _unknown("circumstance", references, _ids(article, "circumstances"))


@error
def unknown_gap(article: Article) -> Iterator[Finding]:
    """`fills` names one of the gaps of the article."""
    references = (
        (Part.ARTICLE, (name, index, "fills"), claim.fills)
        for name, index, claim in article.claims()
        if claim.fills is not None
    )
    return _unknown("gap", references, _ids(article, "gaps"))


@error
def unknown_claim(article: Article) -> Iterator[Finding]:
    """`folded`, `filled_by` of a gap, and `by` of what was replaced name claims by their ids. An id that
    names no claim leads readers nowhere.
    """
    references = list(_listed(Part.ARTICLE, ("folded",), article.folded))
    for index, gap in enumerate(article.gaps):
        references += _listed(Part.ARTICLE, ("gaps", index, "filled_by"), gap.filled_by)
    for index, name in enumerate(dict.fromkeys(article.replaced_by.values())):
        references.append((Part.ARTICLE, ("replaced", index, "by"), name))
    return _unknown("claim", references, _ids(article, *CLAIM_LISTS))


@error
def unknown_source(article: Article) -> Iterator[Finding]:
    """A cite is `source-id/passage-id`. What stands before the slash is the id of a source of the article."""
    references = ((part, where, cite.source) for part, where, cite in cites(article))
    return _unknown("source", references, _ids(article, "sources"))


@error
def unknown_passage(article: Article) -> Iterator[Finding]:
    """What stands after the slash of a cite is the id of a passage of the source before it."""
    cited: dict[str, list[Reference]] = {}
    for part, where, cite in cites(article):
        cited.setdefault(cite.source, []).append((part, where, cite.passage))
    for index, source in enumerate(article.sources):
        known = (
            (Part.ARTICLE, ("sources", index, "passages", place, "id"), passage.id)
            for place, passage in enumerate(source.passages)
        )
        thing = f'passage of the source "{source.id}"'
        yield from _unknown(thing, cited.get(source.id, ()), known)


@listed_once
def cites(article: Article) -> Iterator[tuple[Part, Where, Cite]]:
    """Every cite of claims, gaps and items, with the place of the string "source/passage".

    What an item has from its signs is theirs, and is not told again.
    """
    of_claims = set()
    for name, index, claim in article.claims():
        for place, cite in enumerate(claim.cites):
            of_claims.add(cite)
            yield Part.ARTICLE, (name, index, "cites", place), cite
    for index, gap in enumerate(article.gaps):
        yield Part.ARTICLE, ("gaps", index, "place"), gap.place
    for where, item in items.every(article):
        for index, cite in enumerate(item.cites):
            if cite not in of_claims:
                yield Part.QUIZ, (*where, "cites", index), cite


@error
def duplicate_id(article: Article) -> Iterator[Finding]:
    """An id names one thing only. Claims, gaps, sources, pairs and practice items share one set of ids; the
    passages of a source have their own. The stories of the pair sock-fold are sock-fold-a and sock-fold-b.
    """
    shared = list(_ids(article, *CLAIM_LISTS, "gaps", "sources"))
    for place, item in items.every(article):
        own = [item.id] if item.pair is None or place[-1] else [item.pair, item.id]
        shared += [(Part.QUIZ, (*place[:2], "id"), name) for name in own]
    yield from _repeated(shared)
    for index, source in enumerate(article.sources):
        where = ("sources", index, "passages")
        yield from _repeated(
            (Part.ARTICLE, (*where, place, "id"), passage.id) for place, passage in enumerate(source.passages)
        )


def _repeated(ids: Iterable[Reference]) -> Iterator[Finding]:
    """One finding for a place: with the id of a pair the ids of its stories are taken too."""
    first: dict[str, str] = {}
    found: dict[tuple[Part, Where], Finding] = {}
    for part, where, name in ids:
        if name in first:
            message = f'the id "{name}" is taken: {first[name]} has it'
            found.setdefault((part, where), at(part, where, message, "choose another id"))
        else:
            first[name] = f"entry {int(where[-2]) + 1} of {where[-3]} in {part}"
    yield from found.values()


def misnamed(findings: Iterable[Finding]) -> frozenset[Where]:
    """The entries with a slip in their own id, by these findings."""
    of_ids = (each for each in findings if each.where[-1:] == ("id",))
    return frozenset(each.where[:-1] for each in of_ids if each.code != duplicate_id.code)
