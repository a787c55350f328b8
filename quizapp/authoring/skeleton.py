"""The files of a new article, as a form to fill in: `quizapp new` writes them.

    write(Path("content"), "sore-heels")   # makes content/sore-heels/article.yaml and quiz.yaml

The form has one of everything that a reader's safety rests on. It says nothing about health: each text that
only an editor can write is a to-do, which `quizapp check` names by file and line, and nothing is reviewed.
"""

from collections.abc import Mapping
from pathlib import Path
from string import Template

from quizapp.authoring import pair
from quizapp.content import build, schema
from quizapp.content.faults import MAX_ID
from quizapp.content.model import Article
from quizapp.content.schema import FORMAT
from quizapp.errors import EditRefused
from quizapp.problem import Part
from quizapp.rules.drafts import TO_DO_MARK
from quizapp.text import slug
from quizapp.yaml.reader import Document, read


def write(root: Path, article_id: str) -> tuple[Path, ...]:
    """Write the files of a new article below `root`; EditRefused where one is there already or cannot be."""
    meant = slug(article_id, MAX_ID)
    if not meant or meant != article_id:
        why = f"no id: small letters, digits, single hyphens, at most {MAX_ID}"
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
    """The texts of the files of a new article."""
    text = _ARTICLE.substitute(id=article_id, format=FORMAT, todo=TO_DO_MARK)
    quiz, _ = pair.added(None, article_of(text), "urgent-sign", "sign-to-carry-on")
    return {Part.ARTICLE: text, Part.QUIZ: quiz}


def article_of(text: str) -> Article:
    """The article, without its quiz, that a file is which a program wrote: it has no fault of shape."""
    document = read(text.encode(), Part.ARTICLE)
    assert isinstance(document, Document), document
    data, faults = schema.checked(Part.ARTICLE, document.value)
    assert data is not None, faults
    return build.article(data, None)


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

urgent_notice: "${todo}what to do now about one of the urgent signs"

causes:
  - id: first-cause
    title: "${todo}the cause as a heading"
    body: "${todo}the cause in plain words; Markdown may stand here"
    cites: [first-source/p1]  # source-id/passage-id, at least one

signs:                        # what a reader may notice; without a level it is `book`
  - id: sign-to-carry-on
    level: carry-on
    name: "${todo}the sign, in a reader's words"
    cites: [first-source/p1]

  - id: sign-to-modify
    level: modify
    name: "${todo}the sign, in a reader's words"
    cites: [first-source/p1]

  - id: sign-to-book
    within: routine           # or soon: in one to three days
    name: "${todo}the sign, in a reader's words"
    cites: [first-source/p1]

red_flags:                    # the urgent signs; the check asks about those with `tested: true`
  - id: urgent-sign
    within: today             # or now: an ambulance or an emergency department
    name: "${todo}the urgent sign, in a few words"
    hint: "${todo}what else counts as this sign"
    tested: true
    cites: [first-source/p1]

# These lists may follow: circumstances, promotions, self_care, topics, faqs, takeaways, gaps. For example
#
# faqs:
#   - id: first-question
#     question: What do readers ask?
#     answer: What is the answer?
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
