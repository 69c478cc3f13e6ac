"""The losses: what training makes small.

`z` are the network's raw scores, `p` what `output_activation` makes of them, `y` the targets. A loss works on the scores where
that is numerically better or its definition asks for it (`on_scores`), else on `p`: on numbers `p = z`, on classes `p` are the
probabilities. The last axis of every tensor is the columns (classes, labels or targets), the one before it the rows; axes in
front of these are members of a stack.

The form of an output says how to read it:

| form | outputs | targets |
|---|---|---|
| binary | (rows, 1) | float (rows, 1) of 0 and 1, or soft |
| multiclass | (rows, classes) | int64 (rows,) class index, or float (rows, classes), each row a distribution |
| multilabel | (rows, labels) | float (rows, labels) of 0 and 1, or soft |
| regression | (rows, targets) | float (rows, targets) |
| generation | (rows, 1), a discriminator's | float (rows, 1): 1 of real rows, 0 of generated ones |
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, ClassVar

from dltrain.errors import InputError, listing
from dltrain.types import Choices, option, page

if TYPE_CHECKING:
    import torch
    from torch import Tensor

CLASSES = frozenset({"binary", "multiclass"})
EVERY_FORM = frozenset({"binary", "multiclass", "multilabel", "regression"})
EVERY_TASK = frozenset({"binary", "multiclass", "multilabel", "regression", "reconstruction"})


@page
class Loss:
    """A loss of single rows; that of a set of rows with weights w is `finish(sum(w · values) / sum(w))`."""

    tasks: ClassVar[frozenset[str]]
    one_score_for_two_classes: ClassVar[bool] = True
    on_scores: ClassVar[bool] = True
    scales_target: ClassVar[bool] = True
    of_probabilities: ClassVar[bool] = True  # whether its scores, where it works on them, are those of probabilities or rates
    explicit: ClassVar[frozenset[str]] = frozenset()  # the forms for which `slopes` is there

    def refusal(self, task: str) -> str | None:
        """Why this loss cannot serve the task, and what can, in words; None where it can."""
        if task in self.tasks:
            return None
        learner = "a gan" if task == "generation" else f"{task} targets"
        return f"{LOSSES.name_of(self)!r} is no loss for {learner}, expected one of {listing(losses_for(task))}"

    def output_activation(self, form: str) -> str:
        """The name of what turns scores into the predictions that users see."""
        return {"binary": "sigmoid", "multilabel": "sigmoid", "multiclass": "softmax"}.get(form, "linear")

    def values(self, outputs: Tensor, targets: Tensor, form: str) -> Tensor:
        """The loss of each row, (rows,), in the dtype of `outputs`: raw scores if `on_scores`, else predictions."""
        raise NotImplementedError

    def slopes(self, xp: Any, outputs: Any, targets: Any, form: str) -> tuple[Any, Any]:
        """The loss of each row, (..., rows), and its gradient by the outputs, (..., rows, columns).

        The targets are columns, classes one-hot; `xp` is the array library (training.explicit.arrays).
        """
        raise NotImplementedError

    def finish(self, mean: Tensor) -> Tensor:
        """The loss of a set from the weighted mean of its rows'."""
        return mean


LOSSES: Choices[Loss] = Choices("loss")


def losses_for(task: str) -> list[str]:
    """The names of the losses that accept the task."""
    return [name for name in LOSSES if task in LOSSES[name].tasks]


def form_of(task: str, loss: Loss) -> str:
    """The form of the network's output: the task's name, but "multiclass" where a loss has a score for each of two classes. A
    reconstruction is a "regression", or where the loss takes numbers between 0 and 1 for probabilities "multilabel".

    Raises InputError where the loss cannot serve the task.
    """
    if refusal := loss.refusal(task):
        raise InputError(refusal)
    if task == "reconstruction":
        return "multilabel" if loss.on_scores else "regression"
    return "multiclass" if task == "binary" and not loss.one_score_for_two_classes else task


def default_loss(task: str) -> Loss:
    """What `loss: auto` means: the negative log-likelihood of the task's usual distribution."""
    usual = {"multiclass": CrossEntropy, "regression": MeanSquaredError, "reconstruction": MeanSquaredError}
    return usual.get(task, BinaryCrossEntropy)()


def smooth(targets: Tensor, form: str, classes: int, amount: float) -> Tensor:
    """Label smoothing (Szegedy et al. 2016, arXiv:1512.00567): (1 - amount) y + amount / classes.

    Class indices become (rows, classes) of torch's default dtype; soft targets keep theirs. A binary target and each label of
    several is a choice between two classes, whatever `classes` says. Raises ValueError for regression, which has none.
    """
    import torch

    if form == "regression":
        raise ValueError("label smoothing is for classes, not for regression")
    if form != "multiclass":
        return targets * (1 - amount) + amount / 2
    dtype = targets.dtype if targets.is_floating_point() else torch.get_default_dtype()
    return class_rows(targets, classes, dtype) * (1 - amount) + amount / classes


def class_rows(targets: Tensor, classes: int, dtype: torch.dtype) -> Tensor:
    """Class indices (rows,) one-hot encoded as (rows, classes) of `dtype`; rows that are soft already stay so."""
    import torch

    if targets.is_floating_point():
        return targets.to(dtype)
    return (targets.unsqueeze(-1) == torch.arange(classes, device=targets.device)).to(dtype)


def target_columns(outputs: Tensor, targets: Tensor, form: str) -> Tensor:
    """The targets in the shape and dtype of the outputs."""
    return class_rows(targets, outputs.shape[-1], outputs.dtype) if form == "multiclass" else targets.to(outputs.dtype)


def true_class(outputs: Tensor, targets: Tensor) -> Tensor:
    """True at the one true class of each row, (rows, classes); of a soft row, its most probable class is the true one."""
    return class_rows(targets.argmax(-1) if targets.is_floating_point() else targets, outputs.shape[-1], outputs.dtype).bool()


def signs(outputs: Tensor, targets: Tensor) -> Tensor:
    """Binary targets as -1 and 1, in the dtype of the outputs; a soft one takes its nearer side."""
    return (targets > 0.5).to(outputs.dtype) * 2 - 1


@page
class ErrorLoss(Loss):
    """A loss of the error e = p - y, the mean over the columns. On classes p are probabilities and y one-hot rows."""

    tasks = EVERY_TASK
    on_scores = False
    explicit = EVERY_FORM

    def values(self, outputs: Tensor, targets: Tensor, form: str) -> Tensor:
        return self.of_error(outputs - target_columns(outputs, targets, form)).mean(-1)

    def of_error(self, error: Tensor) -> Tensor:
        """The loss of each error, elementwise."""
        raise NotImplementedError

    def slopes(self, xp: Any, outputs: Any, targets: Any, form: str) -> tuple[Any, Any]:
        losses, gradients = self.slopes_of_error(xp, outputs - targets)
        columns = outputs.shape[-1]
        if columns == 1:
            return losses[..., 0], gradients
        gradients /= columns
        return xp.sum(losses) / columns, gradients

    def slopes_of_error(self, xp: Any, error: Any) -> tuple[Any, Any]:
        """The loss of each error and its derivative, elementwise; `error` may be written into."""
        raise NotImplementedError


@LOSSES.entry("mean_squared_error")
@page
class MeanSquaredError(ErrorLoss):
    """e²: least squares (Legendre 1805; Gauss 1809). On classes it is the score of Brier 1950, over the number of columns."""

    def of_error(self, error: Tensor) -> Tensor:
        return error * error

    def slopes_of_error(self, xp: Any, error: Any) -> tuple[Any, Any]:
        losses = error * error
        error *= 2
        return losses, error


@LOSSES.entry("root_mean_squared_error")
@page
class RootMeanSquaredError(MeanSquaredError):
    """√(mean e²), the root taken once over all rows and columns of a batch (Hyndman and Koehler 2006, Int. J. Forecasting 22).

    The gradient is 1 / (2 RMSE) times that of mean_squared_error; at a perfect fit, where it is undefined, it is 0.
    """

    explicit = frozenset()

    def finish(self, mean: Tensor) -> Tensor:
        perfect = mean == 0
        return mean.masked_fill(perfect, 1).sqrt().masked_fill(perfect, 0)


@LOSSES.entry("mean_absolute_error")
@page
class MeanAbsoluteError(ErrorLoss):
    """|e|: least absolute deviations (Boscovich 1757; Laplace 1789); it finds the median. Its gradient at e = 0 is 0."""

    def of_error(self, error: Tensor) -> Tensor:
        return error.abs()

    def slopes_of_error(self, xp: Any, error: Any) -> tuple[Any, Any]:
        return xp.abs(error), xp.sign(error)


@LOSSES.entry("huber")
@page
class Huber(ErrorLoss):
    """e²/2 where |e| ≤ δ, δ (|e| - δ/2) beyond (Huber 1964, Ann. Math. Statist. 35)."""

    delta: float = option(1.0, help="the error from which the loss grows linearly, in units of the scaled target", above=0)

    def of_error(self, error: Tensor) -> Tensor:
        size = error.abs()
        capped = size.clamp(max=self.delta)
        return capped * (size - capped / 2)

    def slopes_of_error(self, xp: Any, error: Any) -> tuple[Any, Any]:
        slope = xp.clip(error, -self.delta, self.delta)
        return slope * (error - slope / 2), slope


@LOSSES.entry("log_cosh")
@page
class LogCosh(ErrorLoss):
    """ln cosh e, as |e| + ln(1 + exp(-2|e|)) - ln 2, which never overflows (Green 1990, IEEE Trans. Med. Imaging 9).

    About e²/2 near 0 and |e| - ln 2 far from it.
    """

    def of_error(self, error: Tensor) -> Tensor:
        from torch.nn import functional

        size = error.abs()
        return size + functional.softplus(-2 * size) - math.log(2)

    def slopes_of_error(self, xp: Any, error: Any) -> tuple[Any, Any]:
        size = xp.abs(error)
        return size + xp.softplus(-2 * size) - math.log(2), xp.tanh(error)


@LOSSES.entry("poisson")
@page
class Poisson(Loss):
    """exp(z) - y z: the negative log-likelihood of a count y with rate exp(z), without the constant ln y! (Nelder and
    Wedderburn 1972, J. R. Statist. Soc. A 135).

    The scores are log rates. Targets must be non-negative, and are not scaled.
    """

    tasks = frozenset({"regression"})
    scales_target = False
    explicit = frozenset({"regression"})

    def output_activation(self, form: str) -> str:
        return "exponential"

    def values(self, outputs: Tensor, targets: Tensor, form: str) -> Tensor:
        return (outputs.exp() - targets.to(outputs.dtype) * outputs).mean(-1)

    def slopes(self, xp: Any, outputs: Any, targets: Any, form: str) -> tuple[Any, Any]:
        rates, columns = xp.exp(outputs), outputs.shape[-1]
        losses = xp.sum(rates - targets * outputs) / columns
        rates -= targets
        rates /= columns
        return losses, rates


@LOSSES.entry("binary_cross_entropy")
@page
class BinaryCrossEntropy(Loss):
    """-y ln σ(z) - (1 - y) ln σ(-z): the logistic loss of one score (Cox 1958, J. R. Statist. Soc. B 20); of several labels,
    the mean over them. A generator is trained to be called real (y = 1): the non-saturating game of Goodfellow et al. 2014.
    Numbers between 0 and 1 that an autoencoder is to give back are taken as probabilities.
    """

    tasks = frozenset({"binary", "multilabel", "reconstruction", "generation"})
    explicit = frozenset({"binary", "multilabel"})

    def values(self, outputs: Tensor, targets: Tensor, form: str) -> Tensor:
        from torch.nn import functional

        y = targets.to(outputs.dtype)
        return -(y * functional.logsigmoid(outputs) + (1 - y) * functional.logsigmoid(-outputs)).mean(-1)

    def slopes(self, xp: Any, outputs: Any, targets: Any, form: str) -> tuple[Any, Any]:
        losses = xp.softplus(outputs)
        losses -= targets * outputs
        gradients = xp.empty_like(outputs)
        xp.sigmoid(outputs, gradients)
        gradients -= targets
        columns = outputs.shape[-1]
        if columns == 1:
            return losses[..., 0], gradients
        gradients /= columns
        return xp.sum(losses) / columns, gradients


@LOSSES.entry("cross_entropy")
@page
class CrossEntropy(Loss):
    """-Σ y ln softmax(z), one score a class (Bridle 1990, Neurocomputing NATO ASI F68).

    Class indices and one-hot or soft rows alike: the sparse and the categorical cross-entropy of the textbooks.
    """

    tasks = CLASSES
    one_score_for_two_classes = False
    explicit = frozenset({"multiclass"})

    def values(self, outputs: Tensor, targets: Tensor, form: str) -> Tensor:
        logs = outputs.log_softmax(-1)
        if targets.is_floating_point():
            return -(targets.to(outputs.dtype) * logs).sum(-1)
        return -logs.gather(-1, targets.unsqueeze(-1)).squeeze(-1)

    def slopes(self, xp: Any, outputs: Any, targets: Any, form: str) -> tuple[Any, Any]:
        logs = xp.log_softmax(outputs)
        losses = -xp.sum(targets * logs)
        xp.exp(logs, out=logs)
        logs -= targets
        return losses, logs


@LOSSES.entry("hinge")
@page
class Hinge(Loss):
    """max(0, 1 - y z), y = ±1 (Cortes and Vapnik 1995, Machine Learning 20); of several classes, the sum over the wrong ones j
    of max(0, 1 - z_true + z_j), over the number of classes (Weston and Watkins 1999, ESANN; torch.nn.MultiMarginLoss).

    The sigmoid or softmax of the scores is shown as a probability, but is not calibrated. Soft targets count as their
    most probable class.
    """

    tasks = CLASSES
    of_probabilities = False
    explicit = frozenset({"binary"})

    def values(self, outputs: Tensor, targets: Tensor, form: str) -> Tensor:
        if form == "binary":
            return self.of_gap(1 - signs(outputs, targets) * outputs).squeeze(-1)
        true = true_class(outputs, targets)
        score = outputs.masked_fill(~true, 0).sum(-1, keepdim=True)
        return self.of_gap(1 - score + outputs).masked_fill(true, 0).mean(-1)

    def of_gap(self, gap: Tensor) -> Tensor:
        """The loss of what is missing to the margin, elementwise."""
        return gap.clamp(min=0)

    def slopes(self, xp: Any, outputs: Any, targets: Any, form: str) -> tuple[Any, Any]:
        sign = xp.sign(targets - 0.5)
        losses, slope = self.slopes_of_gap(xp, 1 - sign * outputs)
        slope *= -sign
        return losses[..., 0], slope

    def slopes_of_gap(self, xp: Any, gap: Any) -> tuple[Any, Any]:
        """The loss of what is missing to the margin and its derivative, elementwise."""
        return xp.clip(gap, 0, None), (gap >= 0) * xp.ones_like(gap)


@LOSSES.entry("squared_hinge")
@page
class SquaredHinge(Hinge):
    """max(0, 1 - y z)², and of several classes the squares of hinge's terms (Tang 2013, arXiv:1306.0239).

    The sigmoid or softmax of the scores is shown as a probability, but is not calibrated. Soft targets count as their
    most probable class.
    """

    def of_gap(self, gap: Tensor) -> Tensor:
        return gap.clamp(min=0) ** 2

    def slopes_of_gap(self, xp: Any, gap: Any) -> tuple[Any, Any]:
        lack = xp.clip(gap, 0, None)
        return lack * lack, 2 * lack


@LOSSES.entry("perceptron")
@page
class Perceptron(Loss):
    """max(0, -y z), y = ±1: gradient steps on it are Rosenblatt's rule (Rosenblatt 1958, Psychological Review 65); of several
    classes, max(0, largest wrong score - z_true) (Duda and Hart 1973, Kesler's construction).

    A row on the boundary counts as a mistake and has its gradient, so that training starts from zero weights; wrong scores
    that tie share it. Soft targets count as their most probable class.
    """

    tasks = CLASSES
    of_probabilities = False
    explicit = frozenset({"binary"})

    def output_activation(self, form: str) -> str:
        return "step" if form == "binary" else super().output_activation(form)

    def values(self, outputs: Tensor, targets: Tensor, form: str) -> Tensor:
        if form == "binary":
            lack = -(signs(outputs, targets) * outputs).squeeze(-1)
        else:
            true = true_class(outputs, targets)
            lack = outputs.masked_fill(true, -math.inf).amax(-1) - outputs.masked_fill(~true, 0).sum(-1)
        return lack.masked_fill(lack < 0, 0)

    def slopes(self, xp: Any, outputs: Any, targets: Any, form: str) -> tuple[Any, Any]:
        sign = xp.sign(targets - 0.5)
        lack = -(sign * outputs)
        wrong = lack >= 0
        return (lack * wrong)[..., 0], -(sign * wrong)


@LOSSES.entry("focal")
@page
class Focal(Loss):
    """-α (1 - p)^γ ln p, p the probability of the true class (Lin et al. 2017, arXiv:1708.02002): rows that are right already
    count less. With γ = 0 it is the cross-entropy. Soft targets weigh the terms of each class; of several labels, the mean.
    """

    tasks = frozenset({"binary", "multiclass", "multilabel"})

    gamma: float = option(2.0, help="how much less a row counts that is right already; 0 is the cross-entropy", at_least=0)
    alpha: float | None = option(
        None, help="the weight of the positive class, 1 - alpha that of the negative; binary and multilabel", above=0, below=1
    )

    def refusal(self, task: str) -> str | None:
        if task == "multiclass" and self.alpha is not None:
            return "'alpha' balances two classes and does nothing for multiclass targets; leave it out, or use class_weights"
        return super().refusal(task)

    def values(self, outputs: Tensor, targets: Tensor, form: str) -> Tensor:
        import torch
        from torch.nn import functional

        y = target_columns(outputs, targets, form)
        if form == "multiclass":
            logs = outputs.log_softmax(-1)
            # 1 - p above 0, because the power's derivative at 0 is infinite for gamma below 1.
            rest = (-logs.expm1()).clamp(min=torch.finfo(logs.dtype).tiny)
            return -(y * rest**self.gamma * logs).sum(-1)
        log_p, log_q = functional.logsigmoid(outputs), functional.logsigmoid(-outputs)
        positive, negative = (1.0, 1.0) if self.alpha is None else (self.alpha, 1 - self.alpha)
        ones = positive * y * (self.gamma * log_q).exp() * log_p
        zeros = negative * (1 - y) * (self.gamma * log_p).exp() * log_q
        return -(ones + zeros).mean(-1)


@LOSSES.entry("kl_divergence")
@page
class KLDivergence(Loss):
    """Σ y (ln y - ln softmax(z)), with 0 ln 0 = 0 (Kullback and Leibler 1951, Ann. Math. Statist. 22).

    The cross-entropy less the entropy of the targets: 0 at a perfect fit of soft rows, equal to it for class indices.
    """

    tasks = CLASSES
    one_score_for_two_classes = False

    def values(self, outputs: Tensor, targets: Tensor, form: str) -> Tensor:
        import torch

        y = target_columns(outputs, targets, form)
        return (torch.xlogy(y, y) - y * outputs.log_softmax(-1)).sum(-1)


@LOSSES.entry("least_squares")
@page
class LeastSquares(Loss):
    """(z - y)² / 2 of a discriminator's score: the least squares GAN with a = 0 and b = c = 1 (Mao et al. 2017,
    arXiv:1611.04076)."""

    tasks = frozenset({"generation"})

    def values(self, outputs: Tensor, targets: Tensor, form: str) -> Tensor:
        return (outputs - targets.to(outputs.dtype)).square().mean(-1) / 2


@LOSSES.entry("wasserstein")
@page
class Wasserstein(Loss):
    """-z of rows called real (y = 1), z of the others: the critic's side of the Wasserstein distance (Arjovsky et al. 2017,
    arXiv:1701.07875).

    The critic also pays penalty · (‖∇z(x)‖ - 1)² at points between real and generated rows, which keeps its slope near 1
    (Gulrajani et al. 2017, arXiv:1704.00028).
    """

    tasks = frozenset({"generation"})

    penalty: float = option(10.0, help="how much a slope other than 1 costs the critic", above=0)
    critic_steps: int = option(5, help="how many steps the discriminator makes for each of the generator's", at_least=1)

    def values(self, outputs: Tensor, targets: Tensor, form: str) -> Tensor:
        return (outputs * (1 - 2 * targets.to(outputs.dtype))).mean(-1)
