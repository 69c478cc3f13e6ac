"""The heads of a network that predicts several targets at once, and the one loss that is made of theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from dltrain.data.options.targets import TargetKind
from dltrain.errors import listing
from dltrain.lazy import NDArray, np
from dltrain.losses import LOSSES, Loss, columns, form_of
from dltrain.metrics import Metric, metric_names
from dltrain.models.activations import ACTIVATIONS, Activation
from dltrain.tasks import Task
from dltrain.types import option, options

if TYPE_CHECKING:
    from dltrain.arrays import Array, Arrays
    from dltrain.data.encoding.encoding import Encoding
    from dltrain.data.encoding.targets.multitask import Head, MultitaskTarget
    from dltrain.data.part import Part


@dataclass(frozen=True)
class Scored:
    """A head: which of the network's scores are of this target, and how they are taken.

    index: the index of its column among the targets; start, stop: its scores; output: what makes predictions of them, None for
    the exponential of log rates; class_weights: how much a row of each class counts, 1 in the mean over the training rows
    """

    fitted: Head
    kind: TargetKind
    loss: Loss
    metrics: tuple[Metric, ...]
    form: Task
    index: int
    start: int
    stop: int
    output: Activation | None
    class_weights: tuple[float, ...] = ()

    @property
    def name(self) -> str:
        """The name of its column."""
        return self.fitted.column

    def encoding(self, encoding: Encoding) -> Encoding:
        """The encoding of a data set with this target alone."""
        return replace(encoding, target=self.fitted.target)

    def alone(self, part: Part) -> Part:
        """A part with this target alone."""
        return replace(part, target=self.fitted.alone(part.target[:, self.index]))

    @property
    def named_metrics(self) -> dict[str, Metric]:
        """What is measured of it besides its loss, by name."""
        return dict(zip(metric_names(self.metrics), self.metrics, strict=True))

    @property
    def words(self) -> str:
        """Its scores, and what makes predictions of them: `species (3 softmax)`."""
        activation = "exponential" if self.output is None else ACTIVATIONS.name_of(self.output)
        return f"{self.name} ({self.stop - self.start}{'' if activation == 'linear' else f' {activation}'})"

    def own(self, xp: Arrays, targets: Array, scores: Array) -> Array:
        """Its targets in the shape of its scores, of those of all heads, (..., rows, targets)."""
        own = targets[..., self.index]
        return xp.one_hot(own, scores) if self.form.is_multiclass else columns(xp, own[..., None], scores, self.form)

    def row_weights(self, xp: Arrays, own: Array) -> Array:
        """How much each row counts by its class, (..., rows); its targets are given in the shape of its scores."""
        if self.form.is_multiclass:
            return xp.sum(own * xp.like(np.array(self.class_weights, np.float32), own))
        negative, positive = self.class_weights
        return negative + (positive - negative) * own[..., 0]


def heads_of(target: MultitaskTarget, kinds: Mapping[str, TargetKind]) -> tuple[Scored, ...]:
    """The heads, in the order of their targets, their scores side by side. kinds: of each target, with nothing left open. Raises
    InputError where a loss cannot serve one."""
    heads: list[Scored] = []
    for index, fitted in enumerate(target.heads):
        kind, own = kinds[fitted.column], fitted.target
        loss = kind.loss
        assert isinstance(loss, Loss)
        form = form_of(own.task, loss)
        start = heads[-1].stop if heads else 0
        stop = start + (len(fitted.classes) if form.is_multiclass else 1)
        activation = loss.output_activation(form)
        output = None if activation == "exponential" else ACTIVATIONS[activation]()
        weights = _class_weights(kind, fitted.classes, fitted.counts)
        heads.append(Scored(fitted, kind, loss, tuple(kind.metrics), form, index, start, stop, output, weights))
    return tuple(heads)


def _class_weights(kind: TargetKind, classes: tuple[int | str, ...], counts: tuple[int, ...]) -> tuple[float, ...]:
    choice: Any = getattr(kind, "class_weights", "none")
    if choice == "none":
        return ()
    rows = np.array(counts, np.float64)
    if choice == "balanced":
        weights: NDArray[Any] = rows.sum() / (len(classes) * np.maximum(rows, 1))
    else:
        weights = np.array([choice.get(str(label), 1.0) for label in classes])
    mean = float((weights * rows).sum() / rows.sum())
    return tuple((weights / (mean or 1.0)).tolist())


@options
class MultitaskLoss(Loss):
    """Σ w L: the losses of the heads, each of its own scores and targets, times their weights (Caruana 1997, Machine Learning
    28). It works on scores throughout, also where a loss of a head is one of predictions.

    The targets are (..., rows, targets): class numbers and scaled values, side by side.
    """

    tasks: ClassVar[frozenset[Task]] = frozenset({Task.MULTITASK})

    heads: tuple[Scored, ...] = option(help="what each target's loss is of")

    def output_activation(self, form: Task) -> str:
        return "linear"

    def least(self, targets: NDArray[Any]) -> float:
        values = [head for head in self.heads if head.form.is_regression]
        return sum(head.kind.weight * head.loss.least(targets[:, [head.index]]) for head in values)

    def values_and_gradients(self, xp: Arrays, outputs: Array, targets: Array, form: Task) -> tuple[Array, Array]:
        parts = [self._of(head, xp, outputs[..., head.start : head.stop], targets) for head in self.heads]
        total = parts[0][0]
        for values, _ in parts[1:]:
            total = total + values
        return total, xp.concatenate([gradients for _, gradients in parts], -1)

    def _of(self, head: Scored, xp: Arrays, scores: Array, targets: Array) -> tuple[Array, Array]:
        """A head's weighted loss of each row, and its gradient by the head's scores."""
        own = head.own(xp, targets, scores)
        on_scores = head.loss.on_scores or head.output is None
        outputs = scores if on_scores else head.output.forward(xp, scores)  # type: ignore[union-attr]  # it is one then
        values, gradients = head.loss.values_and_gradients(xp, outputs, own, head.form)
        if not on_scores:
            head.output.backward(xp, scores, outputs, gradients)  # type: ignore[union-attr]
        if head.class_weights:
            weights = head.row_weights(xp, own)
            values, gradients = values * weights, gradients * weights[..., None]
        return head.kind.weight * values, head.kind.weight * gradients


def refusal(loss: Loss, task: Task) -> str | None:
    """Why a loss cannot be one of several, of a target of this task; None where it can."""
    if loss.is_mean or task not in loss.tasks:
        return loss.refusal(task)
    fitting = [other for other in LOSSES if task in LOSSES[other].tasks and LOSSES[other].is_mean]
    return f"'{LOSSES.name_of(loss)}' is no mean over rows, and is not added to others; expected one of {listing(fitting)}"
