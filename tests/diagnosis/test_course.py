"""What the losses of a training show, and what must stay silent; curves by hand."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from dltrain.commands.preparing.setup import prepare
from dltrain.diagnosis import Course, Coverage, after_training
from dltrain.diagnosis.curve import arrival, last_quarter
from dltrain.diagnosis.given import Given
from dltrain.diagnosis.health import layers_in
from dltrain.diagnosis.rates import fitting
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
    return Course(Given(setup.resolved, setup.dataset), History(records), constant_loss=constant, status=status, **known)


def problems(*args, **options):
    """What ails the run: no hint is among it."""
    return [finding.problem for finding in after_training([], course(*args, **options)) if finding.ails]


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
    assert problems(0.4 + 1.6 * np.exp(-EPOCHS / 6), health=[replaced]) == []  # from 2 down, as rare classes have it


def test_units_that_are_dead_before_anything_was_learned_are_not_the_rates_doing():
    """A rate ten times the usual, a first loss far above the constant answer's, and all units 0 in step 1: initial weights."""
    layers = {"layers.0": {"dead": 1.0, "weight": 0.2, "gradient": 0.0, "update": 0.0}, "output": {"weight": 0.2}}
    dead = [{"step": step, "epoch": 1, "layers": layers} for step in (1, 6, 16)]
    stays = np.where(EPOCHS == 0, 6.0, 1.0)
    assert problems(stays, rate=0.01) == ["learning_rate_too_high"]
    (found,) = after_training([], course(stays, rate=0.01, health=dead))
    assert (found.problem, [change.key for change in found.patch]) == ("dying_relu", ["model.initializer"])


def test_a_gradient_that_vanished_for_half_of_the_training_is_told_though_it_came_back():
    def sample(step, first):
        layers = {"layers.0": first, "layers.1": {"weight": 0.25, "gradient": 0.01, "update": 1e-4}, "output": {"gradient": 0.1}}
        return {"step": step, "epoch": 1, "layers": layers}

    still, moving = ({"weight": 0.25, "gradient": size, "update": size / 100} for size in (1e-3, 0.02))  # 1/100, 1/5 of the last
    slow = np.linspace(0.99, 0.6, 40)
    back = [sample(1, still), sample(6, still), sample(16, still), sample(36, moving), sample(76, moving), sample(120, moving)]
    assert problems(slow, health=back, optimizer="sgd", rate=0.01) == ["vanishing_gradient"]
    assert problems(FALLING, health=back, optimizer="sgd", rate=0.01) == []  # it learned


@pytest.mark.parametrize(("steps", "expected"), [(600, 0.01), (999, 0.01), (1000, 0.003), (3999, 0.003), (4000, 0.001)])
def test_the_rate_to_write_fits_the_number_of_steps(steps, expected):
    assert fitting(0.001, steps) == expected
    assert fitting(0.001, steps, has_momentum=True) == 0.001


def test_plain_descent_that_exploded_is_to_be_clipped_and_adams():
    (found,) = after_training([], course(FALLING[:3], optimizer="sgd", rate=0.01, status="diverged"))
    assert {change.key: change.after for change in found.patch} == {
        "training.gradient_clip": 1.0,
        "training.optimizer": "adam",
        "training.learning_rate": 0.01,
    }
    (found,) = after_training([], course(FALLING[:3], rate=0.001, status="diverged"))
    assert {change.key: change.after for change in found.patch} == {
        "training.learning_rate": 0.0001,
        "training.gradient_clip": 1.0,
    }


def test_a_rate_too_low_falls_in_a_straight_line():
    finding = after_training([], course(1 - 0.005 * EPOCHS, rate=1e-5))[0]
    assert finding.problem == "learning_rate_too_low"
    assert [change.plain() for change in finding.patch] == [{"key": "training.learning_rate", "from": 1e-5, "to": 0.01}]
    assert problems(0.5 + 0.5 * np.exp(-EPOCHS / 4), rate=1e-5) == []  # it has arrived


def test_training_that_ended_on_the_slope():
    assert problems(1 - 0.015 * EPOCHS) == ["not_converged"]
    assert problems(1 - 0.015 * EPOCHS, status="stopped_early") == []
    assert problems(1 - 0.024 * EPOCHS) == []  # nearly all of it is learned


def test_four_epochs_that_leave_a_quarter_of_the_loss_are_too_few():
    """Falls of 0.35, 0.18 and 0.106, each three fifths of the one before: 0.15 more is to come."""
    few = np.array([0.87, 0.52, 0.34, 0.234])
    assert few[-1] - arrival(few) == pytest.approx(0.152, abs=0.001)
    assert problems(few) == ["not_converged"]
    assert problems(few / 2) == []  # an eighth is left
    assert problems(few, measured={"train": {"loss": 0.1}}) == []  # and without dropout a tenth


def test_more_epochs_are_advised_by_how_straight_the_loss_falls():
    (straight,) = after_training([], course(1 - 0.015 * EPOCHS))
    (slows,) = after_training([], course(0.2 + 0.8 * np.exp(-EPOCHS / 35)))
    assert [one.patch[0].after for one in (straight, slows)] == [400, 160]


def test_training_that_slows_down_has_little_to_gain():
    """Its last quarter brought 16 % of its fall, and all that follow would bring 8 % of the constant answer's loss."""
    slows = 0.7 + 0.25 * np.exp(-EPOCHS / 35)
    assert last_quarter(slows) == pytest.approx(0.162, abs=0.001)
    assert slows[-1] - arrival(slows) == pytest.approx(0.082, abs=0.001)
    assert problems(slows) == []


def test_early_stopping_that_does_not_wait():
    text = IRIS.replace("epochs: 40", "epochs: 40, early_stopping: {patience: 2}")
    assert problems(1 - 0.04 * EPOCHS[:8], status="stopped_early", text=text) == ["stopped_too_early"]
    assert problems(0.3 * 0.9 ** EPOCHS[:5], status="stopped_early", text=text) == ["stopped_too_early"]  # at 0.197
    assert problems(0.2 * 0.9 ** EPOCHS[:5], status="stopped_early", text=text) == []  # at 0.131
    falling, of_four = 0.9 * 0.95 ** EPOCHS[:12], text.replace("patience: 2", "patience: 4")
    turned = np.array([*falling[:8], 0.7, 0.72, 0.75, 0.8])
    assert problems(falling, turned, status="stopped_early", text=of_four) == []
    jumps = np.array([*falling[:8], 0.75, 0.64, 0.8, 0.65])
    assert problems(falling, jumps, status="stopped_early", text=of_four) == ["stopped_too_early"]
    patient = text.replace("patience: 2", "patience: 15")
    assert problems(1 - 0.04 * EPOCHS[:18], status="stopped_early", text=patient) == []


def test_learning_by_heart():
    rising = 0.4 + 0.02 * np.maximum(EPOCHS - 8, 0)
    found = after_training([], course(np.exp(-EPOCHS / 10), rising))
    assert [(finding.problem, finding.epoch) for finding in found] == [("overfitting", 1)]
    assert problems(np.exp(-EPOCHS / 10), 0.6 + 0.006 * EPOCHS) == []  # 1.35 times
    slowly = 1 + 0.0085 * EPOCHS  # by 0.32 of it, which is more than the noise of 30 rows
    (hint,) = after_training([], course(np.exp(-EPOCHS / 10), slowly))  # beside a training loss of 0.02
    assert (hint.problem, hint.severity, hint.confidence) == ("overfitting", "hint", 0.5)
    assert after_training([], course(0.4 + 0.6 * np.exp(-EPOCHS / 10), slowly)) == []  # beside one of 0.4
    assert problems(FALLING, 0.4 + 0.2 * np.abs(NOISE)) == []  # up and down is not up
    leaps = np.where(EPOCHS == 3, 0.3, 0.8 + 0.3 * np.sin(3 * EPOCHS))
    assert problems(np.exp(-EPOCHS / 10), leaps) == []  # one lucky epoch, and to and fro since
    watched = IRIS.replace("epochs: 40", "epochs: 40, early_stopping: {monitor: validation_loss, patience: 10}")
    assert problems(np.exp(-EPOCHS / 10), rising, text=watched) == []


MATRIX = {"train": [[30, 0, 0], [0, 25, 5], [0, 5, 25]], "validation": [[10, 0, 0], [0, 5, 5], [0, 5, 5]]}  # 20 of 30


def test_a_network_behind_the_nearest_rows_is_too_small():
    plateau = 0.6 + 0.4 * np.exp(-EPOCHS / 4)
    assert problems(plateau, matrices=MATRIX, nearest=lambda: Reference(0.99, 0.33, 300)) == ["underfitting"]
    assert problems(plateau, matrices=MATRIX, nearest=lambda: Reference(0.7, 0.33, 300)) == []


def test_a_network_that_is_too_small_may_still_be_falling_towards_a_loss_that_is_too_high():
    """The last quarter brings 11 % of the fall, on the way from 1 to 0.8."""
    slow = 0.8 + 0.2 * np.exp(-EPOCHS / 20)
    assert arrival(slow) == pytest.approx(0.8, abs=0.005)
    assert arrival(1 - 0.01 * EPOCHS) == -np.inf  # a straight line goes on for ever
    assert problems(slow, matrices=MATRIX, nearest=lambda: Reference(0.99, 0.33, 300)) == ["underfitting"]
    straight = 1 - 0.012 * EPOCHS
    assert problems(straight, matrices=MATRIX, nearest=lambda: Reference(0.99, 0.33, 300)) == ["not_converged"]


def test_a_first_loss_above_a_constant_answers_that_only_falls_is_no_leap():
    falls = 0.95 + 0.3 * np.exp(-EPOCHS / 4)
    assert problems(falls, rate=0.01) == []
    assert problems(np.where(EPOCHS == 3, 1.2, falls), rate=0.02) == ["learning_rate_too_high"]


def test_labels_that_say_nothing():
    random = {"train": MATRIX["train"], "validation": [[4, 3, 3], [3, 4, 3], [4, 3, 3]]}  # 11 of 30
    known = Reference(0.3, 0.34, 30)
    assert problems(FALLING, np.ones(40) + 0.01 * EPOCHS, matrices=random, nearest=lambda: known) == ["no_signal"]
    small = {"measured": {"train": {"loss": 1.0}}}  # a network too small to learn them by heart
    assert problems(np.ones(40), matrices=random, nearest=lambda: known, **small) == ["no_signal"]
    knows = Reference(0.9, 0.34, 30)
    assert problems(np.ones(40), matrices=random, nearest=lambda: knows, **small)[0] != "no_signal"


def test_a_training_that_has_not_come_down_to_a_constant_answer_says_nothing_of_its_labels():
    """Rare classes have a constant answer of a small loss: both losses fall from far above it."""
    falls = 20 - 0.02 * EPOCHS
    matrices = {"train": [[30, 0, 0]] * 3, "validation": [[10, 0, 0]] * 3}
    guesses = Reference(0.3, 0.33, 30)
    assert "no_signal" not in problems(falls, matrices=matrices, nearest=lambda: guesses)


def test_rows_that_were_learned_after_the_best_epoch_were_learned():
    """Eight validation rows are at their best in the first epoch, whose weights know nothing of the training rows."""
    first = {"measured": {"train": {"loss": 1.01}}}
    assert problems(FALLING, 1 + 0.005 * EPOCHS, **first) == []
    assert problems(1 - 0.001 * EPOCHS, 1 + 0.005 * EPOCHS, **first) == ["not_learned"]


def test_a_loss_that_jumps_because_units_are_dropped_is_not_the_rates_doing():
    text = IRIS.replace("layers: [8]", "layers: [8], dropout: 0.95")
    jumps, still = 0.95 + 0.3 * np.abs(NOISE), np.full(40, 0.99)
    found = problems(jumps, still, rate=0.003, text=text, measured={"train": {"loss": 0.99}})
    assert found == ["over_regularized"]
    assert problems(jumps, still, rate=0.003, measured={"train": {"loss": 0.99}}) == ["learning_rate_too_high"]


@pytest.mark.parametrize(("weights", "expected"), [("none", "not_learned"), ("{setosa: 100}", "one_class_collapse")])
def test_one_answer_for_all(weights, expected):
    text = IRIS.replace("epochs: 40", f"epochs: 40, class_weights: {weights}")
    matrix = {"train": [[30, 0, 0], [30, 0, 0], [30, 0, 0]]}
    measured = {"train": {"loss": 1.0}}
    assert problems(np.ones(40), matrices=matrix, measured=measured, text=text)[0] == expected


def test_a_class_of_a_thousand_times_the_weight_crowds_out_the_others():
    """The 30 rows of setosa have 30 · 1000 of 30 · 1002 of the weight, and are the answer for 60 of 90 rows."""
    matrix = {"train": [[30, 0, 0], [20, 10, 0], [10, 0, 20]]}

    def found(weights, nearest):
        text = IRIS.replace("epochs: 40", f"epochs: 40, class_weights: {weights}")
        return problems(FALLING, matrices=matrix, text=text, nearest=lambda: Reference(nearest, 0.33, 300))

    assert found("{setosa: 1000}", nearest=0.95) == ["one_class_collapse"]
    assert found("{setosa: 1000}", nearest=0.68) == []  # where the nearest rows know no better it is the task
    assert found("{setosa: 2}", nearest=0.95) == []


def test_dead_units_among_shuffled_labels_are_not_the_cause():
    """Neither the network nor the nearest rows know more than a constant answer, and half of a layer is dead."""
    dead = [{"step": step, "epoch": step, "layers": {"layers.0": {"dead": 0.9}}} for step in (1, 20, 40)]
    matrices = {"train": [[30, 0, 0]] * 3, "validation": [[10, 0, 0]] * 3}
    guesses = Reference(0.3, 0.33, 30)
    assert problems(np.ones(40), health=dead, matrices=matrices, nearest=lambda: guesses)[0] == "no_signal"


def test_a_loss_below_zero_is_held_against_the_least_that_it_can_be():
    """Of counts y the Poisson loss is y - y ln y where the rate is y: 2 (1 - ln 2) for 2, and 4 (1 - ln 4) for 4."""
    counts = "data: {source: {type: inline, columns: [x, y], rows: [[0, 2], [1, 4], [2, 2], [3, 4]]}, target: y, split: none}\n"
    text = counts + "model: {layers: [8]}\ntraining: {loss: poisson, epochs: 40, learning_rate: RATE, optimizer: OPTIMIZER}\n"
    least = (2 * (1 - np.log(2)) + 4 * (1 - np.log(4))) / 2
    known = course(least + FALLING, constant=least + 1, text=text)
    assert known.floor == pytest.approx(least)
    assert known.train == pytest.approx(FALLING)
    assert known.learned(known.end) == pytest.approx(0.9, abs=0.001)
    assert known.recorded(known.train[0]) == pytest.approx(least + 1)


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


def test_what_the_layers_of_one_of_several_networks_show_is_said_with_the_network():
    # Half of the loss of one answer for all rows is left, and nearly all units of a layer of member 2 are 0.
    def samples(share):
        return [{"step": step, "epoch": step, "layers": {"layers.0": {"dead": share}}} for step in (1, 6, 21)]

    stuck = course(np.full(40, 0.9), health=samples(0))
    members = enumerate((samples(1), samples(0), samples(1)), 2)
    others = [dataclasses.replace(stuck, health=health, whose=f"member {k}") for k, health in members]
    assert "dying_relu" not in [finding.problem for finding in after_training([], stuck)]
    found = after_training([], dataclasses.replace(stuck, others=others))
    (finding,) = (one for one in found if one.problem == "dying_relu")
    assert finding.message.startswith("in member 2: ")
    assert (finding.evidence["networks"], finding.evidence["of"], finding.where) == (2, 4, "layers.0")


def test_a_constant_answer_that_costs_nothing_is_no_measure(dltrain, tmp_path):
    """The perceptron's loss max(0, -y z) is 0 for the score 0 of every row."""
    spec = "data: {source: {type: inline, columns: [x, y], rows: [[0, 0], [1, 1], [2, 0], [3, 1]]}, target: y, split: none}\n"
    spec += "model: {layers: []}\ntraining: {loss: perceptron, epochs: 3}\n"
    (tmp_path / "a.yaml").write_text(spec, encoding="utf-8")
    ended = dltrain("train", "a.yaml", "-q", "--no-pictures")
    assert (ended.code, ended.err) == (0, "")


@pytest.mark.parametrize(
    ("end", "answers", "severity"),
    [
        (0.3, [[10, 0, 0], [0, 9, 1], [0, 1, 9]], "warning"),  # 28 of 30 rows right, of a constant answer 10
        (0.3, [[10, 0, 0], [8, 2, 0], [10, 0, 0]], "error"),  # 12
        (0.9, [[10, 0, 0], [0, 9, 1], [0, 1, 9]], "error"),  # and was 0.3 in between
    ],
)
def test_a_rate_that_is_too_high_is_no_error_where_the_network_learned_all_the_same(end, answers, severity):
    leaps = np.where(EPOCHS < 20, np.where(EPOCHS % 2, 1.5, 1.0), np.where(EPOCHS < 35, 0.3, end))
    measured = {"validation": {"loss": end}, "train": {"loss": end}}
    found = after_training([], course(leaps, optimizer="sgd", rate=1, measured=measured, matrices={"validation": answers}))
    assert [one.severity for one in found if one.problem == "learning_rate_too_high"] == [severity]


@pytest.mark.parametrize(
    ("network", "nearest", "severity"),
    [
        ([[10, 0, 0], [0, 9, 1], [0, 1, 9]], 0.95, "hint"),  # 28 of 30 right, as many as can be
        ([[10, 0, 0], [0, 6, 4], [0, 4, 6]], 0.99, "warning"),  # 22
        ([[10, 0, 0], [10, 0, 0], [8, 0, 2]], 0.95, "error"),  # 12, of a constant answer 10
        ([[6, 2, 2], [2, 6, 2], [3, 2, 5]], 0.6, "hint"),  # 17: a hard task, of which the nearest rows know no more
    ],
)
def test_dead_units_are_as_bad_as_what_the_network_reaches_without_them(network, nearest, severity):
    """Six tenths of the constant answer's loss are left, which a hard task leaves to any network."""
    dead = [{"step": step, "epoch": step, "layers": {"layers.0": {"dead": 0.8}}} for step in (1, 20, 40)]
    flat = 0.6 + 0.4 * np.exp(-EPOCHS / 4)
    known = {"health": dead, "matrices": {"validation": network}, "nearest": lambda: Reference(nearest, 0.33, 30)}
    found = [one for one in after_training([], course(flat, **known)) if one.problem == "dying_relu"]
    assert [one.severity for one in found] == [severity]


def test_a_first_loss_of_rare_classes_is_that_of_the_initial_weights_and_no_leap():
    """One answer for all has a loss of 0.13 where 3 % are of a class, and an answer that knows nothing ln 2 = 0.69."""
    rows = ", ".join(f"[{row}, {'no' if row % 33 else 'yes'}]" for row in range(99))
    text = f"data: {{source: {{type: inline, columns: [x, y], rows: [{rows}]}}, target: y, split: {{validation: 0.2}}}}\n"
    text += "model: {layers: []}\ntraining: {epochs: 40, optimizer: OPTIMIZER, learning_rate: RATE}\n"
    falls = 0.12 + 0.42 * np.exp(-EPOCHS / 2)
    assert course(falls, constant=0.13, text=text).unknowing == pytest.approx(np.log(2))
    assert "learning_rate_too_high" not in problems(falls, constant=0.13, text=text, optimizer="sgd", rate=0.05)
    thrown = np.where(EPOCHS == 0, 5.0, falls)
    assert "learning_rate_too_high" in problems(thrown, constant=0.13, text=text, optimizer="sgd", rate=0.05)


def test_a_wide_network_that_lies_still_after_few_steps_has_not_converged_and_is_not_too_small():
    """Three steps an epoch. Two units are too few, 32 have hardly begun, and after 400 times as many steps they have."""
    still = 0.98 - 0.02 * EPOCHS / 40
    known = {"matrices": MATRIX, "nearest": lambda: Reference(0.99, 0.33, 300)}
    wide = IRIS.replace("layers: [8]", "layers: [32, 32]")
    (found,) = after_training([], course(still, text=wide, **known))
    assert (found.problem, found.evidence["steps"]) == ("not_converged", 120)
    assert "nearest training rows" in found.message
    assert problems(still, **known) == ["underfitting"]  # eight units
    assert problems(still, text=wide, optimizer="sgd", rate=0.1, **known) == ["underfitting"]  # ten times the usual: 1200


@pytest.mark.parametrize(
    ("layers", "key", "after"),
    [
        ("[]", "model.layers", [64, 64]),
        ("[4]", "model.layers", [64, 64]),
        ("[4, {type: dropout, rate: 0.1}, 4]", "model.layers", [64, {"type": "dropout", "rate": 0.1}, 64]),
        ("[{type: dense, units: 4, activation: linear}]", "model.layers.0.activation", "relu"),
        ("[4, 4], activation: linear", "model.activation", "relu"),
        ("[96, 64]", "model.layers", [192, 128]),
        ("[64, 64], activation: elu", "model.activation", "relu"),
    ],
)
def test_a_network_that_is_too_small_is_given_what_it_lacks(layers, key, after):
    text = IRIS.replace("layers: [8]", f"layers: {layers}").replace("epochs: 40", "epochs: 40, batch_size: 1")
    flat = 0.6 + 0.4 * np.exp(-EPOCHS / 4)
    (found,) = after_training([], course(flat, text=text, matrices=MATRIX, nearest=lambda: Reference(0.99, 0.33, 300)))
    assert [(change.key, change.after) for change in found.patch] == [(key, after)]


def test_layers_are_told_in_the_order_of_the_network():
    """Activations are sampled before weights, and a pooling layer before the activation of the convolution below it."""
    samples = [{"step": 1, "layers": {"layers.2": {}, "layers.10": {}, "output": {}}}, {"step": 6, "layers": {"layers.0": {}}}]
    assert layers_in(samples) == ["layers.0", "layers.2", "layers.10", "output"]


def test_dead_units_below_a_pooling_layer_are_those_of_the_convolution():
    layers = (
        "[{type: reshape, shape: [1, 2, 2]}, {type: conv2d, channels: 4, kernel_size: 1}, {type: max_pool2d, size: 2}, flatten]"
    )
    text = IRIS.replace("layers: [8]", f"layers: {layers}")
    dead = [{"step": step, "epoch": step, "layers": {"layers.2": {"dead": 1.0}}} for step in (1, 20, 40)]
    (found,) = after_training([], course(np.ones(40), health=dead, text=text))
    assert (found.problem, found.where) == ("dying_relu", "layers.1")
    assert [change.key for change in found.patch] == ["model.initializer"]


def test_steps_that_replace_the_weights_at_ten_times_the_usual_rate_are_the_rates_doing():
    """Thrown in the first epoch, the network comes down to a third of the loss, and the nearest training rows know better."""
    replaced = [{"step": 5, "epoch": 1, "layers": {"output": {"weight": 0.5, "gradient": 0.25, "update": 3.0}}}]
    thrown = np.where(EPOCHS == 0, 40.0, np.where(EPOCHS == 5, 1.5, 0.4))
    valid = np.full(40, 0.4)
    known = {"matrices": MATRIX, "nearest": lambda: Reference(0.99, 0.33, 300), "health": replaced}
    assert problems(thrown, valid, rate=1.0, **known) == ["learning_rate_too_high"]
    assert problems(thrown, valid, rate=0.001, **known)[0] == "exploding_gradient"


def test_a_rate_of_five_times_the_usual_may_be_noisy_and_one_of_three_hundred_times_may_not():
    """A loss that stays about the constant answer's is noisy by a tenth of it where the rate is 0.05. Where it is 3, the first
    epoch is as little above it, and the nearest training rows know better, the rate is the cause; and where they do not, and the
    first epoch is far above it, a hint."""
    noisy = 1.05 + 0.08 * np.sin(2 * EPOCHS)
    assert problems(noisy, optimizer="sgd", rate=0.05) == []
    thrown = np.where(EPOCHS == 0, 1.9, 0.42)
    known = {"matrices": MATRIX, "nearest": lambda: Reference(0.99, 0.33, 300)}
    assert problems(thrown, optimizer="sgd", rate=3.0, **known) == ["learning_rate_too_high"]
    comes_back = np.where(EPOCHS == 0, 9.0, FALLING / 2)
    (hint,) = after_training([], course(comes_back, optimizer="sgd", rate=3.0))
    assert (hint.problem, hint.severity) == ("learning_rate_too_high", "hint")


def test_units_that_died_on_the_way_at_a_rate_far_above_the_usual_are_the_rates_doing():
    """All of them were alive in the first step; at the usual rate the rate is not to blame."""
    shares = [
        {"step": step, "epoch": step, "layers": {"layers.0": {"dead": share}}} for step, share in ((1, 0), (6, 0.9), (40, 1))
    ]
    flat = 0.9 + 0.1 * np.exp(-EPOCHS / 4)
    known = {"health": shares, "matrices": MATRIX, "nearest": lambda: Reference(0.99, 0.33, 300)}
    assert problems(flat, rate=0.1, **known) == ["learning_rate_too_high"]
    assert problems(flat, rate=0.003, **known) == ["dying_relu"]


def test_a_validation_loss_that_was_at_its_best_early_gets_no_better_by_more_epochs():
    falling, noisy = 0.65 - 0.011 * EPOCHS, 0.6 + 0.05 * np.sin(EPOCHS)
    assert problems(falling, np.where(EPOCHS == 3, 0.5, noisy)) == []
    assert problems(falling, falling + 0.1) == ["not_converged"]


def test_a_generator_that_collapsed_is_given_width_the_usual_rate_and_a_loss_that_does_not_fade():
    text = "data: {source: {type: ring_of_blobs, rows: 60}}\nmodel: {type: gan, latent: 2, generator: [4], discriminator: [32]}\n"
    text += "training: {epochs: 40, learning_rate: RATE, optimizer: OPTIMIZER, loss: LOSS}\n"
    few = {"coverage": Coverage(3, 20, 0.5), "constant": None}
    (found,) = after_training([], course(EPOCHS * 0.0, text=text.replace("LOSS", "auto"), rate=0.3, **few))
    wasserstein = {"type": "wasserstein", "penalty": 0.1, "critic_steps": 2}
    assert {change.key: change.after for change in found.patch} == {
        "training.loss": wasserstein,
        "training.learning_rate": 0.001,
        "model.generator": [64, 64],
    }
    wide = text.replace("[4]", "[32, 32]").replace("LOSS", "wasserstein")
    assert after_training([], course(EPOCHS * 0.0, text=wide, **few))[0].patch == ()


def test_a_recurrent_layer_that_has_hardly_begun_is_wide_enough():
    text = "data: {source: {type: inline, columns: [x, y], rows: [ROWS]}, target: y, window: {length: 3}, split: {order: true}}\n"
    rows = ", ".join(f"[{row}, {row % 7 + 0.5}]" for row in range(60))
    text = text.replace("ROWS", rows) + "model: {layers: [{type: lstm, units: UNITS}]}\ntraining: {epochs: 40}\n"
    known = {"measured": {"validation": {"r2": 0.1}}, "nearest": lambda: Reference(0.9, 0.0, 300)}
    assert problems(1 - 0.001 * EPOCHS, text=text.replace("UNITS", "24"), **known) == ["not_converged"]
    (found,) = after_training([], course(1 - 0.001 * EPOCHS, text=text.replace("UNITS", "2"), **known))
    assert (found.problem, found.patch[0].after) == ("underfitting", [{"type": "lstm", "units": 64}, 64])


def test_values_that_vary_less_among_the_validation_rows_are_no_signal():
    """A loss of 0.9 on them is that of their mean, where one answer for all training rows has 1: r2 is 0."""
    text = "data: {source: diabetes}\nmodel: {layers: [8]}\ntraining: {epochs: 40, optimizer: OPTIMIZER, learning_rate: RATE}\n"
    known = {"text": text, "nearest": lambda: Reference(-0.1, -0.01, 88)}
    found = problems(1 - 0.012 * EPOCHS, 0.9 + 0.004 * EPOCHS, measured={"validation": {"r2": 0.0}}, **known)
    assert found[0] == "no_signal"
    assert "no_signal" not in problems(1 - 0.012 * EPOCHS, 0.9 + 0.004 * EPOCHS, measured={"validation": {"r2": 0.1}}, **known)


def test_squared_errors_are_noisy_by_their_own_size():
    """From 0.15 to 0.34 of the constant answer's loss: of 88 rows 0.1 and twice 0.34 / √88 = 0.17 are noise, of classes 0.21."""
    text = "data: {source: diabetes}\nmodel: {layers: [8]}\ntraining: {epochs: 40, optimizer: OPTIMIZER, learning_rate: RATE}\n"
    rising = 0.15 + 0.005 * EPOCHS
    assert rising[-3:].mean() == pytest.approx(0.34)
    falling = 0.3 * np.exp(-EPOCHS / 10)
    (hint,) = after_training([], course(falling, rising, text=text))
    assert (hint.problem, hint.severity) == ("overfitting", "hint")
    assert after_training([], course(falling, 0.15 + 0.004 * EPOCHS, text=text)) == []
    assert after_training([], course(falling, rising)) == []  # classes, of 30 rows
