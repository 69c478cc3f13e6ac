"""Parts of a spec as they are typed, for messages that say what to write."""

from __future__ import annotations

import dataclasses
import json
import re
from typing import Any

_WORD = re.compile(r"[^\W\d][\w./-]*|\.{0,2}/[\w./-]+")
NUMBER_OPTIONS = ("decimal", "thousands", "units", "accounting")  # of a source, which stand behind its others
_OTHER_THAN_WORDS = ("true", "false", "null", "~")


def key_of(name: str) -> str:
    """A column's name as a key of a spec."""
    return name if name.isidentifier() and name.lower() not in _OTHER_THAN_WORDS else json.dumps(name, ensure_ascii=False)


def value_of(value: Any) -> str:
    """A value as it stands within `{...}`: words bare where that is safe."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{value_of(key)}: {value_of(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(value_of, value)) + "]"
    if isinstance(value, str):
        plain = _WORD.fullmatch(value) and value.lower() not in _OTHER_THAN_WORDS
        return value if plain else json.dumps(value, ensure_ascii=False)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:g}"
    return json.dumps(value)


def source_line(source: Any, kind: str, **changes: Any) -> str:
    """`source: {type: csv, path: a.csv, decimal: ","}`: a source with what is not a default of its options, and `changes`."""
    fields = sorted(dataclasses.fields(source), key=lambda field: field.name in NUMBER_OPTIONS)
    options = {field.name: getattr(source, field.name) for field in fields}
    defaults = {field.name: field.default for field in fields}
    given = {name: value for name, value in options.items() if value != defaults[name]} | changes
    return f"source: {value_of({'type': kind, **given})}"
