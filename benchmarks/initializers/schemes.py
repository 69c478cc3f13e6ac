"""Ways of drawing the initial weights of a whole network: dltrain's, PyTorch's, Keras's, and one initializer for everything."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import nn

from dltrain.models.initializers import INITIALIZERS, Initializer, fans
from dltrain.models.layers import Layer
from dltrain.models.layers.base import WeightedLayer
from dltrain.models.layers.nesting import Residual, as_layers
from dltrain.models.plan import Plan
from dltrain.modules.sequences import TransformerBlock

Random = np.random.Generator


class TorchLinear(Initializer):
    """PyTorch's dense and convolution layers: kaiming_uniform(a=√5) is U(±1/√nᵢ), and so are the biases."""

    def draw(self, shape: Sequence[int], random: Random) -> Any:
        self.bound, self.random = 1 / math.sqrt(fans(shape)[0]), random
        return random.uniform(-self.bound, self.bound, shape).astype(np.float32)

    def biases(self, units: int) -> Any:
        return self.random.uniform(-self.bound, self.bound, units).astype(np.float32)


@dataclass(frozen=True)
class Scheme:
    """`everywhere` is the initializer of all dense and convolution layers, None dltrain's own; `fill` those of other layers."""

    everywhere: Initializer | None = None
    fill: Callable[[nn.Module, torch.Generator], None] | None = None

    def planned(self, plan: Plan) -> Plan:
        """The plan with this initializer in its layers."""
        if self.everywhere is None:
            return plan
        layers = tuple(_changed(layer, self.everywhere) for layer in plan.layers)
        return dataclasses.replace(plan, layers=layers, output=_changed(plan.output, self.everywhere))


def _changed(layer: Layer, initializer: Initializer) -> Layer:
    if isinstance(layer, WeightedLayer):
        return dataclasses.replace(layer, initializer=initializer)
    if isinstance(layer, Residual):
        inner = [_changed(one, initializer) for one in as_layers(layer.layers)]
        return dataclasses.replace(layer, layers=list(inner), initializer=initializer)
    return layer


def fill_as_torch(network: nn.Module, random: torch.Generator) -> None:
    """What PyTorch gives recurrent layers, embeddings and the blocks of a transformer."""
    for part in network.modules():
        if isinstance(part, nn.RNNBase):
            bound = part.hidden_size**-0.5
            for weight in part.parameters():
                nn.init.uniform_(weight, -bound, bound, generator=random)
        elif isinstance(part, nn.Embedding):
            nn.init.normal_(part.weight, generator=random)
            nn.init.zeros_(part.weight[0])
        elif isinstance(part, TransformerBlock):  # as nn.TransformerEncoderLayer
            nn.init.xavier_uniform_(part.queries_keys_values.weight, generator=random)
            for name in ("hidden", "output"):
                linear = part.feed_forward.get_submodule(name)
                assert isinstance(linear, nn.Linear)
                nn.init.kaiming_uniform_(linear.weight, a=math.sqrt(5), generator=random)
                nn.init.uniform_(linear.bias, -(linear.in_features**-0.5), linear.in_features**-0.5, generator=random)
            nn.init.kaiming_uniform_(part.attended.weight, a=math.sqrt(5), generator=random)


def fill_as_keras(network: nn.Module, random: torch.Generator) -> None:
    """What Keras gives them: glorot_uniform over all gates together, orthogonal recurrent weights, embeddings within ±0.05."""
    for part in network.modules():
        if isinstance(part, nn.RNNBase):
            for name, weight in part.named_parameters():
                if name.startswith("weight_ih"):
                    nn.init.xavier_uniform_(weight, generator=random)
                elif name.startswith("weight_hh"):
                    nn.init.orthogonal_(weight, generator=random)
        elif isinstance(part, nn.Embedding):
            nn.init.uniform_(part.weight, -0.05, 0.05, generator=random)
            nn.init.zeros_(part.weight[0])
        elif isinstance(part, TransformerBlock):
            for linear in part.modules():
                if isinstance(linear, nn.Linear):
                    nn.init.xavier_uniform_(linear.weight, generator=random)


SCHEMES: dict[str, Scheme] = {
    "auto": Scheme(),
    "pytorch": Scheme(TorchLinear(), fill_as_torch),
    "keras": Scheme(INITIALIZERS["xavier_uniform"](), fill_as_keras),
    **{name: Scheme(INITIALIZERS[name]()) for name in ("he_normal", "lecun_normal", "xavier_normal", "orthogonal")},
}
