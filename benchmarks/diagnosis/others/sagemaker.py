"""The built-in rules of Amazon SageMaker Debugger at their defaults, as its documentation gives them (Amazon SageMaker developer
guide, List of Debugger built-in rules). An epoch stands for a step where they take losses, the sampled steps where they take
tensors."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks.diagnosis.others.looks import gradients, is_lost, weighted_layers
from dltrain.diagnosis import Course
from dltrain.diagnosis.checks.class_imbalance import class_sizes
from dltrain.diagnosis.health import layers_in, series

VANISHED = 1e-7  # VanishingGradient: of the mean size of a gradient
LAYER = 0.5  # DeadRelu, SaturatedActivation: of the units of a layer
LARGE, SMALL = 10.0, 1e-8  # WeightUpdateRatio
SPREAD, FIRST = 10.0, 3  # PoorWeightInitialization: of the layers' variances, largest to smallest; samples that are looked at
IMBALANCE, MISTAKEN = 10.0, 0.7  # ClassImbalance
STEPS, FALLS = 10, 0.001  # LossNotDecreasing
RATIO = 0.1  # Overfit
PATIENCE_TRAIN, PATIENCE_VALIDATION, DELTA = 5, 10, 0.01  # Overtraining


def rules(course: Course) -> list[str]:
    """The rules that would return True, in the order of the documentation."""
    return list(dict.fromkeys([*_of_layers(course), *_of_classes(course), *_of_losses(course)]))


def _of_layers(course: Course) -> Iterator[str]:
    layers, health = weighted_layers(course), course.health
    if any(np.nanmax(series(health, name, "dead"), initial=0.0) > LAYER for name in layers_in(health)):
        yield "dead_relu"
    if is_lost(course):
        yield "exploding_tensor"
    variances = [np.square(series(health, name, "deviation")[:FIRST]) for name in layers_in(health)]
    sampled = np.array([one for one in variances if np.isfinite(one).all()])
    if len(sampled) > 1 and (sampled.max(axis=0) > SPREAD * np.maximum(sampled.min(axis=0), 1e-30)).any():
        yield "poor_weight_initialization"
    if any(np.nanmax(series(health, name, "saturated"), initial=0.0) > LAYER for name in layers_in(health)):
        yield "saturated_activation"
    if any((gradients(course, name) < VANISHED).any() for name in layers):
        yield "vanishing_gradient"
    for name in layers:
        ratio = series(health, name, "update") / np.maximum(series(health, name, "weight"), 1e-9)
        if (ratio > LARGE).any() or (ratio < SMALL).any():
            yield "weight_update_ratio"


def _of_classes(course: Course) -> Iterator[str]:
    sizes = class_sizes(course.given)
    if sizes is None:
        return
    if sizes.max() > IMBALANCE * max(1, int(sizes.min())):
        yield "class_imbalance"
    counts = np.array(course.matrices.get("train", [[0.0]]), np.float64)
    if counts.ndim == 2 and ((1 - np.diag(counts) / np.maximum(counts.sum(axis=1), 1)) > MISTAKEN).any() and counts.any():
        yield "class_imbalance"


def _of_losses(course: Course) -> Iterator[str]:
    train, validation = course.train, course.validation
    later, earlier = train[STEPS::STEPS], train[:-STEPS:STEPS][: len(train[STEPS::STEPS])]
    if len(later) and (later > (1 - FALLS) * earlier).any():
        yield "loss_not_decreasing"
    if len(validation) != len(train):
        return
    if (validation - train > RATIO * train).any():
        yield "overfit"
    if _since_best(train) >= PATIENCE_TRAIN or _since_best(validation) >= PATIENCE_VALIDATION:
        yield "overtraining"


def _since_best(losses: np.ndarray) -> int:
    """The longest wait for a loss that is better by more than DELTA."""
    best, waited, longest = float("inf"), 0, 0
    for loss in losses:
        best, waited = (float(loss), 0) if loss < best - DELTA else (best, waited + 1)
        longest = max(longest, waited)
    return longest
