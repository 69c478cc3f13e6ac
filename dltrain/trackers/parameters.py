"""A spec as parameters of a tracker: a dotted key each, with its value as text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

NOT_THE_TRACKERS = ("track", "name")
WHOLE = "data.columns"  # a parameter each would hide all others


def parameters_of(spec: Mapping[str, Any]) -> dict[str, str]:
    """A resolved spec as parameters.

    >>> parameters_of({"seed": 0, "training": {"optimizer": {"type": "adam"}, "loss": "auto"}, "model": {"layers": [64, 32]}})
    {'seed': '0', 'training.optimizer.type': 'adam', 'training.loss': 'auto', 'model.layers': '[64, 32]'}
    """
    return dict(_flat("", {key: value for key, value in spec.items() if key not in NOT_THE_TRACKERS}))


def _flat(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and value and path != WHOLE:
        for key, one in value.items():
            yield from _flat(f"{path}.{key}" if path else str(key), one)
    else:
        yield path, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
