"""What the dropout of explicit networks drops of a batch: a function of (seed, layer, epoch, step) for each member of a stack."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dltrain.randomness import seed_of, step_key
from dltrain.training.explicit.network import ExplicitNetwork


class Dropping:
    """Of networks whose members have these seeds, over epochs of so many steps."""

    def __init__(self, seeds: Sequence[int], steps: int) -> None:
        self.seeds, self.steps = seeds, steps
        self._keys: tuple[int, Any] = (0, ())

    def tell(self, network: ExplicitNetwork, epoch: int, number: int, first: int) -> None:
        """Tells the dropout of a network what to drop of a batch within a step, or of a share of it, from its row `first` on."""
        if not network.dropped:
            return
        if self._keys[0] != epoch:
            self._keys = epoch, self._of_epoch(network, epoch)
        for stage, keys in zip(network.dropped, self._keys[1], strict=True):
            if stage.is_there:
                stage.keys.copy_(keys[number])
            else:
                stage.keys[:] = [step_key(key, number) for key in keys]
            stage.first = first

    def _of_epoch(self, network: ExplicitNetwork, epoch: int) -> Any:
        """The keys of an epoch of each stage with dropout, (stages, members); on a GPU those of its steps, int64 (stages, steps,
        members)."""
        keys = [[seed_of(seed, f"dropout {stage.name}", epoch) for seed in self.seeds] for stage in network.dropped]
        if network.xp.device == "cpu":
            return keys
        steps = [[[step_key(key, number) for key in own] for number in range(self.steps)] for own in keys]
        return network.xp.like(np.array(steps, np.uint64).view(np.int64), network.parameters)
