"""What trainings make of one number: their values as curves through the rows."""

from __future__ import annotations

from typing import Any, TypeAlias

from dltrain.charts import Axis, panel
from dltrain.charts.layers import line, points
from dltrain.charts.style import COLOURS, GREY, INK
from dltrain.lazy import NDArray, np
from dltrain.lessons.figures.base import FIGURES, Figure, Scene, Shown, Value
from dltrain.types import option, options

Floats: TypeAlias = "NDArray[np.float64]"

CURVE = 200  # points


@FIGURES.entry("fits")
@options
class Fits(Figure):
    """The training rows as points, those of the other parts grey, and a curve a training. All see the same rows.

    Numbers, by the name of the training: `slope`, the mean slope of its curve, and `farthest`, its largest error on a
    training row.
    """

    of: list[str] = option(help="the trainings: one number to another, by name")
    apart: bool = option(False, help="whether each curve has a panel of its own")
    low: float | None = option(None, help="the lowest value that is shown")
    high: float | None = option(None, help="the highest value that is shown")

    def show(self, scene: Scene) -> Shown:
        rows = rows_of(scene.trained[self.of[0]].session)
        xs = np.concatenate([x for x, _ in rows.values()])
        ys = np.concatenate([y for _, y in rows.values()])
        x, y = _axis(xs, None, None), _axis(ys, self.low, self.high)
        across = np.linspace(x.low, x.high, CURVE)
        curves, numbers = {}, dict[str, Value]()
        for name in self.of:
            session = scene.trained[name].session
            values = values_at(session, across)
            curves[scene.called[name]] = values
            numbers[f"{name}.slope"] = float((values[-1] - values[0]) / (across[-1] - across[0]))
            numbers[f"{name}.farthest"] = float(np.abs(values_at(session, rows["train"][0]) - rows["train"][1]).max())
        feature, target = _names(scene.trained[self.of[0]].session)
        look: dict[str, Any] = {"x": x, "y": y, "names": (feature, target), "height": 220}
        dots = [
            points([{"x": a, "y": b} for a, b in zip(*(side.tolist() for side in rows[part]), strict=True)], colour, size=35)
            for part, colour in (("validation", GREY), ("train", INK))
            if part in rows
        ]
        drawn = [
            line([{"x": a, "y": b} for a, b in zip(across.tolist(), values.tolist(), strict=True)], colour)
            for values, colour in zip(curves.values(), COLOURS, strict=False)
        ]
        if self.apart:
            return Shown([panel(name, [*dots, one], **look) for name, one in zip(curves, drawn, strict=True)], numbers)
        legend = list(zip(curves, COLOURS, strict=False))
        return Shown([panel("", [*dots, *drawn], legend=legend, **look)], numbers, columns=1)


def _axis(values: Floats, low: float | None, high: float | None) -> Axis:
    lowest, highest = float(values.min()), float(values.max())
    margin = 0.05 * (highest - lowest)
    return Axis(lowest - margin if low is None else low, highest + margin if high is None else high)


def _names(session: Any) -> tuple[str, str]:
    encoding = session.dataset.encoding
    return encoding.features[0].name, encoding.target_names[0]


def rows_of(session: Any) -> dict[str, tuple[Floats, Floats]]:
    """The number and the target of the rows of each part, in their own units: (rows,) each."""
    encoding = session.dataset.encoding
    return {
        name: (encoding.single_number(part.inputs), encoding.target_values(part.target)[:, 0])
        for name, (part, _) in session.splits.items()
    }


def values_at(session: Any, numbers: Floats) -> Floats:
    """What the network says of each number, (rows,), in the target's own unit."""
    from dltrain.data.part import Part

    encoded = session.dataset.encoding.encode_single_number(numbers)
    blank = Part({"features": encoded}, np.zeros((len(numbers), 1), np.float32), None, np.arange(len(numbers)))
    predicted: Floats = session.evaluator.predictions(session.engine.scores(session.engine.load(blank)))
    return predicted[:, 0]
