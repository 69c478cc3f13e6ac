"""A GPU of NVIDIA's where there is none: tensors whose `device` is cuda:0 and whose numbers are on the processor.

Unlike torch's fake tensors these compute, with gradients too, so that whole commands run and a training there has the bits of
one here. What a GPU refuses is refused in torch's own words (operands here and there), and whatever makes the host wait for the
device, or copies between the two, is written down. What it cannot show: the kernels of CUDA, their rounding, memory and speed.
"""

from __future__ import annotations

import contextlib
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, ClassVar

import torch
from pretend_graph import CAPTURING, CudaGraph, Recording, capture
from torch.overrides import TorchFunctionMode
from torch.utils._pytree import tree_leaves, tree_map

MEMORY = 80 * 2**30  # bytes
CUDA = torch.device("cuda", 0)
aten = torch.ops.aten
READS = {aten._local_scalar_dense.default, aten.equal.default, aten.is_nonzero.default}  # the host waits for the number
SHAPES = {aten.nonzero.default, aten.masked_select.default, aten._unique2.default, aten.bincount.default}  # or for a shape
SHAPES |= {aten.repeat_interleave.Tensor}
STEPS = {"one_step", "share_of_step", "batch", "batches"}  # functions of a step
SELDOM = {
    "_record",
    "_begin",
    "_of_epoch",
    "_keys_of_epoch",
    "weights_of",
    "activations",
}  # of an epoch's first step, or a sampled one
UNDETERMINED = {  # what a GPU refuses, because dltrain always asks for deterministic algorithms
    "_adaptive_avg_pool2d_backward",
    "_adaptive_avg_pool3d_backward",
    "_ctc_loss_backward",
    "_upsample_bicubic2d_aa_backward",
    "_upsample_bilinear2d_aa_backward",
    "adaptive_max_pool2d_backward",
    "adaptive_max_pool3d_backward",
    "avg_pool3d_backward",
    "fractional_max_pool2d_backward",
    "fractional_max_pool3d_backward",
    "grid_sampler_2d_backward",
    "grid_sampler_3d_backward",
    "histc",
    "kthvalue",
    "max_unpool2d",
    "max_unpool3d",
    "nll_loss2d_forward",
    "put",
    "put_",
    "reflection_pad1d_backward",
    "reflection_pad2d_backward",
    "reflection_pad3d_backward",
    "upsample_bicubic2d_backward",
    "upsample_bilinear2d_backward",
    "upsample_linear1d_backward",
    "upsample_trilinear3d_backward",
}
INDEXED = {aten.index.Tensor, aten.index_put.default, aten.index_put_.default, aten._index_put_impl_.default}


class There(torch.Tensor):
    """A tensor on the GPU; `here` has its numbers."""

    waits: ClassVar[list[Wait]] = []
    here: torch.Tensor

    @staticmethod
    def __new__(cls, here: torch.Tensor) -> There:
        made = torch.Tensor._make_wrapper_subclass(
            cls, here.shape, strides=here.stride(), storage_offset=here.storage_offset(), dtype=here.dtype
        )
        made.here = here
        return made

    __torch_function__ = torch._C._disabled_torch_function_impl

    @classmethod
    def __torch_dispatch__(cls, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        given = [one for one in tree_leaves((args, kwargs)) if isinstance(one, torch.Tensor)]
        known = {id(one.here): one for one in given if isinstance(one, There)}
        if func is aten.copy_.default:
            if len(known) < len({id(one) for one in given}):
                wait("copy to the GPU" if isinstance(given[0], There) else "copy from the GPU")
        else:
            refuse(func, given)
            if func in READS or func in SHAPES or is_masked(func, args):
                wait(str(func))
        made = func(*tree_map(to_here, args), **tree_map(to_here, kwargs))
        if func is aten.copy_.default:
            return args[0]
        if torch.Tag.inplace_view in func.tags:  # the shape of what stands for it is to follow
            with torch._C._DisableTorchDispatch():
                func(*args, **kwargs)
        return tree_map(lambda one: to_there(one, known), made)

    device = property(lambda self: CUDA)
    is_cuda = property(lambda self: True)
    is_cpu = property(lambda self: False)

    @property
    def data(self):
        return self.detach()

    @data.setter
    def data(self, other):
        torch.Tensor.data.__set__(self, other)
        self.here = other.here

    def record_stream(self, stream):
        """Memory there is kept as long as it is used, whatever the stream."""

    def __repr__(self, *, tensor_contents=None):
        return f"There({self.here})"


class Gpu(TorchFunctionMode):
    """Makes there what is asked for there. `waits` are the places in dltrain where the host waited for the device, in order."""

    def __init__(self) -> None:
        self.waits = There.waits = []

    def __torch_function__(self, function, types, args=(), kwargs=None):
        kwargs = dict(kwargs or {})
        name, own = getattr(function, "__name__", ""), args[0] if args and isinstance(args[0], torch.Tensor) else None
        if own is not None and name in ("to", "cpu", "cuda", "numpy"):
            return self._moved(name, own, args[1:], kwargs, function)
        if name == "pin_memory" or kwargs.pop("pin_memory", False):
            pinned = own.clone() if name == "pin_memory" else function(*args, **kwargs)
            pinned.is_sent_freely = True
            return pinned
        if name == "tolist" and isinstance(own, There):
            wait("tolist")
            return own.here.tolist()
        if name == "embedding_bag" and isinstance(own, There) and own.dim() == 2:  # torch would make these by itself
            kwargs["offsets"] = There(torch.arange(0, own.numel(), own.shape[1]))
            args = (own.reshape(-1), *args[1:])
        if name in ("lstm", "gru", "rnn_tanh") and isinstance(own, There):
            refuse_to_differentiate(own, *args[1:])
        source, there = kwargs.get("generator"), isinstance(own, There) or is_cuda(kwargs.get("device"))
        if source is not None and (source.device == CUDA) != there:
            raise RuntimeError(
                f"Expected a '{'cuda' if there else 'cpu'}' device type for generator but found '{source.device.type}'"
            )
        if not is_cuda(kwargs.get("device")):
            return function(*args, **kwargs)
        kwargs["device"] = "cpu"
        if own is None:
            if name == "tensor" or name == "as_tensor":
                wait("copy to the GPU")
            made = There(function(*args, **kwargs).detach()).requires_grad_(bool(kwargs.get("requires_grad")))
            if Recording.now is not None:
                Recording.now.constant(made)
            return made
        made = function(*args, **kwargs)
        return made if isinstance(made, There) else There(made)

    def _moved(self, name, own, args, kwargs, function):
        if name == "numpy" and isinstance(own, There):
            raise TypeError(
                "can't convert cuda:0 device type tensor to numpy. Use Tensor.cpu() to copy the tensor to host memory first."
            )
        places = [one for one in (*args, *kwargs.values()) if isinstance(one, str | torch.device | torch.Tensor)]
        goes = name == "cuda" or any(is_cuda(one.device if isinstance(one, torch.Tensor) else one) for one in places)
        comes = name == "cpu" or (bool(places) and not goes)
        args = [("cpu" if isinstance(one, str | torch.device) else one) for one in args]
        kwargs = {key: ("cpu" if isinstance(one, str | torch.device) else one) for key, one in kwargs.items()}
        name, function = ("to", torch.Tensor.to) if name == "cuda" else (name, function)
        if goes and not isinstance(own, There):
            if not (kwargs.get("non_blocking") and getattr(own, "is_sent_freely", False)):
                wait("copy to the GPU")
            return There(function(own.detach(), *args, **kwargs).clone()).requires_grad_(own.requires_grad)
        if comes and isinstance(own, There):
            wait("copy from the GPU")
            return function(own.detach().here, *args, **kwargs).clone()
        return function(own, *args, **kwargs)


@dataclass(frozen=True)
class Wait:
    """The host waits for the GPU: for what, at which line of dltrain, and the functions that led there."""

    what: str
    place: str
    through: tuple[str, ...]

    @property
    def in_step(self) -> bool:
        """Whether every step waits so: not the first of an epoch, which orders the rows, nor one that is sampled."""
        seldom = not SELDOM.isdisjoint(self.through) or self.place.startswith("training/measuring/probe.py")
        return not seldom and not STEPS.isdisjoint(self.through)

    def __str__(self) -> str:
        return f"{self.what} at {self.place}"


def wait(what: str) -> None:
    """Writes down that the host waits for the GPU, and where. Raises RuntimeError while a graph is recorded."""
    if Recording.now is not None:
        raise RuntimeError(CAPTURING)
    frames = [one for one in traceback.extract_stack() if "/dltrain/" in one.filename]
    last = frames[-1] if frames else None
    place = f"{last.filename.rpartition('/dltrain/')[2]}:{last.lineno} {last.line}" if last else "elsewhere"
    There.waits.append(Wait(what, place, tuple(one.name for one in frames)))


def refuse(func, given) -> None:
    """Operands here beside operands there: but for numbers, () in shape, torch refuses them; and what has no deterministic
    algorithm there."""
    if any(not isinstance(one, There) and one.dim() for one in given):
        raise RuntimeError(
            f"Expected all tensors to be on the same device, but found at least two devices, cuda:0 and cpu! ({func})"
        )
    name = func._schema.name.removeprefix("aten::")
    is_sum = name in ("cumsum", "cumsum_") and given[0].is_floating_point()
    if name in UNDETERMINED or is_sum or func in (aten.median.dim, aten.nanmedian.dim):
        raise RuntimeError(f"{name}_cuda does not have a deterministic implementation, but you set …")


def refuse_to_differentiate(x, begin, weights, has_biases, layers, dropout, train, *_) -> None:
    """cuDNN keeps what the way back needs only where it is told that it trains."""
    if not train and torch.is_grad_enabled() and any(one.requires_grad for one in (x, *weights)):
        raise RuntimeError("cudnn RNN backward can only be called in training mode")


def is_masked(func, args) -> bool:
    """Whether the rows that a mask chooses are asked for, whose number is known there."""
    return func in INDEXED and any(isinstance(one, torch.Tensor) and one.dtype in (torch.bool, torch.uint8) for one in args[1])


def is_cuda(device) -> bool:
    return device is not None and str(device).startswith("cuda")


def to_there(one: Any, known: dict[int, There]) -> Any:
    """What was made of operands, one of them again where it was written in place."""
    if not isinstance(one, torch.Tensor):
        return one
    found = known.get(id(one))
    return There(one) if found is None else found


def to_here(one: Any) -> Any:
    return one.here if isinstance(one, There) else one


class Generator(torch.Generator):
    """One on the GPU, or here."""

    def __new__(cls, device: Any = "cpu") -> Generator:
        made = super().__new__(cls, "cpu")
        made.there = is_cuda(device)
        if made.there and Recording.now is not None:
            raise RuntimeError("Cannot construct a new CUDAGeneratorImpl")
        return made

    def manual_seed(self, seed: int) -> Generator:
        """As it is, but while a graph is recorded: then it goes on where it was."""
        if not self.there or Recording.now is None:
            return super().manual_seed(seed)
        if seed != self.initial_seed():
            raise RuntimeError("set_current_seed can be called during stream capture only if new seed is the same")
        return self

    @property
    def device(self):
        return CUDA if self.there else torch.device("cpu")


@contextlib.contextmanager
def pretend_gpu(monkeypatch) -> Iterator[Gpu]:
    """A GPU, within the block."""
    from dltrain import lazy
    from dltrain.commands.preparing import gpus

    monkeypatch.setattr(gpus, "count", lambda: 1)
    submit = ThreadPoolExecutor.submit
    autocast = torch.autocast
    for module in (torch, lazy.torch):
        monkeypatch.setattr(module, "Generator", Generator)
        monkeypatch.setattr(module, "autocast", lambda kind, *rest, **options: autocast("cpu", *rest, **options))
    monkeypatch.setattr(torch.backends.cudnn, "is_acceptable", lambda *_: False)  # else that is warned of
    aliased = torch.utils.dlpack.from_dlpack
    monkeypatch.setattr(
        torch.utils.dlpack, "from_dlpack", lambda one: There(aliased(one.here)) if isinstance(one, There) else aliased(one)
    )
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda *_: (9, 0))
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda *_: "a pretended GPU")
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda *_: (MEMORY, MEMORY))
    stream = SimpleNamespace(record_event=lambda: None, wait_event=lambda event: None)  # one after another
    monkeypatch.setattr(torch.cuda, "Stream", lambda *_: stream)
    monkeypatch.setattr(torch.cuda, "current_stream", lambda *_: stream)
    monkeypatch.setattr(torch.cuda, "stream", lambda _: contextlib.nullcontext())
    monkeypatch.setattr(torch.cuda, "set_stream", lambda _: None)
    monkeypatch.setattr(torch.cuda, "CUDAGraph", CudaGraph)
    monkeypatch.setattr(torch.cuda, "graph", capture)
    monkeypatch.setattr(torch.cuda, "device", lambda _: contextlib.nullcontext())
    for name in ("deterministic", "benchmark", "allow_tf32"):  # of all of this process: put back afterwards
        monkeypatch.setattr(torch.backends.cudnn, name, getattr(torch.backends.cudnn, name))
    monkeypatch.setenv("CUBLAS_WORKSPACE_CONFIG", "")
    monkeypatch.delenv("CUBLAS_WORKSPACE_CONFIG")
    precision, replaced = torch.get_float32_matmul_precision(), torch.__future__.get_overwrite_module_params_on_conversion()
    torch.__future__.set_overwrite_module_params_on_conversion(True)  # a tensor cannot become one of another class
    try:
        with Gpu() as gpu:

            def there(work, *args, **options):
                with gpu:  # a mode is of one thread
                    return work(*args, **options)

            monkeypatch.setattr(
                ThreadPoolExecutor, "submit", lambda pool, work, *rest, **more: submit(pool, there, work, *rest, **more)
            )
            yield gpu
    finally:
        torch.use_deterministic_algorithms(False)
        torch.set_float32_matmul_precision(precision)
        torch.__future__.set_overwrite_module_params_on_conversion(replaced)
