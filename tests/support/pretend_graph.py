"""CUDA graphs where there is no GPU: what is recorded are the operations on tensors of the pretended one, each with the
tensors that it read and wrote, and what is replayed are these operations on these tensors.

So a number of Python's, or a tensor made elsewhere, that was read in recording stays what it was, which shows as wrong results.
As on a GPU recording computes nothing, whatever would wait for the device is an error meanwhile, and a generator has to be
registered.
"""

from __future__ import annotations

from typing import Any, ClassVar

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves, tree_map

UNREGISTERED = "Attempt to increase offset for a CUDA generator not registered to this CUDA graph"
CAPTURING = "CUDA error: operation not permitted when stream is capturing"


class Recording(TorchDispatchMode):
    """Writes down the operations of a graph."""

    now: ClassVar[Recording | None] = None

    def __init__(self, graph: CudaGraph) -> None:
        super().__init__()
        self.graph, self.before = graph, {}
        self.calls: list[tuple[Any, tuple, dict, Any]] = graph.calls
        self.own: set[int] = set()  # the storages of tensors that were made within

    def __enter__(self):
        Recording.now = self
        return super().__enter__()

    def __exit__(self, *error):
        Recording.now = None
        super().__exit__(*error)
        for tensor, numbers in self.before.values():  # nothing has been computed
            tensor.copy_(numbers)

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        read = [one for one in tree_leaves((args, kwargs)) if hasattr(one, "here")]
        for one in read:
            if _storage(one) not in self.own:
                self.before.setdefault((_storage(one), one.here.storage_offset(), one.shape), (one.here, one.here.clone()))
        source = kwargs.get("generator")
        seeds = [one.initial_seed() for one in self.graph.generators]  # here the same generator is another object
        if read and source is not None and source.initial_seed() not in seeds:
            raise RuntimeError(UNREGISTERED)
        given = tree_map(_as_it_is, (args, kwargs))
        made = func(*args, **kwargs)
        written = [one for one in tree_leaves(made) if hasattr(one, "here")]
        known = {_storage(one) for one in read}
        self.own |= {_storage(one) for one in written} - known
        if (read or written) and torch.Tag.inplace_view not in func.tags:
            self.calls.append((func, *given, tree_map(_as_it_is, made)))
        return made

    def constant(self, made: Any) -> None:
        """Writes down a tensor that is made there of no other: at every replay it is made anew."""
        self.own.add(_storage(made))
        self.calls.append((None, (made.here.clone(),), {}, made))


class CudaGraph:
    """Stands for torch.cuda.CUDAGraph."""

    replays: ClassVar[int] = 0

    def __init__(self) -> None:
        self.calls: list[tuple[Any, tuple, dict, Any]] = []
        self.generators: list[Any] = []

    def register_generator_state(self, generator) -> None:
        self.generators.append(generator)

    def replay(self) -> None:
        CudaGraph.replays += 1
        for func, args, kwargs, made in self.calls:
            if func is None:
                made.here.copy_(args[0])
                continue
            if _is_view(func):
                continue
            with torch._C.DisableTorchFunction():  # what is asked for there is there
                again = func(*args, **kwargs)
            for one, other in zip(tree_leaves(made), tree_leaves(again), strict=True):
                if hasattr(one, "here") and one.here.data_ptr() != other.here.data_ptr():
                    one.here.copy_(other.here)


class capture:  # noqa: N801  # as torch.cuda.graph
    """Stands for torch.cuda.graph."""

    def __init__(self, graph: CudaGraph, stream: Any = None, capture_error_mode: str = "global") -> None:
        assert stream is not None  # else it is of whichever GPU was first recorded on
        assert capture_error_mode == "thread_local"  # others prepare batches meanwhile
        self.recording = Recording(graph)

    def __enter__(self) -> None:
        self.recording.__enter__()

    def __exit__(self, *error) -> None:
        self.recording.__exit__(*error)


def _as_it_is(one: Any) -> Any:
    """A tensor of its shape, whatever becomes of that, over the same numbers."""
    return type(one)(one.here.detach()) if hasattr(one, "here") else one


def _storage(tensor: Any) -> int:
    return tensor.here.untyped_storage().data_ptr()


def _is_view(func: Any) -> bool:
    """Whether what an operation gives is another look at what it was given, and nothing is written."""
    returns = func._schema.returns
    return bool(returns) and all(one.alias_info is not None and not one.alias_info.is_write for one in returns)
