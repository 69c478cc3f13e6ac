"""What is sampled of a network in training: at a few steps, of what these have computed anyway, without changing a bit of it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.diagnosis.health import (
    Layer,
    Sample,
    of_activations,
    quantiles,
    root_mean_square,
    rows_looked_at,
    some_of,
    some_values,
)
from dltrain.diagnosis.numbers import tidy

Floats = NDArray[np.float32]
Weights = Mapping[str, list[tuple[Floats, Floats]]]  # layer → its weights, each with its gradient
RECURRENT = "recurrent"  # what leaves such a layer, in place of the name of an activation
Due = frozenset[int]  # steps, counted from 0


class Probe:
    """Samples the steps that are `due`: before such a step it looks at the weights, and after it at the weights, their gradients
    and what left the activations.

    weights: gives them as they are now; samples: where what was sampled is put; tags: what each sample begins with; member: the
    index in a stack
    """

    def __init__(
        self,
        per_epoch: int,
        due: Due,
        weights: Callable[[], Weights],
        samples: list[Sample],
        tags: Mapping[str, Any] | None = None,
        member: int | None = None,
    ) -> None:
        self.per_epoch, self.due, self.weights, self.tags, self.member = per_epoch, due, weights, tags or {}, member
        self.samples = samples
        self._activations: dict[str, list[tuple[Layer, Floats]]] = {}
        self._before: dict[str, list[Floats]] = {}

    def activation(self, layer: str, name: str, values: Floats) -> None:
        """Looks at what left the activation of a layer: (rows, units), (rows, steps, units) or (rows, channels, ...)."""
        with np.errstate(all="ignore"):
            units = values.transpose(0, 2, 1) if values.ndim == 3 else values
            self._activations.setdefault(layer, []).append(of_activations(units, name))

    def before(self) -> None:
        """Keeps what is looked at of the weights of each layer, as they are before the step."""
        self._before = {layer: [some_of(weight).copy() for weight, _ in pairs] for layer, pairs in self.weights().items()}

    def after(self, step: int, activations: Iterable[tuple[str, str, Floats]] = ()) -> None:
        """Ends the sample of a step, from 0: the weights as they are now, the gradients that led there, as the optimizer took
        them, and what left the activations, where that was not handed over before."""
        for layer, name, values in activations:
            self.activation(layer, name, values if self.member is None else values[self.member])
        layers: dict[str, Layer] = {}
        spread: dict[tuple[str, str], Floats] = {}  # some values of each layer, of which quantiles are told
        for layer, several in self._activations.items():
            layers[layer] = _mean([numbers for numbers, _ in several])
            spread[layer, "activation"] = several[0][1] if len(several) == 1 else some_values([some for _, some in several])
        with np.errstate(all="ignore"):
            for layer, pairs in self.weights().items():
                numbers, gradients, changes = _of_weights(self._before[layer], pairs)
                layers.setdefault(layer, {}).update(numbers)
                spread[layer, "gradient"], spread[layer, "update"] = gradients, changes
            for (layer, name), found in zip(spread, quantiles(list(spread.values())) if spread else (), strict=True):
                if found:
                    layers[layer].setdefault("quantiles", {})[name] = found
        self.samples.append({**self.tags, "step": step + 1, "epoch": step // self.per_epoch + 1, "layers": layers})
        self._activations, self._before = {}, {}


def _of_weights(old: list[Floats], pairs: list[tuple[Floats, Floats]]) -> tuple[Layer, Floats, Floats]:
    """The sizes of the weights of a layer, of their gradients and of what a step has changed of them (root mean squares); and
    some of the latter two, without their signs."""
    gradients = [some_of(gradient) for _, gradient in pairs]
    changes = [some_of(weight) - before for (weight, _), before in zip(pairs, old, strict=True)]
    sizes = {"weight": root_mean_square(old), "gradient": root_mean_square(gradients), "update": root_mean_square(changes)}
    numbers = {name: tidy(size) for name, size in sizes.items() if math.isfinite(size)}
    return numbers, np.abs(some_values(gradients)), np.abs(some_values(changes))


def _mean(several: list[Layer]) -> Layer:
    """Of a layer that has several activations, or one that acts several times, the mean of what was seen of each."""
    if len(several) == 1:
        return several[0]
    return {name: tidy(float(np.mean([one[name] for one in several if name in one]))) for name in several[0]}


def layer_of(name: str) -> str:
    """The layer that a tensor or module belongs to: layers.0 of layers.0.linear.weight, output of output.linear.weight, and
    generator.network.layers.0 of generator.network.layers.0.linear.weight."""
    parts = name.split(".")
    for index, part in enumerate(parts):
        if part in ("layers", "output"):
            return ".".join(parts[: index + (2 if part == "layers" else 1)])
    return parts[0]


class Watch(Probe):
    """The probe of a torch network: it listens to the activations during a step that is due, and to no other."""

    def __init__(
        self,
        per_epoch: int,
        due: Due,
        network: Any,
        samples: list[Sample],
        tags: Mapping[str, Any] | None = None,
        prefix: str = "",
    ) -> None:
        from torch import nn

        from dltrain.models.activations import ACTIVATIONS
        from dltrain.modules import Function, Recurrence

        super().__init__(per_epoch, due, self._named, samples, tags)
        label = getattr(network, "layer_of", layer_of)
        self._handles: list[Any] = []
        self._heard: list[tuple[str, str, Any]] = []
        for name, module in network.named_modules():
            formula = getattr(module, "formula", None)
            if isinstance(module, Function) and type(formula) in ACTIVATIONS.classes():
                self._heard.append((prefix + label(name), ACTIVATIONS.name_of(formula), module))
            elif isinstance(module, nn.PReLU):
                self._heard.append((prefix + label(name), "prelu", module))
            elif isinstance(module, Recurrence):
                self._heard.append((prefix + label(name), RECURRENT, module))
        trained = [(name, one) for name, one in network.named_parameters() if one.requires_grad and one.dim() > 1]
        self._weights = [(prefix + label(name), one) for name, one in trained]

    def _hook(self, layer: str, name: str) -> Callable[..., None]:
        def look(module: Any, inputs: Any, output: Any) -> None:
            self.activation(layer, name, _numbers(output[: rows_looked_at(output[0].numel())]))

        return look

    def listen(self) -> None:
        """Keeps the weights, and looks at activations from now on."""
        self._handles = [module.register_forward_hook(self._hook(layer, name)) for layer, name, module in self._heard]
        self.before()

    def end(self, step: int) -> None:
        """Ends the sample of a step, from 0, after its update."""
        for handle in self._handles:
            handle.remove()
        self.after(step)

    def _named(self) -> dict[str, list[tuple[Floats, Floats]]]:
        named: dict[str, list[tuple[Floats, Floats]]] = {}
        for layer, weight in self._weights:
            named.setdefault(layer, []).append((_numbers(weight), _numbers(weight.grad)))
        return named


def _numbers(tensor: Any) -> Floats:
    numbers: Floats = tensor.detach().float().cpu().numpy()
    return numbers


def weights_of(network: Any, member: int | None = None) -> Weights:
    """The weights of the layers of an explicit network, or of a member of a stack, with their gradients."""
    named: dict[str, list[tuple[Floats, Floats]]] = {}
    for slot in network.slots:
        if len(slot.shape) > 1:
            weight, gradient = (network.xp.to_numpy(slot.view(vector)) for vector in (network.parameters, network.gradients))
            pair = (weight, gradient) if member is None else (weight[member], gradient[member])
            named.setdefault(layer_of(slot.name), []).append(pair)
    return named
