"""A short run of the driver: a few hundred generated calls."""

import json
from pathlib import Path

import pytest
from battery import generated_calls
from battery.generated_calls import API, ENOUGH


@pytest.mark.slow
def test_no_generated_call_breaks_the_contract_and_each_operation_is_really_used(tmp_path: Path) -> None:
    tallies = generated_calls.run(6, 1, tmp_path)
    with generated_calls.application(tmp_path) as app:
        document = json.loads(app.test_client().get(f"{API}/openapi.json").data)
    described = {f"{method.upper()} {path}" for path, ways in document["paths"].items() for method in ways}
    assert set(tallies) == described - {f"GET {API}/openapi.json"}  # schemathesis reads it every time
    assert [failure for tally in tallies.values() for failure in tally.failures] == []
    assert {name: tally.statuses for name, tally in tallies.items() if tally.succeeded < ENOUGH} == {}
    calls = sum(tally.calls for tally in tallies.values())
    print(f"{calls} generated calls")
    assert calls >= 400
