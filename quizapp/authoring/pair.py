"""A pair of stories to fill in: one shows a sign, the other one the sign that the bank lacks most.

    text, pair = added(quiz_yaml, article, "hot-joint")   # quiz.yaml with one pair more, all of it to-dos

Name, pronoun and which story stands first come from the id of the pair, so that no habit tells the key.
"""

import hashlib
from itertools import count
from string import Template

from quizapp.authoring.plan import most_wanted
from quizapp.content.model import Article, Level, Sign
from quizapp.content.nearest import nearest
from quizapp.content.schema import FORMAT
from quizapp.errors import EditRefused, UnknownThing
from quizapp.rules.drafts import TO_DO_MARK
from quizapp.text import slug
from quizapp.yaml.writing import double_quoted, with_entries

_HEAD = Template("""\
# The quiz of "$article". Nobody has reviewed any of it.
#
# It asks stories: what should this person do? They come in pairs: the same person, the same four options, one
# feature changed, so that another step is right. No word may give a step away: put the alarming ones into
# both stories. The key is the highest level of the signs in the story. Each reason is for its own story:
# five words or more, and no two alike. Under `practice:` may stand questions of kind choice, multiple or
# sort. `quizapp item SIGN` adds a pair, `quizapp plan` says which.

format: $format
article: $article
title: "${todo}what the quiz is called"
intro: "${todo}what awaits the reader, in one or two sentences"
review:
  status: unreviewed          # left out, it would be the article's
""")
_PAIR = Template("""\
  - id: $id
    person: {name: $name, pronoun: $pronoun}
    options:                  # in this order: carry-on, modify, book, urgent
      - "${todo}go on as before"
      - "${todo}what to change"
      - "${todo}whom to see soon"
      - "${todo}where to go today"
    stories:
$stories""")
_STORY = Template("""\
      - key: $key
        signs: [$sign]
        story: $story
        reason: "${todo}why this is $key for $name, in a sentence that no other reason has"
""")
_HARM = Template("""\
        harm: "${todo}what waiting could do to $name"
""")
_PEOPLE = {
    "he": "Omar Luca Ben Kofi Jonas Ravi Pedro Tom Idris Finn Mateo Yusuf Erik Hugo Samir Leon",
    "she": "Maya Ines Ruth Aisha Clara Mei Sofia Nora Priya Ana Zoe Leila Greta Rosa Ivy Hana",
    "they": "Alex Robin Kim Sam Noa Charlie Jules Sasha Quinn Remy Ash Dana Toni Rowan Lee Jo",
}


def added(text: str | None, article: Article, sign_id: str, other_id: str | None = None) -> tuple[str, str]:
    """quiz.yaml with one pair more, and the id of the pair; None makes a new file.

    The other story shows the sign `other_id`, or else one that the bank lacks. UnknownThing for a sign that
    the article does not have; EditRefused where there is none of another level.
    """
    sign = _sign(article, sign_id)
    other = _sign(article, other_id) if other_id else most_wanted(article, but=sign.level)
    if other is None or other.level is sign.level:
        raise EditRefused(f"a pair with {sign_id}", "its other story needs a sign of another level")
    pair_id, name, pronoun = _person(article, sign)
    stories = [sign, other] if hashlib.sha256(pair_id.encode()).digest()[0] % 2 else [other, sign]
    pair = _PAIR.substitute(
        id=pair_id,
        name=name,
        pronoun=pronoun,
        todo=TO_DO_MARK,
        stories="".join(_story(each, name) for each in stories),
    )
    text = text or _HEAD.substitute(article=article.id, format=FORMAT, todo=TO_DO_MARK)
    return with_entries(text, "pairs", pair.rstrip("\n").split("\n")), pair_id


def _sign(article: Article, sign_id: str) -> Sign:
    if sign_id not in article.signs_by_id:
        raise UnknownThing("sign", sign_id, nearest(sign_id, article.signs_by_id))
    return article.signs_by_id[sign_id]


def _story(sign: Sign, name: str) -> str:
    words = {"key": sign.level.slug, "sign": sign.id, "name": name, "todo": TO_DO_MARK}
    seed = double_quoted(
        f"{TO_DO_MARK}{name}, what {name} does, the day, and: {sign.name.removeprefix(TO_DO_MARK)}"
    )
    return _STORY.substitute(words, story=seed) + (
        _HARM.substitute(words) if sign.level is Level.URGENT else ""
    )


def _person(article: Article, sign: Sign) -> tuple[str, str, str]:
    """An id, a name and a pronoun that no pair of the article has."""
    items = article.quiz.items if article.quiz else ()
    ids = {item.pair for item in items} | {item.id for item in items} | article.signs_by_id.keys()
    names = {item.person.name for item in items if item.person}
    stem = slug(sign.id, 50)
    pair_id = next(each for number in count(1) if (each := f"{stem}-{number}") not in ids)
    people = [(name, pronoun) for pronoun, each in _PEOPLE.items() for name in each.split()]
    start = hashlib.sha256(pair_id.encode()).digest()[1] % len(people)
    free = [person for person in (*people[start:], *people[:start]) if person[0] not in names]
    return (pair_id, *(free[0] if free else (f'"{TO_DO_MARK}a name"', "they")))
