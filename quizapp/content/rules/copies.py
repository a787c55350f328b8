"""Copies: sentences that are a source's own, word for word.

A draft that `quizapp import` made consists of them. Passages are known by their fingerprints, so that a
copied sentence is found although the text of the source is not kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.content.passages import FEW_WORDS, fingerprint, wording_of
from quizapp.content.problem import Severity, shortened
from quizapp.content.rules.rule import Check, Rule
from quizapp.content.rules.texts import article_texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizapp.content.model import Article
    from quizapp.content.problem import Finding

COPIED_SENTENCE = Rule(
    code="copied-sentence",
    severity=Severity.WARNING,
    wants=f"""
        The article says things in its own words: no sentence of {FEW_WORDS} words or more stands in a source
        word for word. Facts are free; sentences belong to who wrote them. Of a text with such a sentence the
        reading grade is not asked, since it is still to be rewritten. An article with one is a draft, which
        `quizapp preview` shows and `quizapp serve` keeps from readers.
    """,
    passes="""
        self_care:
          - id: pad-the-spot
            text: Put a soft pad on the sore spot.
    """,
    fails=f"""
        self_care:
          - id: pad-the-spot
            text: Place a pad of felt over it.
        sources:
          - id: leaflet
            passages:
              - {{id: p20, says: pad it, fingerprint: "{fingerprint("Place a pad of felt over it.")}"}}
    """,
)


def copied_sentence(article: Article) -> Iterator[Finding]:
    """Find texts with a sentence of a source, and the gists of a source that are its sentences."""
    wording = wording_of(article)
    for text in article_texts(article):
        if sentence := wording.copied(text.text):
            yield COPIED_SENTENCE.in_article(
                text.where,
                f'a source has these very words: "{shortened(sentence)}"',
                "say it in your own words",
            )
    for index, source in enumerate(article.sources):
        copied = [
            place
            for place, passage in enumerate(source.passages)
            if len(passage.says.split()) >= FEW_WORDS and fingerprint(passage.says) == passage.fingerprint
        ]
        if copied:
            yield COPIED_SENTENCE.in_article(
                ("sources", index, "passages", copied[0], "says"),
                f"{len(copied)} of {len(source.passages)} gists are the very sentences, from this one on",
                "say in a few words of your own what each is about",
            )


CHECKS: tuple[tuple[Rule, Check], ...] = ((COPIED_SENTENCE, copied_sentence),)
