"""What a training has at an epoch's end, by the names of a checkpoint."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from numpy.typing import NDArray


class Snapshot(Mapping[str, NDArray[Any]]):
    """Arrays whose names are made out when they are asked for: most epochs' are not."""

    def __init__(self, named: Callable[[], dict[str, NDArray[Any]]]) -> None:
        self._named = named

    @functools.cached_property
    def _arrays(self) -> dict[str, NDArray[Any]]:
        return self._named()

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self._arrays[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._arrays)

    def __len__(self) -> int:
        return len(self._arrays)
