"""Inputs, or targets of numbers, that are far from the size of 1."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dltrain.diagnosis.check import PROBLEMS, Check, Seen
from dltrain.diagnosis.given import Given
from dltrain.diagnosis.words import Words
from dltrain.lazy import np
from dltrain.models.activations import Linear
from dltrain.models.layers.base import Defaults

LARGEST = 10.0  # root mean square of a column; scaled columns have 1
SMALLEST = 0.01
ROWS = 2000  # that are looked at


@PROBLEMS.entry("unscaled_inputs")
class UnscaledInputs(Check):
    """Numbers that enter the network, or targets that it is to reach, are far larger or smaller than 1.

    The first weighted sums are as large as the inputs, so that sigmoids saturate and a learning rate that fits the weights
    of one column is far too large or small for those of another: the loss jumps, stays flat or becomes infinite. LeCun,
    Bottou, Orr & Müller, Efficient BackProp (1998), section 4.3: inputs should have mean 0 and deviation about 1. UMLAUT
    (Schoop et al. 2021) warns beyond [−1, 1]; here ten times that, because small integers and counts do no harm.
    """

    general = Words(
        en="the numbers that enter the network are not scaled",
        ko="신경망에 들어가는 수가 스케일링되지 않았습니다",
    )
    evident = Words(
        en="'{where}' has a root mean square of {size:.4g}, where 1 is what initial weights and learning rates are made for",
        ko="'{where}'의 제곱평균제곱근이 {size:.4g}입니다(초기 가중치와 학습률은 1을 기준으로 정해집니다)",
    )
    explains = (
        *("diverged", "learning_rate_too_high", "learning_rate_too_low", "exploding_gradient", "saturated_activations"),
        *("dying_relu", "not_converged", "one_class_collapse", "underfitting", "not_learned", "vanishing_gradient"),
        *("initial_weights_too_large", "initial_weights_too_small"),
    )

    def before(self, given: Given) -> Iterable[Seen]:
        experiment, training = given.resolved.experiment, given.resolved.experiment.training
        if experiment.data.scale != "none" or training.epochs == 0 or not given.resolved.plan.networks:
            return
        sizes = dict(_targets(given))
        if not _normalizes_first(given):
            sizes |= dict(_inputs(given))
        wrong = {name: size for name, size in sizes.items() if size > LARGEST}
        if not wrong and sizes and max(sizes.values()) < SMALLEST:
            wrong = sizes
        if wrong:
            name = max(wrong, key=lambda one: wrong[one])
            evidence = {"size": wrong[name], "columns": len(wrong), "of": len(sizes)}
            yield Seen(0.9, evidence, where=name, patch=[given.change("data.scale", "standard")])


def _normalizes_first(given: Given) -> bool:
    """Whether a layer normalizes what enters before anything else acts on it."""
    plain = Defaults(Linear(), None, 0.0, False)
    return any(layers[0].layer.normalizes(plain) for layers in given.layers)


def _inputs(given: Given) -> Iterator[tuple[str, float]]:
    """The root mean square of each column of numbers, or of a block of its own."""
    part, encoding = given.dataset.train, given.dataset.encoding
    names = encoding.input_names
    for block in encoding.blocks:
        if block.levels:
            continue
        array = part.inputs[block.name][:ROWS]
        numbers = part.pixels[block.name].numbers(array) if block.name in part.pixels else array
        if numbers.shape[-1] == len(names) and encoding.reduction is None and numbers.ndim < 4:
            yield from zip(
                names, np.sqrt(np.square(numbers.astype(np.float64)).mean(axis=tuple(range(numbers.ndim - 1)))), strict=True
            )
        else:
            yield block.name, float(np.sqrt(np.square(numbers.astype(np.float64)).mean()))


def _targets(given: Given) -> Iterator[tuple[str, float]]:
    """The deviation of each target of numbers that is learned as it is by a loss for numbers of any size."""
    task, loss = given.dataset.encoding.task, given.resolved.loss
    if task.is_regression and loss.scales_target:
        deviations = given.dataset.train.target[:ROWS].astype(np.float64).std(axis=0)
        yield from zip(given.dataset.encoding.target_names, deviations, strict=True)
