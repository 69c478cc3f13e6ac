"""A spec as parameters of a tracker: a dotted key each, with its value as text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

NOT_THE_TRACKERS = ("track", "name")


def parameters_of(spec: Mapping[str, Any]) -> dict[str, str]:
    """A resolved spec as parameters: `{"training.optimizer.type": "adam", "model.layers": "[64, 32]"}`."""
    return dict(_flat("", {key: value for key, value in spec.items() if key not in NOT_THE_TRACKERS}))


def _flat(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and value:
        for key, one in value.items():
            yield from _flat(f"{path}.{key}" if path else str(key), one)
    else:
        yield path, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
