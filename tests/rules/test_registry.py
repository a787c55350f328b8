import re
from pathlib import Path

import pytest

from quizapp.problem import Severity
from quizapp.rules import registry
from quizapp.rules.registry import RULES, severity_of


def test_every_rule_stands_under_a_code_of_its_own() -> None:
    assert [rule.code for rule in RULES.values()] == list(RULES)
    own = {path.stem for path in Path(registry.__file__).parent.glob("*.py")} - {
        "__init__",
        "registry",
        "rule",
    }
    assert {module.__name__.rpartition(".")[2] for module in registry.MODULES} | {"files"} == own


@pytest.mark.parametrize("code", RULES)
def test_a_rule_has_a_code_and_says_in_sentences_what_it_wants(code: str) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", code)
    assert re.fullmatch(r"\S[^{}]*[.\")]", RULES[code].wants)


def test_the_registry_knows_how_bad_each_finding_is() -> None:
    assert severity_of("key-contradicts-signs") is Severity.ERROR
    assert severity_of("too-few-stories") is Severity.WARNING
    with pytest.raises(KeyError):
        severity_of("key-contradict-signs")


def test_the_registry_cannot_be_written_in() -> None:
    with pytest.raises(TypeError):
        RULES["new-rule"] = RULES["unknown-sign"]  # type: ignore[index]  # that it is refused is the point
