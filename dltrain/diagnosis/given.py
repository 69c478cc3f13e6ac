"""What the checks are given before the first step."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dltrain.diagnosis.finding import Change
from dltrain.diagnosis.layers import Placed, placed
from dltrain.spec.writing import plain

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
        """The spec as mappings, lists and scalars: made once, because a table of many columns may have a finding for each."""
        return plain(self.resolved.experiment)

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

    def change(self, key: str, after: Any) -> Change:
        """The change of a key, such as training.learning_rate, from what the spec says of it."""
        value: Any = self.spec
        for step in key.split("."):
            value = value.get(step) if isinstance(value, dict) else None
        return Change(key, value, after)
