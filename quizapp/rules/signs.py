"""The rules of signs: their levels, the notice, and the items that ask about each of them.

The article decides how urgent a sign is, and the items agree. Only active scenarios count.
"""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from quizapp.content.model import Article, Level, Promotion
from quizapp.content.readability import words
from quizapp.content.tokens import roots
from quizapp.problem import Finding
from quizapp.rules import items
from quizapp.rules.drafts import TO_DO_MARK
from quizapp.rules.rule import error, in_article, in_quiz, warning


@error
def key_contradicts_signs(article: Article) -> Iterator[Finding]:
    """The key of a story is the level that the article gives to its signs: the highest of them, raised by
    every promotion that fits. So an edit of a sign finds every story that it changes.
    """
    for place, item in items.scenarios(article):
        decider = article.decided_by(item.signs, item.circumstances)
        if decider is None or item.level is None or item.level == decider.level:
            continue
        why = f'the sign "{decider.id}" is {decider.level.slug}'
        if isinstance(decider, Promotion):
            why = f'the promotion "{decider.id}" raises these signs to {decider.level.slug}'
        hint = f"write key: {decider.level.slug}, or change the signs of the story"
        yield in_quiz((*place, "key"), f"the key is {item.level.slug}, but {why}", hint)


@error
def sign_in_wrong_list(article: Article) -> Iterator[Finding]:
    """Urgent signs stand under `red_flags`, where the quiz tests them, and other signs under `signs`."""
    for index, sign in enumerate(article.red_flags):
        if sign.level is not Level.URGENT:
            message = f"a red flag is urgent, but this one is {sign.level.slug}"
            hint = 'write level: urgent, or move it to "signs"'
            yield in_article(("red_flags", index, "level"), message, hint)
    for index, sign in enumerate(article.signs):
        if sign.level is Level.URGENT:
            where = ("signs", index, "level")
            yield in_article(where, "an urgent sign is a red flag", 'move it to "red_flags"')


@warning
def how_soon_unclear(article: Article) -> Iterator[Finding]:
    """A sign of level book says how soon: `within: soon` (in one to three days) or `within: routine`. Readers
    see it. Other levels say it by themselves and have no `within`.
    """
    unclear: dict[str, list[int]] = {}
    for index, sign in enumerate(article.signs):
        if sign.level is Level.BOOK and sign.within is None:
            # told in one line, but for a sign whose allowance would silence the others as well
            is_allowed = any(each.rule == how_soon_unclear.code for each in sign.allow)
            unclear.setdefault(sign.id if is_allowed else "", []).append(index)
        elif sign.level is not Level.BOOK and sign.within is not None:
            message = f'"{sign.id}" is {sign.level.slug}, so there is no appointment to book'
            yield in_article(("signs", index, "within"), message, "leave `within` out")
    for first, *more in unclear.values():
        others = f' and {len(more)} more, down to "{article.signs[more[-1]].id}"' if more else ""
        message = f'readers aren\'t told how soon to book for "{article.signs[first].id}"{others}'
        yield in_article(("signs", first, "level"), message, "add `within: routine` or `within: soon`")


@error
def several_red_flags(article: Article) -> Iterator[Finding]:
    """A story shows one urgent thing at most: a red flag, or signs that a promotion makes urgent. With two, a
    right answer would count for a red flag that the reader may have missed.
    """
    flags = {flag.id for flag in article.red_flags}
    for place, item in items.scenarios(article):
        shown = [index for index, sign in enumerate(item.signs) if sign in flags]
        if len(shown) > 1:
            names = " and ".join(f'"{item.signs[index]}"' for index in shown)
            message = f"this story shows more than one red flag: {names}"
            yield in_quiz((*place, "signs", shown[1]), message, "keep one of them")
        elif shown:
            others = [sign for sign in item.signs if sign not in flags]
            decider = article.decided_by(others, item.circumstances)
            if isinstance(decider, Promotion) and decider.level is Level.URGENT:
                name = item.signs[shown[0]]
                message = f'beside the red flag "{name}", the promotion "{decider.id}" is urgent as well'
                yield in_quiz((*place, "signs", shown[0]), message, "show only one of the two")


@warning
def notice_without_red_flag(article: Article) -> Iterator[Finding]:
    """`urgent_notice` speaks of every red flag that the check tests, each by a word that no other of their
    names has. For a reader who has the sign now, that line is what counts.
    """
    if article.urgent_notice.startswith(TO_DO_MARK):
        return
    said = roots(article.urgent_notice)
    for flag in article.tested_flags:
        if flag.name.startswith(TO_DO_MARK):
            continue
        others = [roots(other.name) for other in article.tested_flags if other is not flag]
        own = roots(flag.name)
        if not _speaks_of(own.difference(*others) or own, said):
            message = f'the urgent notice doesn\'t speak of the red flag "{flag.id}"'
            yield in_article(("urgent_notice",), message, "say in it what to do about it now")


def _speaks_of(own: AbstractSet[str], said: AbstractSet[str]) -> bool:
    """Whether a word is in a text; "red" and "redness" are one."""
    return any(
        word == other
        or (min(len(word), len(other)) > 2 and (word.startswith(other) or other.startswith(word)))
        for word in own
        for other in said
    )


_NOTICE_WORDS, _NAME_WORDS = 18, 9


@warning
def notice_too_long(article: Article) -> Iterator[Finding]:
    """`urgent_notice` has at most {_NOTICE_WORDS} words. It stands beside every part that is shown alone,
    with a link to the signs, and people in a hurry read it.
    """
    if (count := len(words(article.urgent_notice))) > _NOTICE_WORDS:
        message = f"the urgent notice has {count} words; {_NOTICE_WORDS} are the most"
        yield in_article(("urgent_notice",), message, "shorten it: each sign says by itself what it needs")


@warning
def red_flag_too_long(article: Article) -> Iterator[Finding]:
    """The name of a red flag has at most {_NAME_WORDS} words. The rest stands in its `hint`."""
    for index, flag in enumerate(article.red_flags):
        if (count := len(words(flag.name))) > _NAME_WORDS:
            message = f"this name has {count} words; {_NAME_WORDS} are the most"
            yield in_article(("red_flags", index, "name"), message, "move the rest to `hint`")


@warning
def no_quiz(article: Article) -> Iterator[Finding]:
    """An article with signs has a quiz.yaml beside it that tests every red flag. Without one, readers never
    find out that they misread an urgent sign.
    """
    if article.quiz is not None:
        return
    hint = "`quizapp new` shows how a quiz.yaml begins"
    if article.red_flags:
        names = ", ".join(f'"{flag.id}"' for flag in article.red_flags)
        plural = "" if len(article.red_flags) == 1 else "s"
        message = f"there is no quiz.yaml, so nothing tests the red flag{plural} {names}"
        yield in_article(("red_flags", 0), message, hint)
    elif article.signs:
        yield in_article(("signs", 0), "there is no quiz.yaml, so nothing tests the signs", hint)


MOST_TESTED = 8
"""Red flags that one check can confirm; readers do not finish a longer one."""


@warning
def tested_flags_unfit(article: Article) -> Iterator[Finding]:
    """One to {MOST_TESTED} red flags have `tested: true`; the check has to confirm these. Without any, a
    result would say nothing about urgent signs. With more, readers never finish.
    """
    tested = [index for index, flag in enumerate(article.red_flags) if flag.tested]
    if article.red_flags and not tested:
        message = "no red flag is tested, so readers get practice alone"
        hint = "add `tested: true` to those that the check has to confirm"
        yield in_article(("red_flags",), message, hint)
    elif len(tested) > MOST_TESTED:
        message = f"{len(tested)} red flags are tested; {MOST_TESTED} are the most"
        where = ("red_flags", tested[MOST_TESTED], "tested")
        yield in_article(where, message, "keep `tested: true` where missing the sign is worst")


@warning
def urgent_never_asked(article: Article) -> Iterator[Finding]:
    """Each urgent story shows a red flag with `tested: true`. The check asks its urgent stories by these red
    flags, so any other urgent story comes up in practice only.
    """
    tested = {flag.id for flag in article.tested_flags}
    for place, item in items.scenarios(article):
        is_judged = article.signs_by_id.keys() >= set(item.signs)
        if is_judged and item.level is Level.URGENT and tested.isdisjoint(item.signs):
            message = "the check never asks this urgent story, because none of its signs is a tested red flag"
            hint = "let it show a red flag with `tested: true`"
            yield in_quiz((*place, "signs"), message, hint)
