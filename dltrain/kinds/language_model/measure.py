"""How well the tokens of a text are predicted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from dltrain.data.encoding.running_text import RunningTextFeature
from dltrain.data.part import Part
from dltrain.metrics import Metric, Outcome
from dltrain.tasks import Task
from dltrain.training.measuring.measure import metric_values
from dltrain.training.measuring.scoring import Scoring
from dltrain.training.minibatches.rows import Rows

MAX_SCORES = 2**20  # of all tokens at all steps of the windows that are measured at once: 4 MB
GPU_SCORES = 2**26  # the same on a GPU: 256 MB


@dataclass(frozen=True)
class Predicted:
    """What was predicted of the tokens of some windows: the loss of each in nats, float64, and the likeliest token, int64; both
    (windows, context)."""

    losses: npt.NDArray[np.float64]
    likeliest: npt.NDArray[np.int64]


@dataclass(frozen=True)
class LanguageMeasure:
    """Measures the scores of windows over a text, which `predicted_in` reads."""

    feature: RunningTextFeature
    metrics: Sequence[Metric]

    def measure(self, scores: Any, rows: Rows, part: Part) -> dict[str, float | None]:
        """`loss`, the mean over the tokens in nats, and every metric."""
        return self.measure_predicted(predicted_in(scores), part)

    def measure_predicted(self, predicted: Predicted, part: Part) -> dict[str, float | None]:
        """The same of predictions, whoever made them."""
        true = part.target.reshape(-1)
        with np.errstate(all="ignore"):
            probabilities = np.exp(-predicted.losses.reshape(-1))
        characters = self.feature.characters(true)
        likeliest = predicted.likeliest.reshape(-1)
        outcome = Outcome(Task.LANGUAGE_MODELING, true.astype(np.int64), likeliest, probabilities, characters)
        return {"loss": float(predicted.losses.mean()), **metric_values(self.metrics, outcome)}


def scoring_of(
    network: Callable[..., Tensor], arithmetic: Callable[[], Any], codes: int, splits: Sequence[Rows], shares: int
) -> Scoring:
    """How a network of so many codes in evaluation mode scores windows: float32 (windows, 2 · context), the loss of each token
    in nats, then the likeliest tokens' codes."""

    def score(rows: Rows) -> Tensor:
        with torch.no_grad(), arithmetic():
            scores = network(*rows.slice(0, rows.count).inputs).float()
        logs = scores.log_softmax(-1)
        losses = -logs.gather(-1, rows.targets.long()[..., None])[..., 0]
        return torch.cat([losses, logs.argmax(-1).float()], dim=1)

    def chunk(rows: Rows) -> int:
        most = MAX_SCORES if rows.targets.device.type == "cpu" else GPU_SCORES
        return max(1, most // (codes * int(rows.targets.shape[-1])))

    return Scoring(score, chunk, splits, shares)


def predicted_in(scores: Any) -> Predicted:
    """What `scoring_of` has put into the scores of windows."""
    numbers = np.asarray(scores.cpu() if isinstance(scores, Tensor) else scores)
    context = numbers.shape[1] // 2
    return Predicted(numbers[:, :context].astype(np.float64), numbers[:, context:].astype(np.int64))
