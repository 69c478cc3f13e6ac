"""What a target of whole numbers is taken for, where only the loss or the metrics say what is meant."""

import pytest

from dltrain.commands.check import check
from dltrain.commands.train import train
from dltrain.data.options.columns import Numeric
from dltrain.errors import InputError
from dltrain.spec.loading import load

AS_NUMBER, AS_CLASSES = "write columns: {y: numeric}", "write columns: {y: categorical}"
LOSS, METRICS = "training.loss={}".format, "metrics=[{}]".format


@pytest.fixture
def spec(tmp_path):
    """Writes a table whose target goes round these values, and a spec of it."""

    def written(values, rows=60):
        lines = [f"{row / 10},{values[row % len(values)]}\n" for row in range(rows)]
        (tmp_path / "t.csv").write_text("x,y\n" + "".join(lines), encoding="utf-8")
        path = tmp_path / "spec.yaml"
        path.write_text("data: {source: t.csv, target: y}\nmodel: {layers: [4]}\ntraining: {epochs: 2}\n", encoding="utf-8")
        return path

    return written


@pytest.mark.parametrize(
    ("values", "asked", "task", "notice"),
    [
        (range(3, 10), LOSS("mean_squared_error"), "regression", f"the loss is mean_squared_error; for classes {AS_CLASSES}"),
        (range(3, 10), LOSS("huber"), "regression", f"because the loss is huber; for classes {AS_CLASSES}"),
        (range(3, 10), METRICS("r2"), "regression", f"because r2 is for numbers; for classes {AS_CLASSES}"),
        (range(2), METRICS("r2"), "regression", "column 'y' (2 whole numbers, 0 to 1) is predicted as a number"),
        (range(5), LOSS("poisson"), "regression", "because poisson is for numbers"),
        (
            range(5),
            LOSS("mean_absolute_error"),
            "multiclass",
            f"their probabilities; to predict 'y' as a number {AS_NUMBER}",
        ),
        (range(3, 10), LOSS("auto"), "multiclass", ""),
        (range(2), LOSS("mean_squared_error"), "binary", ""),
        (["u", "v", "w"], LOSS("mean_squared_error"), "multiclass", ""),
        ([1.5, 2.5, 3], LOSS("mean_squared_error"), "regression", ""),
        (range(25), LOSS("mean_squared_error"), "regression", ""),
    ],
)
def test_the_loss_and_the_metrics_say_what_is_meant(spec, values, asked, task, notice):
    found = check(spec=spec(values), sets=[asked])
    about = [told for told in found.notices if "'y'" in told]
    assert found.setup.dataset.encoding.task == task
    assert len(about) == bool(notice)
    assert all(notice in told for told in about)


@pytest.mark.parametrize("asked", ["training.class_weights=balanced", METRICS("accuracy"), "data.columns.y=categorical"])
def test_what_is_asked_of_classes_keeps_them_beside_a_squared_error(spec, asked):
    found = check(spec=spec(range(3, 10)), sets=[LOSS("mean_squared_error"), asked])
    assert found.setup.dataset.encoding.labels == list(range(3, 10))
    assert not [told for told in found.notices if "'y'" in told]


@pytest.mark.parametrize(
    ("values", "asked", "message"),
    [
        (
            range(3, 10),
            METRICS("accuracy, r2"),
            f"'r2' is no metric for .*; to predict 'y' as a number {AS_NUMBER}",
        ),
        (range(25), LOSS("cross_entropy"), f"no loss for regression targets, .*; to take its 25 values for classes {AS_CLASSES}"),
        (
            range(25),
            METRICS("f1"),
            f"'f1' is no metric for .*; to take its 25 values for classes {AS_CLASSES}",
        ),
        (
            range(-2, 3),
            LOSS("poisson"),
            "poisson needs targets of at least 0, but t.csv: column 'y' holds -2 in row 1 .line 2., the first of 24 such rows; "
            "write mean_squared_error, or correct such rows",
        ),
    ],
)
def test_an_error_says_how_the_target_is_declared(spec, values, asked, message):
    with pytest.raises(InputError, match=message.replace("{", "\\{").replace("}", "\\}")):
        check(spec=spec(values), sets=[asked])


def test_what_was_meant_is_written_out(spec, tmp_path):
    summary = train(spec=spec(range(3, 10)), sets=["training.loss=mean_squared_error"], run_dir=tmp_path / "run").plain()
    again = train(spec=tmp_path / "run" / "spec.yaml", run_dir=tmp_path / "again").plain()
    assert load(tmp_path / "run" / "spec.yaml").experiment.data.columns["y"] == Numeric()
    assert again["test"] == summary["test"]


def test_a_file_without_the_target_is_refused_as_such(spec, tmp_path):
    path = spec(range(5))
    (tmp_path / "test.csv").write_text("x\n1\n2\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"test.csv: there is no column 'y'"):
        check(spec=path, sets=[LOSS("poisson"), f"data.source={{train: {tmp_path}/t.csv, test: {tmp_path}/test.csv}}"])
