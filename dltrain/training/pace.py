"""How many helpers pay: beside another busy process one waits for them, and may be quicker alone."""

from __future__ import annotations

import time

TURN = 150  # steps on the quicker way, after which the other way is tried
TRIAL = 6  # steps on the other way
CLEARLY = 0.9  # of the time of the steps together: what working alone must take for it to be chosen


class Pace:
    """Takes the time of each step, together with all helpers or alone, and stays on the way that is quicker now.

    It is entered for each step. What it chooses changes no bit of a result.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._together, self._is_trial, self._steps, self._seconds, self._before = True, False, -1, 0.0, 0.0

    def __enter__(self) -> int:
        """How many helpers take part in this step."""
        self._began = time.perf_counter()
        return self.most if self._together else 0

    def __exit__(self, *_: object) -> None:
        if self._steps >= 0:  # the very first step has the helpers made
            self._seconds += time.perf_counter() - self._began
        self._steps += 1
        if self._steps == (TRIAL if self._is_trial else TURN):
            self._turn(self._seconds / self._steps)

    def _turn(self, mean: float) -> None:
        """Begins a trial of the other way, or chooses one after it; `mean` is that of the steps just taken."""
        if self._is_trial:
            together, alone = (mean, self._before) if self._together else (self._before, mean)
            self._together = alone > CLEARLY * together
        else:
            self._before, self._together = mean, not self._together
        self._is_trial, self._steps, self._seconds = not self._is_trial, 0, 0.0
