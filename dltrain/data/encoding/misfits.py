"""What of a fitted column read from a file contradicts the rest of it: each a dotted path, and what must stand there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dltrain.data.transforms.scale import Scale

Misfits = Iterator[tuple[str, str]]


def repeated(key: str, values: Sequence[str], below: str = "") -> Misfits:
    """The first of the values that stands there twice."""
    seen: set[str] = set()
    for number, value in enumerate(values):
        if value in seen:
            yield f"{key}.{number}{below}", f"another than '{value}', which stands there twice"
            return
        seen.add(value)


def misfits_of_scale(scale: Scale, width: int) -> Misfits:
    """What a scale of `width` numbers cannot be."""
    for name in ("offset", "divisor"):
        if (count := len(getattr(scale, name))) != width:
            yield f"scale.{name}", f"a list of {width}, not of {count}"
    for number, divisor in enumerate(scale.divisor):
        if divisor == 0:
            yield f"scale.divisor.{number}", "another number than 0"
            return
