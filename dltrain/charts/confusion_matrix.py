"""Which class is taken for which: counts, coloured by their share of the true class."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

from dltrain.charts.canvas import GREY, INK, SIZE, Canvas, text_width
from dltrain.charts.words import drawable_labels, drawable_title

_NUMBERED = 30  # classes, up to which the counts are written into the cells
_SHARED = 12  # classes, up to which the shares are written below them
_NAMED = 120  # classes, up to which each has its name on the axes
_BLUES = ((255, 255, 255), (219, 232, 244), (157, 195, 226), (74, 143, 199), (31, 95, 158))
_NO_ROWS = (243, 243, 243)


def confusion_matrix(labels: Sequence[object], matrix: Any, *, title: str) -> bytes:
    """A PNG of a confusion matrix (classes, classes): rows are the true class, columns the predicted, in the order of `labels`.

    Colour and percentage are shares of the row. Up to 12 classes show counts and shares, up to 30 counts, beyond that colours
    with a scale.
    """
    import numpy as np

    counts = np.asarray(matrix)
    classes = len(labels)
    if counts.shape != (classes, classes):
        raise ValueError(f"a confusion matrix of {classes} classes has shape ({classes}, {classes}), not {counts.shape}")
    rows = counts.sum(axis=1, keepdims=True)
    shares = np.divide(counts, rows, out=np.full(counts.shape, np.nan), where=rows > 0)
    side = min(86 + 45 * classes if classes <= _SHARED else 144 + 26 * classes, 720)  # points
    cell = side / classes
    canvas = Canvas()
    canvas.picture((0, 0, side, side), _colours(shares))
    _lines_between(canvas, classes, cell)
    _name_classes(canvas, drawable_labels(labels), cell)
    if classes <= _NUMBERED:
        _write_counts(canvas, counts, shares, cell)
    else:
        _key(canvas, side)
    right, total = int(counts.trace()), int(counts.sum())
    summary = f"{right:,} of {total:,} rows right" + (f" ({right / total:.1%})" if total else "")
    canvas.text((0, -8), summary, size=9, colour=GREY)
    if heading := drawable_title(title, width=max(30, side // 8)):
        canvas.text((0, -25), heading, size=13)
    return canvas.png()


def _colours(shares: Any) -> Any:
    """uint8 (..., 3) of shares from 0 to 1, NaN where there are no rows.

    The square root of the share: of a good classifier the few errors are what is looked for.
    """
    import numpy as np

    stops = np.linspace(0, 1, len(_BLUES))
    channels = [np.interp(np.sqrt(shares), stops, channel) for channel in zip(*_BLUES, strict=True)]
    return np.where(np.isnan(shares)[..., None], _NO_ROWS, np.stack(channels, axis=-1).round()).astype(np.uint8)


def _lines_between(canvas: Canvas, classes: int, cell: float) -> None:
    half = 0.5 if classes <= _NUMBERED else 0.25
    for number in range(0, classes + 1, 1 if classes <= 2 * _NUMBERED else classes):
        at, end = number * cell, classes * cell
        canvas.box((0, at - half, end, at + half), "#e4e4e4")
        canvas.box((at - half, 0, at + half, end), "#e4e4e4")


def _name_classes(canvas: Canvas, names: list[str], cell: float) -> None:
    """Every class by its name, every so many where there are too many to be read; and what the two sides are."""
    side = len(names) * cell
    step = -(-len(names) // _NAMED)
    size = min(SIZE, 0.85 * cell * step)
    shown = range(0, len(names), step)
    width = max((text_width(names[number], size) for number in shown), default=0.0)
    turned = width > 0.92 * cell * step
    for number in shown:
        middle = (number + 0.5) * cell
        canvas.text((-6, middle), names[number], size=size, align="right", level="middle")
        if turned:
            canvas.text((middle, side + 6), names[number], size=size, align="right", level="middle", turned=True)
        else:
            canvas.text((middle, side + 6), names[number], size=size, align="centre", level="top")
    below = side + 14 + (width if turned else size)
    canvas.text((side / 2, below), "predicted class", colour=GREY, align="centre", level="top")
    if len(names) <= _SHARED:
        canvas.text((side / 2, below + 15), "percentages are of a class's rows", size=9, colour=GREY, align="centre", level="top")
    canvas.text((-14 - width, side / 2), "true class", colour=GREY, align="centre", turned=True)


def _key(canvas: Canvas, side: float) -> None:
    """The colours and the shares they stand for, right of the matrix."""
    import numpy as np

    steps = np.array([0.0, 0.01, 0.05, 0.2, 0.5, 1.0])
    canvas.text((side + 14, 6), "share of row", size=9, colour=GREY, level="middle")
    for number, (share, colour) in enumerate(zip(steps, _colours(steps), strict=True), 1):
        middle = 6 + 18 * number
        canvas.box((side + 14, middle - 7, side + 30, middle + 7), "#d0d0d0")
        canvas.box((side + 14.6, middle - 6.4, side + 29.4, middle + 6.4), "#{:02x}{:02x}{:02x}".format(*colour.tolist()))
        canvas.text((side + 36, middle), f"{share:.0%}", size=9, colour=GREY, level="middle")


def _write_counts(canvas: Canvas, counts: Any, shares: Any, cell: float) -> None:
    """Counts, with shares below them while there is room; zeros in grey, and left out among many classes."""
    roomy = len(counts) <= _SHARED
    longest = max((len(f"{value:,}") for value in counts.flat), default=1)
    size = min(13.0 if roomy else 9.0, 0.85 * cell / (0.62 * longest), 0.5 * cell)
    for row, column in product(range(len(counts)), repeat=2):
        count, share = int(counts[row, column]), float(shares[row, column])
        if not count and not roomy:
            continue
        colour = "#ffffff" if share > 0.45 else INK if count else "#b5b5b5"
        x, y = (column + 0.5) * cell, (row + 0.5) * cell
        lift = 0.45 * size if roomy and count else 0.0
        canvas.text((x, y - lift), f"{count:,}", size=size, colour=colour, align="centre", level="middle")
        if roomy and count:
            words = f"{share:.0%}" if share >= 0.0995 else f"{share:.1%}"
            below = (x, y + 0.75 * size)
            canvas.text(below, words, size=min(8.5, 0.72 * size), colour=colour, align="centre", level="middle")
