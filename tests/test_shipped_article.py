"""The shipped article can be finished, says every urgent fact in time, and speaks to readers only."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from quizapp.content import readability
from quizapp.content.model import Article
from quizapp.library import load
from quizapp.quiz.length import WORDS_A_MINUTE
from quizapp.settings import SiteContacts
from quizapp.web.prebuilt.article_view import reading_minutes
from quizapp.web.prebuilt.fragments import fragments
from quizapp.web.prebuilt.links import Links
from quizapp.web.prebuilt.rendering import article_page

FOLDER = Path(__file__).parents[1] / "content" / "joint-pain-after-exercise"


class Shown:
    """The texts of a page as a reader meets them: those in sight, and those in folds that are closed."""

    def __init__(self, html: str) -> None:
        page = LexborHTMLParser(html)
        for unseen in page.css("head, script, style, svg, .hidden, .skip"):
            unseen.decompose()
        assert page.root is not None
        self.sight: list[str] = []
        self.folds: list[str] = []
        for node in page.root.traverse(include_text=True):
            if node.is_text_node and (text := " ".join(node.text().split())):
                tags = set(_tags_around(node))
                (self.folds if "details" in tags and "summary" not in tags else self.sight).append(text)

    @property
    def words_in_sight(self) -> int:
        return sum(len(readability.words(text)) for text in self.sight)


def _tags_around(node: LexborNode) -> Iterator[str | None]:
    while node.parent is not None:
        node = node.parent
        yield node.tag


@pytest.fixture(scope="module")
def article() -> Article:
    return load.load(FOLDER.parent).library.articles[FOLDER.name]


@pytest.fixture(scope="module")
def page(article: Article) -> Shown:
    contacts = SiteContacts(mistakes="mailto:x@example.org", emergency=(("", "112"),), advice=(("", "111"),))
    return Shown(article_page(article, Links(site=contacts)))


def test_it_is_short_enough_to_be_finished(page: Shown) -> None:
    assert page.words_in_sight <= 1_500
    assert page.words_in_sight + sum(len(readability.words(text)) for text in page.folds) <= 2_400


def test_its_reading_time_is_that_of_the_words_in_sight(article: Article) -> None:
    for version in (article, *article.translations.values()):
        minutes = Shown(article_page(version, Links())).words_in_sight / WORDS_A_MINUTE
        assert abs(reading_minutes(version) - minutes) < 0.6


def test_it_is_plain_enough_for_most_readers(article: Article, page: Shown) -> None:
    assert readability.measure([*page.sight, *page.folds]).grade <= 7
    assert all(len(readability.words(cue)) <= 14 for cue in article.cues.values())
    assert all(len(readability.words(flag.name)) <= 9 for flag in article.red_flags)


def test_its_files_can_be_read_in_one_sitting() -> None:
    lines = {name: len((FOLDER / name).read_text().splitlines()) for name in ("article.yaml", "sources.yaml")}
    assert (lines["article.yaml"] <= 660, lines["sources.yaml"] <= 400) == (True, True)


def test_its_sources_are_few_and_have_a_page_of_their_publisher(article: Article) -> None:
    assert len(article.sources) <= 34
    outside = [source for source in article.sources if source.id != "article"]
    assert [source.id for source in outside if not (source.url and source.publisher)] == []
    assert [s.id for s in outside if s.licence == "not-stated" and s.kind != "study"] == []
    waived = [passage for source in article.sources for passage in source.passages if passage.waived]
    assert len(waived) <= 12


IN_SIGHT = {
    "now": [
        "Tight or spreading chest pain, severe breathlessness, or collapse",
        "An arm or leg has changed shape Or it points at an odd angle",
        "You heard a crack when you got hurt",
        "Numbness, tingling or pins and needles after an injury",
        "Blue, grey, white or cold skin near an injury",
        "Bone through the skin, a bad wound, heavy bleeding Or cold, sweaty skin after an injury",
        "Severe hip pain after a fall or injury Call an ambulance. Keep still",
        "Your hip hurts and you cannot stand or walk Even without a fall. Call an ambulance",
        "An injured knee swells very fast Or you felt it pop or snap",
        "A shoulder is out of place Or an injured arm cannot be moved",
        "Severe pain in an injured ankle",
        "Joint pain and fever, with confusion or fast breathing Or blue, grey, pale or blotchy skin",
        "Sudden, severe muscle pain Above all if tight, swollen, weak or numb",
        "Brown urine, like cola or black tea, after exercise Even as the only sign, even days later",
        "Muscle pain far worse than expected, or unusual weakness After hard exercise, even days later",
        "Do not drive yourself",
        "with no weight on it. Do not eat or drink. Do not push a bone or joint back",
    ],
    "today": [
        "A joint that is hot and swollen Even with no fever, or if you think it is gout. It may be a serious",
        "Joint pain with fever or chills, or feeling unwell A low temperature",
        "Skin over a joint turns red or hot Any new colour counts. On brown or black skin",
        "You cannot put weight on a leg Or only a few steps. If your hip hurts, call an ambulance",
        "Sudden, severe pain in one joint Even without swelling or injury",
        "Severe pain, or pain that painkillers do not help",
        "A joint is hard to move, bend or straighten",
        "A knee locks, gives way or clicks painfully",
        "A joint gives way and you fall Or it gives way after an injury",
        "A kneecap slipped out and went back",
        "An injured leg or foot hurts to stand on",
        "Pain, swelling or bruising gets worse after an injury Large swelling or bruising counts too",
        "You think a tendon has torn",
        "Hip, groin or bone pain from running; walking hurts Or you limp. Stop running",
        "New joint swelling or heat, with higher infection risk Artificial joint, recent joint surgery",
        "A child who puts no weight on a leg, has a hot, red or swollen joint, or limps with a fever",
    ],
    "medicine": [
        "after an allergy or wheezing from it, aspirin or a similar medicine",
        "in pregnancy, unless a doctor or pharmacist tells you to. From week 20",
        "After week 28, never",
        "with haemophilia",
        "with a blood thinner, unless your doctor agrees. Use paracetamol (acetaminophen) instead",
        "around heart bypass surgery, or after a recent heart attack",
        "stomach ulcer or bleed, or bleed easily",
        "asthma, allergies, hay fever or chickenpox",
        "a heart, liver or kidney condition, high blood pressure, or had a stroke",
        "steroids, antidepressants, blood pressure or water tablets, lithium, methotrexate or daily aspirin",
        "breastfeed or try to get pregnant",
        "are 60 or older",
    ],
}
"""The urgent facts that come from the joint, the injury or the exercise, those about medicines, and chest
pain, which the notice and the ladder name."""

IN_FOLDS = [
    "Chest pain or breathlessness, and a swollen limb",
    "Back pain with numb genitals, bladder or bowel problems Or a numb anus",
    "pain, weakness, tingling or numbness in both legs",
    "Confusion, a fit or repeated vomiting after long exercise",
    "Black poo, vomiting blood, swollen face or wheezing",
    "Haemophilia (hemophilia) with joint or muscle pain or swelling Tingling or numbness counts too",
    "Treat it and call your clinic now",
    "A child limps, has a fever and seems unwell",
    "Blood thinner, and a swollen or very painful joint Or you bleed easily",
    "A leg or arm throbs, swells or changes colour One is enough",
    "Exercise brings chest, shoulder, arm, neck or jaw pain",
    "If rest does not stop it, call an ambulance",
    "Sore joints with sore eyes or trouble seeing",
    "Sore joints, and it hurts to pass urine Or genital discharge, rash or sores",
    "Gout-like pain that gets worse Or with fever, shivers, vomiting or no appetite",
    "Or a red or swollen joint, no weight on a leg, or no better after 48 hours",
    "pills at most 10 days without advice. Never two kinds; cold remedies may hold one",
    "All but aspirin can raise the risk of a heart attack or stroke, even early",
    "A gel has fewer side effects but the same cautions",
]
"""The other urgent facts, each in a fold under its card."""


def plain(texts: list[str]) -> str:
    return re.sub(r"\s+", " ", " ".join(texts))


def test_every_urgent_fact_of_the_joint_or_the_injury_is_in_sight_and_every_other_in_a_fold(
    page: Shown,
) -> None:
    sight, folds = plain(page.sight), plain(page.folds)
    assert [fact for facts in IN_SIGHT.values() for fact in facts if fact not in sight] == []
    assert [fact for fact in IN_FOLDS if fact not in folds] == []


def test_the_piece_with_the_urgent_signs_names_every_one_of_them(article: Article) -> None:
    text = plain(Shown(fragments(article, Links())["red-flags"]).sight)
    assert [flag.id for flag in article.red_flags if flag.name not in text] == []


def test_every_other_piece_leads_to_them_in_one_line(article: Article) -> None:
    assert len(readability.words(article.urgent_notice)) + 2 <= 20  # and the link
    pieces = {name: html for name, html in fragments(article, Links()).items() if name != "red-flags"}
    assert [name for name, html in pieces.items() if article.urgent_notice not in html] == []
    assert [name for name, html in pieces.items() if '#urgent_">Urgent signs</a>' not in html] == []


def test_no_word_of_the_editors_is_on_the_pages_of_readers(article: Article) -> None:
    notes = [claim.note for _, _, claim in article.claims() if claim.note]
    notes += [gap.note for gap in article.gaps if gap.note] + list(article.left_out)
    notes += [passage.says for source in article.sources for passage in source.passages]
    for version in (article, *article.translations.values()):
        text = plain([*(page := Shown(article_page(version, Links()))).sight, *page.folds])
        assert [note for note in notes if len(note.split()) > 5 and " ".join(note.split()) in text] == []


def test_the_spanish_words_are_whole_and_marked_as_unchecked(article: Article) -> None:
    spanish = article.translations["es"]
    assert [claim.id for _, _, claim in spanish.claims() if claim.lang] == []
    assert (spanish.title_lang, spanish.notice_lang, spanish.scope_lang, spanish.cues_lang) == (None,) * 4
    text = plain([*(page := Shown(article_page(spanish, Links()))).sight, *page.folds])
    assert "Traducción sin comprobar" in text
    assert re.findall(r"agujetas|crujido|se siente enferm[oa]|\bte\b|\btu\b", text) == []
