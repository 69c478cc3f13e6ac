"""What a network of two numbers answers all over their plane."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from dltrain.charts import Axis, Surface
from dltrain.data.encoding.encoding import Encoding
from dltrain.data.encoding.feature import FLAT
from dltrain.data.part import Part
from dltrain.training.session import Session

POINTS = 200  # of the grid, along each number
MARGIN = 0.08  # of the rows' extent, beyond them on each side

Predict = Callable[[Part], np.ndarray]  # a part's rows to probabilities of classes, or values: float64 (rows, ...)


def is_a_plane(encoding: Encoding) -> bool:
    """Whether what is learned from are two numbers, and what is predicted are classes or one value."""
    features, task = encoding.features, encoding.task
    are_numbers = len(features) == 2 and all(feature.number_scale and feature.width == 1 for feature in features)
    is_one = task.has_classes or (task.is_regression and len(encoding.target_names) == 1)
    return are_numbers and is_one and not encoding.steps and encoding.reduction is None


def surface(encoding: Encoding, parts: Mapping[str, Part], predict: Predict) -> Surface:
    """The answers over the plane of the rows of these parts, which lie in it: each (rows, 2) numbers with their targets."""
    numbers = {name: part.inputs[FLAT].astype(np.float64) for name, part in parts.items()}
    every = np.concatenate(list(numbers.values()))
    low, high = every.min(axis=0), every.max(axis=0)
    margin = np.where(high > low, MARGIN * (high - low), 1.0)
    low, high = low - margin, high + margin
    across, up = (np.linspace(low[axis], high[axis], POINTS) for axis in (0, 1))
    grid = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2).astype(np.float32)
    target = next(iter(parts.values())).target
    blank = Part({FLAT: grid}, np.zeros((len(grid), *target.shape[1:]), target.dtype), None, np.arange(len(grid)))
    (left, bottom), (right, top) = encoding.undo(np.stack([low, high]))
    return Surface(
        Axis(float(left), float(right)),
        Axis(float(bottom), float(top)),
        predict(blank).reshape(POINTS, POINTS, -1),
        {name: encoding.undo(rows) for name, rows in numbers.items()},
        {name: _truth(encoding, part.target) for name, part in parts.items()},
    )


def _truth(encoding: Encoding, target: np.ndarray) -> np.ndarray:
    """Class numbers, or values in their own unit: (rows,)."""
    if encoding.task.has_classes:
        return target if target.ndim == 1 else target.argmax(axis=1)
    return encoding.target_values(target)[:, 0]


def surface_of(session: Session[Any], splits: tuple[str, ...] = ("train", "test")) -> Surface | None:
    """What a session's network answers, as it is now, with the rows of these splits; None where there is no plane."""
    encoding = session.dataset.encoding
    if not is_a_plane(encoding):
        return None

    def predict(part: Part) -> np.ndarray:
        predicted: np.ndarray = session.evaluator.predictions(session.engine.scores(session.engine.load(part)))
        return predicted

    return surface(encoding, {name: session.splits[name][0] for name in splits if name in session.splits}, predict)
