"""What was sampled of the layers of a network: how their numbers are spread, and single numbers over the epochs."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dltrain.charts.axes import Axis
from dltrain.charts.bands import Bands, bands
from dltrain.charts.panels import gallery
from dltrain.charts.series import series
from dltrain.charts.style import Spec

Lines = Mapping[str, tuple[Sequence[float], Sequence[float]]]  # layer → epochs and values

MAX_LAYERS = 12  # layers that are drawn, evenly chosen


@dataclass(frozen=True)
class Spread:
    """Panels of bands over `across`, each on an axis of its own, or, where they are to be compared (`alike`), on one for all."""

    panels: Sequence[Bands]
    across: str
    axis_of: Callable[[Sequence[Bands]], Axis]
    alike: bool = False


def health(panels: Mapping[str, Lines], spreads: Sequence[Spread] = ()) -> Spec:
    """The panels of bands, then a panel a number, by its title, each with a line for every layer that has it."""
    drawn: list[Spec] = []
    for spread in spreads:
        axes = [spread.axis_of(spread.panels if spread.alike else [one]) for one in spread.panels]
        for one, axis in zip(spread.panels, axes, strict=True):
            drawn.append(bands(one, across=spread.across, y=axis, is_first=len(drawn) < 2))
    those = {title: kept for title, lines in panels.items() if (kept := chosen(lines))}
    drawn += [series(lines, title=title, names=("epoch", ""), height=150) for title, lines in those.items()]
    return gallery(drawn, columns=2)


def chosen(lines: Lines) -> Lines:
    """Those of the layers that have a number, evenly chosen where they are many."""
    names = [name for name, (_, values) in lines.items() if any(map(math.isfinite, values))]
    if len(names) > MAX_LAYERS:
        names = [names[round(index * (len(names) - 1) / (MAX_LAYERS - 1))] for index in range(MAX_LAYERS)]
    return {name: lines[name] for name in names}
