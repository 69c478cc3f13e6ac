"""What the checks are given before the first step."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dltrain.diagnosis.finding import Change
from dltrain.diagnosis.layers import Placed, placed
from dltrain.spec.writing import in_short

if TYPE_CHECKING:
    from dltrain.data.dataset import Dataset
    from dltrain.spec.resolve import Resolved


@dataclass(frozen=True)
class Given:
    """What is known before the first step: the spec, settled, and its data, encoded."""

    resolved: Resolved
    dataset: Dataset

    @functools.cached_property
    def spec(self) -> dict[str, Any]:
        """The spec as mappings, lists and scalars, as people write it: made once, because a table of many columns may have a
        finding for each."""
        return in_short(self.resolved.experiment)

    @functools.cached_property
    def layers(self) -> list[list[Placed]]:
        """The layers of each network, the output last; so what a check draws of their weights, the next one has too."""
        return list(placed(self.resolved))

    @property
    def drawn_layers(self) -> list[list[Placed]]:
        """The layers where training begins from the initial weights that their initializers draw; none where nothing is trained,
        or the weights come from another run."""
        experiment = self.resolved.experiment
        return [] if experiment.training.epochs == 0 or experiment.model.initialize_from else self.layers

    def value(self, key: str) -> Any:
        """What the spec has at a key, such as training.learning_rate; None where it has nothing."""
        value: Any = self.spec
        for step in key.split("."):
            value = _child(value, step)
        return value

    def change(self, key: str, after: Any) -> Change:
        """The change of a key from what the spec says of it."""
        return Change(key, self.value(key), after)

    def acting(self, name: str) -> str:
        """The name of the layer whose activation is measured under a name: where pooling comes first, which gives the same
        numbers with less work, that is the layer before."""
        if (one := self.named(name)) is None:
            return name
        layers = next(layers for layers in self.layers if one in layers)
        before = reversed(layers[: layers.index(one) + 1])
        return next((other.name for other in before if other.activation is not None), name)

    def named(self, name: str) -> Placed | None:
        """The layer of this name, such as layers.2; None where it lies within another."""
        return next((one for layers in self.layers for one in layers if one.name == name), None)

    def changes(self, layers: Iterable[Placed | None], option: str, after: Any) -> list[Change]:
        """The changes that give these layers another `activation` or `initializer`: of the model's, which its layers take over,
        and of those that have their own. `auto` is a word of the model's alone, so that an initializer of a layer's own is left
        out for it."""
        keys = dict.fromkeys(self._key(one, option) for one in layers)
        return [self.change(key, None if after == "auto" and key.count(".") > 1 else after) for key in keys]

    def _key(self, one: Placed | None, option: str) -> str:
        """Where the spec has an option of a layer; of one that has no such option, where the last one before it has it."""
        layers = next((layers for layers in self.layers if one in layers), [])
        own = ("function", option) if option == "activation" else (option,)
        before = layers[: layers.index(one) + 1] if one else []
        one = next((other for other in reversed(before) if any(hasattr(other.layer, key) for key in own)), None)
        if one is None:
            return f"model.{option}"
        owned = getattr(one.layer, option, None)
        if (
            owned is not None
            and owned == getattr(self.resolved.model, option, None)
            and (option == "initializer" or not one.is_output)
        ):
            return f"model.{option}"
        return f"{self.layer_key(one)}.{'function' if owned is None and hasattr(one.layer, 'function') else option}"

    def layer_key(self, one: Placed) -> str:
        """Where the spec has a layer: model.layers.2, model.generator.0; an encoder's stand before those of its decoder."""
        if one.is_output:
            return "model.output"
        *network, _, number = one.name.split(".")
        model, index = self.spec["model"], int(number)
        if network:
            return f"model.{network[0]}.{index}"
        if "encoder" not in model:
            return f"model.layers.{index}"
        before = len(model["encoder"])
        return f"model.encoder.{index}" if index < before else f"model.decoder.{index - before}"


def _child(value: Any, step: str) -> Any:
    if isinstance(value, list):
        return value[int(step)] if step.isdigit() and int(step) < len(value) else None
    return value.get(step) if isinstance(value, dict) else None
