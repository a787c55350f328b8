import copy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from overlays import laid, parsed, spoken
from translations import said, shout, whole_translation

from quizapp.content import build, schema
from quizapp.content.canonical import canonical
from quizapp.content.model import Article, Review, quiz_of
from quizapp.content.translation import fingerprint, words_of
from quizapp.library.load import load
from quizapp.library.samples import samples
from quizapp.problem import TRANSLATION, Severity
from quizapp.rules.registry import RULES
from quizapp.rules.translations import compared

FILE = "es.yaml"


@pytest.fixture
def article() -> Article:
    return laid()


@pytest.fixture
def data(article: Article) -> dict[str, Any]:
    return whole_translation(article)


def found(article: Article, data: Any) -> list[tuple[str, tuple[str | int, ...]]]:
    return [(finding.code, finding.where) for finding in compared(article, data, FILE)]


def test_a_whole_translation_has_the_right_shape_and_nothing_to_find(article: Article, data: Any) -> None:
    assert schema.findings(TRANSLATION, data) == []
    assert found(article, data) == []


@pytest.mark.parametrize("code", [code for code in RULES if code.startswith("translation-")])
def test_the_samples_of_a_rule_pass_and_fail(article: Article, data: Any, code: str) -> None:
    def codes(sample: str) -> list[str]:
        laid_over = {**data, **parsed(sample.encode(), "sample")}
        assert schema.findings(TRANSLATION, laid_over) == []
        return [code for code, _ in found(article, laid_over)]

    assert codes(samples()[code].passes) == []
    assert code in codes(samples()[code].fails)
    assert RULES[code].severity is Severity.WARNING


def test_a_whole_translation_leaves_no_word_of_the_original(article: Article, data: Any) -> None:
    spanish = spoken(data)
    assert {place: said(words, shout) for place, words in words_of(article).items()} == words_of(spanish)
    claims = [claim for _, _, claim in spanish.claims()]
    things: list[Any] = [*claims, *spanish.levels, *quiz_of(spanish).items]
    assert {thing.lang for thing in things} == {None}
    langs = (spanish.lang, spanish.title_lang, spanish.notice_lang, quiz_of(spanish).lang)
    assert langs == ("es", None, None, None)


def test_all_but_the_words_is_that_of_the_original(article: Article, data: Any) -> None:
    spanish = spoken(data)
    for mine, its in zip(quiz_of(spanish).items, quiz_of(article).items, strict=True):
        assert (mine.id, mine.key, mine.level, mine.signs) == (its.id, its.key, its.level, its.signs)
        ids = [option.id for option in mine.options], [entry.id for entry in mine.entries]
        assert ids == ([option.id for option in its.options], [entry.id for entry in its.entries])
    assert quiz_of(spanish).rule == quiz_of(article).rule
    assert [flag.level for flag in spanish.red_flags] == [flag.level for flag in article.red_flags]


def test_stale_words_of_anything_are_never_shown(article: Article, data: Any) -> None:
    for place in words_of(article):
        stale = copy.deepcopy(data)
        entry = (
            next(each for each in stale[place.list] if each["id"] == place.id)
            if place.id
            else stale[place.list]
        )
        entry["based_on"] = "0" * 12
        assert words_of(spoken(stale))[place] == words_of(article)[place], place
        assert [code for code, _ in found(article, stale)] == ["translation-stale"]


@pytest.mark.parametrize("name", ["red_flags", "levels"])
def test_what_is_shown_instead_says_its_language(article: Article, data: Any, name: str) -> None:
    del data[name]
    spanish = spoken(data)
    assert [thing.lang for thing in getattr(spanish, name)] == ["en"] * len(getattr(article, name))
    assert found(article, data) == [("translation-missing", ())]


def test_what_lacks_words_is_as_in_the_original(article: Article, data: Any) -> None:
    del data["urgent_notice"], data["signs"]
    spanish = spoken(data)
    assert (spanish.title_lang, spanish.notice_lang) == (None, "en")
    assert spanish.signs == tuple(replace(sign, lang="en") for sign in article.signs)


def test_a_sort_item_never_mixes_two_languages(article: Article, data: Any) -> None:
    del data["signs"]
    spanish = spoken(data)
    pairs = zip(quiz_of(spanish).items, quiz_of(article).items, strict=True)
    sorts = [(mine, its) for mine, its in pairs if its.entries]
    assert sorts
    assert [mine for mine, _ in sorts] == [replace(its, lang="en") for _, its in sorts]


def test_an_edit_of_the_original_makes_only_its_own_words_stale(data: Any) -> None:
    edited = laid("takeaways: [{id: small-and-clear-is-fine, text: Small is fine.}]")
    assert found(edited, data) == [("translation-stale", ("takeaways", 0, "based_on"))]


def test_words_are_reviewed_when_both_the_original_and_the_translation_are(data: Any) -> None:
    checked = 'review: {status: reviewed, by: Ana, date: "2026-11-01"}'
    own = spoken(data).review
    assert spoken(data, checked).review == Review(status="unreviewed")
    data["review"] = {"status": "reviewed", "by": "Luz", "date": "2026-11-20"}
    spanish = spoken(data, checked)
    things: list[Any] = [spanish, *spanish.causes, *spanish.faqs, *quiz_of(spanish).items]
    reviews = {each.review for each in things}
    assert reviews == {Review(status="reviewed", by="Luz", date="2026-11-20")}
    assert spoken(data).review == own


def test_an_article_comes_back_from_its_canonical_text_with_its_translations(
    article_plain: Any, quiz_plain: Any
) -> None:
    original = build.article(article_plain, quiz_plain)
    spanish = {"es": whole_translation(original)}
    whole = build.article(article_plain, quiz_plain, spanish)
    assert build.from_canonical(canonical(build.files(article_plain, quiz_plain, spanish))) == whole
    assert whole.languages == ("en", "es")
    assert whole.revision == original.revision
    assert whole.fingerprint != original.fingerprint
    assert (whole.in_language("es-MX").lang, whole.in_language("fr").lang) == ("es", "en")


def copied(folder: Path) -> Path:
    """Return a content folder with the complete sample in it."""
    source = Path(__file__).parents[1] / "samples" / "complete" / "blisters-from-new-shoes"
    target = folder / source.name
    target.mkdir(parents=True)
    for path in source.glob("*.yaml"):
        (target / path.name).write_bytes(path.read_bytes())
    return target


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("format: 2\nlang: es\n", {"missing-key"}),
        ("lang: es\nlang: es\n", {"duplicate-key"}),
        (
            "format: 2\narticle: blisters-from-new-shoes\nlang: fr\nreview: {status: unreviewed}\n",
            {"wrong-article"},
        ),
        ("format: 2\narticle: other\nlang: es\nreview: {status: unreviewed}\n", {"wrong-article"}),
    ],
    ids=["shape", "YAML", "another language", "another article"],
)
def test_a_broken_translation_never_takes_its_article_away(
    tmp_path: Path, text: str, codes: set[str]
) -> None:
    folder = copied(tmp_path)
    (folder / FILE).write_text(text)
    loaded = load(tmp_path)
    article = loaded.library.articles[folder.name]
    assert article.translations == {}
    assert {problem.code for problem in loaded.problems} == codes
    assert {Path(problem.path).name for problem in loaded.problems} == {FILE}


def test_a_translation_with_nothing_yet_is_the_original_and_says_so(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    head = "format: 2\narticle: blisters-from-new-shoes\nlang: es\nreview: {status: unreviewed}\n"
    (folder / FILE).write_text(head)
    loaded = load(tmp_path)
    spanish = loaded.library.articles[folder.name].translations["es"]
    assert words_of(spanish) == words_of(loaded.library.articles[folder.name])
    assert {claim.lang for _, _, claim in spanish.claims()} == {"en"}
    assert {problem.code for problem in loaded.problems} == {"translation-missing"}


def test_a_fingerprint_is_that_of_the_words_alone(article: Article) -> None:
    assert fingerprint({"text": "a"}) == fingerprint({"text": "a"}) != fingerprint({"text": "b"})
    moved = replace(article, red_flags=tuple(replace(flag, cites=()) for flag in article.red_flags))
    assert words_of(moved) == words_of(article)
