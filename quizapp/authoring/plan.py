"""The plan of a quiz: which signs have how many stories, how many a check needs, and what to write next."""

from collections import Counter

from quizapp.content.model import Article, Level, Sign
from quizapp.rules.items import scenarios
from quizapp.rules.supply import has_verdict, least_pairs, supplies
from quizapp.text import many

_NARROWEST = 38
"""Characters of the first column at the least."""


def as_text(article: Article, *, signs: bool = True) -> str:
    """The plan as a table that ends with the next step; without `signs` it has the sums alone."""
    shown = Counter(sign for _, item in scenarios(article) for sign in item.signs)
    width = max([_NARROWEST, *(len(sign) + 2 for sign in article.signs_by_id)])
    rows = [f"{'':{width}} stories  for a verdict  for its error rates"]
    for each in supplies(article):
        rows.append(f"{each.name:{width}} {each.stories:7}  {each.least:13}  {each.wanted:19}")
        rows += [_row(sign, shown, width) for sign in article.signs if signs and sign.level.slug == each.name]
    untested = [flag for flag in article.red_flags if not flag.tested]
    if untested:
        rows.append(f"{many(len(untested), 'red flag')} that the check doesn't ask about")
        rows += [_row(flag, shown, width) for flag in untested if signs]
    return "\n".join([_offer(article), *rows, f"Next: {next_step(article)}"])


def unfinished(article: Article) -> list[str]:
    """The plan without signs below a gap, line by line; none for a check, or where nothing can be asked."""
    if has_verdict(article) or not article.signs_by_id:
        return []
    return ["", *as_text(article, signs=False).split("\n")]


def _row(sign: Sign, shown: Counter[str], width: int) -> str:
    return f"  {sign.id:{width - 2}} {shown[sign.id]:7}"


def _offer(article: Article) -> str:
    if article.quiz is None:
        return f"{article.id} has no quiz yet."
    pairs = many(len(article.quiz.pairs), "pair")
    if has_verdict(article):
        return f"{article.id} offers a check, with {pairs}."
    return f"{article.id} offers practice only, with {pairs}; a verdict takes {least_pairs(article)} or more."


def next_step(article: Article) -> str:
    """What to do next for the quiz, as a command where there is one."""
    if not article.tested_flags and article.red_flags:
        return "choose two to four red flags for the check to confirm, and mark them `tested: true`."
    if not any(supply.missing for supply in supplies(article)):
        return f"`quizapp simulate {article.id}` measures the error rates."
    sign = most_wanted(article)
    if sign is None:
        return "write a sign for each level that has none."
    return f"`quizapp item {sign.id}` adds a pair with this sign to quiz.yaml for you to fill in."


def most_wanted(article: Article, but: Level | None = None) -> Sign | None:
    """The sign to write the next story about: of what a verdict, or else its error rates, lacks most.

    `but` is a level that it must not have. None where no sign is of a level that lacks stories.
    """
    shown = Counter(sign for _, item in scenarios(article) for sign in item.signs)
    for supply in sorted(
        supplies(article), key=lambda each: (each.stories >= each.least, each.stories / each.wanted)
    ):
        fitting = [
            sign
            for sign in article.signs_by_id.values()
            if sign.level is supply.level and (sign.level is not Level.URGENT or sign.id == supply.name)
        ]
        if fitting and supply.level is not but:
            return min(fitting, key=lambda sign: shown[sign.id])
    return None
