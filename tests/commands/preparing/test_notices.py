"""Choices that go on but tell nothing of the data, or never act: each has its notice."""

import pytest

from dltrain.commands.check import check
from dltrain.errors import InputError


@pytest.fixture
def notices(tmp_path):
    """The notices of a spec of 20 rows with these targets, checked with these overrides."""

    def told(targets, *sets):
        rows = [f"{row / 10},{targets[row % len(targets)]}\n" for row in range(20)]
        (tmp_path / "t.csv").write_text("x,y\n" + "".join(rows), encoding="utf-8")
        path = tmp_path / "spec.yaml"
        path.write_text(
            "data: {source: t.csv, target: y, split: {order: true}}\nmodel: {layers: []}\n"
            "training: {epochs: 20, batch_size: 4}\n",
            encoding="utf-8",
        )
        return check(spec=path, sets=sets).notices

    return told


@pytest.mark.parametrize(
    ("schedule", "notice"),
    [
        (
            "{type: cosine, warmup: 10000}",
            "a warm-up of 10,000 steps is longer than the run of 60 and is cut to it "
            "(the learning rate rises to 0.000983607 and cosine never acts); write warmup: 5%",
        ),
        (
            "{type: constant, warmup: 60}",
            "a warm-up of 60 steps is as long as the run of 60 "
            "(the learning rate rises to 0.000983607 and 0.001 is never reached); write warmup: 5%",
        ),
        (
            "{type: linear, warmup: 100%}",
            "a warm-up of 100% is as long as the run of 60 (the learning rate rises to 0.000983607 and linear never acts); "
            "write warmup: 5%",
        ),
        ("{type: step, every: 20}", "step drops the learning rate every 20 epochs, and the run has 20: it never acts"),
        (
            "{type: reduce_on_plateau, patience: 18}",
            "reduce_on_plateau waits for more than 18 epochs without improvement, and the run has 20: it never acts",
        ),
        ("{type: cosine, warmup: 59}", None),
        ("{type: step, every: 19}", None),
        ("{type: reduce_on_plateau, patience: 17}", None),
        ("one_cycle", None),
    ],
)
def test_a_schedule_that_never_acts(notices, schedule, notice):
    assert notices(["u", "v"], f"training.schedule={schedule}") == ([notice] if notice else [])


@pytest.mark.parametrize(
    ("targets", "metrics", "notice"),
    [
        ("uv", "{type: top_k_accuracy, k: 5}", "top_k_accuracy with k: 5 is always 1, since there are 2 classes; write accuracy"),
        ("uvw", "top_k_accuracy", "top_k_accuracy with k: 5 is always 1, since there are 3 classes; write k: 2 or less"),
        ("uvw", "{type: top_k_accuracy, k: 2}", None),
        ("u" * 11 + "v" + "u" * 8, "roc_auc", "roc_auc has no value for the validation rows: it needs rows of every class"),
        ("uv", "roc_auc", None),
        ([0.5] * 12 + [7.5] * 4 + [1.5] * 3 + [2.5], "r2", "r2 has no value for the train rows: it needs targets that differ"),
        (
            [0, 0.5, 1.5],
            "mean_absolute_percentage_error",
            "mean_absolute_percentage_error is huge where the target is 0, as in 4 of 12 rows; write mean_absolute_error",
        ),
        ([0.001, 0.5, 1.5], "mean_absolute_percentage_error", None),
    ],
)
def test_a_metric_that_tells_nothing(notices, targets, metrics, notice):
    told = [one for one in notices(targets, f"metrics=[{metrics}]") if "row is of class" not in one]
    assert told == ([notice] if notice else [])


def test_a_metric_without_a_value_cannot_be_monitored(notices):
    message = "'validation_roc_auc' has no value in any epoch: it needs rows of every class; monitor validation_loss"
    with pytest.raises(InputError, match=message):
        notices("u" * 11 + "v" + "u" * 8, "metrics=[roc_auc]", "training.early_stopping={monitor: validation_roc_auc}")
