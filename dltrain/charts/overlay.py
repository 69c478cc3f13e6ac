"""The curves of several runs over each other: a panel a metric, a line a run, each named where it ends."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from dltrain.charts.axes import Axis, epoch_axis, spread, value_axis
from dltrain.charts.layers import layer, line, words
from dltrain.charts.lines import Curve, thinned
from dltrain.charts.names import drawable_labels, in_figures, key
from dltrain.charts.style import COLOURS as USUAL
from dltrain.charts.style import LINE, SIZE, Spec, chart, darker

MAX_LINES = 12  # lines that can be told apart
_WIDTH, _HEIGHT = 540, 220
COLOURS = (*USUAL, "#7F1D1D", "#8FBC00", "#00A6B8")

Lines = Mapping[str, tuple[Sequence[int], Sequence[float]]]  # name of a run → epochs, and a value each; NaN where there is none


def overlay(panels: Mapping[str, Lines], *, title: str, note: str = "") -> Spec:
    """The curves of at most 12 runs as a description: for each metric its lines, by the names of the runs, in one order in all
    panels. A run has the same colour in each. Values beside a line's name are those of its last epoch."""
    names = list(dict.fromkeys(name for lines in panels.values() for name in lines))[:MAX_LINES]
    epochs = [epoch for lines in panels.values() for name in names if name in lines for epoch in lines[name][0]]
    time = epoch_axis(sorted(set(epochs)) or [1])
    drawn = dict(zip(names, drawable_labels(names, 32), strict=True))
    views = [
        _view(metric, {name: lines[name] for name in names if name in lines}, names, drawn, time, is_last=index == len(panels))
        for index, (metric, lines) in enumerate(panels.items(), 1)
    ]
    subtitle = ["at the right: each run's value in its last epoch", note, *key(names)]
    texts = "".join(sign for name in drawn.values() for sign in name if not sign.isascii())
    body = {"vconcat": views, "spacing": 14}
    return chart(body, title=title, subtitle=[text for text in subtitle if text], width=_WIDTH + 140, texts=texts)


def _view(metric: str, lines: Lines, names: Sequence[str], drawn: Mapping[str, str], time: Axis, *, is_last: bool) -> Spec:
    up = value_axis([list(values) for _, values in lines.values()], margin=LINE / _HEIGHT) or Axis(0.0, 1.0)
    layers = []
    for name, (epochs, values) in lines.items():
        index = names.index(name)
        short = thinned(Curve(name, "", list(epochs), [float(value) for value in values]))
        rows = [{"x": x, "y": y if math.isfinite(y) else None} for x, y in zip(short.epochs, short.values, strict=True)]
        layers.append(line(rows, COLOURS[index], width=1.6, dash=() if index < len(USUAL) else (6, 3)))
    x = {"grid": False, "format": ",d", **time.whole_ticks()} if is_last else {"grid": False, "labels": False, "ticks": False}
    across = {"field": "x", "type": "quantitative", "scale": time.scale, "axis": {**x, "title": "epoch" if is_last else None}}
    upright = {"field": "y", "type": "quantitative", "scale": up.scale, "axis": {"title": None, **up.ticks(6)}}
    return {
        "width": _WIDTH,
        "height": _HEIGHT,
        "title": {"text": metric, "anchor": "start", "fontSize": SIZE, "frame": "group", "offset": 6},
        "encoding": {"x": across, "y": upright},
        "layer": [*layers, *_names(lines, names, drawn, time, up)] or [layer([], {"type": "point"})],
    }


def _names(lines: Lines, names: Sequence[str], drawn: Mapping[str, str], time: Axis, up: Axis) -> list[Spec]:
    """The last value of each line with its run's name, beside the panel, moved apart where they would overlap."""
    ends = {}
    for name, (_, values) in lines.items():
        finite = [value for value in values if math.isfinite(value)]
        if finite:
            ends[name] = finite[-1]
    inside = 1 - LINE / _HEIGHT
    places = spread([(up.fraction(value) - 0.5) / inside + 0.5 for value in ends.values()], LINE / _HEIGHT / inside)
    layers = []
    for (name, value), place in zip(ends.items(), places, strict=True):
        row = {"x": time.value(1.0), "y": up.value((place - 0.5) * inside + 0.5), "text": f"{in_figures(value)}  {drawn[name]}"}
        layers.append(words([row], colour=darker(COLOURS[names.index(name)]), dx=8, fontSize=SIZE))
    return layers
