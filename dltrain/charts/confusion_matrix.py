"""Which class is taken for which: counts, coloured by their fraction of the true class's rows."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

from dltrain.charts.names import columns, drawable_labels
from dltrain.charts.style import BLUE, INK, ORANGE, SIZE, Spec, chart

_NUMBERED = 30  # classes, up to which the counts are written into the cells
_SHARED = 12  # classes, up to which the percentages are written below them
_NAMED = 120  # classes, up to which each has its name on the axes
_NO_ROWS = "#f3f3f3"
_LETTERS = "#111111"  # on cells that are light, whatever the page's own colours


def confusion_matrix(labels: Sequence[object], matrix: Any, *, title: str) -> Spec:
    """A confusion matrix (classes, classes) as a description: rows are the true class, columns the predicted, in `labels`' order.

    Colours and percentages are fractions of the true class's rows: blue what is right, orange what is not. Up to 12 classes show
    counts and percentages, up to 30 counts, beyond that colours alone.
    """
    names = drawable_labels(labels)
    body = matrix_panel(names, matrix)
    counts = [[int(count) for count in row] for row in matrix]
    classes = len(labels)
    right, total = sum(counts[i][i] for i in range(classes)), sum(map(sum, counts))
    subtitle = [
        f"{right:,} of {total:,} rows right" + (f" ({right / total:.1%} of all rows)" if total else ""),
        f"{'percentages and colours' if classes <= _SHARED else 'colours'}: of the rows of the true class",
        "blue: right; orange: taken for another class",
    ]
    return chart(body, title=title, subtitle=subtitle, width=max(round(body["width"]), 330), texts="".join(names))


def matrix_panel(
    names: Sequence[str],
    matrix: Any,
    *,
    axes: tuple[str, str] = ("predicted class", "true class"),
    legend: tuple[str, str, str] = ("of the true class's rows", "right", "wrong"),
) -> Spec:
    """The matrix alone, for a page: the classes under these names, what is on its axes, and the words of its legend."""
    counts = [[int(count) for count in row] for row in matrix]
    classes = len(names)
    if [len(row) for row in counts] != [classes] * classes:
        shape = (len(counts), len(counts[0]) if counts else 0)
        raise ValueError(f"a confusion matrix of {classes} classes has shape ({classes}, {classes}), not {shape}")
    side = min(100 + 56 * classes if classes <= _SHARED else 184 + 26 * classes, 760)
    cell = side / classes
    encoding = {"x": _axis("column", axes[0], names, cell), "y": _axis("row", axes[1], names, cell)}
    cells = {"mark": {"type": "rect", "stroke": "#e4e4e4", "strokeWidth": 1 if classes <= 2 * _NUMBERED else 0.3}}
    layers = [
        {"data": {"values": _cells(counts)}, **cells, "encoding": {"color": _colour(classes, legend)}},
        *_empty_rows(counts, cells),
    ]
    if classes <= _NUMBERED:
        layers += _texts(counts, cell)
    return {
        "width": side,
        "height": side,
        "encoding": encoding,
        "layer": layers,
        "resolve": {"scale": {"color": "independent"}},
        "view": {"stroke": "#b0b0b0"},
    }


def _axis(name: str, title: str, names: Sequence[str], cell: float) -> Spec:
    """The classes by number, with their names as labels: two may be called alike once they are shortened."""
    step = -(-len(names) // _NAMED)
    size = min(SIZE, 0.9 * cell * step)
    widest = max((columns(label) for label in names), default=0) * 0.55 * size
    angle = -90 if widest > 0.92 * cell * step and name == "column" else 0
    return {
        "field": name,
        "type": "ordinal",
        "scale": {"domain": list(range(len(names))), "paddingInner": 0, "paddingOuter": 0},
        "axis": {
            "title": title,
            "values": list(range(0, len(names), step)),
            "labelExpr": f"{json.dumps(list(names))}[datum.value]",
            "labelAngle": angle,
            "labelLimit": 0,
            "labelFontSize": size,
            "labelOverlap": False,
            "labelColor": INK,
            "domain": False,
            "ticks": False,
            "labelPadding": 6,
            **({"labelAlign": "right", "labelBaseline": "middle"} if angle else {}),
        },
    }


def _cells(counts: list[list[int]]) -> list[dict[str, Any]]:
    """Those that are not 0, with their fraction of the row.

    `shade` is the square root of it, since of a good classifier the few errors are what is looked for; below 0 for errors.
    """
    return [
        {"row": row, "column": column, "shade": math.sqrt(count / sum(line)) * (1 if row == column else -1)}
        for row, line in enumerate(counts)
        for column, count in enumerate(line)
        if count
    ]


def _colour(classes: int, words: tuple[str, str, str]) -> Spec:
    title, right, wrong = words[0], json.dumps(f"{words[1]} "), json.dumps(f"{words[2]} ")
    legend = {
        "title": title,
        "values": [1, 0.5**0.5, 0.1**0.5, -(0.01**0.5), -(0.1**0.5), -(0.5**0.5), -1],
        "labelExpr": f"(datum.value < 0 ? {wrong} : {right}) + format(datum.value * datum.value, '.0%')",
        "type": "symbol",
        "symbolType": "square",
    }
    return {
        "field": "shade",
        "type": "quantitative",
        "scale": {"domain": [-1, 0, 1], "range": [ORANGE, "#ffffff", BLUE]},
        "legend": legend if classes > _SHARED else None,
    }


def _empty_rows(counts: list[list[int]], cells: Spec) -> list[Spec]:
    """Grey where a class has no rows."""
    classes = range(len(counts))
    empty = [{"row": row, "column": column} for row in classes if not any(counts[row]) for column in classes]
    return [{"data": {"values": empty}, "mark": cells["mark"] | {"fill": _NO_ROWS}}] if empty else []


def _texts(counts: list[list[int]], cell: float) -> list[Spec]:
    """Counts, with percentages below them while there is room; zeros in grey, and left out among many classes."""
    is_roomy = len(counts) <= _SHARED
    longest = max(len(f"{count:,}") for line in counts for count in line)
    size = min(14.0 if is_roomy else 10.0, 0.85 * cell / (0.58 * longest), 0.5 * cell)
    rows = []
    for row, line in enumerate(counts):
        for column, count in enumerate(line):
            if count or is_roomy:
                fraction = count / sum(line) if count else 0.0
                colour = "#fdfdfd" if fraction > 0.45 else _LETTERS if count else "#b5b5b5"
                texts = {"text": f"{count:,}", "share": _percentage(fraction), "colour": colour}
                rows.append({"row": row, "column": column, **texts})
    colours = {"color": {"field": "colour", "type": "nominal", "scale": None}}
    text = {"type": "text", "baseline": "middle", "fontSize": size}
    above = {**text, "dy": {"expr": f"datum.share ? {-0.5 * size} : 0"} if is_roomy else 0}
    below = {**text, "fontSize": 0.72 * size, "dy": 0.62 * size}
    data = {"values": rows}
    return [
        {"data": data, "mark": mark, "encoding": {"text": {"field": field}, **colours}}
        for mark, field in ((above, "text"), *([(below, "share")] if is_roomy else []))
    ]


def _percentage(fraction: float) -> str:
    if not 0 < fraction < 0.0995:
        return f"{fraction:.0%}" if fraction else ""
    return f"{fraction:.1%}" if fraction >= 0.0005 else "<0.1%"
