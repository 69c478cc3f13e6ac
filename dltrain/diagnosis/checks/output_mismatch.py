"""An output activation that cannot reach the targets."""

from __future__ import annotations

from collections.abc import Iterable

from dltrain.diagnosis.check import PROBLEMS, Check, Seen
from dltrain.diagnosis.given import Given
from dltrain.diagnosis.words import Words
from dltrain.lazy import np
from dltrain.models.activations import ACTIVATIONS, Activation

SHARE = 0.01  # of the targets that must lie beyond reach
MARGIN = 0.02  # of the range that a target may lie beyond its end
REACH = 50.0  # the weighted sums that are tried, and as far as the targets themselves reach


@PROBLEMS.entry("output_mismatch")
class OutputMismatch(Check):
    """The activation of the output layer gives numbers of another range than the targets have: a sigmoid for prices, a ReLU
    for scaled values of which half are negative, a softmax over a single unit, which is always 1.

    The loss falls at first and then stays where the nearest end of the range leaves it. The range is computed from the
    activation itself. Goodfellow, Bengio & Courville, Deep learning (2016), section 6.2.2: the output unit follows from the
    distribution of the targets. More than a hundredth of them must lie beyond reach, so that single outliers do not count.
    """

    severity = "error"
    general = Words(
        en="the output activation cannot reach the targets",
        ko="출력층의 활성화 함수가 타깃에 닿을 수 없습니다",
    )
    evident = Words(
        en="it gives numbers from {lowest:.3g} to {highest:.3g}, and {share:.0%} of the targets lie beyond",
        ko="출력 범위는 {lowest:.3g}부터 {highest:.3g}까지인데 타깃의 {share:.0%}가 그 밖에 있습니다",
    )
    explains = (
        *("underfitting", "not_learned", "one_class_collapse", "saturated_activations", "learning_rate_too_low", "no_signal"),
        *("not_converged", "vanishing_gradient", "learning_rate_too_high", "dying_relu"),
    )

    def before(self, given: Given) -> Iterable[Seen]:
        resolved = given.resolved
        activation = resolved.model.output_activation
        if resolved.loss.on_scores or activation is None or resolved.output is None or resolved.experiment.training.epochs == 0:
            return
        units = 1 if resolved.form.is_binary else len(given.dataset.encoding.target_names) or 2
        reached = range_of(activation, units, _reach(given))
        if reached is None:
            return
        low, high = reached
        share = _beyond(given, low, high)
        if share > SHARE:
            fitting = resolved.loss.output_activation(resolved.form)
            patch = [given.change("model.output.activation", fitting)]
            yield Seen(0.95, {"lowest": low, "highest": high, "share": share}, where="output", patch=patch)


def range_of(activation: Activation, units: int, reach: float = REACH) -> tuple[float, float] | None:
    """The least and the greatest number that an activation gives for sums within ±`reach`, at most the greatest float32; those of
    a softmax over one unit are both 1. None where only torch can compute it."""
    if ACTIVATIONS.name_of(activation) == "softmax":
        return (1.0, 1.0) if units == 1 else (0.0, 1.0)
    if not activation.explicit:
        return None
    from dltrain.arrays import NUMPY  # numpy: a spec with errors need not wait for it

    sums = np.concatenate([[-reach], np.linspace(-REACH, REACH, 2001), [reach]]).astype(np.float32)
    with np.errstate(over="ignore"):
        values = np.nan_to_num(activation.forward(NUMPY, sums[:, None]))
    return float(values.min()), float(values.max())


def _reach(given: Given) -> float:
    """Sums as large as the targets, where those are numbers: what is not bounded reaches them."""
    target = given.dataset.train.target
    return max(REACH, float(np.abs(target).max())) if given.resolved.form.is_regression and target.size else REACH


def _beyond(given: Given, low: float, high: float) -> float:
    """The share of the targets that no output comes near. Classes are 0 and 1."""
    margin = MARGIN * (high - low)
    if not given.resolved.form.is_regression:
        return float((low > 0.0 + max(margin, MARGIN)) or (high < 1.0 - max(margin, MARGIN)))
    target = given.dataset.train.target
    return float(((target < low - margin) | (target > high + margin)).mean())
