"""The networks of a sweep, which differ in their seed alone, over the epochs."""

from __future__ import annotations

import math

from dltrain.charts.series import series
from dltrain.charts.style import BLUE, ORANGE
from dltrain.lessons.figures.base import FIGURES, Figure, Scene, Shown
from dltrain.types import option, options


@FIGURES.entry("members")
@options
class Members(Figure):
    """A line a member: blue those that end below `reached`, orange those that do not.

    Numbers: `members`, `below`, how many end below, `above`, how many do not, and the `lowest` and the `highest` last loss.
    """

    of: str = option(help="the training, a sweep")
    reached: float = option(help="the loss that counts as the bottom", above=0)

    def show(self, scene: Scene) -> Shown:
        records = scene.trained[self.of].records
        lines: dict[int, list[float]] = {}
        for record in records:
            for seed, loss in zip(record["members"]["seed"], record["members"]["train_loss"], strict=True):
                lines.setdefault(seed, []).append(math.nan if loss is None else loss)
        last = [losses[-1] for losses in lines.values()]
        below = sum(loss < self.reached for loss in last)
        epochs = [float(record["epoch"]) for record in records]
        drawn = {f"seed {seed}": (epochs[: len(losses)], losses) for seed, losses in lines.items()}
        colours = [BLUE if loss < self.reached else ORANGE for loss in last]
        names = (scene.say("epoch", "에포크"), scene.say("training loss", "훈련 손실"))
        chart = series(drawn, names=names, colours=colours, legend=False)
        numbers = {"members": len(last), "below": below, "above": len(last) - below, "lowest": min(last), "highest": max(last)}
        return Shown([chart], numbers, columns=1)
