"""The rules of sources: the right text is cited, every passage is used, every gap is spoken for.

The article's own source is the one whose passages carry fingerprints: its text is held and compared.
"""

from collections.abc import Iterator

from quizapp.content.model import Article, Cite, Origin, Review
from quizapp.content.publishers import PUBLISHERS, is_bare_host, is_elsewhere
from quizapp.problem import Finding, Part, Where
from quizapp.rules import items
from quizapp.rules.references import cites
from quizapp.rules.rule import at, error, in_article, warning


@error
def cites_from_elsewhere(article: Article) -> Iterator[Finding]:
    """A claim that is `stated` or `restated` comes from the article itself, so it cites a passage of the
    article's own text: the source whose passages have fingerprints.
    """
    own, known = _own_sources(article), {source.id for source in article.sources}
    for name, index, claim in article.claims():
        cited = {cite.source for cite in claim.cites}
        if claim.origin is not Origin.ADDED and cited and cited <= known - own:
            message = f'"{claim.id}" is {claim.origin}, but it cites only other sources'
            hint = "cite a passage of the article itself, or write `origin: added`"
            yield in_article((name, index, "cites"), message, hint)


@error
def added_without_source(article: Article) -> Iterator[Finding]:
    """A claim that is `added` doesn't come from the article, so it cites a passage of another source."""
    own = _own_sources(article)
    for name, index, claim in article.claims():
        cited = {cite.source for cite in claim.cites}
        if claim.origin is Origin.ADDED and cited and cited <= own:
            message = f'"{claim.id}" is added, but it cites only the article itself'
            hint = "cite the source that it comes from, or write `origin: restated`"
            yield in_article((name, index, "cites"), message, hint)


def _own_sources(article: Article) -> set[str]:
    return {
        source.id for source in article.sources if any(passage.fingerprint for passage in source.passages)
    }


@warning
def passage_unused(article: Article) -> Iterator[Finding]:
    """Every passage of a source is cited, or is the place of a gap, or says under `waived` why nothing needs
    it. Any other may have been forgotten.
    """
    used = {cite for _, _, cite in cites(article)}
    used_sources = {cite.source for cite in used}
    for index, source in enumerate(article.sources):
        for place, passage in enumerate(source.passages if source.id in used_sources else ()):
            if passage.waived is None and Cite(source.id, passage.id) not in used:
                message = f'nothing cites the passage "{source.id}/{passage.id}"'
                where = ("sources", index, "passages", place)
                yield in_article(where, message, "cite it, or add `waived:` with the reason")


@warning
def waived_yet_cited(article: Article) -> Iterator[Finding]:
    """Nothing cites a passage that is waived: one of the two is out of date."""
    cited = {cite for _, where, cite in cites(article) if where[0] != "gaps"}
    for index, source in enumerate(article.sources):
        for place, passage in enumerate(source.passages):
            if passage.waived is not None and Cite(source.id, passage.id) in cited:
                where = ("sources", index, "passages", place, "waived")
                message = f'the passage "{source.id}/{passage.id}" is waived, and yet it is cited'
                yield in_article(where, message, "leave `waived` out, or cite something else")


@warning
def source_unused(article: Article) -> Iterator[Finding]:
    """Something cites every source. A list of sources is no place for further reading."""
    used = {cite.source for _, _, cite in cites(article)}
    for index, source in enumerate(article.sources):
        if source.id not in used:
            message = f'nothing cites the source "{source.id}"'
            yield in_article(("sources", index), message, "cite it, or delete it")


@error
def source_without_page(article: Article) -> Iterator[Finding]:
    """The address of a source leads to the page that was read. At the front door of a site nobody can find
    what a claim rests on.
    """
    for index, source in enumerate(article.sources):
        if source.url is not None and is_bare_host(source.url):
            message = f'the address of "{source.id}" leads to a site and to no page of it'
            hint = "write the address of the page, or leave `url` out"
            yield in_article(("sources", index, "url"), message, hint)


@warning
def source_elsewhere(article: Article) -> Iterator[Finding]:
    """A source is cited where its publisher has it, or by its DOI. A copy in another place may be older,
    shorter or changed, and readers see the publisher's name beside it.
    """
    for index, source in enumerate(article.sources):
        if source.url and source.publisher and is_elsewhere(source.publisher, source.url):
            hosts = " or ".join(PUBLISHERS[source.publisher].hosts)
            message = f'this is no address of the publisher "{source.publisher}"'
            hint = f"its pages are at {hosts}; cite one, or write who published this page"
            yield in_article(("sources", index, "url"), message, hint)


@warning
def gap_unfilled(article: Article) -> Iterator[Finding]:
    """A claim fills each gap, or the `note` of the gap says why it stays open."""
    filled = {claim.fills for _, _, claim in article.claims()}
    for index, gap in enumerate(article.gaps):
        if gap.id not in filled and not gap.note:
            message = f'nothing fills the gap "{gap.id}"'
            hint = "name the claims that do under `filled_by:`, or say in a `note:` why it stays open"
            yield in_article(("gaps", index), message, hint)


@error
def stated_fills_gap(article: Article) -> Iterator[Finding]:
    """A gap is something that the source lost, so no claim that is `stated` there can fill it. One that is
    `restated` from elsewhere in the article can, or one that is `added` from another source.
    """
    for name, index, claim in article.claims():
        if claim.origin is Origin.STATED and claim.fills is not None:
            message = f'"{claim.id}" is stated, so it cannot fill the gap "{claim.fills}"'
            yield in_article((name, index), message, "write `origin: restated` or `origin: added`")


@error
def review_ahead(article: Article, today: str) -> Iterator[Finding]:
    """A review has happened: its date isn't after today, and the next review comes after it."""
    for part, where, review in _reviews(article):
        if review.date is not None and review.date > today:
            message = f"{review.date} has not come yet, so nobody can have reviewed this then"
            yield at(part, (*where, "date"), message, "write the day of the review")
        elif review.date is not None and review.next_review is not None and review.next_review <= review.date:
            message = f"the next review isn't after the last one, of {review.date}"
            yield at(part, (*where, "next_review"), message, "write a later day")


@warning
def review_overdue(article: Article, today: str) -> Iterator[Finding]:
    """Somebody reads a text again by the day that `next_review` gives."""
    for part, where, review in _reviews(article):
        due = review.next_review
        if due is not None and due < today and (review.date is None or due > review.date):
            message = f"the next review was due on {due}"
            yield at(
                part, (*where, "next_review"), message, "review it, then write the new date and the next"
            )


def _reviews(article: Article) -> Iterator[tuple[Part, Where, Review]]:
    """Every review that stands in the files, and where; one that a claim or an item inherits counts once."""
    yield Part.ARTICLE, ("review",), article.review
    for name, index, claim in article.claims():
        if claim.review != article.review:
            yield Part.ARTICLE, (name, index, "review"), claim.review
    if article.quiz is None:
        return
    if article.quiz.review != article.review:
        yield Part.QUIZ, ("review",), article.quiz.review
    own = {
        place[:2]: item.review
        for place, item in items.active(article)
        if item.review not in (article.review, article.quiz.review)
    }
    yield from ((Part.QUIZ, (*place, "review"), review) for place, review in own.items())
