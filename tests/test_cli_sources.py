"""`quizapp import` and `quizapp trace`, through click's runner."""

import json
from pathlib import Path

import pytest
from conftest import quizapp
from drafts import ARTICLES

BACK = ARTICLES / "back-pain-after-gardening.txt"
ID = "back-pain-after-gardening"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content folder with the draft of the sample on gardening."""
    folder = tmp_path / "content"
    assert quizapp("import", BACK, "--out", folder).exit_code == 0
    return folder


def with_sources_apart(content: Path) -> Path:
    """Move the sources of the draft into a file of their own, and return that."""
    article = content / ID / "article.yaml"
    rest, key, sources = article.read_text().partition("sources:\n")
    article.write_text(rest)
    apart = article.with_name("sources.yaml")
    apart.write_text(f"format: 2\n{key}{sources}")
    return apart


def test_an_import_writes_a_draft_that_check_takes(content: Path) -> None:
    assert list(content.rglob("*.yaml")) == [content / ID / "article.yaml"]
    checked = json.loads(quizapp("check", content, "--format", "json").output)
    assert checked["errors"] == 0
    assert {problem["code"] for problem in checked["problems"]} == {
        *("acronym-unexplained", "copied-sentence", "gap-unfilled", "how-soon-unclear", "no-quiz"),
        *("tested-flags-unfit", "to-do"),
    }


def test_an_import_says_what_it_found(tmp_path: Path) -> None:
    result = quizapp("import", BACK, "--out", tmp_path)
    assert result.stdout.startswith(
        f"First: look in {tmp_path}/{ID}/article.yaml at whether each sign has its level.\n"
        "It has 3 causes, 5 signs to book for, 4 urgent signs,"
    )
    report, _, doubtful = result.stdout.partition("\n2 that may speak of an emergency:\n")
    assert (len(report.splitlines()) <= 15, len(doubtful.splitlines())) == (True, 2)
    assert result.stderr == ""


def test_without_a_folder_the_draft_goes_to_standard_output(content: Path) -> None:
    result = quizapp("import", "-", "--id", ID, text=BACK.read_text())
    assert result.stdout == (content / ID / "article.yaml").read_text()
    assert result.stderr.startswith(f"First: look in {ID}")


@pytest.mark.parametrize(
    ("arguments", "text", "why"),
    [
        (["-"], "", "there is not one sentence in it"),
        (["-", "--id", "Back Pain", "--lang", "en"], "Backs hurt.", "is no id"),
        (["nothing.txt"], None, "No such file"),
        (["-", "--update", "--lang", "en"], "Backs hurt.", "--update goes with --id"),
        (["-", "--update", "--lang", "en", "--id", "x", "--out", "y"], "Backs hurt.", "and without --out"),
    ],
)
def test_wrong_usage_of_import_is_told(arguments: list[str], text: str | None, why: str) -> None:
    result = quizapp("import", *arguments, text=text)
    assert (result.exit_code, why in result.stderr) == (2, True)


def test_an_article_is_never_written_over(content: Path) -> None:
    before = (content / ID / "article.yaml").read_bytes()
    result = quizapp("import", BACK, "--out", content)
    assert (result.exit_code, "there is an article already" in result.stderr) == (2, True)
    assert (content / ID / "article.yaml").read_bytes() == before


def test_a_trace_of_an_unchanged_text_is_clean(content: Path) -> None:
    result = quizapp("trace", ID, "--source-text", BACK, "--content", content)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == (
        "41 passages: 100 % used or waived, 0 unused, 0 changed; 0 sentences that no passage knows"
    )


def test_a_changed_sentence_is_named_with_what_rests_on_it(content: Path) -> None:
    changed = BACK.read_text().replace("Bed rest makes the back stiffer", "Bed rest makes a back stiff")
    to = ("trace", ID, "--source-text", "-", "--content", content, "--format", "json")
    result = quizapp(*to, text=changed)
    document = json.loads(result.stdout)
    assert (result.exit_code, document["changed"], document["unknown"]) == (1, ["s6-3"], [])
    (found,) = [passage for passage in document["passages"] if passage["changed"]]
    assert found["nearest"] == "Bed rest makes a back stiff and weaker."
    assert found["claims"] == ["faqs/should-i-rest-in-bed"]


def test_an_update_renews_the_fingerprint_and_then_all_is_clean(content: Path) -> None:
    file = content / ID / "article.yaml"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    before = file.read_bytes().splitlines(keepends=True)
    changed = BACK.read_text().replace("Move early.", "Move soon.")
    arguments = ("import", "-", "--id", ID, "--content", content, "--update")

    told = quizapp(*arguments, text=changed)

    assert told.exit_code == 1
    assert told.stdout.splitlines()[:3] == [
        "changed: s7-1 (Move early.)",
        '    now: "Move soon."',
        "    look again at: takeaways/move-early",
    ]
    assert "1 fingerprint renewed." in told.stdout
    after = file.read_bytes().splitlines(keepends=True)
    assert sum(old != new for old, new in zip(before, after, strict=True)) == 1
    assert quizapp(*arguments, text=changed).exit_code == 0


def test_sources_in_a_file_of_their_own_are_edited_there(content: Path) -> None:
    apart = with_sources_apart(content)
    article, sources = apart.with_name("article.yaml").read_text(), apart.read_text()
    changed = BACK.read_text().replace("Move early.", "Move soon.")

    told = quizapp("import", "-", "--id", ID, "--content", content, "--update", text=changed)

    assert "1 fingerprint renewed." in told.stdout
    lines = zip(sources.splitlines(), apart.read_text().splitlines(), strict=True)
    assert sum(old != new for old, new in lines) == 1
    assert apart.with_name("article.yaml").read_text() == article


@pytest.mark.parametrize("is_apart", [False, True], ids=["in the article", "in a file of their own"])
def test_a_passage_is_waived_with_a_reason(content: Path, *, is_apart: bool) -> None:
    file = content / ID / "article.yaml"
    file.write_text(file.read_text().replace("  - id: move-early\n", "  - id: moved-early\n"))
    dropped = file.read_text().split("takeaways:")[0] + "gaps:" + file.read_text().split("gaps:")[1]
    file.write_text(dropped)
    if is_apart:
        file = with_sources_apart(content)
        dropped = file.read_text()
    arguments = ("trace", ID, "--source-text", BACK, "--content", content)
    assert "unused: s7-1 (Move early.)" in quizapp(*arguments).stdout

    result = quizapp(*arguments, "--waive", "s7-1", "--waive", "article/s7-2", "--because", "Said before")

    assert (result.exit_code, "0 unused" in result.stdout) == (0, True)
    assert file.read_text().replace('        waived: "Said before"\n', "") == dropped


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--waive", "s7-1"], "go together"),
        (["--because", "x"], "go together"),
        (["--waive", "s7-1", "--because", "x"], "it is used by takeaways/move-early"),
        (["--waive", "s7-11", "--because", "x"], 'there is no passage "s7-11"'),
        (["--source", "articel"], 'did you mean "article"?'),
    ],
)
def test_wrong_usage_of_trace_is_told(content: Path, arguments: list[str], why: str) -> None:
    result = quizapp("trace", ID, "--source-text", BACK, "--content", content, *arguments)
    assert (result.exit_code, why in result.stderr) == (2, True)
