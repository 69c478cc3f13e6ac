"""Lanes of one stack: each is the run that its own spec makes alone."""

import contextlib
from pathlib import Path

import numpy as np
import pytest

from dltrain import runs
from dltrain.commands.evaluate import evaluate
from dltrain.commands.preparing.setup import Setup, prepare_to_train
from dltrain.commands.resume import resume
from dltrain.commands.train import train
from dltrain.commands.training.display import Display
from dltrain.commands.training.following import follow
from dltrain.errors import InputError
from dltrain.files.typed_json import Misfit
from dltrain.kinds.conclusion import conclude
from dltrain.optimizers import OPTIMIZERS
from dltrain.runs import Run
from dltrain.spec.declarations import hints
from dltrain.spec.lanes import lane_groups
from dltrain.spec.loading import load_text
from dltrain.spec.writing import as_yaml
from dltrain.training.explicit.lane import lane_session
from dltrain.training.explicit.session import explicit_session
from dltrain.training.explicit.stack import restore_stack, stack_session
from dltrain.training.measuring.evaluators import evaluator_of

SPEC = """
data: {source: iris, split: {validation: 0.3, test: 0.2}}
model: {layers: [5], batch_norm: true, activation: tanh}
training: {epochs: 3, batch_size: 16}
"""
QUIET = Display(charts=False)


def setups(*sets: list[str], spec: str = SPEC) -> list[Setup]:
    return [prepare_to_train(load_text(spec, "spec.yaml", Path.cwd(), "iris", one)) for one in sets]


def trained_alone(setup: Setup, folder) -> dict[str, np.ndarray]:
    run = runs.create("alone", "", folder=folder)
    evaluator = evaluator_of(setup.resolved, setup.dataset.encoding)
    session = explicit_session(setup.resolved, setup.dataset, evaluator, run, lambda: False)
    with run.lock():
        follow(session, setup, QUIET)
    return dict(session.keeper.states()[1].tensors)


@contextlib.contextmanager
def stacked(given: list[Setup], folder):
    run = runs.create("stack", "", folder=folder)
    evaluator = evaluator_of(given[0].resolved, given[0].dataset.encoding)
    lanes = [one.resolved for one in given]
    with stack_session(lanes, given[0].dataset, evaluator, run, lambda: False, all_metrics=True) as session, run.lock():
        yield session


def trained_together(given: list[Setup], folder) -> dict[str, np.ndarray]:
    with stacked(given, folder) as session:
        follow(session, given[0], QUIET)
        return {name: array for name, array in session.keeper.states()[1].tensors.items() if not name.startswith("best.")}


def own_numbers(name: str) -> list[list[str]]:
    """Three lanes of an optimizer: its defaults, then two with every number of its own changed."""
    cls = OPTIMIZERS[name]
    numbers = [key for key, kind in hints(cls).items() if kind is float and key not in cls.common]
    changed = []
    for factor in (0.9, 0.8):
        options = {key: getattr(cls(), key) * factor or 0.5 for key in numbers}
        if name == "rprop":
            options |= {"eta_plus": 1 + 0.2 * factor}
        changed.append([f"training.optimizer={{type: {name}, {', '.join(f'{k}: {v!r}' for k, v in options.items())}}}"])
    return [[f"training.optimizer={name}"], *changed]


CASES = {
    "learning rates": [["training.learning_rate=0.1"], ["training.learning_rate=1e-3"], []],
    "rates that follow a schedule": [
        ["training.schedule={type: cosine, warmup: 3}", f"training.learning_rate={rate}"] for rate in (0.1, 1e-3, 0.02)
    ],
    "weight decays": [["training.weight_decay=0"], ["training.weight_decay=0.1"], ["training.weight_decay=1e-3"]],
    "L1 penalties": [["training.l1=0"], ["training.l1=0.1"]],
    "gradient clips": [["training.gradient_clip=0.1"], ["training.gradient_clip=1"]],
    "gradient clips by value": [[f"training.gradient_clip={{type: value, limit: {limit}}}"] for limit in (0.01, 0.1)],
    "averages of the weights": [
        ["training.average_weights={type: ema, decay: 0.9}", f"training.learning_rate={rate}"] for rate in (0.1, 0.01)
    ],
    "averages of the last epochs": [
        ["training.average_weights={type: swa, start: 2, learning_rate: 0.05}", f"training.learning_rate={rate}"]
        for rate in (0.1, 0.01)
    ],
    "accumulated batches, rates by layer, decay of weights": [
        [
            "training={accumulate: 3, learning_rate_factors: {0: 0.5}, decay: weights, epochs: 3, batch_size: 16}",
            f"training.weight_decay={decay}",
            f"training.learning_rate={decay}",
        ]
        for decay in (0.1, 0.01)
    ],
    "dropout rates": [["model.dropout=0.2"], ["model.dropout=0"], ["model.layers=[{type: dense, units: 5, dropout: 0.6}]"]],
    "initializers": [["model.initializer=he_normal"], ["model.initializer={type: normal, std: 0.5}"]],
    "classes that count": [
        ["training.class_weights={setosa: 3}", "training.label_smoothing=0.1", f"training.learning_rate={rate}"]
        for rate in (0.1, 0.01)
    ],
    "numbers": [["data.source=diabetes", f"training.learning_rate={rate}"] for rate in (0.1, 0.01)],
    "all of it": [
        ["seed=4", "training.learning_rate=0.05", "training.weight_decay=0.1", "model.dropout=0.3"],
        ["seed=9", "training.learning_rate=0.01", "training.weight_decay=0", "model.dropout=0.1", "model.initializer=he_normal"],
    ],
}


@pytest.mark.parametrize("case", CASES)
def test_a_lane_is_the_run_of_its_spec_alone(tmp_path, case):
    given = setups(*CASES[case])
    assert lane_groups([one.resolved.experiment for one in given]) == [list(range(len(given)))]
    together = trained_together(given, tmp_path / "stack")
    for lane, setup in enumerate(given):
        for name, array in trained_alone(setup, tmp_path / str(lane)).items():
            np.testing.assert_allclose(together[name][lane], array, rtol=2e-3, atol=1e-5, err_msg=name)


@pytest.mark.parametrize("optimizer", list(OPTIMIZERS))
def test_so_it_is_with_every_number_of_every_optimizer(tmp_path, optimizer):
    rates = [["training.learning_rate=0.02"], ["training.learning_rate=0.01"], ["training.weight_decay=0.05"]]
    given = setups(*([*own, *rate] for own, rate in zip(own_numbers(optimizer), rates, strict=True)))
    groups = lane_groups([one.resolved.experiment for one in given])
    assert sorted(place for group in groups for place in group) == [0, 1, 2]
    for number, group in enumerate(groups):
        together = trained_together([given[place] for place in group], tmp_path / f"stack-{number}")
        for lane, index in enumerate(group):
            for name, array in trained_alone(given[index], tmp_path / str(index)).items():
                np.testing.assert_allclose(together[name][lane], array, rtol=5e-3, atol=1e-5, err_msg=name)


def test_its_bits_do_not_depend_on_the_others(tmp_path):
    spec = SPEC.replace("batch_size: 16", "batch_size: 16, optimizer: {type: adam, beta2: 0.99}")
    one = ["training.learning_rate=0.02", "model.dropout=0.2", "training.weight_decay=0.01", "seed=3"]
    alike = [*one, "seed=4"]
    other = ["training.learning_rate=0.1", "model.dropout=0.5", "training.weight_decay=0", "training.optimizer.beta2=0.9"]
    few, many, cut = setups(one, alike, spec=spec), setups(other, one, other, alike, spec=spec), setups(other, one, spec=spec)
    same_seed = setups([*other, "seed=3"], one, spec=spec)
    first = trained_together(few, tmp_path / "few")
    for given, lane, folder in ((many, 1, "many"), (cut, 1, "cut"), (same_seed, 1, "same")):
        beside = trained_together(given, tmp_path / folder)
        assert all(np.array_equal(beside[name][lane], array[0]) for name, array in first.items())


def test_a_lane_that_diverges_leaves_the_others_alone(tmp_path):
    spec = SPEC.replace("batch_norm: true, activation: tanh", "activation: relu")
    spec = spec.replace("epochs: 3", "optimizer: sgd, epochs: 4")
    rates = [["training.learning_rate=0.1"], ["training.learning_rate=1e30"], ["training.learning_rate=0.02"]]
    with stacked(setups(*rates, spec=spec), tmp_path / "stack") as session:
        follow(session, setups(rates[0], spec=spec)[0], QUIET)
        assert session.monitor.status == ["training", "diverged", "training"]
        assert session.status == "completed"
        records = list(session.history)
        assert records[-1]["members"]["lane"] == [0, 2]
        assert records[-1]["members"]["learning_rate"] == [0.1, 0.02]
        assert records[-1]["learning_rate"] == pytest.approx(0.06)
        lost = lane_session(session, 1, runs.create("lost", "", folder=tmp_path / "lost"), lambda: False)
        assert (lost.status, lost.steps) == ("diverged", 0)
        assert len(lost.history) < len(records)


def timeless(records) -> list[dict]:
    return [{key: value for key, value in one.items() if key not in ("seconds", "rows_per_second")} for one in records]


@pytest.mark.parametrize("epochs", [1, 5])
def test_a_stack_that_is_put_back_ends_in_the_same_bits(tmp_path, epochs):
    spec = SPEC.replace("epochs: 3", "epochs: 9, early_stopping: {patience: 1}").replace("tanh", "tanh, dropout: 0.1")
    given = setups(*([f"training.learning_rate={rate}"] for rate in (0.3, 0.1, 0.01, 0.001)), spec=spec)
    with stacked(given, tmp_path / "whole") as session:
        follow(session, given[0], QUIET)
        whole, records = session.keeper.states(), list(session.history)
        assert len({tuple(record["members"]["lane"]) for record in records}) > 1  # they stop one by one
    with stacked(given, tmp_path / "cut") as session:
        stopping = iter([False] * epochs + [True] * 100)
        session.stopping = lambda: next(stopping)
        follow(session, given[0], QUIET)
        assert len(session.history) == epochs
    with stacked(given, tmp_path / "again") as session:
        restore_stack(session, *Run(tmp_path / "cut").read_checkpoint("last"))
        follow(session, given[0], QUIET)
        for state, wanted in zip(session.keeper.states(), whole, strict=True):
            assert state.moment == wanted.moment
            assert all(np.array_equal(array, wanted.tensors[name]) for name, array in state.tensors.items())
        assert timeless(session.history) == timeless(records)


def test_other_lanes_do_not_take_its_place(tmp_path):
    with stacked(setups(["training.learning_rate=0.1"], []), tmp_path / "one") as session:
        session.saver.write()
    with (
        stacked(setups(["training.learning_rate=0.2"], []), tmp_path / "other") as session,
        pytest.raises(Misfit, match="the values of the lanes"),
    ):
        restore_stack(session, *Run(tmp_path / "one").read_checkpoint("last"))
    with pytest.raises(InputError, match="holds the 2 networks of a stack"):
        evaluate(checkpoint=tmp_path / "one" / "checkpoints" / "last.safetensors")


def test_a_lane_becomes_a_run_of_its_own(tmp_path):
    spec = SPEC.replace("epochs: 3", "epochs: 9, early_stopping: {patience: 3}")
    given = setups(["training.learning_rate=0.3"], ["training.learning_rate=0.01", "seed=2"], spec=spec)
    with stacked(given, tmp_path / "stack") as stack:
        follow(stack, given[0], QUIET)
        for lane, setup in enumerate(given):
            run = runs.create("lane", as_yaml(setup.resolved.experiment), folder=tmp_path / f"lane-{lane}")
            with run.lock():
                session = lane_session(stack, lane, run, lambda: False)
                summary = conclude(session, print)
            alone = train(spec=run.folder / "spec.yaml", run_dir=tmp_path / f"alone-{lane}", display=QUIET)
            assert list(run.read_metrics()[0]) == list(Run(tmp_path / f"alone-{lane}").read_metrics()[0])
            assert (summary.status, summary.epochs, summary.best_epoch) == (alone.status, alone.epochs, alone.best_epoch)
            for split in ("train", "validation", "test"):
                assert summary.metrics[split] == pytest.approx(alone.metrics[split], rel=1e-3)
            assert evaluate(checkpoint=run.folder).metrics == pytest.approx(summary.metrics["test"])
            longer = [f"training.epochs={alone.epochs + 2}", "training.early_stopping=none"]
            further = resume(run=run.folder, sets=longer, allow_changes=True, display=QUIET)
            resumed = resume(run=tmp_path / f"alone-{lane}", sets=longer, allow_changes=True, display=QUIET)
            assert further.epochs == resumed.epochs == alone.epochs + 2
            assert further.metrics["test"] == pytest.approx(resumed.metrics["test"], rel=1e-2)
