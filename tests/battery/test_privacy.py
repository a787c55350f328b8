"""A short cut of the driver: a few marked readers, and proof that it finds what it looks for."""

from __future__ import annotations

from pathlib import Path

from battery import privacy


def test_nothing_of_a_reader_stays_in_files_or_logs(tmp_path: Path) -> None:
    findings = privacy.run(30, tmp_path)
    assert findings == privacy.Findings(
        responses=30,
        recorded=30,
        log_lines=findings.log_lines,
        attempts=findings.attempts,
        marks={},
        after_purge={},
    )
    assert findings.log_lines > 30
    assert findings.attempts > 0


def test_a_mark_would_be_found(tmp_path: Path) -> None:
    paths = [tmp_path / "clean", tmp_path / "with"]
    paths[0].write_bytes(b"nothing here")
    paths[1].write_bytes(b"\0\xff127.77.88.99 GET /Marked4Reader")
    assert privacy.found(privacy.MARKS, paths) == {"with": 2}
