"""What becomes of sections, where the whole samples do not show it."""

from __future__ import annotations

from inspect import cleandoc

from drafts import article_of

from quizapp.content import rules
from quizapp.content.importing.claims import in_small_letters, slugged
from quizapp.content.importing.draft import drafted
from quizapp.content.model import Article, Claim
from quizapp.content.problem import Severity
from quizapp.content.rules.book import severity_of
from quizapp.content.source_text.reading import read


def article(text: str) -> Article:
    """Return the article of a draft, which has no error."""
    made = article_of(drafted(read(cleandoc(text)), "x").yaml)
    assert [found for found in rules.check(made) if severity_of(found.code) is Severity.ERROR] == []
    return made


def cites(claim: Claim) -> list[str]:
    return [cite.passage for cite in claim.cites]


def test_what_is_urgent_anywhere_is_never_listed_for_an_appointment() -> None:
    made = article(
        """
        # Heels
        A fever should be checked. A red heel should be checked too.
        ## When to get help
        If you have a fever, go to A&E.
        """
    )
    assert [(flag.name, cites(flag)) for flag in made.red_flags] == [("A fever", ["s1-1", "s0-1"])]
    assert [sign.name for sign in made.signs] == ["A red heel"]


def test_a_sign_that_is_named_twice_has_both_cites() -> None:
    made = article("# Heels\n\nNumbness should be checked.\n\nSee a doctor if you have numbness.\n")
    assert [(sign.name, cites(sign)) for sign in made.signs] == [("Numbness", ["s0-1", "s0-2"])]


def test_a_second_summary_is_a_topic() -> None:
    made = article("# Heels\n\n## Summary\n\nRest.\n\n## Overview\n\nNew shoes rub.\n")
    assert (made.summary, [(topic.title, topic.body) for topic in made.topics]) == (
        "Rest.",
        [("Overview", "New shoes rub.")],
    )


def test_a_cause_with_nothing_but_a_lost_list_is_kept_with_a_to_do() -> None:
    made = article("# Heels\n\n## Causes\n\n### New shoes\n\nThey rub at:\n\n### Socks\n\nThey rub.\n")
    assert [(cause.title, cause.body) for cause in made.causes] == [
        ("New shoes", "To do: what the source has lost of this cause"),
        ("Socks", "They rub."),
    ]
    assert [gap.lead_in for gap in made.gaps] == ["They rub at:"]


def test_a_cause_that_is_only_a_warning_keeps_it() -> None:
    made = article("# Heels\n\n## Causes\n\n### Gout\n\nIf the toe is hot, call 111.\n")
    assert [cause.body for cause in made.causes] == ["If the toe is hot, call 111."]


def test_what_does_not_fit_into_one_body_goes_on_in_topics() -> None:
    long = "\n\n".join(f"Paragraph {number} of it. {'More words follow here. ' * 40}" for number in range(9))
    made = article(f"# Heels\n\n## Causes\n\n### Shoes\n\n{long}\n\n## Does ice help?\n\n{long}\n")
    assert ([cause.title for cause in made.causes], [faq.question for faq in made.faqs]) == (
        ["Shoes"],
        ["Does ice help?"],
    )
    assert [topic.title for topic in made.topics] == ["Shoes", "Does ice help?"]
    bodies = [made.causes[0].body, made.topics[0].body, made.faqs[0].answer, made.topics[1].body]
    assert "\n\n".join(bodies[:2]).split() == long.split() == "\n\n".join(bodies[2:]).split()


def test_a_lead_in_whose_list_went_elsewhere_is_waived() -> None:
    made = article("# Heels\n\n## What helps\n\nTry these:\n\n- rest\n- ice\n\nBe patient.\n")
    assert [step.text for step in made.self_care] == ["rest", "ice"]
    assert [topic.body for topic in made.topics] == ["Be patient."]
    assert [passage.waived for passage in made.sources[0].passages if passage.id == "s0-1"] == [
        "Only announces the list after it"
    ]


def test_steps_of_a_clinic_are_no_signs() -> None:
    made = article("# Heels\n\n## When to get help\n\nA nurse may:\n\n- look at it\n- clean it\n")
    assert made.signs == ()
    assert [topic.body for topic in made.topics] == ["A nurse may:\n\n- look at it\n- clean it"]


def test_medicines_are_cautions_and_no_signs() -> None:
    made = article("# Heels\n\n## Care\n\nSee a pharmacist if you take aspirin.\n\nAsk friends, too.\n")
    assert made.signs == ()
    assert [(topic.group, topic.body) for topic in made.topics] == [
        ("background", "Ask friends, too."),
        ("caution", "See a pharmacist if you take aspirin."),
    ]


def test_equal_names_get_numbers() -> None:
    made = article("# Heels\n\n## Heels\n\nRest.\n\n## Heels\n\nWalk.\n\n## Article\n\nRead.\n")
    assert [topic.id for topic in made.topics] == ["heels", "heels-2", "article-2"]


def test_an_id_is_short_and_plain() -> None:
    assert slugged("Don’t run: it's Ünwise!") == "dont-run-its-unwise"  # noqa: RUF001 - as people type
    assert slugged("水") == ""
    assert slugged("word " * 20) == "word-word-word-word-word-word-word-word-word-word"
    assert slugged("w" * 80) == "w" * 50


def test_capitals_become_small_letters_but_for_short_forms() -> None:
    assert in_small_letters("WHEN TO SEE A GP OR HAVE AN X-RAY") == "When to see a GP or have an X-ray"
    assert in_small_letters("When to See a GP") == "When to See a GP"
    assert in_small_letters("MRI") == "MRI"
