"""The best epoch, and when to stop: a fold over the records of the epochs, so that a resumed run knows what a whole one knew."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass
class Monitor:
    """Follows one recorded value. `patience` None never stops."""

    name: str
    maximize: bool
    patience: int | None = None
    min_delta: float = 0.0
    best_epoch: int = 0
    best: float = math.nan
    reference: float = math.nan
    waited: int = 0

    def observe(self, epoch: int, record: Mapping[str, float | None]) -> bool:
        """Takes in an epoch's record; whether it is the best so far. An undefined value is never better."""
        value = record.get(self.name)
        if value is None or math.isnan(value):
            self.waited += 1
            return False
        if self._better(value, self.reference, self.min_delta):
            self.reference, self.waited = value, 0
        else:
            self.waited += 1
        if not self._better(value, self.best, 0.0):
            return False
        self.best, self.best_epoch = value, epoch
        return True

    @property
    def stops(self) -> bool:
        """Whether the value has not become better, by at least `min_delta`, for `patience` epochs."""
        return self.patience is not None and self.waited >= self.patience

    def _better(self, value: float, than: float, by: float) -> bool:
        if math.isnan(than):
            return True
        return value > than + by if self.maximize else value < than - by
