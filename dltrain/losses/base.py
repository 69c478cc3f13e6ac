"""What every loss answers, and the table of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from dltrain.errors import InputError, listing
from dltrain.lazy import NDArray, np
from dltrain.tasks import Task
from dltrain.types import Choices, options

if TYPE_CHECKING:
    from dltrain.arrays import Array, Arrays


@options
class Loss:
    """A loss of single rows; that of a set of rows with weights w, 1 in the mean, is mean(w · values), or what `finish` makes of
    that."""

    tasks: ClassVar[frozenset[Task]]
    one_score_for_two_classes: ClassVar[bool] = True
    on_scores: ClassVar[bool] = True
    scales_target: ClassVar[bool] = True
    least_target: ClassVar[float | None] = None
    of_probabilities: ClassVar[bool] = True  # whether its scores, where it works on them, are those of probabilities or rates
    best_constant: ClassVar[str] = "mean"  # what of the targets is answered where nothing is known of a row
    is_mean: ClassVar[bool] = True  # whether the loss of a set is the mean of its rows'

    def refusal(self, task: Task) -> str | None:
        """Why this loss cannot serve the task, and what can, in words; None where it can."""
        if task in self.tasks:
            return None
        return f"{LOSSES.name_of(self)!r} is no loss for {task.learner}, expected one of {listing(losses_for(task))}"

    def output_activation(self, form: Task) -> str:
        """The name of what turns scores into the predictions that users see."""
        return form.activation

    def values_and_gradients(self, xp: Arrays, outputs: Array, targets: Array, form: Task) -> tuple[Array, Array]:
        """The loss of each row, (..., rows), and its gradient by the outputs, (..., rows, columns), in their dtype.

        The outputs are raw scores if `on_scores`, else predictions; the targets are of their shape, classes one-hot or soft.
        """
        raise NotImplementedError

    def gradients(self, xp: Arrays, outputs: Array, targets: Array, form: Task) -> Array:
        """The gradients of `values_and_gradients` alone, in the shape of the outputs."""
        return self.values_and_gradients(xp, outputs, targets, form)[1]

    def constant(self, targets: NDArray[Any]) -> NDArray[np.float64]:
        """The answer that is the same for all rows, by `best_constant`: targets (rows, columns), the answer (columns,)."""
        return np.asarray(targets.mean(axis=0, dtype=np.float64))

    def least(self, targets: NDArray[Any]) -> float:
        """The least that the loss can be for these targets, that of a network which is never wrong: (rows, columns)."""
        return 0.0

    def finish(self, xp: Arrays, mean: Array) -> tuple[Array, Array]:
        """The loss of a set of rows from the weighted mean of theirs, a scalar or (members,), and its derivative by that; called
        unless `is_mean`."""
        raise NotImplementedError


def over_columns(xp: Arrays, losses: Array, gradients: Array) -> tuple[Array, Array]:
    """The means over columns of elementwise losses, (..., rows, columns), as (..., rows), and their derivatives, in the
    shape of the losses, which may be written into."""
    columns = losses.shape[-1]
    if columns == 1:
        return losses[..., 0], gradients
    gradients /= columns
    return xp.sum(losses) / columns, gradients


LOSSES: Choices[Loss] = Choices("loss")


def losses_for(task: Task) -> list[str]:
    """The names of the losses that accept the task."""
    return [name for name in LOSSES if task in LOSSES[name].tasks]


def form_of(task: Task, loss: Loss) -> Task:
    """The form of the network's output: the task's name, but "multiclass" where a loss has a score for each of two classes. A
    reconstruction is a "regression", or where the loss takes numbers between 0 and 1 for probabilities "multilabel"; the next
    token of a text is one of several classes.

    Raises InputError where the loss cannot serve the task.
    """
    if refusal := loss.refusal(task):
        raise InputError(refusal)
    if task.writes:
        return Task.MULTICLASS
    if task.is_reconstruction:
        return Task.MULTILABEL if loss.on_scores else Task.REGRESSION
    return Task.MULTICLASS if task.is_binary and not loss.one_score_for_two_classes else task
