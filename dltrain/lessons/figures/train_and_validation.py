"""The loss on the rows that are learned from, and on those that are not, over the epochs."""

from __future__ import annotations

from dltrain.charts import Axis
from dltrain.charts.layers import rule
from dltrain.charts.series import series
from dltrain.charts.style import GREY
from dltrain.lessons.figures.base import FIGURES, Figure, Scene, Shown, Value
from dltrain.types import option, options


@FIGURES.entry("train_and_validation")
@options
class TrainAndValidation(Figure):
    """A panel a training: the training loss blue, the validation loss orange, and a line at the epoch with the least validation
    loss. All panels have the same axes.

    Numbers, by the name of the training: `train` and `validation`, the losses after the last epoch, `least`, the least
    validation loss, `at`, its epoch, and `epochs`.
    """

    of: list[str] = option(help="the trainings, by name")
    high: float = option(1.0, help="the highest loss that is shown", above=0)

    def show(self, scene: Scene) -> Shown:
        panels, numbers = [], dict[str, Value]()
        names = {"train_loss": ("training loss", "훈련 손실"), "validation_loss": ("validation loss", "검증 손실")}
        longest = float(max(len(scene.trained[name].records) for name in self.of))
        for name in self.of:
            records = scene.trained[name].records
            epochs = [float(record["epoch"]) for record in records]
            values = {column: [float(record[column]) for record in records] for column in names}
            least = min(values["validation_loss"])
            at = int(epochs[values["validation_loss"].index(least)])
            lines = {scene.say(*called): (epochs, values[column]) for column, called in names.items()}
            mark = [rule([{"x": at, "y": 0, "x2": at, "y2": self.high}], GREY)]
            blank = {"": ([1.0, longest], [float("nan")] * 2)}  # so that one that ends early has the axis of the others
            title, axes = scene.called[name], (scene.say("epoch", "에포크"), "")
            y = Axis(0, self.high)
            one = series(lines, title=title, names=axes, y=y, width=230, height=140, extra=mark)
            one["encoding"]["x"] = series(blank, names=axes, width=230)["encoding"]["x"]
            panels.append(one)
            numbers |= {f"{name}.train": values["train_loss"][-1], f"{name}.validation": values["validation_loss"][-1]}
            numbers |= {f"{name}.least": least, f"{name}.at": at, f"{name}.epochs": len(records)}
        return Shown(panels, numbers)
