"""How many units give on 0 whatever comes in, over a training."""

from __future__ import annotations

from dltrain.charts import Axis
from dltrain.charts.series import series
from dltrain.lessons.figures.base import FIGURES, Figure, Scene, Shown, Value
from dltrain.lessons.layers import dead_share, outputs_by_layer
from dltrain.types import option, options


@FIGURES.entry("dead_units")
@options
class DeadUnits(Figure):
    """A line a training: the share of units of a hidden layer that give on 0 for every training row, by epoch.

    Numbers, by the name of the training: `dead`, the share after the last epoch, and `before`, the share before the first.
    """

    of: list[str] = option(help="the trainings: dense networks, by name")
    layer: int = option(1, help="which hidden layer, from 1", at_least=1)

    def show(self, scene: Scene) -> Shown:
        lines, numbers = {}, dict[str, Value]()
        for name in self.of:
            shares = [
                dead_share(outputs_by_layer(session)[self.layer - 1])
                for step, session in scene.trained[name].steps()
                if step % session.engine.steps_per_epoch == 0
            ]
            lines[scene.called[name]] = ([float(epoch) for epoch in range(len(shares))], shares)
            numbers |= {f"{name}.before": shares[0], f"{name}.dead": shares[-1]}
        title = scene.say("share of dead units", "죽은 유닛의 비율")
        axis = Axis(-0.02, 1.02)
        return Shown([series(lines, title=title, names=(scene.say("epoch", "에포크"), ""), y=axis, height=200)], numbers)
