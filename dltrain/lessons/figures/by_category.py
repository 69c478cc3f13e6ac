"""What trainings make of a column of categories: as numbers, or one-hot."""

from __future__ import annotations

from typing import Any

from dltrain.charts import Axis, panel
from dltrain.charts.layers import line, points
from dltrain.charts.style import BLUE, GREY, ORANGE
from dltrain.lazy import np
from dltrain.lessons.figures.base import FIGURES, Figure, Scene, Shown
from dltrain.types import option, options


@FIGURES.entry("by_category")
@options
class ByCategory(Figure):
    """The target of the training rows by their category, grey; joined by a blue line the mean prediction for each where it is
    fed as a number, orange where it is one-hot. Both trainings see the same rows.

    Numbers: `inputs`, how many numbers a row is for the one-hot training, and `table`, its first rows as a table of Markdown.
    """

    numbered: str = option(help="the training that sees the category as a number, its first feature")
    one_hot: str = option(help="the training that sees it one-hot")

    def show(self, scene: Scene) -> Shown:
        numbered, one_hot = (scene.trained[name].session for name in (self.numbered, self.one_hot))
        encoding, part = numbered.dataset.encoding, numbered.splits["train"][0]
        category = encoding.undo(part.inputs["features"].astype(float))[:, 0].round()
        target = encoding.target_values(part.target)[:, 0]
        places = sorted(set(category.tolist()))
        jitter = np.random.default_rng(0).uniform(-0.15, 0.15, len(category))  # so that rows alike are seen
        xs, ys = (category + jitter).tolist(), target.tolist()
        layers = [points([{"x": x, "y": y} for x, y in zip(xs, ys, strict=True)], GREY, size=14)]
        for session, colour in ((numbered, BLUE), (one_hot, ORANGE)):
            predicted = predictions(session)
            means = [{"x": place, "y": float(predicted[category == place].mean())} for place in places]
            joined = [line(means, colour)] if session is numbered else []
            layers += [*joined, points(means, colour, size=90)]
        margin = 0.05 * float(np.ptp(target))
        y = Axis(float(target.min()) - margin, float(target.max()) + margin)
        names = (encoding.features[0].name, encoding.target_names[0])
        legend = [(scene.called[self.numbered], BLUE), (scene.called[self.one_hot], ORANGE)]
        across = Axis(places[0] - 0.5, places[-1] + 0.5)
        one = panel("", layers, x=across, y=y, names=names, height=240, legend=legend)
        one["encoding"]["x"]["axis"]["values"] = places
        inputs = one_hot.dataset.encoding.input_names
        return Shown([one], {"inputs": len(inputs), "table": _table(inputs, one_hot)}, columns=1)


def predictions(session: Any) -> Any:
    """What a network says of each training row, (rows,), in the target's own unit."""
    return session.evaluator.predictions(session.engine.scores(session.splits["train"][1]))[:, 0]


def _table(inputs: list[str], session: Any) -> str:
    rows = session.splits["train"][0].inputs["features"][:4]
    lines = [" | ".join(inputs), " | ".join("---" for _ in inputs)]
    lines += [" | ".join(f"{value:.2f}".replace("-", "−").removesuffix(".00") for value in row.tolist()) for row in rows]
    return "\n".join(f"| {words} |" for words in lines)
