"""JSON as the standard has it: no NaN, no infinities, no key twice."""

from __future__ import annotations

import functools
import json
import math
from typing import Any


def loads(text: str | bytes) -> Any:
    """The value of a JSON text (bytes are UTF-8). Raises ValueError for what the standard does not have, or nests too deeply."""
    try:
        return json.loads(
            text.decode("utf-8") if isinstance(text, bytes) else text,
            object_pairs_hook=_object,
            parse_constant=_refuse,
        )
    except RecursionError:
        raise ValueError("nested too deeply") from None


def dumps(value: Any, *, indent: int | None = None) -> str:
    """The JSON text of a value, with every number that is not finite as null; numpy's numbers and arrays are taken too."""
    try:
        return _dumps(value, indent)
    except ValueError:
        return _dumps(_finite(value), indent)


def _dumps(value: Any, indent: int | None) -> str:
    return _encoder(indent).encode(value)


@functools.cache
def _encoder(indent: int | None) -> json.JSONEncoder:
    return json.JSONEncoder(ensure_ascii=False, allow_nan=False, indent=indent, default=_plain)


def _plain(value: Any) -> Any:
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(f"{type(value).__name__} has no JSON form")


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return _finite(value.tolist()) if hasattr(value, "tolist") else value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a key occurs twice in one object")
    return made


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not a JSON number")
