"""The file as text; tests/consumers imports it into Anki."""

import csv
from dataclasses import replace

from exported import NOTICES, SAY, asked, make_bank_of_everything
from factories import make_article, make_choice

from quizapp.export.as_anki import export


def listed(*texts: str) -> str:
    return f"<ul>{''.join(f'<li>{text}</li>' for text in texts)}</ul>"


def test_each_item_is_a_note_that_names_itself_and_ends_with_the_notices() -> None:
    article = make_bank_of_everything()
    lines = export(article, SAY).decode().splitlines()
    rows = list(csv.reader(line for line in lines if not line.startswith("#")))
    assert [row[0] for row in rows] == [f"an-article/{key}/en" for key in asked(article)]
    notices = "".join(f"<p>{notice}</p>" for notice in NOTICES)
    assert all(row[2].endswith(notices) for row in rows)
    front = "<p>A question one-right.</p><p>Which fits?</p>" + listed("option a", "option b", "option c")
    reasons = listed("option a: why a", "option b: why b", "option c: why c")
    assert rows[4][1:] == [front, f"{listed('option b')}{reasons}{notices}", "choice"]


def test_no_cell_is_a_formula_and_no_text_breaks_a_line() -> None:
    odd = replace(make_choice("odd"), stem='=1+1\n"quoted", <b>')
    *_, line = export(make_article(per_stratum=0, extra=(odd,)), SAY).decode().splitlines()
    assert next(csv.reader([line]))[1].startswith('<p>=1+1</p><p>"quoted", &lt;b&gt;</p><p>Which fits?</p>')
