"""The curves of a run: what is drawn of every kind of run, and what stands beside the lines."""

from __future__ import annotations

import math
from typing import Any

import pytest

from dltrain.charts import curves, png
from dltrain.charts.lines import Curve, thinned
from dltrain.charts.style import BLUE, ORANGE

Rows = list[dict[str, Any]]


def records(epochs: int, **more: float) -> Rows:
    return [
        {"epoch": e, "train_loss": 1 / e, "validation_loss": 1 / e + 0.1, "validation_accuracy": 1 - 1 / (e + 1), **more}
        for e in range(1, epochs + 1)
    ]


def layers(view: Any, kind: str) -> list[Rows]:
    """The rows of each layer of a kind of mark."""
    return [layer["data"]["values"] for layer in view["layer"] if layer["mark"]["type"] == kind]


def texts(view: Any) -> list[str]:
    return list(dict.fromkeys(row["text"] for rows in layers(view, "text") for row in rows))


def titles(spec: Any) -> list[str]:
    return [view["title"]["text"] for view in spec["vconcat"]]


def test_the_lines_of_a_run() -> None:
    spec = curves(records(20), best_epochs=[14], title="titanic-1", monitor="validation_loss")
    assert spec["title"]["text"] == "titanic-1"
    assert spec["title"]["subtitle"][0].startswith("best epoch 14 by validation_loss")
    assert titles(spec) == ["loss", "accuracy"]
    (rows,) = layers(spec["vconcat"][0], "line")
    assert {row["colour"] for row in rows} == {BLUE, ORANGE}
    assert len(rows) == 40
    assert png(spec).startswith(b"\x89PNG")


def test_a_label_has_the_value_of_the_place_where_it_stands() -> None:
    loss, _ = curves(records(20), best_epochs=[14], title="")["vconcat"]
    assert texts(loss) == ["0.0500  training", "0.150  validation", "0.0714", "0.171"]
    at_best = next(rows for rows in layers(loss, "text") if rows[0]["text"] == "0.0714")
    assert {row["epoch"] for row in at_best} == {14}


def test_a_value_of_the_last_epoch_stands_once_where_that_is_the_best() -> None:
    loss, _ = curves(records(20), best_epochs=[20], title="")["vconcat"]
    assert texts(loss) == ["0.0500  training", "0.150  validation"]


def test_train_and_validation_accuracy_are_both_drawn() -> None:
    """As a line where the training rows were measured in every epoch, else as a point of the best one."""
    measured = [{"loss": 0.1, "accuracy": 0.99}]
    _, accuracy = curves(records(20), best_epochs=[14], title="", measured=measured)["vconcat"]
    assert "0.990  training" in texts(accuracy)
    (marks,) = layers(accuracy, "point")
    assert {"epoch": 14, "value": 0.99, "colour": BLUE, "size": 70, "shape": "diamond"} in marks
    both = [record | {"train_accuracy": 0.5} for record in records(20)]
    _, accuracy = curves(both, best_epochs=[14], title="", measured=measured)["vconcat"]
    assert texts(accuracy)[:2] == ["0.500  training", "0.952  validation"]
    (marks,) = layers(accuracy, "point")
    assert not any("shape" in row for row in marks)


def test_without_validation_there_is_one_line_and_one_panel() -> None:
    spec = curves([{"epoch": e, "train_loss": 1 / e} for e in range(1, 9)], best_epochs=[8], title="xor-1")
    assert titles(spec) == ["loss"]
    assert {row["colour"] for row in layers(spec["vconcat"][0], "line")[0]} == {BLUE}


def test_a_learning_rate_that_changes_has_a_panel() -> None:
    constant = curves(records(8, learning_rate=0.1), title="")
    changing = [record | {"learning_rate": 0.1 / record["epoch"]} for record in records(8)]
    assert constant == curves(records(8), title="")
    assert titles(curves(changing, title="")) == ["loss", "accuracy", "learning rate"]


def test_a_sweep_is_a_mean_in_the_band_of_its_members() -> None:
    run = [
        {
            "epoch": e,
            "train_loss": 2.0 / e,
            "validation_loss": 2.0 / e,
            "members": {"seed": [0, 1, 2], "train_loss": [1.0 / e, 3.0 / e, None], "validation_loss": [2.0 / e] * 3},
        }
        for e in range(1, 9)
    ]
    loss = curves(run, title="iris-1: 3 seeds")["vconcat"][0]
    (band,) = layers(loss, "area")
    assert [(row["value"], row["high"]) for row in band if row["line"] == 0] == [(1.0 / e, 3.0 / e) for e in range(1, 9)]
    assert len(layers(loss, "line")[0]) == 16
    assert texts(loss) == ["0.250  training", "0.250  validation"]


def test_an_ensemble_has_a_line_a_member_with_its_own_best_epoch() -> None:
    run = [record | {"member": member} for member in (1, 2, 3) for record in records(5 + member)]
    of_folds = [record | {"member": 1, "fold": 1} for record in records(9)]
    loss, accuracy = curves([*of_folds, *run], best_epochs=[6, 5, 8], title="")["vconcat"]
    (rows,) = layers(loss, "line")
    assert len({row["line"] for row in rows}) == 6
    assert max(row["epoch"] for row in rows) == 8
    assert texts(accuracy) == ["0.857  validation 1", "0.875  validation 2", "0.889  validation 3"]
    assert [row["epoch"] for row in layers(accuracy, "point")[0] if row["size"] == 50] == [6, 5, 8]


def test_of_an_ensemble_the_training_metrics_of_each_member_are_points() -> None:
    run = [record | {"member": member} for member in (1, 2) for record in records(8)]
    spec = curves(run, best_epochs=[6, 5], title="", measured=[{"accuracy": 0.9}, {"accuracy": 0.8}])
    (marks,) = layers(spec["vconcat"][1], "point")
    assert [(row["epoch"], row["value"]) for row in marks if row.get("shape") == "diamond"] == [(6, 0.9), (5, 0.8)]
    assert any(line.startswith("diamonds: the training rows") for line in spec["title"]["subtitle"])


def test_many_members_have_one_label() -> None:
    run = [record | {"member": member} for member in range(1, 31) for record in records(5)]
    loss = curves(run, best_epochs=[5] * 30, title="")["vconcat"][0]
    assert texts(loss) == ["0.200 to 0.200  training", "0.300 to 0.300  validation"]


def test_of_a_gan_generator_and_discriminator() -> None:
    run = [{"epoch": e, "train_loss": 1.0, "discriminator_loss": 2.0, "validation_energy_distance": 0.1} for e in range(1, 9)]
    spec = curves(run, best_epochs=[8], title="")
    assert texts(spec["vconcat"][0]) == ["1.00  generator", "2.00  discriminator"]
    assert titles(spec) == ["loss", "energy_distance"]


@pytest.mark.parametrize(
    "run",
    [
        pytest.param([], id="no epoch"),
        pytest.param(records(1), id="one epoch"),
        pytest.param([{"epoch": 1, "train_loss": math.nan, "validation_loss": None}], id="no value"),
        pytest.param([{"epoch": 1, "train_loss": 2.0}, {"epoch": 2, "train_loss": math.inf}], id="diverged"),
        pytest.param(
            [{"epoch": e, "train_loss": 0.0, "validation_r2": -(10.0 ** (4 - e))} for e in range(1, 9)], id="zero and wild"
        ),
        pytest.param([{"epoch": e, "train_loss": 0.69} for e in range(1, 9)], id="flat"),
        pytest.param([{"epoch": e, "train_loss": -float(e), "validation_loss": 1e-30} for e in range(1, 9)], id="negative"),
        pytest.param([{"epoch": e, "train_loss": 10.0**-e} for e in range(1, 30)], id="many decades"),
        pytest.param(records(3, **{f"validation_metric_{i}": i / 40 for i in range(40)}), id="many metrics"),
        pytest.param(records(3, validation_root_mean_squared_error=4500.0), id="an error in its own unit"),
    ],
)
def test_every_run_has_a_chart(run: Rows) -> None:
    for best_epochs in ([], [1], [99], [0]):
        spec = curves(run, best_epochs=best_epochs, title="run $1 of $2", measured=[{"r2": -1e9}])
    assert png(spec).startswith(b"\x89PNG")


def test_a_value_between_two_gaps_is_a_dot() -> None:
    run = [{"epoch": e, "train_loss": 1.0 if e == 20 else math.nan} for e in range(1, 41)]
    assert [row["epoch"] for row in layers(curves(run, title="")["vconcat"][0], "point")[0]] == [20]


def line(values: list[float], best: int | None = None) -> Curve:
    return Curve("training", BLUE, list(range(1, len(values) + 1)), values, best=best)


def test_long_lines_are_thinned_and_keep_their_spikes_and_their_best() -> None:
    y = [1.0] * 100_000
    y[1234], y[56_789] = 9.0, -9.0
    few = thinned(line(y, best=777))
    assert len(few.epochs) <= 1000
    assert (few.epochs[0], few.epochs[-1]) == (1, 100_000)
    assert [few.values[few.epochs.index(epoch)] for epoch in (1235, 56_790)] == [9.0, -9.0]
    assert 777 in few.epochs
    assert few.epochs == sorted(few.epochs)
    assert thinned(line([3.0, 4.0])) == line([3.0, 4.0])


def test_a_gap_stays_a_gap_when_thinned() -> None:
    y = [1.0] * 10_000
    y[4000:5000] = [math.nan] * 1000
    assert any(math.isnan(value) for value in thinned(line(y)).values)
