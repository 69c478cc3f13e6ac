"""Generated rows beside real ones: points in the plane, or sheets of small pictures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dltrain.pictures.canvas import COLOURS, GREY, INK, drawable_labels, drawable_title, drawing, empty_figure, png

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_SIDE = 4.6  # of a panel, inches
_SHEET = 8  # pictures on a side of a sheet


def scatter(real: Floats, generated: Floats, names: Sequence[str], title: str) -> bytes:
    """A PNG of points (rows, 2), real and generated, on the axes `names`; the axes show all real points with a margin."""
    labels = drawable_labels(names)
    with drawing(" ".join([title, *labels])):
        figure = empty_figure(_SIDE, _SIDE)
        axes = figure.add_axes((0, 0, 1, 1))
        for rows, name, colour in ((real, "real", GREY), (generated, "generated", COLOURS[0])):
            axes.scatter(rows[:, 0], rows[:, 1], s=7, color=colour, alpha=0.45, linewidths=0, label=name)
        low, high = real.min(axis=0), real.max(axis=0)
        margin = 0.2 * (high - low)
        axes.set_xlim(low[0] - margin[0], high[0] + margin[0])
        axes.set_ylim(low[1] - margin[1], high[1] + margin[1])
        axes.set_xlabel(labels[0])
        axes.set_ylabel(labels[1])
        legend = axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2, frameon=False, handletextpad=0.1, markerscale=2)
        for handle in legend.legend_handles:
            handle.set_alpha(1)  # type: ignore[union-attr]  # it is there
        axes.set_title(drawable_title(title), loc="left", color=INK, fontsize=12)
        return png(figure)


def sheets(real: Floats, generated: Floats, shape: tuple[int, ...], title: str) -> bytes:
    """A PNG of two sheets of pictures, real and generated, out of rows (rows, numbers) of the shape (channels, height, width).

    The range of the real pictures' numbers goes from black to white.
    """
    low, high = float(real.min()), float(real.max())
    with drawing(title):
        figure = empty_figure(2 * _SIDE, _SIDE)
        for place, (rows, name) in enumerate(((real, "real"), (generated, "generated"))):
            axes = figure.add_axes((place * 0.52, 0, 0.48, 1))
            sheet = ((_sheet(rows, shape, low) - low) / ((high - low) or 1.0)).clip(0.0, 1.0)
            axes.imshow(sheet, cmap="gray", vmin=0, vmax=1, interpolation="nearest")
            axes.set_axis_off()
            axes.set_title(name if place == 0 else f"{name}, {drawable_title(title)}", loc="left", color=INK, fontsize=12)
        return png(figure)


def _sheet(rows: Floats, shape: tuple[int, ...], background: float) -> Floats:
    """The first pictures in a square, a line apart: (height, width), or (height, width, 3)."""
    import numpy as np

    channels, height, width = shape
    sheet = np.full((_SHEET * (height + 1) - 1, _SHEET * (width + 1) - 1, channels), background)
    for number, row in enumerate(rows[: _SHEET**2]):
        top, left = number // _SHEET * (height + 1), number % _SHEET * (width + 1)
        sheet[top : top + height, left : left + width] = row.reshape(shape).transpose(1, 2, 0)
    return sheet[:, :, 0] if channels == 1 else sheet
