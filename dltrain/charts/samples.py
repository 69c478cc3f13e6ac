"""Generated rows beside real ones: points in the plane, or sheets of small images."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from dltrain.charts.layers import as_url
from dltrain.charts.names import drawable_labels
from dltrain.charts.style import BLUE, GREY, SIZE, Spec, chart
from dltrain.lazy import NDArray, np

Floats: TypeAlias = "NDArray[np.float64]"

_SIDE = 360  # of a panel
_SHEET = 8  # images on a side of a sheet


def scatter(real: Floats, generated: Floats, names: Sequence[str], title: str) -> Spec:
    """Points (rows, 2), real and generated, on the axes `names` as a description; the axes show all real points with a margin."""
    margin = 0.2 * (real.max(axis=0) - real.min(axis=0))
    margin[margin == 0] = 1.0
    low, high = real.min(axis=0) - margin, real.max(axis=0) + margin
    labels = drawable_labels(names)
    rows = [
        {"x": x, "y": y, "kind": kind}
        for points, kind in ((real, "real"), (generated, "generated"))
        for x, y in points.clip(low - 9 * margin, high + 9 * margin).tolist()
    ]

    def axis(index: int, field: str) -> Spec:
        scale = {"domain": [float(low[index]), float(high[index])], "nice": False, "zero": False}
        return {"field": field, "type": "quantitative", "scale": scale, "axis": {"title": labels[index], "tickCount": 6}}

    legend = {"title": None, "orient": "top", "labelFontSize": SIZE, "symbolSize": 60, "symbolOpacity": 1}
    body = {
        "width": _SIDE,
        "height": _SIDE,
        "data": {"values": rows},
        "mark": {"type": "circle", "size": 9, "opacity": 0.6, "clip": True},
        "encoding": {
            "x": axis(0, "x"),
            "y": axis(1, "y"),
            "color": {"field": "kind", "scale": {"domain": ["real", "generated"], "range": [GREY, BLUE]}, "legend": legend},
        },
    }
    return chart(body, title=title, subtitle=[], width=_SIDE, texts="".join(labels))


def sheets(real: Floats, generated: Floats, shape: tuple[int, ...], title: str) -> Spec:
    """Two sheets of images, real and generated, out of rows (rows, numbers) of the shape (channels, height, width), as a
    description.

    The range of the real images' numbers goes from black to white.
    """
    low, high = float(real.min()), float(real.max())
    views = []
    for rows, name in ((real, "real"), (generated, "generated")):
        sheet = ((_sheet(rows, shape, low) - low) / ((high - low) or 1.0)).clip(0.0, 1.0)
        width = round(_SIDE * sheet.shape[1] / sheet.shape[0])
        image = {
            "type": "image",
            "width": width,
            "height": _SIDE,
            "x": width / 2,
            "y": _SIDE / 2,
            "aspect": False,
            "smooth": False,
        }
        views.append(
            {
                "width": width,
                "height": _SIDE,
                "title": {"text": name, "anchor": "start", "fontSize": SIZE, "offset": 6},
                "data": {"values": [{"url": as_url((sheet * 255).round().astype("uint8"))}]},
                "mark": image,
                "encoding": {"url": {"field": "url", "type": "nominal"}},
            }
        )
    return chart({"hconcat": views, "spacing": 20}, title=title, subtitle=[], width=2 * _SIDE)


def _sheet(rows: Floats, shape: tuple[int, ...], background: float) -> Floats:
    """The first images in a square, a line apart: (height, width, 3)."""
    channels, height, width = shape
    sheet = np.full((_SHEET * (height + 1) - 1, _SHEET * (width + 1) - 1, channels), background)
    for number, row in enumerate(rows[: _SHEET**2]):
        top, left = number // _SHEET * (height + 1), number % _SHEET * (width + 1)
        sheet[top : top + height, left : left + width] = row.reshape(shape).transpose(1, 2, 0)
    return np.repeat(sheet, 3, axis=2) if channels == 1 else sheet
