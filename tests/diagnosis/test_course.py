"""What the losses of a training show, and what must stay silent; curves by hand."""

from pathlib import Path

import numpy as np
import pytest

from dltrain.commands.setup import prepare
from dltrain.diagnosis import Course, after_training
from dltrain.diagnosis.given import Given
from dltrain.diagnosis.reference import Reference, reference_of
from dltrain.runs.history import History
from dltrain.spec.loading import load_text

IRIS = "data: {source: iris}\nmodel: {layers: [8]}\ntraining: {optimizer: OPTIMIZER, learning_rate: RATE, epochs: 40}\n"
EPOCHS = np.arange(40)


def course(train, validation=None, *, optimizer="adam", rate=0.001, status="completed", constant=1.0, text=IRIS, **known):
    setup = prepare(load_text(text.replace("OPTIMIZER", optimizer).replace("RATE", str(rate)), "spec.yaml", Path(), "spec"))
    validation = train if validation is None else validation
    records = [
        {"epoch": epoch, "train_loss": float(loss), "validation_loss": float(other), "learning_rate": rate}
        for epoch, (loss, other) in enumerate(zip(train, validation, strict=True), 1)
    ]
    return Course(Given(setup.resolved, setup.dataset), History(records), constant=constant, status=status, **known)


def problems(*args, **options):
    return [finding.problem for finding in after_training([], course(*args, **options))]


FALLING = 0.1 + 0.9 * np.exp(-EPOCHS / 4)
NOISE = np.random.default_rng(0).standard_normal(40)


def test_a_loss_that_falls_and_stays_is_healthy():
    assert problems(FALLING) == []
    assert problems(FALLING, optimizer="sgd", rate=0.1) == []  # ten times the usual, and it learns
    assert problems(FALLING, FALLING * 0.8) == []  # validation below training, as dropout makes it
    assert problems(FALLING, FALLING + 0.1 + 0.03 * NOISE) == []  # 30 rows are noisy
    assert problems(0.7 + 0.3 * np.exp(-EPOCHS / 4)) == []  # a hard task at its ceiling
    assert problems(np.where(EPOCHS == 3, 1.5, FALLING), rate=0.01) == []  # a bump of the warmup


def test_a_rate_too_high_jumps_or_stays_above_a_constant_answer():
    assert problems(np.where(EPOCHS == 0, 40.0, 1.0), rate=1.0) == ["learning_rate_too_high"]
    assert problems(0.8 * np.exp(0.3 * NOISE), rate=0.01) == ["learning_rate_too_high"]
    assert problems(FALLING[:3], optimizer="sgd", rate=8, status="diverged") == ["learning_rate_too_high"]
    assert problems(FALLING[:3], status="diverged") == ["diverged"]  # at the usual rate


def test_a_gradient_explodes_where_the_loss_leaps_and_stays_not_where_it_learns_all_the_same():
    """The second is Rosenblatt's rule on AND: it starts from zero weights, and each step changes them by half."""
    replaced = {"step": 5, "epoch": 5, "layers": {"output": {"weight": 0.5, "gradient": 0.25, "update": 0.25}}}
    leaps = np.where(EPOCHS == 5, 2.0, 0.9)
    assert problems(leaps, health=[replaced]) == ["exploding_gradient"]
    assert problems(np.where(EPOCHS < 10, leaps, 0.0), health=[replaced]) == []


def test_a_rate_too_low_falls_in_a_straight_line():
    finding = after_training([], course(1 - 0.005 * EPOCHS, rate=1e-5))[0]
    assert finding.problem == "learning_rate_too_low"
    assert [change.plain() for change in finding.patch] == [{"key": "training.learning_rate", "from": 1e-5, "to": 0.001}]
    assert problems(0.5 + 0.5 * np.exp(-EPOCHS / 4), rate=1e-5) == []  # it has arrived


def test_training_that_ended_on_the_slope():
    assert problems(1 - 0.015 * EPOCHS) == ["not_converged"]
    assert problems(1 - 0.015 * EPOCHS, status="stopped_early") == []
    assert problems(1 - 0.024 * EPOCHS) == []  # nearly all of it is learned


def test_early_stopping_that_does_not_wait():
    text = IRIS.replace("epochs: 40", "epochs: 40, early_stopping: {patience: 2}")
    assert problems(1 - 0.04 * EPOCHS[:8], status="stopped_early", text=text) == ["stopped_too_early"]
    patient = text.replace("patience: 2", "patience: 15")
    assert problems(1 - 0.04 * EPOCHS[:18], status="stopped_early", text=patient) == []


def test_learning_by_heart():
    rising = 0.4 + 0.02 * np.maximum(EPOCHS - 8, 0)
    found = after_training([], course(np.exp(-EPOCHS / 10), rising))
    assert [(finding.problem, finding.epoch) for finding in found] == [("overfitting", 1)]
    assert problems(FALLING, 0.4 + 0.2 * np.abs(NOISE)) == []  # up and down is not up
    watched = IRIS.replace("epochs: 40", "epochs: 40, early_stopping: {monitor: validation_loss, patience: 10}")
    assert problems(np.exp(-EPOCHS / 10), rising, text=watched) == []


MATRIX = {"train": [[30, 0, 0], [0, 25, 5], [0, 5, 25]], "validation": [[10, 0, 0], [0, 5, 5], [0, 5, 5]]}  # 20 of 30


def test_a_network_behind_the_nearest_rows_is_too_small():
    plateau = 0.6 + 0.4 * np.exp(-EPOCHS / 4)
    assert problems(plateau, matrices=MATRIX, nearest=lambda: Reference(0.99, 0.33, 300)) == ["underfitting"]
    assert problems(plateau, matrices=MATRIX, nearest=lambda: Reference(0.7, 0.33, 300)) == []


def test_labels_that_say_nothing():
    random = {"train": MATRIX["train"], "validation": [[4, 3, 3], [3, 4, 3], [4, 3, 3]]}  # 11 of 30
    known = Reference(0.3, 0.34, 30)
    assert problems(FALLING, np.ones(40) + 0.01 * EPOCHS, matrices=random, nearest=lambda: known) == ["no_signal"]


@pytest.mark.parametrize(("weights", "expected"), [("none", "not_learned"), ("{setosa: 100}", "one_class_collapse")])
def test_one_answer_for_all(weights, expected):
    text = IRIS.replace("epochs: 40", f"epochs: 40, class_weights: {weights}")
    matrix = {"train": [[30, 0, 0], [30, 0, 0], [30, 0, 0]]}
    measured = {"train": {"loss": 1.0}}
    assert problems(np.ones(40), matrices=matrix, measured=measured, text=text)[0] == expected


def test_penalties_that_leave_nothing():
    text = IRIS.replace("epochs: 40", "epochs: 40, l1: 0.5")
    found = after_training([], course(np.full(40, 0.99), text=text, measured={"train": {"loss": 0.99}}))
    assert [(finding.problem, finding.where) for finding in found] == [("over_regularized", "training.l1")]


def test_the_nearest_rows_of_iris_know_the_class():
    setup = prepare(load_text("data: {source: iris}\nmodel: {layers: [8]}", "spec.yaml", Path(), "spec"))
    reference = reference_of(setup.dataset)
    assert reference.rows == 30
    assert reference.score > 0.9
    assert reference.constant == pytest.approx(1 / 3)
