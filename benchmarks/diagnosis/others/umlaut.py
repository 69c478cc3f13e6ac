"""UMLAUT: Schoop, Huang & Hartmann, UMLAUT: Debugging deep learning programs using program structure and model behavior (CHI
2021), table 1, and umlaut/heuristics.py of its repository (BerkeleyHCI/umlaut). What its rules ask of Keras programs
alone (a missing softmax, the order of channels) cannot be wrong in a spec, and is left out."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from benchmarks.diagnosis.others.looks import is_lost, validation_scores
from dltrain.diagnosis import Course

BOUNDS = (-1.0, 1.0)  # of every input
RATES = (1e-7, 0.01)  # of a usual learning rate
HIGH = 0.95  # a validation accuracy that is suspicious
DROPOUT = 0.5  # from which on it is too high


def rules(course: Course) -> list[str]:
    """All its complaints, in the order of its checks; each epoch is looked at, and one is enough."""
    inputs, training = course.given.dataset.train.inputs, course.given.resolved.experiment.training
    model: Any = course.given.resolved.model
    said = []
    if any(array.size and (array.min() < BOUNDS[0] or array.max() > BOUNDS[1]) for array in inputs.values()):
        said.append("input_not_normalized")
    if is_lost(course):
        said.append("nan_loss")
    if float(training.learning_rate) > RATES[1]:
        said.append("learning_rate_high")
    if float(training.learning_rate) < RATES[0]:
        said.append("learning_rate_low")
    if getattr(model, "dropout", 0.0) and model.dropout >= DROPOUT:
        said.append("high_dropout")
    losses = list(zip(course.train, course.validation, strict=False))
    if any(after[1] > before[1] and after[0] <= before[0] for before, after in pairwise(losses)):
        said.append("overfitting")
    if course.given.dataset.encoding.task.has_classes and max(validation_scores(course), default=0.0) > HIGH:
        said.append("overconfident_validation")
    return [name for name in said if name != "nan_loss" or not np.isfinite(course.train).all() or course.status == "diverged"]
