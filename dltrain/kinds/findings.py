"""What a finished run shows beyond its numbers: that nothing was learned, where a threshold lies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from dltrain.data.part import Part
from dltrain.training import baselines
from dltrain.training.measure import Evaluator
from dltrain.training.session import Session

LEARNED = 0.01  # the fraction of the baseline's loss that training must take away to count as learning
GRID = 2001
UNITS = "mm|cm|m|km|mg|g|kg|ms|s|min|h|°C|%|원|세|년"


def findings_of(session: Session[Evaluator], measured: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each a mapping with `problem` or `fact`, its name, and `message`, a sentence for people."""
    return [*_not_learned(session, measured), *_thresholds(session)]


def _not_learned(session: Session[Evaluator], measured: Mapping[str, Any]) -> list[dict[str, Any]]:
    name = baselines.constant_name(session.evaluator.encoding)
    train, rows = session.splits["train"]
    plain = baselines.constant(session.evaluator, train, train, rows)["loss"]
    loss = measured["train"]["loss"]
    if not session.history or loss is None or plain is None or loss < plain * (1 - LEARNED):
        return []
    guess = "the class frequencies" if name == "majority" else "the mean"
    message = (
        f"it has not learned: its loss on the training rows, {loss:.4g}, is no better than {plain:.4g}, that of answering {guess}"
    )
    return [{"problem": "not_learned", "message": message}]


def _thresholds(session: Session[Evaluator]) -> list[dict[str, Any]]:
    """Where the answer changes along the one feature of a two-class problem, in the feature's own unit."""
    encoding = session.evaluator.encoding
    values = encoding.single_number(session.dataset.train.inputs)
    if not encoding.task.is_binary or values is None:
        return []
    grid = np.linspace(values.min(), values.max(), GRID)
    chances = _chances(session, grid)
    borders = np.flatnonzero((chances[:-1] > 0.5) != (chances[1:] > 0.5))
    feature, labels = encoding.features[0].name, encoding.labels
    facts = []
    for i in borders[:5]:
        # Linear interpolation between two grid points that lie on either side of 0.5.
        fraction = (0.5 - chances[i]) / (chances[i + 1] - chances[i])
        border = float(grid[i] + fraction * (grid[i + 1] - grid[i]))
        below, above = (labels[1], labels[0]) if chances[i] > 0.5 else (labels[0], labels[1])
        message = f"the answer changes from {below} to {above} at {feature} = {with_unit(border, feature)}"
        facts.append(
            {"fact": "threshold", "feature": feature, "value": border, "below": below, "above": above, "message": message}
        )
    return facts


def with_unit(value: float, column: str) -> str:
    """A value with the unit that its column's name ends in, if it does: `7.47 cm` for diameter_cm or `diameter (cm)`."""
    unit = re.search(rf"(?:_|\()({UNITS})\)?$", column)
    return f"{value:.4g} {unit[1]}" if unit else f"{value:.4g}"


def _chances(session: Session[Evaluator], grid: np.ndarray) -> np.ndarray:
    """The probability of the positive class at each value of the one feature."""
    (name,) = session.dataset.train.inputs
    block = session.evaluator.encoding.encode_single_number(grid)
    unknown = np.zeros(len(grid), np.int64)
    rows = session.engine.load(Part({name: block}, unknown, None, np.arange(len(grid))))
    return session.evaluator.predictions(session.engine.scores(rows))[:, 1]
