"""What the cells of a world are worth to a policy, and where it goes."""

from __future__ import annotations

from typing import Any

import numpy as np

from dltrain.lessons.figures.base import FIGURES, Figure, Scene, Shown, Value
from dltrain.types import option, options


@FIGURES.entry("grid_policy")
@options
class GridPolicy(Figure):
    """A panel a training: each cell of its world with what it is worth and the best move.

    Numbers, by the name of the training: `start`, what the cell is worth where an episode begins.
    """

    of: list[str] = option(help="the trainings, by name")

    def show(self, scene: Scene) -> Shown:
        from dltrain.kinds.policy.known import known_of, policy_of
        from dltrain.kinds.policy.pictures import policy_panel

        panels, numbers = [], dict[str, Value]()
        for name in self.of:
            trained = scene.trained[name]
            tensors, _ = trained.run.read_checkpoint("best")
            environment: Any = policy_of(trained.setup.resolved).environment
            known = known_of(trained.setup.resolved, tensors)
            panel = policy_panel(known, environment, scene.called[name])
            assert panel is not None
            panels.append(panel)
            numbers[f"{name}.start"] = float(known.worth(np.array(environment.starts)).mean())
        return Shown(panels, numbers)
