"""What a recurrent network that reads a sequence step by step would answer on the way, and how much each step counts in the end.

The sequences of these lessons are rows of `bit_1`, `mark_1`, `bit_2`, ...: a bit and whether it is the marked one, at every step.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from dltrain.lazy import NDArray, np

Floats: TypeAlias = "NDArray[np.float64]"


def sequences_of(session: Any, split: str) -> Floats:
    """The rows of a part as sequences of bit and mark: (rows, steps, 2)."""
    flat = np.asarray(session.splits[split][0].inputs["features"], np.float64)
    return flat.reshape(len(flat), -1, 2)


def answers_by_step(session: Any, sequences: Floats) -> Floats:
    """The probability of the answer 1 after each step, if the sequence ended there: (rows, steps)."""
    import torch

    network = session.engine.network
    with torch.no_grad():
        scores = network.output(_recurrent(network).read(torch.from_numpy(sequences.astype(np.float32)), None))
    return np.asarray(1 / (1 + np.exp(-scores.numpy()[..., 0].astype(np.float64))))


def weight_of_steps(session: Any, sequences: Floats) -> Floats:
    """How much the score in the end changes with what is read at each step: the root mean square, over rows and numbers, of its
    derivative by them, (steps,)."""
    import torch

    network = session.engine.network
    read = torch.from_numpy(sequences.astype(np.float32)).requires_grad_()
    score = network.output(_recurrent(network)(read)).sum()
    (gradient,) = torch.autograd.grad(score, read)
    return np.asarray(np.sqrt(np.square(gradient.numpy().astype(np.float64)).mean(axis=(0, 2))))


def _recurrent(network: Any) -> Any:
    """The recurrent layer of a network that has one behind a reshape. Raises TypeError where it has none."""
    from dltrain.modules import Recurrence

    if not isinstance(network.layers[-1], Recurrence):
        raise TypeError("only a network whose last layer is recurrent can be followed step by step")
    return network.layers[-1]
