"""Findings as data: their JSON, their order, their words."""

import json
from pathlib import Path

import pytest

from dltrain.diagnosis import LANGUAGES, PROBLEMS, Change, Finding, in_a_line, ordered
from dltrain.diagnosis.check import Seen, finding_of
from dltrain.diagnosis.finding import of_plain

KEYS = ["severity", "confidence", "where", "epoch", "evidence", "message", "patch"]


def found(name, confidence=0.9, severity=None):
    return Finding(problem=name, confidence=confidence, severity=severity or PROBLEMS[name].severity, message=name)


def test_a_finding_is_a_mapping_of_these_keys():
    change = Change("training.learning_rate", 8.0, 0.001)
    finding = Finding(problem="diverged", severity="error", evidence={"rate": 8.0}, message="…", patch=[change])
    assert list(finding.plain()) == ["problem", *KEYS]
    assert finding.plain()["patch"] == [{"key": "training.learning_rate", "from": 8.0, "to": 0.001}]
    assert of_plain(json.loads(json.dumps(finding.plain()))) == finding
    assert list(Finding(fact="threshold", message="…").plain()) == ["fact", *KEYS]


def test_a_symptom_is_not_told_beside_its_cause():
    findings = [found("not_learned"), found("equal_initial_weights"), found("validation_too_small")]
    assert [one.problem for one in ordered(findings)] == ["equal_initial_weights", "validation_too_small"]


def test_a_hint_or_a_doubtful_finding_explains_nothing():
    hint = found("validation_too_small", severity="hint")
    doubtful = found("initial_weights_too_small", confidence=0.3)
    names = [one.problem for one in ordered([hint, doubtful, found("not_learned")])]
    assert names == ["not_learned", "initial_weights_too_small", "validation_too_small"]


def test_facts_come_last():
    fact = Finding(fact="threshold", message="…")
    assert [one.problem for one in ordered([fact, found("not_learned")])] == ["not_learned", ""]


@pytest.mark.parametrize("problem", list(PROBLEMS))
def test_a_problem_says_what_it_is_in_both_languages_and_has_its_reasons(problem):
    check = PROBLEMS[problem]
    for language in LANGUAGES:
        assert check.sentence(language).endswith(".")
        assert check.general[language]
    assert check.sentence("en") != check.sentence("ko")
    assert len(check.__doc__) > 200
    assert check.severity in ("error", "warning", "hint")
    assert check.__module__.rpartition(".")[2] == problem


def test_a_message_has_its_numbers_and_what_to_write_in_both_languages():
    patch = [Change("model.initializer", None, "auto"), Change("model.freeze", [0], None)]
    finding = finding_of("initial_weights_too_small", Seen(0.8512, {"left": 0.000123456}, where="layers.2", patch=patch))
    advice = "write model.initializer: auto, leave out model.freeze"
    assert finding.message == f"the initial weights are too small: 0.00012 of the signal is left at layers.2; {advice}"
    korean = PROBLEMS["initial_weights_too_small"].message(finding, "ko")
    assert "0.00012" in korean
    assert "model.initializer: auto 라고 쓰세요" in korean
    assert finding.confidence == 0.85
    assert in_a_line(finding) == f"warning: {finding.message} (initial_weights_too_small)"


def test_every_problem_has_a_broken_config_and_its_repaired_twin():
    folder = Path(__file__).parents[2] / "configs" / "broken"
    there = {path.stem for path in folder.glob("*.yaml")}
    assert there == {*PROBLEMS, *(f"{name}_repaired" for name in PROBLEMS)}


def test_every_symptom_is_a_problem():
    assert {name for check in PROBLEMS for name in PROBLEMS[check].explains} <= {*PROBLEMS}
