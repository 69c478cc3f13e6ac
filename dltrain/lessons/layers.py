"""What goes on in each layer of a dense network: what its activations give on, and how large its gradients are."""

from __future__ import annotations

from typing import Any, TypeAlias

from dltrain.lazy import NDArray, np
from dltrain.training.session import Session
from dltrain.training.shares import run_alone

Floats: TypeAlias = "NDArray[np.float64]"


def outputs_by_layer(session: Session[Any]) -> list[Floats]:
    """What each activation of a dense network makes of the training rows, as the network is now: (rows, units) each."""
    from dltrain.models.stages import Activated

    network, (_, rows) = network_of(session), session.splits["train"]
    x, outputs = rows.scaled().inputs[0], []
    with np.errstate(all="ignore"):  # of networks that explode
        for stage in network.stages:
            x = stage.infer(x)
            if isinstance(stage, Activated):
                outputs.append(network.xp.to_numpy(x).astype(np.float64))
    return outputs


def gradient_sizes(session: Session[Any]) -> list[float]:
    """The root mean square of the gradient by the weights of each layer, the output's last, of the first batch."""
    from dltrain.models.stages import Affine

    engine, network = dense_engine_of(session), network_of(session)
    batch = engine.batches.batch(1, engine.cuts.batches[0][0])
    outputs = engine.objective.outputs(run_alone(network.forward(batch.inputs[0], batch.count)))
    _, gradient = engine.objective.head(outputs, batch.targets, batch.weights)
    run_alone(network.backward(gradient, batch.count))
    weights = [stage.weight_gradient for stage in network.stages if isinstance(stage, Affine)]
    return [float(np.sqrt(np.mean(np.square(network.xp.to_numpy(weight), dtype=np.float64)))) for weight in weights]


def dead_share(outputs: Floats) -> float:
    """The share of a layer's units that give on 0 for every row: (rows, units)."""
    return float(np.mean(~(outputs != 0).any(axis=0)))


def dense_engine_of(session: Session[Any]) -> Any:
    """The engine of a dense network. Raises TypeError where the network is none."""
    from dltrain.training.explicit.engine import ExplicitEngine

    if not isinstance(session.engine, ExplicitEngine):
        raise TypeError("only a dense network of the explicit engine can be looked into layer by layer")
    return session.engine


def network_of(session: Session[Any]) -> Any:
    """The network of a dense engine. Raises TypeError where it is none."""
    return dense_engine_of(session).network
