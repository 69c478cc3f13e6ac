"""The charts of what a generator makes beside real rows: points in the plane, or images."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dltrain import charts
from dltrain.kinds.gan.likeness import Likeness, as_floats, subsample
from dltrain.models.gan import GanPlan
from dltrain.models.layers import LAYERS, Shape
from dltrain.training.session import Session

CHARTS = 10  # about how many charts of samples a run draws


def draw_samples(session: Session[Likeness], record: Mapping[str, float | None]) -> None:
    """Draws samples-0010.png at about every tenth of the epochs, where rows can be looked at."""
    epoch = int(record["epoch"] or 0)
    if epoch % max(1, int(session.training.epochs) // CHARTS) == 0:
        draw_sample(session, f"samples-{epoch:04d}", f"epoch {epoch:,}")


def draw_sample(session: Session[Likeness], name: str, title: str) -> None:
    """A chart of real and generated rows side by side; none of rows that are neither points in the plane nor images."""
    plan: Any = session.resolved.plan
    encoding = session.dataset.encoding
    names = encoding.number_names
    shape = image_shape(plan, names)
    if shape is None and len(names) != 2:
        return
    rows = session.splits["train"][1]
    real, generated = (encoding.undo(each) for each in (subsample(rows), as_floats(session.engine.scores(rows))))
    title = f"{session.run.folder.name}: {title}"
    spec = charts.scatter(real, generated, names, title) if shape is None else charts.sheets(real, generated, shape, title)
    session.run.write_chart(name, charts.png(spec))


def image_shape(plan: GanPlan, names: Sequence[str]) -> Shape | None:
    """The shape (channels, height, width) in which rows can be looked at; None where they are no images.

    They are images by their own shape, by a reshape with which the discriminator begins, or by the names of their columns,
    which end in the pixel's row and column.
    """
    first = plan.discriminator.layers[:1]
    reshaped = first[0].output_shape(plan.shape) if first and LAYERS.name_of(first[0]) == "reshape" else ()
    return next((shape for shape in (plan.shape, reshaped, _grid(names)) if len(shape) == 3 and shape[0] in (1, 3)), None)


def _grid(names: Sequence[str]) -> Shape:
    """(1, height, width) of columns named pixel_0_0, pixel_0_1, ..., in this order."""
    places = [tuple(part for part in name.rsplit("_", 2)[1:]) for name in names]
    height, width = (len({place[axis] for place in places if len(place) == 2}) for axis in (0, 1))
    expected = [(str(row), str(column)) for row in range(height) for column in range(width)]
    return (1, height, width) if places == expected and height > 1 and width > 1 else ()
