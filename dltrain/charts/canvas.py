"""A sheet to draw on: lines, dots, boxes and text, at most as large as what is drawn, and the same PNG bytes for the same input.

Lengths are points (1/72 inch) from an origin of the drawer's choice, y downward. What is drawn later covers what is below it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from dltrain.charts.fonts import runs

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

INK = "#222222"
GREY = "#6b6b6b"
FAINT = "#e6e6e6"
EDGE = "#b0b0b0"
# Okabe and Ito's colours, told apart by colour-blind readers as well; without the yellow, which white paper swallows.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#555555")

SIZE = 10.0  # of text
_SCALE = 130 / 72  # pixels a point
_FINE = 4  # lines and dots are drawn so many times as large, and made smaller
_MARGIN = 14.0

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom
_Paint = Callable[["Image", int, int], None]  # onto an image, whose corner is this pixel of the sheet


class Canvas:
    """Holds what is drawn until `png` knows how large the sheet must be."""

    def __init__(self) -> None:
        self._drawn: list[tuple[Box, _Paint]] = []  # each with the pixels that it covers

    def box(self, box: Box, colour: str) -> None:
        """A filled rectangle with crisp edges, of a pixel at least."""
        left, top, right, bottom = _pixels(box)

        def paint(sheet: Image, x: int, y: int) -> None:
            sheet.paste(colour, (left - x, top - y, right - x, bottom - y))

        self._drawn.append(((left, top, right, bottom), paint))

    def picture(self, box: Box, pixels: Any) -> None:
        """uint8 (height, width, 3), each pixel a rectangle with crisp edges."""
        left, top, right, bottom = _pixels(box)

        def paint(sheet: Image, x: int, y: int) -> None:
            from PIL import Image

            size = (right - left, bottom - top)
            sheet.paste(Image.fromarray(pixels).resize(size, Image.Resampling.NEAREST), (left - x, top - y))

        self._drawn.append(((left, top, right, bottom), paint))

    def line(
        self, points: Sequence[Point], colour: str, width: float, *, dashes: Sequence[float] = (), within: Box | None = None
    ) -> None:
        """Straight from point to point with round ends and corners; NaN is a gap. dashes: lengths on and off, in widths."""
        strokes = list(_strokes(points))
        if dashes:
            strokes = [dash for stroke in strokes for dash in _dashes(stroke, [width * length for length in dashes])]

        def trace(draw: Any, place: Callable[[Point], Point], unit: float) -> None:
            for stroke in strokes:
                found = [place(point) for point in stroke]
                draw.line(found, fill=255, width=max(1, round(width * unit)), joint="curve")
                for x, y in (found[0], found[-1]):
                    reach = width * unit / 2
                    draw.ellipse((x - reach, y - reach, x + reach, y + reach), fill=255)

        self._trace([point for stroke in strokes for point in stroke], colour, width / 2, within, trace)

    def dots(
        self, points: Sequence[Point], colour: str, radius: float, *, strength: float = 1.0, within: Box | None = None
    ) -> None:
        """Discs around these points; where they overlap they are no darker. strength: from 0, unseen, to 1."""

        def trace(draw: Any, place: Callable[[Point], Point], unit: float) -> None:
            reach = radius * unit
            for x, y in map(place, points):
                draw.ellipse((x - reach, y - reach, x + reach, y + reach), fill=round(255 * strength))

        self._trace([point for point in points if all(map(math.isfinite, point))], colour, radius, within, trace)

    def text(
        self,
        at: Point,
        words: str,
        *,
        size: float = SIZE,
        colour: str = INK,
        align: Literal["left", "centre", "right"] = "left",
        level: Literal["baseline", "middle", "top"] = "baseline",
        turned: bool = False,
    ) -> None:
        """Words that begin, end or have their middle `at` a point.

        level: what of their height is there; turned: they read upward.
        """
        width, height = text_width(words, size) * _SCALE, size * _SCALE
        before = {"left": 0.0, "centre": width / 2, "right": width}[align]
        drop = {"baseline": 0.0, "middle": 0.365, "top": 0.76}[
            level
        ] * height  # of DejaVu Sans: half a capital, a capital and an accent
        x, y = at[0] * _SCALE, at[1] * _SCALE
        ascent, descent = math.ceil(height), math.ceil(0.32 * height)
        if turned:
            base, start = round(x + drop), round(y + before)
            box = (base - ascent, start - math.ceil(width), base + descent, start)
        else:
            base, start = round(y + drop), round(x - before)
            box = (start, base - ascent, start + math.ceil(width), base + descent)

        def paint(sheet: Image, x: int, y: int) -> None:
            from PIL import Image, ImageDraw

            mask = Image.new("L", (math.ceil(width) + 2, ascent + descent))
            draw, pen = ImageDraw.Draw(mask), 0.0
            for font, stretch in _fonts(words, size):
                draw.text((pen, ascent), stretch, font=font, fill=255, anchor="ls")
                pen += font.getlength(stretch)
            if turned:
                mask = mask.transpose(Image.Transpose.ROTATE_90)
            sheet.paste(colour, (box[0] - x, box[3] - mask.height - y), mask)

        self._drawn.append((box, paint))

    def png(self) -> bytes:
        """What was drawn, with a margin, as a PNG without date or version."""
        from PIL import Image

        margin = round(_MARGIN * _SCALE)
        left, top = (math.floor(min(box[side] for box, _ in self._drawn)) - margin for side in (0, 1))
        right, bottom = (math.ceil(max(box[side] for box, _ in self._drawn)) + margin for side in (2, 3))
        sheet = Image.new("RGB", (right - left, bottom - top), "white")
        for _, paint in self._drawn:
            paint(sheet, left, top)
        data = BytesIO()
        sheet.save(data, format="png", dpi=(72 * _SCALE, 72 * _SCALE))
        return data.getvalue()

    def _trace(
        self,
        points: Sequence[Point],
        colour: str,
        reach: float,
        within: Box | None,
        trace: Callable[[Any, Callable[[Point], Point], float], None],
    ) -> None:
        """What `trace` draws onto a mask, with smooth edges.

        reach: how far from the points it does; within: what lies outside is not seen.
        """
        if not points:
            return
        xs, ys = zip(*points, strict=True)
        box = (min(xs) - reach, min(ys) - reach, max(xs) + reach, max(ys) + reach)
        if within is not None:
            low, high = (within[0] - reach, within[1] - reach), (within[2] + reach, within[3] + reach)
            box = (max(box[0], low[0]), max(box[1], low[1]), min(box[2], high[0]), min(box[3], high[1]))
        left, top, right, bottom = (
            math.floor(box[0] * _SCALE),
            math.floor(box[1] * _SCALE),
            *(math.ceil(e * _SCALE) for e in box[2:]),
        )
        if left >= right or top >= bottom:
            return
        unit = _SCALE * _FINE

        def place(point: Point) -> Point:
            return point[0] * unit - left * _FINE, point[1] * unit - top * _FINE

        def paint(sheet: Image, x: int, y: int) -> None:
            from PIL import Image, ImageDraw

            mask = Image.new("L", ((right - left) * _FINE, (bottom - top) * _FINE))
            trace(ImageDraw.Draw(mask), place, unit)
            sheet.paste(colour, (left - x, top - y), mask.reduce(_FINE))

        self._drawn.append(((left, top, right, bottom), paint))


def text_width(words: str, size: float = SIZE) -> float:
    """How wide the words are, in points."""
    return sum(font.getlength(stretch) for font, stretch in _fonts(words, size)) / _SCALE


def darker(colour: str) -> str:
    """The colour (`#rrggbb`) for letters, which are thinner than lines and need more contrast."""
    return "#" + "".join(f"{int(int(colour[i : i + 2], 16) * 0.72):02x}" for i in (1, 3, 5))


def _fonts(words: str, size: float) -> Iterator[tuple[FreeTypeFont, str]]:
    for path, stretch in runs(words):
        yield _font(str(path), size * _SCALE), stretch


@lru_cache
def _font(path: str, size: float) -> FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(path, size)


def _pixels(box: Box) -> tuple[int, int, int, int]:
    """The nearest whole pixels; boxes of the same size remain so wherever they are."""
    left, top = round(box[0] * _SCALE), round(box[1] * _SCALE)
    width, height = (max(1, round((box[side + 2] - box[side]) * _SCALE)) for side in (0, 1))
    return left, top, left + width, top + height


def _strokes(points: Sequence[Point]) -> Iterator[list[Point]]:
    """The stretches of two points and more between the gaps."""
    stroke: list[Point] = []
    for point in [*points, (math.nan, math.nan)]:
        if all(map(math.isfinite, point)):
            stroke.append(point)
            continue
        if len(stroke) > 1:
            yield stroke
        stroke = []


def _dashes(stroke: Sequence[Point], lengths: Sequence[float]) -> Iterator[list[Point]]:
    """The stroke cut into dashes: lengths on and off in turn."""
    turn, left, dash = 0, lengths[0], [stroke[0]]
    for (x, y), (to_x, to_y) in pairwise(stroke):
        whole = math.hypot(to_x - x, to_y - y)
        done = 0.0
        while whole - done > left:
            done += left
            point = (x + (to_x - x) * done / whole, y + (to_y - y) * done / whole)
            if turn % 2 == 0:
                yield [*dash, point]
            turn += 1
            left, dash = lengths[turn % len(lengths)], [point]
        left -= whole - done
        dash.append((to_x, to_y))
    if turn % 2 == 0 and len(dash) > 1:
        yield dash
