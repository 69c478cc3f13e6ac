"""Which class is taken for which: counts, coloured by their share of the true class."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import TYPE_CHECKING, Any

from dltrain.pictures.canvas import GREY, INK, drawable_labels, drawable_title, drawing, empty_figure, png

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_NUMBERED = 30  # classes, up to which the counts are written into the cells
_SHARED = 12  # classes, up to which the shares are written below them
_NAMED = 120  # classes, up to which each has its name on the axes


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
    names = drawable_labels(labels)
    with drawing(" ".join([title, *map(str, labels)])):
        from matplotlib.colors import LinearSegmentedColormap

        side = min(1.2 + 0.62 * classes if classes <= _SHARED else 2.0 + 0.36 * classes, 10.0)  # inches
        cell = 72 * side / classes  # points
        blues = LinearSegmentedColormap.from_list("shares", ["#ffffff", "#dbe8f4", "#9dc3e2", "#4a8fc7", "#1f5f9e"])
        blues.set_bad("#f3f3f3")

        def colours(shares: Any) -> Any:
            # The square root of the share: of a good classifier the few errors are what is looked for.
            return blues(np.sqrt(np.ma.masked_invalid(shares)), bytes=True)

        figure = empty_figure(side, side)
        axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
        axes.set_axis_off()
        axes.imshow(colours(shares), interpolation="nearest", aspect="equal")
        _lines_between(axes, classes)
        _name_classes(axes, names, cell)
        if classes <= _NUMBERED:
            _write_counts(axes, counts, shares, cell)
        else:
            steps = (0.0, 0.01, 0.05, 0.2, 0.5, 1.0)
            _key(axes, [(f"{share:.0%}", shade) for share, shade in zip(steps, colours(np.array(steps)) / 255, strict=True)])
        right, total = counts.trace(), counts.sum()
        summary = f"{right:,} of {total:,} rows right" + (f" ({right / total:.1%})" if total else "")
        above: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points"}
        heading = drawable_title(title, width=max(30, int(side * 9)))
        if heading:
            axes.annotate(heading, (0, 1), (0, 25), fontsize=13, color=INK, **above)
        axes.annotate(summary, (0, 1), (0, 8), fontsize=9, color=GREY, **above)
        return png(figure)


def _lines_between(axes: Axes, classes: int) -> None:
    between = [i - 0.5 for i in range(0, classes + 1, 1 if classes <= 2 * _NUMBERED else classes)]
    width = 1.0 if classes <= _NUMBERED else 0.5
    axes.hlines(between, -0.5, classes - 0.5, color="#e4e4e4", linewidth=width)
    axes.vlines(between, -0.5, classes - 0.5, color="#e4e4e4", linewidth=width)


def _name_classes(axes: Axes, names: list[str], cell: float) -> None:
    """Every class by its name, every so many where there are too many to be read; and what the two sides are.

    Plain text in the units of the cells: the ticks of matplotlib take several times as long.
    """
    classes = len(names)
    step = -(-classes // _NAMED)
    size = min(10.0, 0.85 * cell * step)
    gap = 5 / cell
    places = range(0, classes, step)
    left = [axes.text(-0.5 - gap, i, names[i], fontsize=size, ha="right", va="center") for i in places]
    width = max((text.get_window_extent().width for text in left), default=0) * 72 / axes.figure.dpi  # points
    turned = width > 0.92 * cell * step
    for i in places:
        axes.text(i, classes - 0.5 + gap, names[i], fontsize=size, ha="center", va="top", rotation=90 if turned else 0)
    middle = (classes - 1) / 2
    below = classes - 0.5 + (12 + (width if turned else size)) / cell
    axes.text(middle, below, "predicted class", ha="center", va="top", color=GREY)
    axes.text(-0.5 - (12 + width) / cell, middle, "true class", ha="right", va="center", color=GREY, rotation=90)


def _key(axes: Axes, shades: list[tuple[str, Any]]) -> None:
    """The colours and the shares they stand for, right of the matrix."""
    at: dict[str, Any] = {
        "xycoords": "axes fraction",
        "textcoords": "offset points",
        "va": "center",
        "fontsize": 9,
        "color": GREY,
    }
    axes.annotate("share of row", (1, 1), (14, -6), **at)
    for i, (words, colour) in enumerate(shades, 1):
        box = {"boxstyle": "square,pad=0.25", "facecolor": colour, "edgecolor": "#d0d0d0", "linewidth": 0.6}
        axes.annotate("   ", (1, 1), (17, -6 - 18 * i), bbox=box, **at)
        axes.annotate(words, (1, 1), (38, -6 - 18 * i), **at)


def _write_counts(axes: Axes, counts: Any, shares: Any, cell: float) -> None:
    """Counts, with shares below them while there is room; zeros in grey, and left out among many classes."""
    roomy = len(counts) <= _SHARED
    longest = max((len(f"{value:,}") for value in counts.flat), default=1)
    size = min(13.0 if roomy else 9.0, 0.85 * cell / (0.62 * longest), 0.5 * cell)

    def write(words: str, row: int, column: int, lift: float, size: float) -> None:
        colour = "white" if shares[row, column] > 0.45 else INK if counts[row, column] else "#b5b5b5"
        text = axes.text(column, row - lift / cell, words, fontsize=size, ha="center", va="center", color=colour)
        text.set_in_layout(False)  # lies within the cells: need not be measured

    for row, column in product(range(len(counts)), repeat=2):
        if not counts[row, column]:
            if roomy:
                write("0", row, column, 0, size)
            continue
        write(f"{counts[row, column]:,}", row, column, 0.45 * size if roomy else 0, size)
        if roomy:
            share = shares[row, column]
            write(f"{share:.0%}" if share >= 0.0995 else f"{share:.1%}", row, column, -0.75 * size, min(8.5, 0.72 * size))
