from battery import script_twin


def test_the_rule_and_the_script_agree_on_every_bank() -> None:
    lines: list[str] = []
    steps = script_twin.run(12, lines.append)
    assert len(steps) >= 4
    assert [line for line in lines if not line.endswith("all equal")] == []
    assert min(steps.values()) > 60
