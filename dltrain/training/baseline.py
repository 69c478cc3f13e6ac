"""What anyone could say without learning: the majority class, or the mean; of a series, that nothing will change."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from dltrain.data.dataset import Part
from dltrain.training.measure import Ruler
from dltrain.training.steps import Rows


def name_of(task: str) -> str:
    return "mean" if task == "regression" else "majority"


def scores(ruler: Ruler, train: Part) -> Tensor:
    """The constant scores whose predictions are the training rows' class frequencies or means: float32 (units,)."""
    objective, target = ruler.objective, train.target
    if objective.form == "regression":
        mean = torch.from_numpy(target.mean(axis=0, dtype=np.float64))
        return (mean if objective.loss.scales_target else mean.clamp(min=1e-12).log()).float()
    if target.ndim == 1:
        frequencies = np.bincount(target, minlength=len(ruler.encoding.labels)) / len(target)
    else:
        frequencies = target.mean(axis=0, dtype=np.float64)
    chances = torch.from_numpy(frequencies).clamp(1e-12, 1 - 1e-12)
    if objective.form == "multiclass":
        return chances.log().float()
    return chances.logit().float() if objective.form == "multilabel" else chances[1:].logit().float()


def last_values(ruler: Ruler, part: Part) -> Tensor | None:
    """The scores whose predictions are the last values that each window shows of its targets: float32 (windows, units); None
    where it shows none."""
    last = ruler.encoding.last_values(part.inputs)
    if last is None:
        return None
    values = torch.from_numpy(last)
    return values if ruler.objective.loss.scales_target else values.clamp(min=1e-12).log()


def measure(ruler: Ruler, train: Part, part: Part, rows: Rows) -> dict[str, float | None]:
    """The baseline's loss and metrics on a split."""
    constant = scores(ruler, train).to(rows.targets.device)
    return ruler.measure(constant.expand(rows.count, -1), rows, part)
