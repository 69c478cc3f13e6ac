"""`learning_rate: auto`: the rate is found on a network of its own, and the training is that of the number written by hand."""

import json
from pathlib import Path

import numpy as np
import pytest
import yaml

from dltrain.commands.check import check
from dltrain.commands.resume import resume
from dltrain.commands.sweep import sweep
from dltrain.commands.train import train
from dltrain.commands.training.display import Display, Unfinished
from dltrain.errors import InputError
from dltrain.runs import Run

SPEC = """
data: {source: iris}
model: {layers: [8], dropout: 0.1, batch_norm: true}
training: {epochs: 6, batch_size: 16, learning_rate: auto, schedule: {type: cosine, warmup: 20%}}
seed: 3
threads: 1
"""
FROM_A_PICTURE = """
data: {source: digits, rows: 200}
model: {layers: [{type: reshape, shape: [1, 8, 8]}, {type: conv2d, channels: 4, kernel_size: 3}, flatten]}
training: {epochs: 2, learning_rate: auto}
threads: 1
"""
CODES = """
data: {source: iris, features: [petal length (cm), petal width (cm)]}
model: {type: autoencoder, encoder: [1], decoder: []}
training: {epochs: 3, learning_rate: auto}
threads: 1
"""


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def display(said) -> Display:
    return Display(charts=False, say=said.append)


def written(folder: Path, text: str = SPEC) -> Path:
    path = folder / "searched.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def rate_in(run: Path) -> object:
    return yaml.safe_load((run / "spec.yaml").read_text("utf-8"))["training"]["learning_rate"]


def tensors(run: Path) -> dict[str, np.ndarray]:
    return Run(run).read_checkpoint("last")[0]


def assert_same_bits(run: Path, other: Path) -> None:
    own, others = tensors(run), tensors(other)
    assert own.keys() == others.keys()
    for name in own:
        np.testing.assert_array_equal(own[name], others[name], err_msg=name)


def notices(said: list[str]) -> list[str]:
    return [line for line in said if "range test" in line]


@pytest.mark.parametrize("text", [SPEC, SPEC + "engine: explicit", FROM_A_PICTURE])
def test_the_found_rate_is_in_the_spec_which_trains_to_the_same_bits(text, tmp_path, display, said):
    train(spec=written(tmp_path, text), run_dir=tmp_path / "auto", display=display)
    rate = rate_in(tmp_path / "auto")
    assert isinstance(rate, float)
    assert rate == float(f"{rate:.1e}")  # two significant digits
    (notice,) = notices(said)
    assert f"the learning rate is {rate:g}, found by a range test of" in notice
    train(spec=tmp_path / "auto" / "spec.yaml", run_dir=tmp_path / "again", display=display)
    by_hand = [f"training.learning_rate={rate}"]
    train(spec=written(tmp_path, text), sets=by_hand, run_dir=tmp_path / "by_hand", display=display)
    assert len(notices(said)) == 1
    for other in ("again", "by_hand"):
        assert_same_bits(tmp_path / "auto", tmp_path / other)


def test_the_search_is_the_same_each_time_and_knows_no_schedule(tmp_path, display):
    path = written(tmp_path)
    train(spec=path, run_dir=tmp_path / "one", display=display)
    train(spec=path, sets=["training.schedule=constant"], run_dir=tmp_path / "two", display=display)
    assert rate_in(tmp_path / "one") == rate_in(tmp_path / "two")


def test_rows_that_do_not_train_are_not_looked_at(tmp_path, display):
    rows = [[x / 40, float(x % 7 > 3)] for x in range(40)]
    spec = {
        "data": {"source": {"train": {"type": "inline", "columns": ["x", "y"], "rows": rows}}, "target": "y", "split": "none"},
        "model": {"layers": [4]},
        "training": {"epochs": 3, "learning_rate": "auto"},
    }
    found = []
    for offset in (0.0, 1000.0):
        other = {"type": "inline", "columns": ["x", "y"], "rows": [[x + offset, y] for x, y in rows]}
        spec["data"]["source"] |= {"validation": other, "test": other}
        folder = tmp_path / str(offset)
        train(
            spec=written(tmp_path, json.dumps(spec | {"data": {k: v for k, v in spec["data"].items() if k != "split"}})),
            run_dir=folder,
            display=display,
        )
        found.append(rate_in(folder))
    assert found[0] == found[1]


def test_omitted_is_the_published_rate(tmp_path, display, said):
    text = SPEC.replace("learning_rate: auto, ", "")
    train(spec=written(tmp_path, text), run_dir=tmp_path / "run", display=display)
    assert rate_in(tmp_path / "run") == 0.001
    assert not notices(said)


def test_where_the_loss_cannot_fall_the_rate_is_the_published_one(tmp_path, display, said):
    rows = "[[0, 0], [0, 1]]"  # nothing tells the one row from the other
    text = f"""
data: {{source: {{type: inline, columns: [x, y], rows: {rows}}}, target: y, split: none}}
model: {{layers: []}}
training: {{epochs: 3, optimizer: sgd, learning_rate: auto}}
"""
    train(spec=written(tmp_path, text), run_dir=tmp_path / "run", display=display)
    assert rate_in(tmp_path / "run") == 0.01
    (notice,) = notices(said)
    assert "no learning rate at which the loss falls; it is sgd's published default, 0.01" in notice


def test_a_resumed_run_does_not_search_again(tmp_path, display, said):
    path = written(tmp_path)
    train(spec=path, run_dir=tmp_path / "whole", display=display)

    def to_the_third(start, records):
        for record in records:
            yield record
            if record["epoch"] == 3:
                raise KeyboardInterrupt

    with pytest.raises((KeyboardInterrupt, Unfinished)):
        train(spec=path, run_dir=tmp_path / "run", display=Display(charts=False, watch=to_the_third))
    said.clear()
    resume(run=tmp_path / "run", display=display)
    assert not notices(said)
    assert_same_bits(tmp_path / "whole", tmp_path / "run")


def test_folds_share_the_rate_that_the_first_has_found(tmp_path, display, said):
    train(spec=written(tmp_path), sets=["data.split.folds=2"], run_dir=tmp_path / "run", display=display)
    assert len(notices(said)) == 1
    assert isinstance(rate_in(tmp_path / "run"), float)
    assert {rate_in(tmp_path / "run" / fold) for fold in ("fold-1", "fold-2")} == {rate_in(tmp_path / "run")}


@pytest.mark.parametrize("more", ["", "engine: autograd"])
def test_seeds_share_the_rate_that_the_first_has_found(more, tmp_path, display, said):
    path = written(tmp_path, SPEC + more)
    train(spec=path, run_dir=tmp_path / "first", display=display)
    said.clear()
    sweep(spec=path, seeds=2, run_dir=tmp_path / "run", display=display)
    assert len(notices(said)) == 1
    assert rate_in(tmp_path / "run") == rate_in(tmp_path / "first")
    assert {rate_in(folder) for folder in (tmp_path / "run").glob("seed-*")} <= {rate_in(tmp_path / "first")}


def test_each_setting_of_a_sweep_finds_its_own_and_its_seeds_share_it(tmp_path, display):
    grid = ["training.optimizer=adam,sgd"]
    sweep(spec=written(tmp_path), seeds=2, grids=grid, run_dir=tmp_path / "run", display=display)
    best = yaml.safe_load((tmp_path / "run" / "best.yaml").read_text("utf-8"))["training"]
    train(
        spec=written(tmp_path),
        sets=[f"training.optimizer={best['optimizer']['type']}"],
        run_dir=tmp_path / "one",
        display=display,
    )
    assert best["learning_rate"] == rate_in(tmp_path / "one")
    runs = [path.parent for path in (tmp_path / "run").glob("*/spec.yaml")]
    assert {rate_in(run) for run in runs} == {best["learning_rate"]}  # those of the best alone are kept
    assert len(runs) == 2


def test_a_sweep_over_the_rate_does_not_search_it(tmp_path, display, said):
    grid = ["training.learning_rate=0.01,0.02"]
    sweep(spec=written(tmp_path), grids=grid, run_dir=tmp_path / "run", display=display)
    assert not notices(said)


def test_ensembles_and_autoencoders_search_too(tmp_path, display, said):
    ensemble = SPEC + "ensemble: {type: bagging, members: 2}"
    train(spec=written(tmp_path, ensemble), run_dir=tmp_path / "ensemble", display=display)
    train(spec=written(tmp_path, CODES), run_dir=tmp_path / "codes", display=display)
    assert len(notices(said)) == 2
    assert isinstance(rate_in(tmp_path / "ensemble"), float)


def test_a_gan_cannot_be_searched(tmp_path):
    text = """
data: {source: iris}
model: {type: gan, generator: [4], discriminator: [4]}
training: {epochs: 3, learning_rate: auto}
"""
    with pytest.raises(InputError, match=r"searched.yaml:4:38: no learning rate can be searched: the losses of two networks"):
        train(spec=written(tmp_path, text), run_dir=tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_no_epochs_leave_nothing_to_search(tmp_path):
    with pytest.raises(
        InputError, match="there is nothing to train: 'epochs' is 0; write a number, or leave 'learning_rate' out"
    ):
        check(spec=written(tmp_path), sets=["training.epochs=0"])


def test_check_says_that_the_rate_is_found_before_training(tmp_path, dltrain):
    checked = dltrain("check", written(tmp_path))
    assert "the learning rate is found by a short range test before training" in checked.err
    assert "learning_rate: auto" in checked.out
    as_json = json.loads(dltrain("check", written(tmp_path), "--json").out)
    assert as_json["spec"]["training"]["learning_rate"] == "auto"
