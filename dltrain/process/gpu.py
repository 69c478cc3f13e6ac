"""How a GPU of NVIDIA's computes: to the same bits at every repeat, in the precision that was asked for."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from dltrain.lazy import torch
from dltrain.process.launch import local_rank

T = TypeVar("T")

WORKSPACE = ":4096:8"  # of cuBLAS, whose products else differ in their last bits where several streams are at work


def settle(device: str, precision: str) -> None:
    """Has PyTorch compute on a GPU so from now on, in all of this process. Nothing is changed for other devices.

    float32 is float32 in products and convolutions too, which cuDNN else rounds to 10 bits (TF32); what has no deterministic
    algorithm is refused by PyTorch. See https://pytorch.org/docs/stable/notes/randomness.html
    """
    if not device.startswith("cuda"):
        return
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", WORKSPACE)  # read when cuBLAS begins
    torch.use_deterministic_algorithms(True)
    memory: Any = torch.utils.deterministic
    memory.fill_uninitialized_memory = False  # every number is written before it is read
    torch.backends.cudnn.deterministic = True
    torch.backends.cudnn.benchmark = False  # would choose by the clock
    torch.set_float32_matmul_precision("high" if precision == "tf32" else "highest")
    torch.backends.cudnn.allow_tf32 = precision == "tf32"
    # A bidirectional layer of texts that is not in training: it is read direction by direction, and lies as torch has it.
    warnings.filterwarnings("ignore", message="RNN module weights are not part of single contiguous chunk")


def free_memory(device: str) -> int:
    """The bytes of a GPU's memory that nobody uses; what PyTorch keeps for later is free as well."""
    free, _ = torch.cuda.mem_get_info(device)
    return int(free) + torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)


class Beside:
    """A stream of a GPU for what it does beside its computing, such as copies."""

    def __init__(self, device: str | torch.device) -> None:
        cuda: Any = torch.cuda
        self.device, self.stream = device, cuda.Stream(device)

    def do(self, work: Callable[[], T]) -> tuple[T, torch.cuda.Event]:
        """What `work` gives, which has the GPU make it in this stream; and the event that it is made."""
        with torch.cuda.stream(self.stream):
            return work(), self.stream.record_event()

    def use(self, tensors: Iterable[torch.Tensor], made: torch.cuda.Event) -> None:
        """Has the GPU's computing wait until tensors are made, and their memory kept until that has used them."""
        computing = torch.cuda.current_stream(self.device)
        computing.wait_event(made)
        for tensor in tensors:
            tensor.record_stream(computing)


def take_local_gpu() -> str | None:
    """Of several processes that torchrun started on this machine each has a GPU of its own as `cuda` from now on; why not, where
    there are too few."""
    rank, processes = local_rank()
    if processes == 1:
        return None
    there = torch.cuda.device_count()
    if processes > there:
        gpus = f"{there} GPU{'s' * (there != 1)}"
        return f"torchrun started {processes} processes on this machine, which has {gpus}, and each needs one of its own"
    torch.cuda.set_device(rank)
    return None


def has_bfloat16(device: str) -> bool:
    """Whether a GPU has units for bfloat16, as those since Ampere (2020) do."""
    return _capability(device) >= (8, 0)


def has_tf32(device: str) -> bool:
    """Whether a GPU has units for TF32: the same."""
    return _capability(device) >= (8, 0)


def versions_of(device: str) -> dict[str, str]:
    """What the last bits of a result depend on, of a GPU; nothing of other devices."""
    if not device.startswith("cuda"):
        return {}
    cudnn: Any = torch.backends.cudnn
    return {"gpu": torch.cuda.get_device_name(device), "cuda": str(torch.version.cuda), "cudnn": str(cudnn.version())}


def _capability(device: str) -> tuple[int, int]:
    found: tuple[int, int] = torch.cuda.get_device_capability(device)
    return found
