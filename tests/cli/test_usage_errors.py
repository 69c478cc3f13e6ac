"""A command line of another tool's words says what to type here."""

import shlex
from typing import Any

import pytest
import typer
import yaml

from dltrain.cli import app


@pytest.fixture(autouse=True)
def experiment(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text("data: {source: iris}\nmodel: {layers: [8]}\n", encoding="utf-8")
    (tmp_path / "below").mkdir()
    (tmp_path / "below/flowers.yaml").write_text("data: {source: iris}\nmodel: {layers: [8]}\n", encoding="utf-8")
    (tmp_path / "a.csv").write_text("x,y\n1,2\n", encoding="utf-8")
    (tmp_path / "runs/a-1").mkdir(parents=True)
    (tmp_path / "runs/a-1/spec.yaml").write_text("", encoding="utf-8")
    (tmp_path / "runs/a-1/log.txt").write_text("", encoding="utf-8")


@pytest.mark.parametrize(
    ("typed", "write"),
    [
        ("fit a.yaml", "dltrain train a.yaml"),
        ("ㅅㄱ먀ㅜ a.yaml", "dltrain train a.yaml"),
        ("훈련 a.yaml", "dltrain train a.yaml"),
        ("예측 runs/a-1 a.csv", "dltrain predict runs/a-1 a.csv"),
        ("ls", "dltrain runs"),
        ("show a-1", "dltrain report a-1"),
        ("version", "dltrain --version"),
        ("train --config a.yaml", "dltrain train a.yaml"),
        ("train -c a.yaml", "dltrain train a.yaml"),
        ("train flowers.yaml", "below/flowers.yaml"),
        ("train flowers", "below/flowers.yaml"),
        ("train a.csv", "dltrain init a.csv"),
        ("train a.yaml --set training.epochs:5", "training.epochs=5"),
        ("train a.yaml --set model.layers=64,32", "[64, 32]"),
        ("train a.yaml --set 'model.layers=[64 32]'", "64, 32"),
        ("sweep a.yaml --lr 0.1,0.01", "--grid training.learning_rate=0.1,0.01"),
        ("sweep a.yaml --grid training.learning_rate=0.1 0.01 0.001", "--grid training.learning_rate=0.1,0.01,0.001"),
        ("export runs/a-1 --onnx", "--format onnx"),
        ("predict gone.csv runs/a-1", "dltrain predict runs/a-1 gone.csv"),
        ("sweep a.yaml --n-trials 5", "--trials 5"),
        ("init a.csv --label y", "--target y"),
        ("diagnose runs/a-1 --fix", "--apply"),
        ("lesson gradient descent", "dltrain lesson gradient_descent"),
        ("lesson dropout", "dltrain lesson overfitting"),
        ("lesson 과적합", "dltrain lesson overfitting"),
        ("lesson LSTM", "dltrain lesson recurrence"),
        ("tune a.yaml --seeds 3", "dltrain sweep a.yaml --seeds 3"),
        ("test runs/a-1", "dltrain evaluate runs/a-1"),
        ("infer runs/a-1 a.csv", "dltrain predict runs/a-1 a.csv"),
        ("trian a.yaml", "dltrain train a.yaml"),
        ("a.yaml --quiet", "dltrain train a.yaml --quiet"),
        ("runs/a-1", "dltrain evaluate runs/a-1"),
        ("--quiet train a.yaml", "dltrain train --quiet a.yaml"),
        ("train a.yaml --epochs 10", "--set training.epochs=10"),
        ("train --epochs=10 a.yaml", "--set training.epochs=10"),
        ("train -epochs 10 a.yaml", "--set training.epochs=10"),
        ("train a.yaml --lr 0.1", "--set training.learning_rate=0.1"),
        ("train a.yaml --learning-rate 0.1", "--set training.learning_rate=0.1"),
        ("train a.yaml --batch-size 8", "--set training.batch_size=8"),
        ("train a.yaml --optimizer SGD", "--set training.optimizer=sgd"),
        ("train a.yaml --loss mse", "--set training.loss=mean_squared_error"),
        ("train a.yaml --metrics acc", "--set 'metrics=[accuracy]'"),
        ("train a.yaml --layers 64", "--set 'model.layers=[64]'"),
        ("train a.yaml --test-size 0.3", "--set data.split.test=0.3"),
        ("train --gpu a.yaml", "--set device=cuda"),
        ("check a.yaml --cuda", "--set device=cuda"),
        ("train a.yaml --seed 3", "--set seed=3"),
        ("sweep a.yaml --seed 3", "--set seed=3, or --seeds N for so many"),
        ("train a.yaml training.epochs=5", "--set training.epochs=5"),
        ("train a.yaml lr=0.1", "--set training.learning_rate=0.1"),
        ("train a.yaml --set training.epochs 5", "--set training.epochs=5"),
        ("train a.yaml a.csv", "--set data.source=a.csv"),
        ("train a.yaml -out runs/a", "--run-dir runs/a"),
        ("train a.yaml -seed 3", "--set seed=3"),
        ("train a.yaml -set seed=3", "--set"),
        ("train a.yaml -quiet -o out", "--quiet"),
        ("train a.yaml -s training.epochs 5", "--set training.epochs=5"),
        ("train a.yaml --rundir out", "--run-dir out"),
        ("predict runs/a-1 a.csv -output out.csv", "--output"),
        ("predict a.csv runs/a-1", "dltrain predict runs/a-1 a.csv"),
        ("export runs/a-1", "dltrain export runs/a-1 --format onnx"),
        ("export", "dltrain export RUN --format onnx"),
        ("help", "dltrain --help"),
        ("--hlep", "dltrain --help"),
        ("help train", "dltrain train --help"),
        ("--verison", "dltrain --version"),
        ("-v", "dltrain --version"),
        ("evaluate runs/a-1 --split dev", "--split validation"),
        ("evaluate newest", "latest"),
        ("evaluate a.csv", "dltrain evaluate RUN --data a.csv"),
        ("evaluate runs/a-1 a.csv", "--data a.csv"),
        ("evaluate runs/a-1 --split val", "--split validation"),
        ("compare runs/a-1 runs/a-1 --sort accuracy", "--sort-by accuracy"),
        ("train", "dltrain train a.yaml"),
        ("train runs/a-1", "runs/a-1/spec.yaml"),
    ],
)
def test_what_to_type_is_said(typed, write, dltrain):
    ended = dltrain(*shlex.split(typed))
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.partition("\n")[0].endswith(f" write {write}")


def test_every_word_that_is_wrong_is_told_at_once(dltrain):
    ended = dltrain("train", "a.yaml", "--epochs", "10", "--lr", "0.1", "seed=3")
    assert ended.err == (
        "error: dltrain train has no option --epochs; write --set training.epochs=10\n"
        "dltrain train has no option --lr; write --set training.learning_rate=0.1\n"
        "dltrain train takes no further argument 'seed=3'; write --set seed=3\n"
        "dltrain train --help shows what may be typed\n"
    )


@pytest.mark.parametrize("option", ["--resume", "--continue"])
def test_another_command_is_told_as_one(option, dltrain):
    told = dltrain("train", "a.yaml", option).err.partition("\n")[0]
    assert told == f"error: dltrain train has no option {option}; dltrain resume RUN goes on with a run"


def test_a_folder_with_a_spec_of_that_name_is_no_run(dltrain, tmp_path):
    (tmp_path / "spec.yaml").write_text("", encoding="utf-8")
    assert "; type: dltrain" not in dltrain("predict", "spec.yaml", "a.csv").err


def test_short_options_stand_where_the_long_ones_do():
    """-s, -o, -q and -h mean the same in every command, and each that has the long option has the short one."""
    commands: dict[str, Any] = typer.main.get_command(app).commands
    short = {"--set": "-s", "--output": "-o", "--run-dir": "-o", "--quiet": "-q"}
    found = {name for command in commands.values() for param in command.params for name in param.opts}
    assert found > {*short}
    for command in commands.values():
        for param in command.params:
            assert [name for name in param.opts if len(name) == 2] == [short[one] for one in param.opts[:1] if one in short]


def test_short_options_act(dltrain, tmp_path):
    """Separate, joined, and with the value in the same word."""
    quick = ("-straining.epochs=1", "-s", "training.batch_size=64", "--no-pictures")
    ended = dltrain("train", "a.yaml", *quick, "-qo", "out")
    assert (ended.code, ended.out, ended.err) == (0, "", "")
    spec = yaml.safe_load((tmp_path / "out/spec.yaml").read_text(encoding="utf-8"))
    assert (spec["training"]["epochs"], spec["training"]["batch_size"]) == (1, 64)


def test_joined_short_options_are_read_by_what_is_said_of_errors(dltrain):
    ended = dltrain("train", "a.yaml", "-straining.epochs=1", "-qo", "out", "--lr", "1")
    assert ended.err.partition("\n")[0] == "error: dltrain train has no option --lr; write --set training.learning_rate=1"


def test_help_goes_by_its_short_name_too(dltrain):
    for words in (["-h"], ["train", "-h"]):
        ended = dltrain(*words)
        assert ended.code == 0
        assert ended.out.startswith("Usage: dltrain")
