"""What editors are told about the files is what the loader says about them."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from check_jsonschema.cli.main_command import main
from click.testing import CliRunner
from conftest import COMPLETE, GOOD
from hypothesis import given
from hypothesis import strategies as st
from written_files import DIFFERENCES, Written, changed_quiz, written

from quizapp.content.schema import KINDS, SCHEMAS, findings, json_schema
from quizapp.problem import TRANSLATION, Part, Where
from quizapp.yaml.reader import Document, read

ROOT = Path(__file__).parents[2]
DAY = json_schema(Part.ARTICLE)["$defs"]["Review"]["properties"]["date"]

each_part = pytest.mark.parametrize("part", Part)


def check_jsonschema(*arguments: str | Path) -> Any:
    """Return the report of check-jsonschema, which reads YAML with ruamel.yaml."""
    return json.loads(CliRunner().invoke(main, ["-o", "json", *map(str, arguments)]).stdout)


def told_about(files: Mapping[str, str], part: Part, folder: Path) -> Mapping[str, list[Where]]:
    """Return the places at which check-jsonschema finds something wrong, for each file by its name."""
    schema = folder / "schema.json"
    schema.write_text(json.dumps(json_schema(part)), encoding="utf-8")
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    report = check_jsonschema("--schemafile", schema, *(folder / name for name in files))
    told: dict[str, list[Where]] = {name: [] for name in files}
    for error in report["errors"]:
        told[Path(error["filename"]).name].append(place(error["path"]))
    for error in report.get("parse_errors", []):
        told[Path(error["filename"]).name].append(())
    return told


def place(path: str) -> Where:
    """Return the place that a path such as $.pairs[0].ask names."""
    steps = re.findall(r"\.([^.\[]+)|\[(\d+)\]", path)
    return tuple(int(index) if index else key for key, index in steps)


def read_back(file: Written) -> Any:
    document = read(file.text.encode(), "a file")
    assert isinstance(document, Document)
    return document.value


@each_part
def test_it_is_a_json_schema(part: Part, tmp_path: Path) -> None:
    (tmp_path / "schema.json").write_text(json.dumps(json_schema(part)), encoding="utf-8")
    report = check_jsonschema("--check-metaschema", tmp_path / "schema.json")
    assert (report["status"], report["errors"]) == ("ok", [])


@each_part
def test_good_files_keep_it(part: Part, tmp_path: Path) -> None:
    kept = [*(ROOT / "content").glob(f"*/{part}"), *COMPLETE.glob(f"*/{part}"), *GOOD.glob(f"*/{part}")]
    files = {f"{path.parent.name}.yaml": path.read_text(encoding="utf-8") for path in kept}
    assert files
    assert told_about(files, part, tmp_path) == {name: [] for name in files}


@each_part
def test_files_made_at_random_are_judged_as_the_loader_judges_them(part: Part, tmp_path: Path) -> None:
    files = {f"{number}.yaml": file for number, file in enumerate(written(part, seed=1, count=45))}
    told = told_about({name: file.text for name, file in files.items()}, part, tmp_path)
    for name, file in files.items():
        assert read_back(file) == file.data
        ours = [finding.where for finding in findings(part, file.data)]
        # a key that is missing or unknown is told at the group that it belongs to
        assert all(where in told[name] or where[:-1] in told[name] for where in ours), file.mistake
        assert bool(ours) == bool(told[name]), file.mistake
    bad = sum(bool(places) for places in told.values())
    assert 27 <= bad <= 30


def test_where_the_tools_do_not_agree_it_is_known_why(tmp_path: Path) -> None:
    files = {f"{number}.yaml": changed_quiz(difference) for number, difference in enumerate(DIFFERENCES)}
    told = told_about(files, Part.QUIZ, tmp_path)
    for (name, text), difference in zip(files.items(), DIFFERENCES, strict=True):
        minds = ("loader" in difference.minds, "check-jsonschema" in difference.minds)
        assert (loader_minds(text), bool(told[name])) == minds, difference


def loader_minds(text: str) -> bool:
    document = read(text.encode(), Part.QUIZ)
    return not isinstance(document, Document) or bool(findings(Part.QUIZ, document.value))


def test_a_group_of_keys_says_what_each_is_and_what_fits() -> None:
    assert json_schema(Part.QUIZ)["$defs"]["Person"] == {
        "description": "Whom the stories of a pair are about.",
        "type": "object",
        "properties": {
            "name": {
                "description": "The name; no other pair has it.",
                "type": "string",
                "pattern": r"\S",
                "patternErrorMessage": "There is no text here.",
                "maxLength": 100,
            },
            "pronoun": {
                "description": "The pronoun.",
                "type": "string",
                "enum": ["he", "she", "they"],
                "enumDescriptions": ["He, him, his.", "She, her, hers.", "They, them, theirs."],
            },
        },
        "required": ["name", "pronoun"],
        "additionalProperties": False,
    }


@each_part
def test_every_value_is_described_and_every_word_explained(part: Part) -> None:
    for schema in below(json_schema(part)):
        for name, value in schema.get("properties", {}).items():
            if "const" not in value:
                assert value["description"], name
        if "enum" in schema and schema["type"] == "string":
            assert all(schema["enumDescriptions"])
            assert len(schema["enumDescriptions"]) == len(schema["enum"])


def below(schema: Any) -> Iterator[dict[str, Any]]:
    """Yield every object in a schema."""
    if isinstance(schema, dict):
        yield schema
    if isinstance(schema, dict | list):
        for inner in schema.values() if isinstance(schema, dict) else schema:
            yield from below(inner)


@each_part
def test_every_key_of_the_loader_is_in_it(part: Part) -> None:
    assert list(json_schema(part)["properties"]) == list(SCHEMAS[part].fields)


@given(st.dates().map(date.isoformat) | st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", fullmatch=True))
def test_a_day_is_in_the_calendar_or_not_whoever_asks(day: str) -> None:
    try:
        is_real = date.fromisoformat(day).isoformat() == day
    except ValueError:
        is_real = False
    assert bool(re.search(DAY["pattern"], day)) == is_real


def test_the_kinds_of_file_have_the_names_of_the_files() -> None:
    assert KINDS == {
        "article": Part.ARTICLE,
        "quiz": Part.QUIZ,
        "sources": Part.SOURCES,
        "translation": TRANSLATION,
    }
