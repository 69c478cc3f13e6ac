"""The section `sweep` of a spec: what it may search, and what is said of what it may not."""

import re
from pathlib import Path

import pytest

from dltrain.errors import InputError
from dltrain.spec.loading import load_text
from dltrain.spec.space import Span

BRACKETS = "the values stand with commas between them and no brackets around all; write --grid"
SPEC = """\
data: {source: iris}
model: {layers: [8, 4]}
training: {epochs: 20, optimizer: {type: sgd}}
sweep:
"""


def load_sweep(section, grids=(), sets=()):
    text = SPEC + "".join(f"  {line}\n" for line in section.splitlines())
    return load_text(text, "spec.yaml", folder=Path(), stem="spec", sets=sets, grids=grids)


def refusals(section, grids=()):
    """Each problem as its place and message."""
    with pytest.raises(InputError) as caught:
        load_sweep(section, grids)
    lines = [line for line in str(caught.value).splitlines() if re.match(r"spec.yaml:|--", line)]
    return [line.removeprefix("spec.yaml:") for line in lines]


def test_a_search_has_lists_ranges_and_ranges_within_choices():
    loaded = load_sweep(
        "parameters:\n"
        "  training.learning_rate: {low: 1e-5, high: 1e-1, scale: log}\n"
        "  training.optimizer: [adam, {type: sgd, momentum: {low: 0.5, high: 0.99}}]\n"
        "  model.layers.0: {low: 4, high: 64, step: 4}\n"
        "  training.batch_size: [16, all]\n"
    )
    assert loaded.space.names == {
        "training.learning_rate": Span(1e-5, 0.1, log=True),
        "training.optimizer": 2,
        "training.optimizer.momentum": Span(0.5, 0.99),
        "model.layers.0": Span(4, 64, step=4, whole=True),  # units are whole numbers
        "training.batch_size": 2,
    }
    values = {"training.learning_rate": 0.01, "training.optimizer": {"type": "sgd", "momentum": 0.9}, "model.layers.0": 32}
    setting = loaded.setting(values).experiment
    assert (setting.training.learning_rate, setting.training.optimizer.momentum, setting.model.layers) == (0.01, 0.9, [32, 4])
    assert setting.sweep is None
    assert setting.name == "spec"


@pytest.mark.parametrize(
    ("parameter", "refusal"),
    [
        ("training.learning_rat: [0.1]", "6:5: unknown key 'learning_rat' in training; did you mean 'learning_rate'?"),
        ("learning_rate: [0.1]", "6:5: unknown key 'learning_rate' in the spec; it belongs in training"),
        ("training.optimizer: [adam, sdg]", "6:32: unknown optimizer 'sdg'; did you mean 'sgd'?"),
        (
            "training.learning_rate: [0.1, -1]",
            "6:35: 'learning_rate' must be above 0, not -1",
        ),
        (
            "training.epochs: [10, 2.5]",
            "6:27: 'epochs' must be a whole number of at least 0 or auto, not 2.5",
        ),
        ("training.l1: {low: -1, high: 2}", "6:24: 'l1' must be at least 0, not -1"),
        ("model.dropout: {low: 0, high: 1}", "6:35: 'dropout' must be at least 0 and below 1, not 1"),
        ("training.l1: {low: 0.5, high: 0.1}", "6:35: 'high' must be above 'low', which is 0.5, not 0.1"),
        (
            "training.l1: {low: 0, high: 1, scale: log}",
            "6:24: 'low' must be above 0 for scale: log, as logarithms are of such numbers, not 0",
        ),
        (
            "training.l1: {low: 1, high: 9, scale: log, step: 1}",
            "6:48: 'step' does not go with scale: log; leave one of them out",
        ),
        ("training.epochs: {low: 2, high: 9, step: 1.5}", "6:46: 'step' must be whole, as the values of the key are, not 1.5"),
        ("training.l1: {low: 1, high: 9, step: 10}", "6:42: 'step' must be at most high - low, which is 8, not 10"),
        (
            "training.optimizer: [{type: sgd, momentum: {low: 0.5, high: 1.5}}]",
            "6:65: 'momentum' must be at least 0 and below 1, not 1.5",
        ),
        ("model.layers.7: [3]", "6:5: model.layers has the items 0 to 1, not '7'"),
        (
            "training.epochs: []",
            "6:22: 'training.epochs' has no values; write a list such as [0.1, 0.01], or {low: 0.01, high: 0.1}",
        ),
        ("training.epochs: [3, 3]", "6:26: 3 is named twice in 'training.epochs'"),
        (
            "training.epochs: 3",
            "6:22: 'training.epochs' must be a list of values or a mapping with 'low' and 'high', not 3; write [3]",
        ),
        ("seed: [1, 2]", "6:5: 'seed' is no parameter: the seeds are an axis of their own; write seeds: 5 under 'sweep'"),
        ("sweep.trials: [1]", "6:5: a sweep's own keys are the same for all of its settings"),
        ("data.split.validation: [0.2, 0.9]", "6:34: validation and test, 0.9 and 0.2, leave no rows to train on"),
        ("training.optimizer.beta1: [0.8]", "6:5: unknown key 'beta1' in the optimizer 'sgd'"),
    ],
)
def test_a_value_is_checked_as_at_its_own_key(parameter, refusal):
    (told,) = refusals(f"parameters:\n  {parameter}")
    assert told.startswith(refusal)


def test_all_problems_come_at_once():
    told = refusals(
        "seeds: 0\n"
        "parameters:\n"
        "  training.optimizer: [adam, sdg, {type: sgd, momentum: {low: 0.5, high: 1.99}}]\n"
        "  seed: [1]\n"
        "monitor: test_loss"
    )
    assert [line.partition(": ")[0] for line in told] == ["5:10", "7:32", "7:76", "8:5", "9:12"]


def test_a_key_within_another_is_refused():
    told = refusals("parameters:\n  training.optimizer: [adam, sgd]\n  training.optimizer.momentum: [0.5]")
    assert told == [
        "7:5: 'training.optimizer.momentum' lies within 'training.optimizer', which is a parameter itself; write its values into "
        "those, such as training.optimizer: [{type: ..., momentum: ...}]"
    ]


def test_values_that_contradict_in_one_setting_alone_are_told():
    told = refusals("parameters:\n  data.split.validation: [0.2, 0.5]\n  data.split.test: [0.2, 0.5]")
    assert told == ["6:34: validation and test, 0.5 and 0.5, leave no rows to train on"]


@pytest.mark.parametrize(
    ("section", "refusal"),
    [
        ("{search: tpe}", "4:9: 'search' can never act: 'sweep' has no 'parameters'"),
        ("{trials: 3}", "4:9: 'trials' can never act: 'sweep' has no 'parameters'"),
        (
            "{search: grid, parameters: {training.l1: {low: 0, high: 1}}}",
            "4:17: a grid is of lists of values, and 'training.l1' has a range; write random or tpe",
        ),
        (
            "{trials: 3, parameters: {training.l1: [0, 1]}}",
            "4:9: 'trials' can never act: the grid has 2 settings; leave it out, or write search: random",
        ),
        ("{search: random, trials: 3, parameters: {training.l1: [0, 1]}}", "4:33: there are 2 settings, not 3"),
        (
            "{monitor: test_accuracy}",
            "4:18: 'test_accuracy': the best is never chosen by the test rows, which then would tell too much of it; "
            "write validation_accuracy",
        ),
        ("{monitor: val_loss}", "4:18: no epoch records 'val_loss'; did you mean 'validation_loss'?"),
        (
            "{parameters: {training.loss: [cross_entropy, hinge]}}",
            "4:1: a loss is no measure to choose by where 'training.loss' changes what it is; write monitor: validation_METRIC",
        ),
    ],
)
def test_an_option_that_cannot_act_is_refused(section, refusal):
    text = SPEC.removesuffix("sweep:\n") + f"sweep: {section}\n"
    with pytest.raises(InputError) as caught:
        load_text(text, "spec.yaml", folder=Path(), stem="spec")
    assert f"spec.yaml:{refusal}" in str(caught.value).splitlines()


@pytest.mark.parametrize("section", ["{}", "{seeds: 3}", "{trials: 2, parameters: {training.l1: [0, 1]}}"])
def test_what_would_have_been_inferred_is_valid(section):
    load_text(SPEC.removesuffix("sweep:\n") + f"sweep: {section}\n", "spec.yaml", folder=Path(), stem="spec")


@pytest.mark.parametrize(
    ("word", "names"),
    [
        ("training.learning_rate=0.1,0.01", {"training.learning_rate": 2}),
        ("model.layers=[32],[64, 32],[]", {"model.layers": 3}),
        ("training.optimizer=adam,{type: sgd, momentum: 0.9}", {"training.optimizer": 2}),
        ("training.learning_rate={low: 0.1, high: 1}", {"training.learning_rate": Span(0.1, 1)}),
        ("training.batch_size=all", {}),  # one value is no choice
    ],
)
def test_a_grid_of_the_command_line_is_a_parameter(word, names):
    loaded = load_sweep("seeds: 2", [word])
    assert loaded.space.names == names
    assert loaded.space.keys == [word.partition("=")[0]]
    assert loaded.experiment.sweep.seeds == 2


@pytest.mark.parametrize(
    ("word", "refusal"),
    [
        ("lr", "expected KEY=V1,V2, such as training.learning_rate=0.1,0.01"),
        ("training.epochs=", "expected a value after '='"),
        ("training.epochs=3,", "expected a value after ','"),
        ("training.learning_rate=0.1,x", "'learning_rate' must be a number above 0 or auto, not 'x'"),
        ("training.epoch=3", "unknown key 'epoch' in training; did you mean 'epochs'?"),
        ("training.learning_rate=[0.1,1]", f"{BRACKETS} training.learning_rate=0.1,1"),
        ("model.layers=[[16],[8, 8]]", f"{BRACKETS} 'model.layers=[16],[8, 8]'"),
    ],
)
def test_a_bad_grid_is_told_as_a_bad_override(word, refusal):
    assert refusals("seeds: 2", [word]) == [f"--grid {word}: {refusal}"]


def test_a_grid_takes_the_place_of_the_same_key_in_the_file():
    loaded = load_sweep("parameters: {training.epochs: [1, 2, 3]}", ["training.epochs=5,6"])
    assert loaded.experiment.sweep.parameters == {"training.epochs": [5, 6]}
    assert loaded.replaced == ("training.epochs",)
    assert load_sweep("parameters: {training.l1: [0, 1]}", ["training.epochs=5,6"]).replaced == ()


def test_two_grids_of_one_key_are_refused():
    words = ["training.learning_rate=0.1,0.2", "training.l1=0,1", "training.learning_rate=0.3"]
    first = "the values of 'training.learning_rate' were given already: training.learning_rate=0.1,0.2"
    assert refusals("seeds: 2", words) == [f"--grid {words[2]}: {first}; write all as --grid training.learning_rate=V1,V2"]


def test_paths_of_the_file_lead_from_the_spec_and_those_typed_from_the_current_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = SPEC.removesuffix("sweep:\n") + "sweep: {parameters: {data.source: [iris, ../a.csv, {type: csv, path: b.csv}]}}\n"
    loaded = load_text(text, "specs/spec.yaml", folder=Path("specs"), stem="spec")
    there = [str(tmp_path / "a.csv"), {"type": "csv", "path": str(tmp_path / "specs" / "b.csv")}]
    assert loaded.experiment.sweep.parameters == {"data.source": ["iris", *there]}
    assert loaded.setting({"data.source": there[1]}).experiment.data.source.path == there[1]["path"]
    typed = load_text(text, "specs/spec.yaml", folder=Path("specs"), stem="spec", grids=["data.source=iris,c.csv"])
    assert typed.experiment.sweep.parameters == {"data.source": ["iris", str(tmp_path / "c.csv")]}
