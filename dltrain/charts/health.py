"""What was sampled of the layers of a network, over the epochs: a line a layer."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from dltrain.charts.panels import gallery
from dltrain.charts.series import series
from dltrain.charts.style import Spec

Lines = Mapping[str, tuple[Sequence[float], Sequence[float]]]  # layer → epochs and values

MOST = 12  # layers that are drawn, evenly chosen


def health(panels: Mapping[str, Lines]) -> Spec:
    """A panel a number, by its title, each with a line for every layer that has it."""
    those = {title: kept for title, lines in panels.items() if (kept := chosen(lines))}
    return gallery([series(lines, title=title, names=("epoch", ""), height=150) for title, lines in those.items()], columns=2)


def chosen(lines: Lines) -> Lines:
    """Those of the layers that have a number, evenly chosen where they are many."""
    names = [name for name, (_, values) in lines.items() if any(map(math.isfinite, values))]
    if len(names) > MOST:
        names = [names[round(place * (len(names) - 1) / (MOST - 1))] for place in range(MOST)]
    return {name: lines[name] for name in names}
