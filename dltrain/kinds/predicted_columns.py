"""Predictions as the columns of a table."""

from __future__ import annotations

from typing import Any

import numpy as np

from dltrain.data.encoding.encoding import Encoding
from dltrain.data.part import Part
from dltrain.training.measuring.measure import Evaluator


def prediction_columns(evaluator: Evaluator, predictions: np.ndarray, part: Part) -> dict[str, Any]:
    """Predictions beside the truth: true, predicted, probability_<label>; of several targets a column each."""
    truth = _named("true", evaluator.encoding, evaluator.outcome(predictions, part.target).true)
    return truth | predicted_columns(evaluator, predictions)


def predicted_columns(evaluator: Evaluator, predictions: np.ndarray) -> dict[str, Any]:
    """What was predicted, and with what probabilities."""
    encoding = evaluator.encoding
    if not encoding.labels:
        return _named("predicted", encoding, predictions)
    columns = _named("predicted", encoding, evaluator.decisions(predictions))
    return columns | {f"probability_{label}": predictions[:, i] for i, label in enumerate(encoding.labels)}


def _named(prefix: str, encoding: Encoding, values: np.ndarray) -> dict[str, Any]:
    if encoding.task.has_classes:
        return {prefix: [encoding.labels[number] for number in values]}
    names = encoding.labels if encoding.task.is_multilabel else encoding.target_names
    if len(names) == 1:
        return {prefix: values[:, 0]}
    return {f"{prefix}_{name}": values[:, i] for i, name in enumerate(names)}
