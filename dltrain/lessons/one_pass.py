"""One forward and one backward pass of a network of two inputs, two hidden units and one output, with every number of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from dltrain.lazy import NDArray, np
from dltrain.lessons.layers import dense_engine_of
from dltrain.training.session import Session
from dltrain.training.shares import run_alone

Floats: TypeAlias = "NDArray[np.float64]"


@dataclass(frozen=True)
class OnePass:
    """All numbers of a pass of one row: inputs (2,), hidden sums and outputs (2,), the output's sum and probability, the target,
    the loss; weights and biases; the gradients by the sums (`d_`) and by the weights and biases (`by_`), of their shapes."""

    x: Floats
    z: Floats
    h: Floats
    score: float
    p: float
    y: float
    loss: float
    weights: dict[str, Floats]
    by: dict[str, Floats]
    d_output: float
    d_hidden: Floats


def one_pass(session: Session[Any], row: int) -> OnePass:
    """The pass of one training row through a dense network as it is now, by the engine that trains it."""
    engine = dense_engine_of(session)
    network, batch = engine.network, engine.rows.slice(row, row + 1)
    outputs = engine.objective.outputs(run_alone(network.forward(batch.inputs[0], 1)).copy())
    loss, gradient = engine.objective.head(outputs, batch.targets, batch.weights)
    d_output = float(gradient[0, 0])
    run_alone(network.backward(gradient, 1))
    names = [slot.name for slot in network.slots]
    weights = {name: np.array(network.weight(name)[0], np.float64) for name in names}
    by = {name: np.array(network.weight(name)[1], np.float64) for name in names}
    x = np.array(batch.inputs[0][0], np.float64)
    z = weights["layers.0.linear.weight"] @ x + weights["layers.0.linear.bias"]
    p = float(engine.objective.outputs_of(outputs)[0, 0])
    h = 1 / (1 + np.exp(-z))
    target = float(np.asarray(batch.targets).reshape(-1)[0])
    return OnePass(x, z, h, float(outputs[0, 0]), p, target, float(loss), weights, by, d_output, by["layers.0.linear.bias"])


def by_autograd(session: Session[Any], row: int) -> dict[str, Floats]:
    """The gradients of the same pass by PyTorch's differentiation, by the names of the weights."""
    import torch

    part = session.splits["train"][0]
    engine: Any = session.engine
    network = engine.network
    x = torch.from_numpy(part.inputs["features"][row : row + 1])
    y = torch.tensor([[float(part.target[row])]])
    loss: Any = torch.nn.functional.binary_cross_entropy_with_logits(network(x), y)
    loss.backward()
    return {name: weight.grad.numpy().astype(np.float64) for name, weight in network.named_parameters()}
