"""Batch normalization over a handful of rows."""

from __future__ import annotations

import math
from collections.abc import Iterable

from dltrain.diagnosis.check import PROBLEMS, Check, Seen
from dltrain.diagnosis.given import Given
from dltrain.diagnosis.layers import Placed, placed
from dltrain.diagnosis.words import Words
from dltrain.models.layers.normalization import BatchNorm

MIN_VALUES = 8  # numbers of each feature or channel that a step normalizes over
WANTED = 32


@PROBLEMS.entry("batch_norm_small_batch")
class BatchNormSmallBatch(Check):
    """A step normalizes over so few rows that their mean and variance are mostly noise.

    Training is noisy, and afterwards, when the running statistics take the place of the batch's, the network answers
    otherwise than it did: the validation loss is far above that of training. Wu & He, Group normalization (2018), figure 1:
    the error rises below a batch of 8 and is ten points higher at 2. A channel's positions count as rows. The last batch of
    an epoch may be smaller.
    """

    general = Words(
        en="batch norm has too few rows a step",
        ko="배치 정규화에 쓸 한 스텝의 행이 너무 적습니다",
    )
    evident = Words(
        en="{where} normalizes over {numbers} numbers",
        ko="{where}에서는 수 {numbers}개로 평균과 분산을 구합니다",
    )
    explains = ("overfitting", "not_learned", "underfitting", "learning_rate_too_high", "not_converged")

    def before(self, given: Given) -> Iterable[Seen]:
        training, rows = given.resolved.experiment.training, len(given.dataset.train.rows)
        if training.batch_size == "all" or training.epochs == 0:
            return
        batch = min(int(training.batch_size), rows)
        for layers in placed(given.resolved):
            for one in layers:
                if (numbers := batch * _positions(one)) < MIN_VALUES and _normalizes_rows(one):
                    wanted = min(WANTED, rows)
                    patch = [given.change("training.batch_size", wanted)] if wanted > batch else []
                    yield Seen(0.8, {"numbers": numbers}, where=one.name, patch=patch)
                    return


def _normalizes_rows(one: Placed) -> bool:
    return isinstance(one.layer, BatchNorm) or bool(one.weighted and one.weighted.batch_norm)


def _positions(one: Placed) -> int:
    """How many numbers a row gives each feature or channel that leaves the layer."""
    shape = one.layer.output_shape(one.arriving)
    return shape[0] if len(shape) == 2 else math.prod(shape[1:])
