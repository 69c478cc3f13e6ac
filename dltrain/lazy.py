"""numpy, torch and polars, imported at their first use: a second that a spec with an error, or `--help`, need not wait for.

`from dltrain.lazy import np, torch` at the top of a module is for the type checker what `import numpy as np` is.
"""

from __future__ import annotations

import functools
import importlib
import warnings
from typing import TYPE_CHECKING, Any

__all__ = [
    "Lazy",
    "NDArray",
    "Tensor",
    "copy_to",
    "np",
    "own_threads",
    "polars",
    "take_rows",
    "tensor_over",
    "to_device",
    "torch",
]

LARGE = 2**22  # bytes: from so many on numpy asks the system for large pages


class Lazy:
    """Stands for a module until an attribute of it is asked for."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        value = getattr(importlib.import_module(self._name), attribute)
        setattr(self, attribute, value)  # the next time it is there without asking
        return value


class Alias:
    """Stands for a type in an alias such as `NDArray[Any]`, which nothing but the type checker reads."""

    def __class_getitem__(cls, item: object) -> type:
        return cls


if TYPE_CHECKING:
    import numpy as np
    import polars
    import torch
    from numpy.typing import NDArray
    from torch import Tensor
else:
    np, polars, torch = Lazy("numpy"), Lazy("polars"), Lazy("torch")
    NDArray = Tensor = Alias


def copy_to(tensor: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
    """A tensor of the processor beside another. On a GPU it arrives while the processor goes on, which no other copy lets it."""
    if other.device.type != "cuda" or tensor.device.type != "cpu":
        return tensor.to(other.device)
    return tensor.pin_memory().to(other.device, non_blocking=True)


def take_rows(tensor: torch.Tensor, index: torch.Tensor) -> torch.Tensor:
    """The rows of a tensor with these numbers, (rows,). On the processor many of them are taken by numpy, which asks the system
    for large pages, into which they are written in a third of the time."""
    if tensor.is_cpu and len(index) * tensor[:1].nbytes >= LARGE and tensor.is_contiguous():
        return tensor_over(np.take(tensor.numpy(), index.numpy(), axis=0))
    return tensor.index_select(0, index)


def to_device(array: NDArray[Any], device: str) -> torch.Tensor:
    """An array on a device. Windows that overlap stay a view there: the numbers beneath them go over once."""
    tensor = tensor_over(array)
    shape, stride = tensor.shape, tensor.stride()
    span = 1 + sum((length - 1) * step for length, step in zip(shape, stride, strict=True))
    if span >= tensor.numel() or device == "cpu":
        return tensor.to(device)
    return tensor.as_strided((span,), (1,)).to(device).as_strided(shape, stride)


def tensor_over(array: NDArray[Any]) -> torch.Tensor:
    """A tensor of the numbers of an array, none copied; those of a file that is not to be written must stay as they are."""
    if array.flags.writeable:
        return torch.from_numpy(array)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="The given NumPy array is not writable")
        return torch.from_numpy(array)


@functools.cache
def own_threads() -> int:
    """How many threads torch takes by itself: asked for the first time before a training sets them."""
    return int(torch.get_num_threads())
