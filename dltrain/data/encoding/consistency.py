"""What an encoding of the right types can still not be, because of what else it says: each a dotted path and what it must be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from dltrain.data.columns import label_text
from dltrain.data.dates.formats import pattern_of
from dltrain.data.encoding.array import ArrayFeature, channel_axis
from dltrain.data.encoding.boolean import BooleanFeature
from dltrain.data.encoding.categorical import CategoryFeature
from dltrain.data.encoding.datetime import PARTS, DatetimeFeature
from dltrain.data.encoding.encoding import Encoding
from dltrain.data.encoding.numeric import NumericFeature
from dltrain.data.encoding.targets.classes import ClassTarget
from dltrain.data.encoding.targets.label_sets import LabelSetTarget
from dltrain.data.encoding.targets.labels import LabelsTarget
from dltrain.data.encoding.targets.shares import SharesTarget
from dltrain.data.encoding.targets.unsupervised import NoTarget
from dltrain.data.encoding.targets.values import ValuesTarget
from dltrain.data.encoding.text import TextFeature
from dltrain.data.transforms.scale import Scale

Misfits = Iterator[tuple[str, str]]


def misfits(encoding: Encoding) -> Misfits:
    """Everything of an encoding that contradicts the rest of it."""
    names = [feature.name for feature in encoding.features]
    if not names:
        yield "features", "a list of one or more"
    yield from _different("features", names, ".name")
    for place, feature in enumerate(encoding.features):
        if check := CHECKS.get(type(feature)):
            yield from ((f"features.{place}.{where}", expected) for where, expected in check(feature))
    target = encoding.target
    yield from _different("target.columns", target.columns)
    if check := CHECKS.get(type(target)):
        yield from ((f"target.{where}", expected) for where, expected in check(target))
    if encoding.window is not None and encoding.steps != encoding.window.length:
        yield "steps", f"{encoding.window.length}, the length of the window, not {encoding.steps}"
    if encoding.window is None and (encoding.steps > 0) != (encoding.group is not None):
        yield "steps", f"{'1 or more' if encoding.group is not None else '0'}, not {encoding.steps}"
    if encoding.reduction is not None and encoding.reduction.width != (width := _numbers(encoding)):
        yield "reduction.offset", f"{width} numbers, one for each of the features', not {encoding.reduction.width}"


def _numbers(encoding: Encoding) -> int:
    """How many numbers a row has before any reduction."""
    own = [feature for feature in encoding.features if isinstance(feature, ArrayFeature) and not feature.flat]
    return len(encoding.input_names) + sum(int(np.prod(array.shape, dtype=object)) for array in own)


def _different(key: str, values: Sequence[str], below: str = "") -> Misfits:
    seen: set[str] = set()
    for place, value in enumerate(values):
        if value in seen:
            yield f"{key}.{place}{below}", f"another than '{value}', which stands there twice"
            return
        seen.add(value)


def _scaled(scale: Scale, width: int) -> Misfits:
    for name in ("offset", "divisor"):
        if (count := len(getattr(scale, name))) != width:
            yield f"scale.{name}", f"a list of {width}, not of {count}"
    for place, divisor in enumerate(scale.divisor):
        if divisor == 0:
            yield f"scale.divisor.{place}", "another number than 0"
            return


def _numeric(feature: NumericFeature) -> Misfits:
    return _scaled(feature.scale, 1)


def _category(feature: CategoryFeature) -> Misfits:
    yield from _different("levels", feature.levels)
    if (feature.dimensions > 0) != (feature.encoding == "embedding"):
        expected = "1 or more for an embedding" if feature.encoding == "embedding" else "0 for one_hot"
        yield "dimensions", f"{expected}, not {feature.dimensions}"


def _boolean(feature: BooleanFeature) -> Misfits:
    if not 1 <= len(feature.levels) <= 2:
        yield "levels", f"a list of 2, not of {len(feature.levels)}"
    elif feature.fill not in range(len(feature.levels)):
        yield "fill", f"{' or '.join(map(str, range(len(feature.levels))))}, not {feature.fill:g}"
    if feature.only is not None and feature.only not in feature.levels:
        yield "only", f"{' or '.join(feature.levels)}, not '{feature.only}'"


def _datetime(feature: DatetimeFeature) -> Misfits:
    try:
        is_date = not np.isnat(np.datetime64(feature.origin, "us"))
    except ValueError:
        is_date = False
    if not is_date:
        yield "origin", f"a date, not '{feature.origin}'"
    if feature.format is not None:
        try:
            pattern_of(feature.format)
        except ValueError as error:
            yield "format", f"a format of dates: {error}, in '{feature.format}'"
    for place, part in enumerate(feature.parts):
        if part not in PARTS:
            yield f"parts.{place}", f"one of {', '.join(PARTS)}, not '{part}'"
    yield from _different("parts", feature.parts)
    if len(feature.fill) != 1 + len(feature.parts):
        yield "fill", f"a list of {1 + len(feature.parts)}, not of {len(feature.fill)}"
    yield from _scaled(feature.scale, 1 + len(feature.parts))


def _array(feature: ArrayFeature) -> Misfits:
    if not feature.shape:
        yield "shape", "a list of one or more"
        return
    for place, size in enumerate(feature.shape):
        if size < 1:
            yield f"shape.{place}", f"at least 1, not {size}"
    yield from _scaled(feature.scale, (0, *feature.shape)[channel_axis(1 + len(feature.shape))])


def _text(feature: TextFeature) -> Misfits:
    for name in ("length", "vocabulary", "minimum_count"):
        if getattr(feature, name) < 1:
            yield name, f"at least 1, not {getattr(feature, name)}"
    yield from _different("known", feature.known)
    if feature.tokenizer != "word":
        long = next((place for place, token in enumerate(feature.known) if len(token) != 1), None)
        if long is not None:
            yield f"known.{long}", "one character"


def _classes(target: ClassTarget) -> Misfits:
    if len(target.columns) != 1:
        yield "columns", f"a list of 1, not of {len(target.columns)}"
    if len(target.classes) < 2:
        yield "classes", f"a list of 2 or more, not of {len(target.classes)}"
    yield from _different("classes", [label_text(label) for label in target.classes])


def _shares(target: SharesTarget) -> Misfits:
    if len(target.columns) < 2:
        yield "columns", f"a list of 2 or more, not of {len(target.columns)}"


def _labels(target: LabelsTarget) -> Misfits:
    if len(target.pairs) != len(target.columns):
        yield "pairs", f"a list of {len(target.columns)}, not of {len(target.pairs)}"


def _label_set(target: LabelSetTarget) -> Misfits:
    if len(target.columns) != 1:
        yield "columns", f"a list of 1, not of {len(target.columns)}"
    if len(target.tags) < 2:
        yield "tags", f"a list of 2 or more, not of {len(target.tags)}"
    yield from _different("tags", target.tags)
    if len(target.separator) != 1:
        yield "separator", f"one character, not '{target.separator}'"


def _none(target: NoTarget) -> Misfits:
    if target.purpose != "generation":
        yield "purpose", f"generation, not '{target.purpose}'"


def _values(target: ValuesTarget) -> Misfits:
    if not target.columns:
        yield "columns", "a list of one or more"
    yield from _scaled(target.scale, len(target.columns))


CHECKS: dict[type, Callable[[Any], Misfits]] = {
    NumericFeature: _numeric,
    CategoryFeature: _category,
    BooleanFeature: _boolean,
    DatetimeFeature: _datetime,
    ArrayFeature: _array,
    TextFeature: _text,
    ClassTarget: _classes,
    SharesTarget: _shares,
    LabelsTarget: _labels,
    LabelSetTarget: _label_set,
    ValuesTarget: _values,
    NoTarget: _none,
}
