"""A short run of the driver: some files of each part, as an editor would judge them."""

import pytest
from battery import language_server
from battery.language_server import compare_files

from quizapp.problem import Part


def test_an_editor_marks_what_the_loader_finds_and_offers_what_it_takes() -> None:
    assert language_server.run(40, seed=1)


def test_a_schema_that_asks_for_less_than_the_loader_is_found(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def lenient(part: Part) -> dict[str, object]:
        return {"title": f"any {part}"}

    monkeypatch.setattr(language_server, "json_schema", lenient)
    with language_server.language_server() as server:
        assert not compare_files(server, 3, seed=1)
    assert "verdicts that differ" in capsys.readouterr().out
