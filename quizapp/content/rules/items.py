"""Which items a rule looks at. An item keeps its index in the file, so that a finding can name it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.content.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizapp.content.model import Article, Item, Option
    from quizapp.content.problem import Where


def every(article: Article) -> Iterator[tuple[int, Item]]:
    """Yield every item with its index, withdrawn ones included."""
    return enumerate(article.quiz.items if article.quiz else ())


def active(article: Article) -> Iterator[tuple[int, Item]]:
    """Yield the items that may still be asked."""
    return ((index, item) for index, item in every(article) if item.withdrawn is None)


def scenarios(article: Article) -> Iterator[tuple[int, Item]]:
    """Yield the active items that feed the verdict."""
    return ((index, item) for index, item in active(article) if item.kind is Kind.SCENARIO)


def with_options(article: Article) -> Iterator[tuple[int, Item]]:
    """Yield the active items with options of their own: all but those that sort signs into the levels."""
    return ((index, item) for index, item in active(article) if item.kind is not Kind.SORT)


def key_and_distractors(item: Item) -> tuple[Option, tuple[Option, ...]] | None:
    """Return the one right option and the wrong ones; None for an item with several right options."""
    right = [option for option in item.options if option.id in item.key]
    wrong = tuple(option for option in item.options if option.id not in item.key)
    return (right[0], wrong) if len(right) == 1 and wrong else None


def option_text(index: int, item: Item, option: Option) -> Where:
    """Return the place of an option's text; `index` is that of the item."""
    return ("items", index, "options", item.options.index(option), "text")


def family_of(item: Item) -> tuple[str, str]:
    """Return what siblings, of whom one attempt asks only one, have in common."""
    return ("family", item.family) if item.family else ("item", item.id)
