"""Recurrent layers over (rows, steps, features).

On the CPU gru and rnn are computed by passes of our own, in about half of torch's time. The lstm is torch's: of oneDNN's time a
pass of our own takes 0.87 with 64 units and 64 rows, but 1.3 with 32 of each.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from typing import Any

import torch
from torch import Tensor, nn
from torch.autograd.function import once_differentiable

from dltrain.modules.cells import PASSES, Extent, Pass
from dltrain.modules.steps import SequenceModule, last_step, mean_step

_TWICE: ContextVar[bool] = ContextVar("twice differentiable", default=False)


@contextlib.contextmanager
def twice_differentiable() -> Iterator[None]:
    """What is computed within has gradients that have gradients, as far as torch's own layers do; it takes longer."""
    before = _TWICE.set(True)
    try:
        yield
    finally:
        _TWICE.reset(before)


def _differentiable_as_asked(x: Tensor) -> contextlib.AbstractContextManager[object]:
    """Leaves cuDNN out, whose gradients have none, where gradients are to have gradients."""
    if not _TWICE.get() or x.device.type != "cuda":
        return contextlib.nullcontext()
    cudnn = torch.backends.cudnn
    flags: contextlib.AbstractContextManager[object] = cudnn.flags(
        enabled=False, deterministic=cudnn.deterministic, allow_tf32=cudnn.allow_tf32
    )
    return flags


def _are_tracked() -> bool:
    """Whether gradients may be asked for: cuDNN's have some only where it is told that it trains, as a frozen layer does not. It
    makes no other difference, because there is no dropout in a core."""
    return torch.is_grad_enabled()


class Recurrence(SequenceModule):
    """A recurrent core and what is taken of its sequence: `last` (rows, units), `mean` over the steps, or the whole `sequence`.

    Of a bidirectional core `last` is the forward state after the last step beside the backward state after the first, which is
    the last that it reads. What stands behind the end of a row is never read before what stands in it.
    """

    def __init__(self, core: nn.RNNBase, output: str) -> None:
        super().__init__()
        self.core = core
        self.output = output

    def forward(self, x: Tensor, lengths: Tensor | None = None) -> Tensor:
        sequence = self.read(x, lengths)
        if self.output == "sequence":
            return sequence
        if self.output == "mean":
            return mean_step(sequence, lengths)
        last = last_step(sequence, lengths)
        if not self.core.bidirectional:
            return last
        units = self.core.hidden_size
        return torch.cat([last[:, :units], sequence[:, 0, units:]], dim=-1)

    def read(self, x: Tensor, lengths: Tensor | None) -> Tensor:
        """The states after all steps: (rows, steps, units)."""
        if x.device.type != "cuda":
            return self._read(x, lengths)
        # Under autocast cuDNN's would be computed in float16, whatever it was asked for: small gradients become 0 there.
        with torch.autocast("cuda", enabled=False):
            return self._read(x.float(), lengths)

    def _read(self, x: Tensor, lengths: Tensor | None) -> Tensor:
        kind = PASSES.get(self.core.mode)
        if torch.compiler.is_exporting():
            return self._read_by(self._read_plainly, x, lengths)
        if kind is not None and x.device.type == "cpu" and not torch.is_autocast_enabled("cpu") and not _TWICE.get():
            return self._read_by(lambda steps, suffix: self._scanned(kind, steps, suffix), x, lengths)
        if lengths is None or not self.core.bidirectional:  # forwards the padding is read last
            if x.device.type == "cuda":
                self.core.training = _are_tracked()
            with _differentiable_as_asked(x):
                states: Tensor = self.core(x)[0]
            return states
        if x.device.type != "cpu":  # packing waits for the lengths
            return self._read_by(self._read_plainly, x, lengths)
        packed = nn.utils.rnn.pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)
        return nn.utils.rnn.pad_packed_sequence(self.core(packed)[0], batch_first=True, total_length=x.shape[1])[0]

    def _read_by(self, read: Callable[[Tensor, str], Tensor], x: Tensor, lengths: Tensor | None) -> Tensor:
        """The states after all steps, by what reads one direction of one layer."""
        for layer in range(self.core.num_layers):
            states = read(x, f"l{layer}")
            if self.core.bidirectional:
                backwards = _turned(read(_turned(x, lengths), f"l{layer}_reverse"), lengths)
                states = torch.cat([states, backwards], -1)
            x = states
        return x

    def _read_plainly(self, x: Tensor, suffix: str) -> Tensor:
        """What one layer makes of the steps in their order, by torch's own function, which exporters know."""
        parameters = [getattr(self.core, f"{name}_{suffix}") for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")]
        begin = x.new_zeros(1, x.shape[0], self.core.hidden_size)
        options = (parameters, True, 1, 0.0, x.device.type == "cuda" and _are_tracked(), False, True)
        if self.core.mode == "LSTM":
            states: Tensor = torch.lstm(x, (begin, begin), *options)[0]
            return states
        read = torch.gru if self.core.mode == "GRU" else torch.rnn_tanh
        out: Tensor = read(x, begin, *options)[0]
        return out

    def _scanned(self, kind: type[Pass], x: Tensor, suffix: str) -> Tensor:
        """What one layer makes of the steps in their order."""
        parameters = (getattr(self.core, f"{name}_{suffix}") for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"))
        states: Tensor = _Scan.apply(kind.joined(*parameters), x, kind)  # type: ignore[no-untyped-call]
        return states

    def output_lengths(self, lengths: Tensor) -> Tensor | None:
        return lengths if self.output == "sequence" else None

    def extra_repr(self) -> str:
        return f"output={self.output}"


def read_together(network: nn.Module) -> Iterator[Sequence[nn.Parameter]]:
    """The weights of recurrent cores as cuDNN reads them: of each part that it reads at once all matrices, layer by layer and
    forwards before backwards, and then all biases (`try_get_weight_buf` in PyTorch's ATen/native/cudnn/RNN.cpp). A part is a
    core, or, in a network of texts, one direction of one layer of a core that is bidirectional."""
    are_texts = getattr(network, "inputs", None) is None and any(isinstance(one, nn.Embedding) for one in network.modules())
    for module in network.modules():
        if isinstance(module, Recurrence):
            core = module.core
            suffixes = [
                f"l{layer}{turn}" for layer in range(core.num_layers) for turn in ("", "_reverse")[: 1 + core.bidirectional]
            ]
            for part in [[one] for one in suffixes] if core.bidirectional and are_texts else [suffixes]:
                yield [
                    getattr(core, f"{kind}_{way}_{one}") for kind in ("weight", "bias") for one in part for way in ("ih", "hh")
                ]


class _Scan(torch.autograd.Function):
    """The states (rows, steps, units) of a cell over (rows, steps, features), from joined weights [U W b]."""

    @staticmethod
    def forward(context: Any, weights: Tensor, x: Tensor, kind: type[Pass]) -> Tensor:
        (rows, steps, features), returns = x.shape, context.needs_input_grad[1]
        units = weights.shape[1] - features - 1
        trained = returns or context.needs_input_grad[0]
        one = _POOL.take(kind, Extent(steps, units, features, rows, x.dtype, trained, returns))
        one.arriving[:-1, units:-1] = x.permute(1, 2, 0)
        one.forward(weights)
        states = one.states.permute(2, 0, 1).clone(memory_format=torch.contiguous_format)
        if trained:
            context.one = one
            context.save_for_backward(weights)
        else:
            _POOL.put(one)
        return states

    @staticmethod
    @once_differentiable
    def backward(context: Any, given: Tensor) -> tuple[Tensor, Tensor | None, None]:
        (weights,), one = context.saved_tensors, context.one
        one.given.copy_(given.permute(1, 2, 0))
        one.backward(weights)
        slope = one.slope.t().clone()
        returned = one.returned[:-1, one.extent.units :].permute(2, 0, 1) if one.extent.returns else None
        returned = None if returned is None else returned.clone(memory_format=torch.contiguous_format)
        context.one = None
        _POOL.put(one)
        return slope, returned, None


class _Pool:
    """Passes that are over, whose memory and views the next of the same extent uses again."""

    MAX_IDLE, MAX_BYTES = 16, 2**26

    def __init__(self) -> None:
        self.idle: list[Pass] = []
        self.lock = threading.Lock()

    def take(self, kind: type[Pass], extent: Extent) -> Pass:
        """One that nobody else has."""
        with self.lock:
            found = next((one for one in self.idle if type(one) is kind and one.extent == extent), None)
            if found is not None:
                self.idle.remove(found)
        return kind(extent) if found is None else found

    def put(self, one: Pass) -> None:
        """Gives one back, the oldest goes where there are many; a large one is cheap to make anew beside its work."""
        if one.bytes <= self.MAX_BYTES:
            with self.lock:
                self.idle = [*self.idle[1 - self.MAX_IDLE :], one]


_POOL = _Pool()


def _turned(x: Tensor, lengths: Tensor | None) -> Tensor:
    """(rows, steps, features) with the steps of each row backwards; what stands behind its end stays there."""
    if lengths is None:
        return x.flip(1)
    steps, ends = torch.arange(x.shape[1], device=x.device), lengths[:, None]
    source = torch.where(steps < ends, ends - 1 - steps, steps)
    return x.gather(1, source[..., None].expand_as(x))
