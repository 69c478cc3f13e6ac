"""An encoding as JSON, in which a checkpoint holds it, and back again: read as what somebody may have changed."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from dltrain.data.encoding.consistency import misfits
from dltrain.data.encoding.encoding import Encoding
from dltrain.data.encoding.fit import FEATURES
from dltrain.data.encoding.targets.inference import TARGETS
from dltrain.data.options.split import Window
from dltrain.data.transforms.reduction import StoredProjection
from dltrain.files.typed_json import Count, Misfit, read, read_kind


@dataclass(frozen=True)
class Stored:
    """The keys of an encoding; its features and its target have each a `kind` of their own."""

    features: tuple[Any, ...]
    target: dict[str, Any]
    weight: str | None
    left_out: tuple[str, ...]
    window: Window | None
    group: str | None
    steps: Count
    reduction: StoredProjection | None = None


def as_json(encoding: Encoding) -> dict[str, Any]:
    """Everything as JSON has it; numbers come back exactly."""
    return {
        "features": [_plain(feature) for feature in encoding.features],
        "target": _plain(encoding.target),
        "weight": encoding.weight,
        "left_out": list(encoding.left_out),
        "window": None if encoding.window is None else dataclasses.asdict(encoding.window),
        "group": encoding.group,
        "steps": encoding.steps,
    } | ({"reduction": dataclasses.asdict(encoding.reduction.stored())} if encoding.reduction else {})


def from_json(values: Any, key: str = "encoding") -> Encoding:
    """The encoding that `as_json` was made of. Raises Misfit, which names the key below `key`, where it is none."""
    stored: Stored = read(Stored, values, key)
    features = tuple(read_kind(FEATURES, feature, f"{key}.features.{number}") for number, feature in enumerate(stored.features))
    target = read_kind(TARGETS, stored.target, f"{key}.target")
    reduction = stored.reduction.projection(f"{key}.reduction") if stored.reduction else None
    encoding = Encoding(features, target, stored.weight, stored.left_out, stored.window, stored.group, stored.steps, reduction)
    for where, expected in misfits(encoding):
        raise Misfit(f"{key}.{where}", expected)
    return encoding


def _plain(options: Any) -> dict[str, Any]:
    return {"kind": options.kind, **dataclasses.asdict(options)}
