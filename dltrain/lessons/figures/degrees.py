"""Polynomials of growing degree through the same rows: too stiff, right, too lively."""

from __future__ import annotations

from typing import Any

from dltrain.charts import Axis, panel
from dltrain.charts.layers import line, points
from dltrain.charts.series import series
from dltrain.charts.style import BLUE, GREY, INK
from dltrain.lazy import np
from dltrain.lessons.figures.base import FIGURES, Figure, Scene, Shown, Value
from dltrain.lessons.figures.fits import CURVE, Floats, rows_of
from dltrain.types import option, options


@FIGURES.entry("degrees")
@options
class Degrees(Figure):
    """A panel a degree: the training rows dark, the validation rows grey, and the polynomial of this degree with the least
    squared error on the training rows. Then the root mean squared error on both by the degree.

    Numbers, by the degree: `train.3` and `validation.3`; `best`, the degree with the least validation error, and `rows`.
    """

    of: str = option(help="a training of one number to another, of whose rows these are")
    degrees: list[int] = option(help="the degrees that have a panel")
    most: int = option(11, help="the highest degree that is tried", at_least=1)

    def show(self, scene: Scene) -> Shown:
        session = scene.trained[self.of].session
        rows = rows_of(session)
        x, y = (_axis(np.concatenate([part[side] for part in rows.values()])) for side in (0, 1))
        curves = {degree: polynomial(*rows["train"], degree) for degree in range(self.most + 1)}
        errors = {
            name: [float(np.sqrt(np.mean((curve(part[0]) - part[1]) ** 2))) for curve in curves.values()]
            for name, part in rows.items()
        }
        across = np.linspace(x.low, x.high, CURVE)
        names = (session.dataset.encoding.features[0].name, session.dataset.encoding.target_names[0])
        panels = []
        for degree in self.degrees:
            drawn = [_points(rows[name], colour) for name, colour in (("validation", GREY), ("train", INK)) if name in rows]
            drawn.append(line(_rows(across, curves[degree](across)), BLUE))
            title = scene.say(f"degree {degree}", f"{degree}차")
            panels.append(panel(title, drawn, x=x, y=y, names=names, width=230, height=150))
        called = {"train": scene.say("training rows", "훈련 데이터"), "validation": scene.say("validation rows", "검증 데이터")}
        places = [float(degree) for degree in curves]
        lines = {called[name]: (places, values) for name, values in errors.items() if name in called}
        title, axis = scene.say("root mean squared error", "평균 제곱근 오차"), scene.say("degree", "차수")
        height = Axis(0, 2 * max(errors["train"]))
        panels.append(series(lines, title=title, names=(axis, ""), y=height, width=230, height=150))
        numbers: dict[str, Value] = {"rows": len(rows["train"][0]), "best": int(np.argmin(errors["validation"]))}
        numbers |= {f"{name}.{degree}": values[degree] for name, values in errors.items() for degree in curves}
        return Shown(panels, numbers)


def polynomial(x: Floats, y: Floats, degree: int) -> Any:
    """The polynomial of a degree with the least squares on rows, (rows,) each, as a function of numbers."""
    return np.polynomial.Polynomial.fit(x, y, degree)


def _axis(values: Floats) -> Axis:
    margin = 0.12 * float(np.ptp(values))
    return Axis(float(values.min()) - margin, float(values.max()) + margin)


def _rows(xs: Floats, ys: Floats) -> list[dict[str, float]]:
    return [{"x": x, "y": y} for x, y in zip(xs.tolist(), ys.tolist(), strict=True)]


def _points(rows: tuple[Floats, Floats], colour: str) -> Any:
    return points(_rows(*rows), colour, size=35)
