"""The summary says what its numbers are."""

import pytest

from dltrain.commands.training.measures import measures_in_words
from dltrain.losses import LOSSES
from dltrain.metrics import METRICS
from dltrain.tasks import Task


def told(loss, metrics, task, scale="standard"):
    return measures_in_words(LOSSES[loss](), [METRICS[name]() for name in metrics], task, scale)


@pytest.mark.parametrize(
    ("loss", "metrics", "task", "scale", "words"),
    [
        ("cross_entropy", ["accuracy", "f1"], Task.MULTICLASS, "standard", "in nats; f1 is macro (the mean over the classes)"),
        ("binary_cross_entropy", ["f1"], Task.MULTILABEL, "standard", "in nats; f1 is macro (the mean over the labels)"),
        (
            "cross_entropy",
            ["precision", "recall"],
            Task.BINARY,
            "none",
            "in nats; precision, recall are macro (the mean over the classes)",
        ),
        (
            "mean_squared_error",
            ["r2"],
            Task.REGRESSION,
            "standard",
            "of the target in standard deviations; the metrics are in its own unit",
        ),
        ("huber", [], Task.REGRESSION, "min_max", "of the target in shares of its range; the metrics are in its own unit"),
        ("mean_absolute_error", [], Task.REGRESSION, "none", "of the target in its own unit"),
        ("poisson", [], Task.REGRESSION, "standard", "in nats"),
        ("mean_squared_error", [], Task.BINARY, "standard", "of the probabilities"),
        ("hinge", [], Task.MULTICLASS, "standard", "of the scores"),
    ],
)
def test_the_unit_of_the_loss_and_the_average_of_a_metric(loss, metrics, task, scale, words):
    assert told(loss, metrics, task, scale) == f"loss is {loss} {words}"
