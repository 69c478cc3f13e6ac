"""The benchmark of the diagnosis: what counts as a fault, what other tools' rules say of a course by hand, and one case whole."""

import math

import numpy as np
import pytest

from benchmarks.diagnosis import files
from benchmarks.diagnosis.bases import BASES
from benchmarks.diagnosis.cases import Case, Healthy, changed, file_of
from benchmarks.diagnosis.defects import DEFECTS
from benchmarks.diagnosis.faults import all_cases
from benchmarks.diagnosis.healthy import all_healthy
from benchmarks.diagnosis.judging import Workshop, typical, worst_or_mean
from benchmarks.diagnosis.others import OTHERS, SAYS
from benchmarks.diagnosis.tables import FIRST, SECOND, TABLES
from benchmarks.diagnosis.trial import prepared
from dltrain.diagnosis import PROBLEMS, Course
from dltrain.diagnosis.given import Given
from dltrain.runs.history import History


def test_there_are_as_many_cases_and_traps_as_were_asked_for():
    by_problem = {}
    for case in all_cases():
        by_problem.setdefault(case.problem, []).append(case)
    assert sum(len(cases) >= 10 for cases in by_problem.values()) >= 16
    assert by_problem.keys() <= {*PROBLEMS}
    assert {problem for names in SAYS.values() for problem in names} <= {*PROBLEMS}
    assert len(all_healthy()) >= 160
    assert len({run.trap for run in all_healthy()}) > 9
    halves = {half: {base.table for base in BASES.values() if base.half == half} for half in (FIRST, SECOND)}
    assert all(len([name for name in tables if not TABLES[name].is_real]) >= 6 for tables in halves.values())


def test_a_change_leaves_the_base_as_it_is():
    spec = {"data": {"source": "a"}, "model": {"layers": [1], "dropout": 0.5}}
    made = changed(spec, {"model.dropout": None, "training.epochs": 3, "data.split": "none"})
    assert made == {"data": {"source": "a", "split": "none"}, "model": {"layers": [1]}, "training": {"epochs": 3}}
    assert spec == {"data": {"source": "a"}, "model": {"layers": [1], "dropout": 0.5}}


def test_the_typical_run_is_the_middle_one_of_those_that_were_harmed():
    assert typical([0.9, 0.1, 0.3, 0.2, 0.8], below=math.inf) == 2
    assert typical([0.9, 0.1, 0.3, 0.2, 0.8], below=0.5) == 3
    assert typical([0.9, 0.3, math.nan, 0.2, math.nan], below=0.5) == 2
    assert worst_or_mean([0.5, 0.7]) == pytest.approx(0.6)
    assert worst_or_mean([0.5, math.nan]) == -math.inf


def test_a_defect_is_in_the_table():
    columns = {"x": np.arange(100), "target": np.arange(100) % 2}
    made = {name: defect(columns, np.random.default_rng(0)) for name, defect in DEFECTS.items() if name != "few"}
    assert len(made["twice_a_quarter"]["x"]) == 125
    assert sorted(made["shuffled"]["target"]) == [0] * 50 + [1] * 50
    assert (made["shuffled"]["target"] != columns["target"]).mean() > 0.3
    assert set(zip(made["leak_words"]["ward"], columns["target"], strict=True)) == {
        ("ward 0", 0), ("ward 1", 0), ("ward 2", 1), ("ward 3", 1)
    }  # fmt: skip
    assert len(set(made["coded"]["sample"])) == 100
    assert list(made["numbered"]["id"][:2]) == [1001, 1002]


@pytest.fixture(scope="module")
def iris(tmp_path_factory):
    """The folder of the benchmark with iris in it, and its spec."""
    folder = tmp_path_factory.mktemp("kept")
    spec = BASES["iris_shallow"].spec
    files.write(file_of(spec), folder, None)
    return Workshop(folder, None), spec


def said(iris, train, validation, accuracy, health=(), status="completed", rate=0.01):
    """What each tool says of a course by hand."""
    from benchmarks.diagnosis.cases import text_of

    workshop, spec = iris
    setup = prepared(text_of(changed(spec, {"training.learning_rate": rate, "training.epochs": len(train)}), 0), workshop.folder)
    records = [
        {"epoch": epoch, "train_loss": float(loss), "validation_loss": float(other), "validation_accuracy": float(score)}
        for epoch, (loss, other, score) in enumerate(zip(train, validation, accuracy, strict=True), 1)
    ]
    course = Course(Given(setup.resolved, setup.dataset), History(records), status=status, health=health)
    return {name: list(rules(course)) for name, rules in OTHERS.items()}


def sample(**layers):
    return {"step": 1, "epoch": 1, "layers": layers}


FALLING = np.exp(-np.arange(20) / 5)


def test_autotrainer_by_its_thresholds(iris):
    low = np.linspace(0.3, 0.5, 20)  # below 0.7 all along, but rising by more than 0.01
    first = {"gradient": 5e-5, "weight": 0.1, "update": 0.0, "dead": 0.0}
    output = {"gradient": 0.1, "weight": 0.1, "update": 0.0}
    fading, dead = (
        sample(**{"layers.0": first, "output": output}),
        sample(**{"layers.0": {**first, "dead": 0.8}, "output": output}),
    )
    exploding = sample(**{"layers.0": {**first, "gradient": 8.0}, "output": output})  # 80 times the last, where 70 is the bound
    assert said(iris, FALLING, FALLING, low, [fading])["autotrainer"] == ["vanishing_gradient"]
    assert said(iris, FALLING, FALLING, low, [dead])["autotrainer"] == ["dying_relu"]
    assert said(iris, FALLING, FALLING, low, [exploding])["autotrainer"] == ["exploding_gradient"]
    assert said(iris, FALLING, FALLING, np.full(20, 0.6))["autotrainer"] == ["slow_convergence"]
    assert said(iris, FALLING, FALLING, 0.85 + 0.05 * (-1.0) ** np.arange(20))["autotrainer"] == ["oscillating_loss"]
    assert said(iris, FALLING, FALLING, 0.97 - 0.6 * FALLING, [fading])["autotrainer"] == []  # it has learned


def test_umlaut_by_its_bounds(iris):
    falls, rises = FALLING, np.where(np.arange(20) == 12, FALLING + 0.1, FALLING)
    calm = np.full(20, 0.9)
    assert said(iris, falls, falls, calm)["umlaut"] == ["input_not_normalized"]  # standard scores exceed 1
    assert "overfitting" in said(iris, falls, rises, calm)["umlaut"]
    assert "learning_rate_high" in said(iris, falls, falls, calm, rate=0.011)["umlaut"]
    assert "learning_rate_low" in said(iris, falls, falls, calm, rate=9e-8)["umlaut"]
    assert "overconfident_validation" in said(iris, falls, falls, calm + 0.06)["umlaut"]
    assert "nan_loss" in said(iris, falls, falls, calm, status="diverged")["umlaut"]


def test_sagemaker_by_its_defaults(iris):
    train, score = np.exp(-np.arange(20) / 8), np.full(20, 0.9)
    layer = {"gradient": 0.1, "weight": 1.0, "update": 0.001, "dead": 0.2, "deviation": 1.0}
    assert said(iris, train, train, score, [sample(**{"layers.0": layer})])["sagemaker"] == []
    assert said(iris, train, 1.2 * train, score)["sagemaker"] == ["overfit"]  # more than a tenth above
    assert said(iris, np.full(20, 1.0), np.full(20, 1.0), score)["sagemaker"] == ["loss_not_decreasing", "overtraining"]
    for rule, change in {
        "dead_relu": {"dead": 0.6},
        "vanishing_gradient": {"gradient": 1e-8},
        "weight_update_ratio": {"update": 11.0},
        "saturated_activation": {"saturated": 0.6},
    }.items():
        assert said(iris, train, train, score, [sample(**{"layers.0": {**layer, **change}})])["sagemaker"] == [rule]
    two = [sample(**{"layers.0": layer, "layers.1": {**layer, "deviation": 0.1}})]  # a hundredth of the variance
    assert said(iris, train, train, score, two)["sagemaker"] == ["poor_weight_initialization"]


def test_a_case_and_a_healthy_run_whole(iris, monkeypatch):
    workshop, _ = iris
    verdict = workshop.judge(
        Case("learning_rate_too_high", "iris_shallow", {"training.learning_rate": 30.0, "training.epochs": 15})
    )
    assert (verdict.half, verdict.is_faulty) == (FIRST, True)
    assert verdict.harm > 0.1
    assert [finding.problem for finding in verdict.ills] == ["learning_rate_too_high"]
    assert verdict.is_right
    assert verdict.won_back is not None
    peaces = workshop.keep_peace(Healthy("iris_shallow"))
    assert [peace.is_healthy for peace in peaces] == [True] * 2
    assert [peace.ills for peace in peaces] == [[]] * 2
    kept = len(list((workshop.folder / "trials").iterdir()))
    assert workshop.keep_peace(Healthy("iris_shallow", {"training.batch_size": 32}))[0].is_healthy  # the default, spelled out
    assert len(list((workshop.folder / "trials").iterdir())) == kept + 2  # two names for what was trained already
