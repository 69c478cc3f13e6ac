"""A function of two numbers seen from above, and ways over it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from dltrain.charts.axes import Axis
from dltrain.charts.layers import image, line, points
from dltrain.charts.panels import panel
from dltrain.charts.style import BLUE, INK, ORANGE, Spec
from dltrain.lazy import NDArray, np

Floats: TypeAlias = "NDArray[np.float64]"

_BANDS = 12  # of heights
_LINE, _SHADE = 130, 50  # of 255, how much of the ink a line has, and the highest band


def contours(
    heights: Floats,
    path: Sequence[tuple[float, float]],
    axes: tuple[Axis, Axis],
    names: tuple[str, str],
    *,
    title: str,
    lowest: tuple[float, float] | None = None,
    width: int = 280,
) -> Spec:
    """A panel of heights (height, width), the first line that of the lowest y, by lines of equal height, with a path from its
    first point, white, over a dot for each step, and a diamond at the lowest point."""
    height = round(width * (axes[1].high - axes[1].low) / (axes[0].high - axes[0].low))
    rows = [{"x": x, "y": y} for x, y in path]
    layers = [image(_bands(heights), width, height), line(rows, BLUE, width=1.5), points(rows[1:], BLUE, size=16)]
    layers.append(points(rows[:1], "white", size=55, edge=INK))
    if lowest is not None:
        layers.append(points([{"x": lowest[0], "y": lowest[1]}], ORANGE, shape="diamond", size=70))
    return panel(title, layers, x=axes[0], y=axes[1], names=names, width=width, height=height)


def _bands(heights: Floats) -> NDArray[np.uint8]:
    """Lines of equal height over a shade of it, closer where it is steeper: uint8 (height, width, 4), the highest y first."""
    share = np.sqrt((heights - heights.min()) / (heights.max() - heights.min()))
    band = np.floor(share * _BANDS).clip(0, _BANDS - 1)
    border = np.zeros(band.shape, bool)
    border[1:] |= band[1:] != band[:-1]
    border[:, 1:] |= band[:, 1:] != band[:, :-1]
    pixels = np.full((*heights.shape, 4), 128)
    pixels[..., 3] = np.where(border, _LINE, (_SHADE * band / _BANDS).round())
    return pixels.astype(np.uint8)[::-1]
