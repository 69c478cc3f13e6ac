"""Values of Python as a spec can hold them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from dltrain.errors import InputError


def plain(value: Any, key: str) -> Any:
    """A value as mappings, lists and scalars: of paths the text, of numpy's and torch's numbers and arrays those of Python.

    Raises InputError, naming the key, where a spec cannot hold it.
    """
    if value is None or isinstance(value, str | bool | int | float):
        return _own(value)
    if isinstance(value, Mapping):
        return {_word(name, key): plain(one, f"{key}.{name}" if key else str(name)) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one, f"{key}.{index}") for index, one in enumerate(value)]
    if isinstance(value, os.PathLike):
        return os.fsdecode(value)
    listed = getattr(value, "tolist", None)
    if listed is not None and hasattr(value, "dtype"):
        return plain(listed(), key)
    kind = value.__name__ if isinstance(value, type) else f"a {type(value).__name__}"
    raise InputError(f"{key}: expected numbers, words, lists and mappings as in a spec, not {kind}")


def _own(value: str | bool | int | float | None) -> Any:
    """The value as Python's own type: numpy's float64 is a float, an enumeration's member a text."""
    for kind in (bool, int, float, str):
        if isinstance(value, kind):
            return kind.__str__(value) if kind is str else kind(value)
    return None


def _word(name: object, key: str) -> str:
    if isinstance(name, str):
        return name
    raise InputError(f"{key or 'the spec'}: expected keys that are texts, not {name!r}")
