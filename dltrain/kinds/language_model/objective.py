"""The loss of a language model: of every token of a batch of windows at once."""

from __future__ import annotations

from dataclasses import dataclass

from dltrain.arrays import Array, arrays_of
from dltrain.data.encoding.encoding import Encoding
from dltrain.data.running_text import feature_of
from dltrain.spec.engines import torch_threads
from dltrain.spec.resolve import Resolved
from dltrain.training.minibatches.rows import Rows
from dltrain.training.objective import Objective


@dataclass(frozen=True)
class TokenObjective(Objective):
    """The cross-entropy of scores (windows, context, tokens), whose targets are codes (windows, context): never one-hot, which
    would take as much memory again as the scores for each of them."""

    def with_columns(self, rows: Rows) -> Rows:
        return rows

    def outputs(self, scores: Array) -> Array:
        """The scores, a row a token: (windows · context, tokens)."""
        return scores.flatten(0, 1)

    def part(
        self, outputs: Array, targets: Array, weights: Array | None, *, with_loss: bool = True, rows: int | None = None
    ) -> tuple[Array, Array]:
        """The mean loss of all tokens, (), and its gradient by the scores; windows of a step of so many `rows` give what
        they add to both."""
        count = targets.numel() if rows is None else rows * targets.shape[-1]
        logs = outputs.log_softmax(-1)
        true = targets.reshape(-1, 1).long()
        loss = -logs.gather(1, true).sum() / count
        gradients = logs.exp_().scatter_add_(1, true, true.new_full(true.shape, -1, dtype=logs.dtype))
        gradients *= 1 / count
        return loss, gradients


def objective_of(resolved: Resolved, encoding: Encoding) -> TokenObjective:
    """The objective of a language model's spec."""
    experiment = resolved.experiment
    threads = torch_threads(experiment, resolved.plan, resolved.loss)
    codes = feature_of(encoding).codes
    return TokenObjective(arrays_of(experiment.engine, threads), resolved.loss, resolved.form, codes, resolved.output)
