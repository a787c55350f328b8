"""The files of a new article, as a form to fill in: `quizapp new` writes them.

    write(Path("content"), "sore-heels")   # makes content/sore-heels/article.yaml and quiz.yaml

The form has one of everything that a reader's safety rests on. It says nothing about health: each text that
only an editor can write is a to-do, which `quizapp check` names by file and line, and nothing is reviewed.
"""

from __future__ import annotations

import re
from string import Template
from typing import TYPE_CHECKING

from quizapp.content.problem import Part
from quizapp.content.rules.to_dos import TO_DO_MARK
from quizapp.content.shape.faults import ID_PATTERN, MAX_ID, id_from
from quizapp.content.shape.schema import COMPETENCIES, FORMAT, LEVELS
from quizapp.errors import EditRefused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def write(root: Path, article_id: str) -> tuple[Path, ...]:
    """Write the files of a new article below `root`; EditRefused where one is there already or cannot be."""
    if len(article_id) > MAX_ID or not re.fullmatch(ID_PATTERN, article_id):
        why = f"no id: small letters, digits, single hyphens, at most {MAX_ID}"
        meant = id_from(article_id)
        raise EditRefused(f'"{article_id}"', f'{why}; write "{meant}"' if meant else why)
    texts = skeleton(article_id)
    paths = {part: root / article_id / part for part in texts}
    for path in paths.values():
        if path.exists():
            raise EditRefused(str(path), "it is there already; nothing was written")
    try:
        (root / article_id).mkdir(parents=True, exist_ok=True)
        for part, path in paths.items():
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(texts[part])
    except OSError as error:
        raise EditRefused(
            str(error.filename or root), (error.strerror or "it cannot be written").lower()
        ) from error
    return tuple(paths.values())


def skeleton(article_id: str) -> Mapping[Part, str]:
    """Return the texts of the files of a new article."""
    words = {
        "id": article_id,
        "format": str(FORMAT),
        "todo": TO_DO_MARK,
        **{level.replace("-", "_"): means for level, means in LEVELS.items()},
        **{competency.replace("-", "_"): means for competency, means in COMPETENCIES.items()},
    }
    items = "\n".join(_SCENARIO.substitute(scenario, todo=TO_DO_MARK) for scenario in _SCENARIOS)
    return {
        Part.ARTICLE: _ARTICLE.substitute(words),
        Part.QUIZ: _QUIZ.substitute(words) + items,
    }


_ARTICLE = Template("""\
# The article "$id". Nobody has reviewed any of it.
#
# Each text that begins with "${todo}" is still to be written; `quizapp check` lists them. A text with ": " or
# " #" in it stands between quotes, or on lines of its own below ">-".
# An id is yours to choose until the article is published; from then on it never changes.

format: $format
id: $id
lang: en
title: "${todo}the title"
summary: "${todo}what the article says, in two or three sentences"
licence: not-stated
review:
  status: unreviewed          # `reviewed` needs `by`, the name of the person, and `date`

levels:                       # the words that readers see, in this order
  - {id: carry-on, name: Carry on, means: "$carry_on"}
  - {id: modify, name: Change training, means: "$modify"}
  - {id: book, name: Book an appointment, means: "$book"}
  - {id: urgent, name: Get medical help today, means: "$urgent"}

competencies:                 # what the quiz finds out about a reader
  - {id: modify-training, title: Know when to change training, body: "$modify_training"}
  - {id: seek-care, title: Know when to get help, body: "$seek_care"}

urgent_notice: "${todo}what to do now about one of the urgent signs"

causes:
  - id: first-cause
    title: "${todo}the cause as a heading"
    body: "${todo}the cause in plain words; Markdown may stand here"
    origin: added             # stated or restated: the article says so; added: another source does
    cites: [first-source/p1]  # source-id/passage-id, at least one

signs:                        # what a reader may notice, at level carry-on, modify or book
  - id: sign-to-carry-on
    name: "${todo}the sign, in a reader's words"
    level: carry-on
    action: "${todo}what to do about it, in one or two sentences"
    origin: added
    cites: [first-source/p1]

  - id: sign-to-modify
    name: "${todo}the sign, in a reader's words"
    level: modify
    action: "${todo}what to do about it, in one or two sentences"
    origin: added
    cites: [first-source/p1]

  - id: sign-to-book
    name: "${todo}the sign, in a reader's words"
    level: book
    within: routine           # or soon: in one to three days
    action: "${todo}what to do about it, in one or two sentences"
    origin: added
    cites: [first-source/p1]

red_flags:                    # the urgent signs; the quiz asks about every one of them
  - id: urgent-sign
    name: "${todo}the urgent sign, in a reader's words"
    level: urgent
    action: "${todo}where to get help, and how soon"
    origin: added
    cites: [first-source/p1]

# These lists may follow: circumstances, promotions, self_care, topics, faqs, takeaways, gaps. For example
#
# faqs:
#   - id: first-question
#     question: What do readers ask?
#     answer: What is the answer?
#     origin: added
#     cites: [first-source/p1]

sources:                      # every passage is cited above or in the quiz, or says `waived:` and why
  - id: first-source
    title: "${todo}the title of the text that this rests on"
    kind: other               # web-article, health-service, guideline, study, charity, professional-body
    # publisher: Who published it
    # url: https://example.org/
    # retrieved: "2026-01-31"
    seen: not-recorded        # whole, copy, quoted
    passages:
      - {id: p1, says: "${todo}what one sentence of the source says, in your own words"}
""")

_QUIZ = Template("""\
# The self-check for "$id". Nobody has reviewed any of it.
#
# It asks scenarios: what should this person do? The key is the highest level of the signs in the stem;
# `quizapp check` computes it from the article and compares. Four scenarios or more show each urgent sign, and
# one that only looks like it is not urgent. Other kinds, for practice: choice, multiple, sort.

format: $format
article: $id
title: "${todo}what the quiz is called"
intro: "${todo}what awaits the reader, in one or two sentences"

rule:                         # of the verdict; `quizapp simulate $id` measures how often it errs
  id: sprt-flags/1
  p0: 0.50
  p1: 0.90
  alpha: 0.05
  beta: 0.05
  net: 2
  misses: 2
  max_items: 24
  extended_items: 30
  practice_items: 12

blueprint:                    # how many scenarios of which sort; each urgent sign has a cell named like it
  - {cell: sign-to-book, level: book, at_least: 1}
  - {cell: urgent-sign, level: urgent, at_least: 2}

items:
""")

_SCENARIO = Template("""\
  - id: $id
    kind: scenario
    key: $key
    cell: $sign
    signs: [$sign]$more
    stem: "${todo}$stem"
    lead_in: What should this person do?
    options:
      - level: carry-on
        text: "${todo}train on as if nothing were the matter"
        rationale: "${todo}what carrying on would mean for the person of $id"
      - level: modify
        text: "${todo}a change of plan that fits the story"
        rationale: "${todo}what a change would mean for the person of $id"
      - level: book
        text: "${todo}an appointment for the right person to look"
        rationale: "${todo}what an appointment would mean for the person of $id"
      - level: urgent
        text: "${todo}the place to get help before the day ends"
        rationale: "${todo}what urgent help would mean for the person of $id"
    cites: [first-source/p1]
""")
_SCENARIOS = (
    {
        "id": "looks-urgent-but-is-not",
        "key": "book",
        "sign": "sign-to-book",
        "more": "\n    look_alike_of: urgent-sign",
        "stem": "somebody with the sign to book, which a hasty reader takes for the urgent one",
    },
    {
        "id": "first-urgent",
        "key": "urgent",
        "sign": "urgent-sign",
        "more": "",
        "stem": "a person who notices the urgent sign, in a few short sentences",
    },
    {
        "id": "second-urgent",
        "key": "urgent",
        "sign": "urgent-sign",
        "more": "",
        "stem": "another story with the same sign, told so that a benign cause seems likely",
    },
)
