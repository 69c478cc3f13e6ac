"""Checks that the tensors of a checkpoint have the names, types and shapes of a network's, before memory is taken for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Protocol, TypeVar

from dltrain.files.typed_json import Misfit

T = TypeVar("T")


class SizedLayer(Protocol):
    """A line of a layer table."""

    @property
    def name(self) -> str:
        """The layer's name, which begins those of its tensors."""

    @property
    def parameters(self) -> int:
        """How many parameters the layer has."""


def check_sizes(lines: Iterable[SizedLayer], given: Mapping[str, Any], prefix: str) -> None:
    """Raises Misfit where a layer of a plan has more parameters than its tensors, whose names begin with `prefix`, have numbers:
    a network that is built after this takes no more memory than these."""
    there: Counter[str] = Counter()
    for name, array in given.items():
        if name.startswith(prefix):
            parts = name.removeprefix(prefix).split(".", 2)
            there[".".join(parts[:2]) if parts[0] == "layers" else parts[0]] += array.size
    index = 0
    for line in lines:
        layer = line.name.partition(".")[0]
        if layer not in ("inputs", "output"):
            layer, index = f"layers.{index}", index + 1
        if there[layer] < line.parameters:
            expected = f"tensors of {line.parameters:,} numbers, as its layer has in 'spec.model', not {there[layer]:,}"
            raise Misfit(f"{prefix}{layer}", expected)


def check(wanted: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    """Raises Misfit where one of the tensors that are wanted is not given with the same type and shape."""
    for name, tensor in wanted.items():
        expected = _form(tensor)
        if name not in given:
            raise Misfit(name, f"a tensor of {expected}, but is missing")
        if (found := _form(given[name])) != expected:
            raise Misfit(name, f"a tensor of {expected}, not of {found}")


def _form(tensor: Any) -> str:
    """The type and the shape of a tensor of whichever library, in words."""
    return f"{str(tensor.dtype).removeprefix('torch.')} {tuple(tensor.shape)}"


def strip_prefix(tensors: Mapping[str, T], prefix: str) -> dict[str, T]:
    """The tensors whose names begin so, without that beginning."""
    return {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}
