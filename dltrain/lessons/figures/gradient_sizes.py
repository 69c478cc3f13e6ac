"""How large the gradient is that arrives in each layer, by the activation and by the depth of the network."""

from __future__ import annotations

from dataclasses import replace

from dltrain.charts import Axis
from dltrain.charts.series import series
from dltrain.lessons.figures.base import FIGURES, Figure, Scene, Shown, Value
from dltrain.lessons.layers import gradient_sizes
from dltrain.types import option, options


@FIGURES.entry("gradient_sizes")
@options
class GradientSizes(Figure):
    """Left the size of the gradient by the weights of each layer of the deepest network, before training; right that of the
    first layer by the number of hidden layers. The size is the root of the mean square of its numbers, in the first batch.

    Numbers, by the name of the activation: `first` and `last`, of the first and the last hidden layer of the deepest network,
    and `ratio`, the first over the last.
    """

    of: str = option(help="a training, whose layers and activation are set otherwise here")
    activations: list[str] = option(help="the activations")
    depths: list[int] = option(help="the numbers of hidden layers, the largest last")
    units: int = option(help="the units of a hidden layer", at_least=1)

    def show(self, scene: Scene) -> Shown:
        by_layer, by_depth, numbers = {}, {}, dict[str, Value]()
        for activation in self.activations:
            sizes = [self.sizes(scene, activation, depth) for depth in self.depths]
            hidden = sizes[-1][:-1]
            by_layer[activation] = ([float(number) for number in range(1, len(hidden) + 1)], hidden)
            by_depth[activation] = ([float(depth) for depth in self.depths], [one[0] for one in sizes])
            numbers |= {f"{activation}.first": hidden[0], f"{activation}.last": hidden[-1]}
            numbers[f"{activation}.ratio"] = hidden[0] / hidden[-1]
        deepest = self.depths[-1]
        titles = (
            scene.say(f"gradient by layer, {deepest} hidden layers", f"층별 기울기의 크기 (은닉층 {deepest}개)"),
            scene.say("gradient of the first layer", "첫째 층의 기울기 크기"),
        )
        axes = (scene.say("layer", "층"), scene.say("hidden layers", "은닉층의 수"))
        every = [size for lines in (by_layer, by_depth) for _, sizes in lines.values() for size in sizes if size > 0]
        y = Axis(min(every) / 2, 2 * max(every), logarithmic=True)
        panels = [
            series(lines, title=title, names=(axis, ""), y=y, height=210)
            for lines, title, axis in zip((by_layer, by_depth), titles, axes, strict=True)
        ]
        return Shown(panels, numbers)

    def sizes(self, scene: Scene, activation: str, depth: int) -> list[float]:
        """The sizes by layer, the output's last, of a network of this depth before training."""
        trained = scene.trained[self.of]
        layers = ",".join([str(self.units)] * depth)
        sets = [*trained.sets, f"model.layers=[{layers}]", f"model.activation={activation}"]
        return gradient_sizes(replace(trained, sets=sets).untrained())
