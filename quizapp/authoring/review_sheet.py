"""The sheet on which a clinician reviews an article, as Markdown that prints well.

What can do harm comes first: the urgent signs, then what editors doubt or inferred, then every other
statement. The stories of the check come last and without their keys, so that the reviewer's own choice can be
held against them.
"""

from collections.abc import Iterable, Iterator

from quizapp.content.model import Article, Claim, Item, Sign

_HEAD = "| no. | statement | what to do, and how soon | from | right? | remark |\n|---|---|---|---|---|---|"
_ABOUT = (
    "Tick each statement, and say in the remark what is wrong, missing or too late. What editors doubt stands"
    " in italics below a statement. Where no more is said, what to do is what the step says."
)
_TICK = "☐ yes ☐ no"


def review_sheet(article: Article) -> str:
    """The sheet of an article and its quiz."""
    claims = [claim for _, _, claim in article.claims()]
    urgent = [claim for claim in claims if isinstance(claim, Sign) and claim.red_flag]
    doubted = [claim for claim in claims if claim.note and claim not in urgent]
    others = [claim for claim in claims if claim not in (*urgent, *doubted)]
    parts = [
        f"# Review of “{article.title}”",
        f"Version {article.revision}. Reviewer: ____________________ Date: ____________",
        _ABOUT,
    ]
    number = 1
    for heading, group in (
        ("1. Signs that need help now or today", urgent),
        ("2. What editors doubt or inferred", doubted),
        ("3. All other statements", others),
    ):
        parts += [f"## {heading}", "\n".join([_HEAD, *_rows(group, article, number)])]
        number += len(group)
    if article.quiz is not None:
        parts += ["## 4. Which step fits each story?", *_stories(article.quiz.pairs.values())]
    return "\n\n".join(parts) + "\n"


def _rows(claims: Iterable[Claim], article: Article, first: int) -> Iterator[str]:
    titles = {
        source.id: ": ".join(filter(None, (source.publisher, source.title))) for source in article.sources
    }
    for number, claim in enumerate(claims, start=first):
        sources = dict.fromkeys(titles.get(cite.source, cite.source) for cite in claim.cites)
        note = f"<br>*{claim.note}*" if claim.note else ""
        cells = (_statement(claim) + note, _step(claim), "; ".join(sources), _TICK, "")
        row = " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells)
        yield f"| {number} | {row} |"


def _statement(claim: Claim) -> str:
    names = ("name", "hint", "title", "body", "text", "question", "answer", "reason")
    words = [getattr(claim, name, None) for name in names]
    avoid = ["Do not:"] if getattr(claim, "avoid", False) else []
    return " ".join([*avoid, *(word for word in words if word)])


def _step(claim: Claim) -> str:
    if not isinstance(claim, Sign):
        return ""
    soon = f" ({claim.within})" if claim.within else ""
    return f"**{claim.level_name}**{soon}.{'' if claim.standard_action else f' {claim.action}'}"


def _stories(pairs: Iterable[tuple[Item, ...]]) -> Iterator[str]:
    for halves in pairs:
        asked = [half for half in halves if half.withdrawn is None]
        if asked:
            options = " ".join(f"**{option.id}** {option.text}." for option in asked[0].options)
            stories = "\n".join(f"- {story.stem} Step: ____ Remark:" for story in asked)
            yield f"{options}\n\n{stories}"
