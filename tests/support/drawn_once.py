"""Charts of commands that tests type: of each kind one is drawn, as Vega-Lite takes a fifth of a second for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dltrain.charts.style import Spec

KEPT: dict[object, bytes] = {}  # the picture that was drawn of a chart of the same structure
TOLD_APART = ("mark", "type", "aggregate", "bin")  # keys whose words make another kind of chart
DATA = ("data", "datasets", "values")


def once(draw: Callable[[Spec], bytes]) -> Callable[[Spec], bytes]:
    """`draw`, but what was drawn of another chart with the same keys, marks and types, whatever its data, is given again.

    What is drawn is looked at in tests/charts, which draw every chart.
    """

    def drawn(spec: Spec) -> bytes:
        key = structure(spec)
        if key not in KEPT:
            KEPT[key] = draw(spec)
        return KEPT[key]

    return drawn


def structure(spec: Any) -> object:
    """What of a description makes the kind of its chart: its keys and the types of what they have, no data, words or numbers."""
    if isinstance(spec, Mapping):
        return frozenset(
            (key, value if key in TOLD_APART and isinstance(value, str) else structure(value))
            for key, value in spec.items()
            if key not in DATA
        )
    if isinstance(spec, (list, tuple)):
        return frozenset(map(structure, spec))
    return type(spec).__name__
