"""The process of somebody else, who finds it as it was: the threads of numpy and torch, and the environment."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from dltrain.data.sources.records import BATCHES


@contextmanager
def as_it_was() -> Iterator[None]:
    """Within the block numpy's products take one thread, as in the commands; after it all is as before."""
    import numpy  # noqa: F401  # what is not there yet cannot be limited
    from threadpoolctl import threadpool_limits

    torch = sys.modules.get("torch")
    threads = torch.get_num_threads() if torch else None
    added = [name for name in BATCHES if name not in os.environ]
    try:
        with threadpool_limits(1, "blas"):
            yield
    finally:
        if threads is None:
            torch, threads = sys.modules.get("torch"), _threads_of_torch()
        if torch and threads:
            torch.set_num_threads(threads)
        for name in added:
            os.environ.pop(name, None)


def _threads_of_torch() -> int | None:
    """How many threads torch would have taken by itself, where it was imported by a training."""
    from dltrain.arrays import torch_arrays

    return torch_arrays().own_threads if "torch" in sys.modules else None
