"""What an encoding of the right types can still not be, because of what else it says: each a dotted path and what it must be."""

from __future__ import annotations

from dltrain.data.encoding.encoding import Encoding
from dltrain.data.encoding.misfits import Misfits, repeated


def misfits(encoding: Encoding) -> Misfits:
    """Everything of an encoding that contradicts the rest of it."""
    names = [feature.name for feature in encoding.features]
    if not names:
        yield "features", "a list of one or more"
    yield from repeated("features", names, ".name")
    for number, feature in enumerate(encoding.features):
        yield from ((f"features.{number}.{where}", expected) for where, expected in feature.misfits())
    yield from repeated("target.columns", encoding.target.columns)
    yield from ((f"target.{where}", expected) for where, expected in encoding.target.misfits())
    if encoding.window is not None and encoding.steps != encoding.window.length:
        yield "steps", f"{encoding.window.length}, the length of the window, not {encoding.steps}"
    if encoding.window is None and (encoding.steps > 0) != (encoding.group is not None):
        yield "steps", f"{'1 or more' if encoding.group is not None else '0'}, not {encoding.steps}"
    if encoding.reduction is not None and encoding.reduction.width != (width := _numbers(encoding)):
        yield "reduction.offset", f"{width} numbers, one for each of the features', not {encoding.reduction.width}"


def _numbers(encoding: Encoding) -> int:
    """How many numbers a row has before any reduction."""
    return sum(feature.width for feature in encoding.features if feature.block is None or not feature.block.levels)
