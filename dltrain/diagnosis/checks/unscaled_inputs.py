"""Inputs, or targets of numbers, that are far from the size of 1, or inputs that are far from each other's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from dltrain.diagnosis.check import PROBLEMS, Check, Seen, advice
from dltrain.diagnosis.finding import Finding
from dltrain.diagnosis.given import Given
from dltrain.diagnosis.words import Words
from dltrain.lazy import NDArray, np
from dltrain.models.activations import Linear
from dltrain.models.layers.base import Defaults

MAX_SIZE = 10.0  # root mean square of a column; scaled columns have 1
MIN_SIZE = 0.01
ROWS = 2000  # that are looked at


@PROBLEMS.entry("unscaled_inputs")
class UnscaledInputs(Check):
    """Numbers that enter the network, or targets that it is to reach, are far larger or smaller than 1.

    The first weighted sums are as large as the inputs, so that sigmoids saturate and a learning rate that fits the weights
    of one column is far too large or small for those of another: the loss jumps, stays flat or becomes infinite. LeCun,
    Bottou, Orr & Müller, Efficient BackProp (1998), section 4.3: inputs should have mean 0 and deviation about 1. UMLAUT
    (Schoop et al. 2021) warns beyond [−1, 1]; here ten times that, because small integers and counts do no harm.

    A model that is fitted at once has no learning rate, but distances, variances or a penalty, in which the column of the largest
    numbers outweighs the others (Hastie, Tibshirani & Friedman, The elements of statistical learning (2009), 14.3.3): told where
    it varies ten times as much as a quarter of the columns at least. Trees ask about one column at a time, in any unit.
    """

    general = Words(
        en="the numbers that enter the model are not scaled",
        ko="모델에 들어가는 수가 스케일링되지 않았습니다",
    )
    evident = Words(
        en="'{where}' has a root mean square of {size:.4g}, where 1 is what initial weights and learning rates are made for",
        ko="'{where}'의 제곱평균제곱근이 {size:.4g}입니다(초기 가중치와 학습률은 1을 기준으로 정해집니다)",
    )
    beside = Words(
        en="'{where}' varies by {size:.4g}, others by {others:.4g}, and this model goes by the largest",
        ko="'{where}' 열의 표준편차는 {size:.4g}인데 다른 열은 {others:.4g}이어서, 이 모델은 가장 큰 열을 따라갑니다",
    )
    explains = (
        *("diverged", "learning_rate_too_high", "learning_rate_too_low", "exploding_gradient", "saturated_activations"),
        *("dying_relu", "not_converged", "one_class_collapse", "underfitting", "not_learned", "vanishing_gradient"),
        *("initial_weights_too_large", "initial_weights_too_small"),
    )

    def before(self, given: Given) -> Iterable[Seen]:
        experiment, training = given.resolved.experiment, given.resolved.experiment.training
        if experiment.data.scale != "none" or training.epochs == 0:
            return
        if experiment.model.is_fitted_at_once:
            yield from _beside_each_other(given)
            return
        if not given.resolved.plan.networks:
            return
        sizes = dict(_targets(given))
        if not _normalizes_first(given):
            sizes |= dict(_columns(given, lambda array, axis: np.sqrt(np.square(array).mean(axis=axis))))
        wrong = {name: size for name, size in sizes.items() if size > MAX_SIZE}
        if not wrong and sizes and max(sizes.values()) < MIN_SIZE:
            wrong = sizes
        if wrong:
            name = max(wrong, key=lambda one: wrong[one])
            evidence = {"size": wrong[name], "columns": len(wrong), "of": len(sizes)}
            yield Seen(0.9, evidence, where=name, patch=[given.change("data.scale", "standard")])

    @classmethod
    def message(cls, finding: Finding, language: str = "en") -> str:
        if "others" not in finding.evidence:
            return super().message(finding, language)
        told = cls.beside[language].format(**finding.evidence, where=finding.where)
        return f"{cls.general[language]}: {told}{advice(finding.patch, language)}"


def _beside_each_other(given: Given) -> Iterator[Seen]:
    """The column that varies far more than others where a model depends on that."""
    model: Any = given.resolved.experiment.model
    if not model.depends_on_scale:
        return
    sizes = {name: size for name, size in _columns(given, lambda array, axis: array.std(axis=axis)) if size > 0}
    if len(sizes) < 2:
        return
    largest, ordered = max(sizes, key=lambda one: sizes[one]), sorted(sizes.values())
    others = ordered[(len(ordered) - 1) // 4]
    if sizes[largest] > MAX_SIZE * others:
        evidence = {"size": sizes[largest], "others": others, "columns": sum(size > MAX_SIZE * others for size in ordered)}
        patch = [given.change("data.scale", "standard")]
        yield Seen(0.9, evidence | {"of": len(sizes)}, where=largest, patch=patch)


def _normalizes_first(given: Given) -> bool:
    """Whether a layer normalizes what enters before anything else acts on it."""
    plain = Defaults(Linear(), None, 0.0, False)
    return any(layers[0].layer.normalizes(plain) for layers in given.layers)


def _columns(given: Given, size: Callable[..., NDArray[Any]]) -> Iterator[tuple[str, float]]:
    """The `size` along an axis of each column of numbers, or of a block of its own."""
    part, encoding = given.dataset.train, given.dataset.encoding
    names = encoding.input_names
    for block in encoding.blocks:
        if block.levels:
            continue
        array = part.inputs[block.name][:ROWS]
        numbers = part.pixels[block.name].numbers(array) if block.name in part.pixels else array
        numbers = numbers.astype(np.float64)
        if numbers.shape[-1] == len(names) and encoding.reduction is None and numbers.ndim < 4:
            sizes = size(numbers, tuple(range(numbers.ndim - 1)))
            yield from ((name, float(one)) for name, one in zip(names, sizes, strict=True))
        else:
            yield block.name, float(size(numbers, None))


def _targets(given: Given) -> Iterator[tuple[str, float]]:
    """The deviation of each target of numbers that is learned as it is by a loss for numbers of any size."""
    task, loss = given.dataset.encoding.task, given.resolved.loss
    if task.is_regression and loss.scales_target:
        deviations = given.dataset.train.target[:ROWS].astype(np.float64).std(axis=0)
        yield from zip(given.dataset.encoding.target_names, deviations, strict=True)
