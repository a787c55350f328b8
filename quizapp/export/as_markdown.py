"""An article and its parts as Markdown, for assistants and newsletters.

Each text has what makes it safe alone: the urgent notice first, who has reviewed it, how urgent each sign is,
and where it comes from. Names are escaped; what authors write as Markdown stays so, and holds no HTML.
"""

import re
from collections.abc import Iterator, Sequence

from quizapp.content.model import Article, Circumstance, Claim, Promotion, Sign, Source
from quizapp.content.projection import PARTS
from quizapp.export.assessment import Say, reviewed

MARKDOWN = "text/markdown; charset=utf-8"
_ARTICLE = (
    *("red-flags", "signs", "causes", "self-care", "faqs"),
    *("takeaways", "promotions", "topics", "sources"),
)
"""The parts of the whole, in their order."""
_SPECIAL = re.compile(r"[\\`*_\[\]<>|~#$^{}]|(?<=\d)(?=[.)])|^(?=[+-])", re.MULTILINE)
_HTML = re.compile(r"(\\[!-/:-@\[-`{-~])|[<`|~$^{}]|!(?=\[)|^(?=[#>=])", re.MULTILINE)


def article_markdown(article: Article, say: Say, page: str) -> str:
    """The whole article; `page` is its address."""
    blocks = [_kept(article.summary)]
    for part in _ARTICLE:
        if getattr(article, PARTS[part]):
            blocks += [f"## {escaped(say(f'fragment.part.{part}'))}", *_entries(article, part, say, 3)]
    return _document(article, say, page, article.title, blocks)


def part_markdown(article: Article, part: str, say: Say, page: str) -> str:
    """One part of the article, by its slug."""
    return _document(article, say, page, say(f"fragment.part.{part}"), [*_entries(article, part, say, 2)])


def _document(article: Article, say: Say, page: str, title: str, blocks: Sequence[str]) -> str:
    head = [
        f"# {escaped(title)}",
        f"> **{escaped(article.urgent_notice)}**",
        escaped(reviewed(article.review, say)),
    ]
    if article.translated and article.translated.review.status != "reviewed":
        head.append(escaped(say("translation.short")))
    source = say("fragment.about", article=f"[{escaped(article.title)}]({page})")
    return "\n\n".join([*head, *(block for block in blocks if block), source]) + "\n"


def _entries(article: Article, part: str, say: Say, depth: int) -> Iterator[str]:
    """Yield a block for each thing of a part, or for all of them where they are a list."""
    mark, lines = "#" * depth, []
    for thing in article.entries(PARTS[part]):
        differs = isinstance(thing, Claim) and thing.review != article.review
        review = escaped(reviewed(thing.review, say)) if differs else ""
        below = f"\n\n{review}" if review else ""
        match thing:
            case Sign():
                yield _sign(thing, mark) + below
            case Promotion():
                lines.append(f"{_promotion(article, thing, say)} {review}".rstrip())
            case Circumstance():
                lines.append(f"{escaped(thing.name)} {review}".rstrip())
            case Source():
                address = f": <{thing.url}>" if thing.url else ""
                lines.append(f"{escaped(thing.title)}{address}")
            case _ if hasattr(thing, "answer"):
                yield f"{mark} {escaped(thing.question)}\n\n{_kept(thing.answer)}{below}"
            case _ if hasattr(thing, "body"):
                yield f"{mark} {escaped(thing.title)}\n\n{_kept(thing.body)}{below}"
            case _:
                avoid = f"**{escaped(say('article.do_not'))}:** " if getattr(thing, "avoid", False) else ""
                lines.append(f"{avoid}{escaped(thing.text)} {review}".rstrip())
    if lines:
        yield "\n".join(f"- {line}" for line in lines)


def _sign(sign: Sign, mark: str) -> str:
    hint = f"\n\n{escaped(sign.hint)}" if sign.hint else ""
    action = sign.action.removeprefix(f"{sign.level_name}.").strip()
    return f"{mark} {escaped(sign.name)}{hint}\n\n**{escaped(sign.level_name)}.** {escaped(action)}".rstrip()


def _promotion(article: Article, promotion: Promotion, say: Say) -> str:
    names = {sign.id: sign.name for sign in article.signs_by_id.values()}
    names |= {circumstance.id: circumstance.name for circumstance in article.circumstances}
    signs = say("article.any_sign_or").join(names[sign] for sign in promotion.any_sign)
    together = ", ".join(names[circumstance] for circumstance in promotion.circumstances)
    words = next(words.name for words in article.levels if words.level is promotion.level)
    return (
        f"{escaped(signs)}. {escaped(say('fragment.together'))} {escaped(together)}. **{escaped(words)}.**"
        f" {escaped(promotion.reason)}"
    )


def escaped(text: str) -> str:
    """Text that no reader of Markdown takes for anything else."""
    return _SPECIAL.sub(r"\\\g<0>", " ".join(text.split()))


def _kept(text: str) -> str:
    """An author's Markdown, of which nothing else than our few marks is taken for one."""
    return _HTML.sub(lambda found: found[1] or f"\\{found[0]}", text.strip())
