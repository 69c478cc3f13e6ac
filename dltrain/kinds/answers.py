"""What an exported network says of each row, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from dltrain.data.part import Part

Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class Answer:
    """An output: (rows,), or (rows, columns) with the name of each. Where there are `labels`, its numbers stand for these."""

    name: str
    columns: tuple[str, ...] = ()
    labels: tuple[int | str, ...] = ()
    unit: str = ""


@dataclass(frozen=True)
class Answering:
    """A module that takes a tensor for each block of an encoding and gives one for each answer, and what its network is known to
    answer of the examples of a part, by the names of the answers."""

    module: Any  # of torch
    answers: tuple[Answer, ...]
    expected: Callable[[Part], Arrays]
