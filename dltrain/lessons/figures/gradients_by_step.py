"""How much of the gradient is left at each step of a sequence."""

from __future__ import annotations

from dltrain.charts import Axis
from dltrain.charts.series import series
from dltrain.lessons.figures.base import FIGURES, Figure, Scene, Shown, Value
from dltrain.lessons.remembering import sequences_of, weight_of_steps
from dltrain.types import option, options


@FIGURES.entry("gradients_by_step")
@options
class GradientsByStep(Figure):
    """Left before training, right after it, a line a training: the derivative of the last score by what was read at each step, as
    a share of that of the last step, over the training rows; from 0.0005 to 5.

    Numbers, by the name of the training: `before` and `after`, what is left of it at the first step.
    """

    of: list[str] = option(help="the trainings, by name: recurrent networks on bits of which one is marked")

    def show(self, scene: Scene) -> Shown:
        panels, numbers = [], dict[str, Value]()
        titles = {"before": scene.say("before training", "훈련 전"), "after": scene.say("after training", "훈련 후")}
        for key, title in titles.items():
            lines = {}
            for name in self.of:
                trained = scene.trained[name]
                session = trained.untrained() if key == "before" else trained.session
                sizes = weight_of_steps(session, sequences_of(session, "train"))
                shares = (sizes / sizes[-1]).tolist()
                lines[scene.called[name]] = ([float(step) for step in range(1, len(shares) + 1)], shares)
                numbers[f"{name}.{key}"] = shares[0]
            names, axis = (scene.say("step", "스텝"), ""), Axis(5e-4, 5, logarithmic=True)
            panels.append(series(lines, title=title, names=names, y=axis, height=190))
        return Shown(panels, numbers)
