"""Generated rows beside real ones: points in the plane, or sheets of small pictures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dltrain.charts import ticks
from dltrain.charts.canvas import COLOURS, EDGE, GREY, Canvas, text_width
from dltrain.charts.words import drawable_labels, drawable_title

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_SIDE = 330.0  # of a panel, points
_SHEET = 8  # pictures on a side of a sheet


def scatter(real: Floats, generated: Floats, names: Sequence[str], title: str) -> bytes:
    """A PNG of points (rows, 2), real and generated, on the axes `names`; the axes show all real points with a margin."""
    margin = 0.2 * (real.max(axis=0) - real.min(axis=0))
    margin[margin == 0] = 1.0
    low, high = real.min(axis=0) - margin, real.max(axis=0) + margin
    canvas = Canvas()
    canvas.box((-0.4, 0, 0.4, _SIDE), EDGE)
    canvas.box((0, _SIDE - 0.4, _SIDE, _SIDE + 0.4), EDGE)
    marks = [ticks.linear(float(low[axis]), float(high[axis]), 6) for axis in (0, 1)]
    aside = max(text_width(words) for words in ticks.written(marks[1]))
    for axis in (0, 1):
        for mark, words in zip(marks[axis], ticks.written(marks[axis]), strict=True):
            place = (mark - float(low[axis])) / float(high[axis] - low[axis]) * _SIDE
            if axis == 0:
                canvas.box((place - 0.4, _SIDE, place + 0.4, _SIDE + 3.5), EDGE)
                canvas.text((place, _SIDE + 7), words, colour=GREY, align="centre", level="top")
            else:
                canvas.box((-3.5, _SIDE - place - 0.4, 0, _SIDE - place + 0.4), EDGE)
                canvas.text((-7, _SIDE - place), words, colour=GREY, align="right", level="middle")
    labels = drawable_labels(names)
    canvas.text((_SIDE / 2, _SIDE + 22), labels[0], colour=GREY, align="centre", level="top")
    canvas.text((-aside - 14, _SIDE / 2), labels[1], colour=GREY, align="centre", turned=True)
    end = _SIDE
    for name, colour in (("generated", COLOURS[0]), ("real", GREY)):
        canvas.text((end, -10), name, align="right")
        end -= text_width(name) + 8
        canvas.dots([(end, -13.6)], colour, 2.6)
        end -= 14
    canvas.text((0, -10), drawable_title(title, 34), size=12)
    scale = _SIDE / (high - low)
    for rows, colour in ((real, GREY), (generated, COLOURS[0])):
        found = ((rows - low) * scale).clip(-_SIDE, 2 * _SIDE)
        points = [(x, _SIDE - y) for x, y in found.tolist()]
        canvas.dots(points, colour, 1.3, strength=0.6, within=(0, 0, _SIDE, _SIDE))
    return canvas.png()


def sheets(real: Floats, generated: Floats, shape: tuple[int, ...], title: str) -> bytes:
    """A PNG of two sheets of pictures, real and generated, out of rows (rows, numbers) of the shape (channels, height, width).

    The range of the real pictures' numbers goes from black to white.
    """
    low, high = float(real.min()), float(real.max())
    canvas, left = Canvas(), 0.0
    for rows, name in ((real, "real"), (generated, f"generated, {drawable_title(title)}")):
        sheet = ((_sheet(rows, shape, low) - low) / ((high - low) or 1.0)).clip(0.0, 1.0)
        width = _SIDE * sheet.shape[1] / sheet.shape[0]
        canvas.text((left, -8), name, size=12)
        canvas.picture((left, 0, left + width, _SIDE), (sheet * 255).round().astype("uint8"))
        left += max(width, text_width(name, 12)) + 24
    return canvas.png()


def _sheet(rows: Floats, shape: tuple[int, ...], background: float) -> Floats:
    """The first pictures in a square, a line apart: (height, width, 3)."""
    import numpy as np

    channels, height, width = shape
    sheet = np.full((_SHEET * (height + 1) - 1, _SHEET * (width + 1) - 1, channels), background)
    for number, row in enumerate(rows[: _SHEET**2]):
        top, left = number // _SHEET * (height + 1), number % _SHEET * (width + 1)
        sheet[top : top + height, left : left + width] = row.reshape(shape).transpose(1, 2, 0)
    return np.repeat(sheet, 3, axis=2) if channels == 1 else sheet
