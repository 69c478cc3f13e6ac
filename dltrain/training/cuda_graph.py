"""Work on a batch as a CUDA graph: recorded once and then started as one, where its many short kernels would each wait for the
processor to start them. What is started is what was recorded, to the same bits; else there is no graph.

See https://pytorch.org/docs/stable/notes/cuda.html#cuda-graphs
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dltrain.lazy import Tensor, torch
from dltrain.training.minibatches.rows import Mixed, Rows

if TYPE_CHECKING:
    from dltrain.modules.dropout import Seeded

WARM = 2  # batches before the one that is recorded: libraries make then what they keep
DROPPED = "notice: the steps are not started as CUDA graphs, which takes longer: {}"


class Recorded:
    """Does `work` on batches that are all alike but for their numbers; it returns the loss, and changes the tensors `changed`.

    A batch is copied to where the graph reads it, whether there is a graph yet or not: so the kernels find their numbers at the
    same addresses, and a training that goes on has the same bits. The random modules `seeded` draw from their keys of the step.
    With `by_hand` the work is done without the graph. The first time that it is used its numbers are compared with those of the
    work without it; where a bit differs, or it cannot be recorded, that is told to `say`, and there is none.
    """

    def __init__(
        self,
        work: Callable[[Rows], Tensor],
        changed: Sequence[Tensor],
        seeded: Iterable[Seeded],
        say: Callable[[str], None],
    ) -> None:
        self.work, self.changed, self.seeded, self.say = work, changed, list(seeded), say
        self.read: Rows | None = None  # the batch that the graph reads
        self.loss: Tensor | None = None  # what it writes
        self._graph: torch.cuda.CUDAGraph | None = None
        self._done = 0
        self._is_dropped = False
        self.device = changed[0].device

    def __call__(self, batch: Rows, *, by_hand: bool) -> Tensor:
        """The loss of a batch, in a tensor that the next call may write to."""
        if self.read is None:
            self.read = _copied(batch)
        else:
            for here, given in zip(_tensors(self.read), _tensors(batch), strict=True):
                here.copy_(given)
        if self._graph is not None and self.loss is not None and not by_hand:
            self._replay(self._graph)
            return self.loss
        self._done += 1
        if by_hand or self._is_dropped or self._done <= WARM:
            return self._do(self.read)
        return self._record(self.read)

    def _do(self, batch: Rows) -> Tensor:
        for module in self.seeded:
            module.draws = 0
        try:
            return self.work(batch)
        finally:
            for module in self.seeded:
                module.draws = None

    def _replay(self, graph: torch.cuda.CUDAGraph) -> None:
        for module in self.seeded:
            module.generators(self.device)
        graph.replay()

    def _record(self, batch: Rows) -> Tensor:
        """Does the work, records it and compares the two."""
        before = [one.clone() for one in self.changed]
        loss = self._do(batch).clone()
        after = [one.clone() for one in self.changed]
        _restore(self.changed, before)
        stream = torch.cuda.current_stream(self.device)
        try:
            graph = torch.cuda.CUDAGraph()
            for generator in (one for module in self.seeded for one in module.generators(self.device)):
                graph.register_generator_state(generator)
            own: dict[str, Any] = {"stream": _stream_of(self.device), "capture_error_mode": "thread_local"}
            with torch.cuda.device(self.device), torch.cuda.graph(graph, **own):
                self.loss = self._do(batch)
            self._replay(graph)
            found = [self.loss, *self.changed]
            why = "" if all(map(_same_bits, found, [loss, *after])) else "their last bits would be others"
        except RuntimeError as error:
            why = str(error).partition("\n")[0]
            torch.cuda.set_stream(stream)  # a record that breaks off may leave its own behind
        if not why:
            self._graph = graph
            return loss
        self._is_dropped, self.loss = True, None
        for module in self.seeded:  # its generator may take the record for unfinished
            module.renew()
        self.say(DROPPED.format(why))
        _restore(self.changed, after)
        return loss


@functools.cache
def _stream_of(device: torch.device) -> torch.cuda.Stream:
    """Where work on a GPU is recorded: one for all that is, because cuBLAS keeps memory for each stream that it has worked in;
    torch's own belongs to the GPU that was first recorded on."""
    stream: Callable[[torch.device], torch.cuda.Stream] = torch.cuda.Stream
    return stream(device)


def _tensors(rows: Rows) -> Iterator[Tensor]:
    """All tensors of a batch, in an order of their own."""
    mixed = rows.mixed
    every = (*rows.inputs, rows.targets, rows.weights)
    every += () if mixed is None else (mixed.shares, mixed.targets, mixed.weights)
    return (one for one in every if one is not None)


def _copied(rows: Rows) -> Rows:
    def of(one: Any) -> Any:
        return None if one is None else one.clone()

    mixed = rows.mixed
    if mixed is not None:
        mixed = Mixed(of(mixed.shares), of(mixed.targets), of(mixed.weights))
    inputs = tuple(map(of, rows.inputs))
    return replace(rows, inputs=inputs, targets=of(rows.targets), weights=of(rows.weights), mixed=mixed)


def _restore(tensors: Sequence[Tensor], numbers: Sequence[Tensor]) -> None:
    with torch.no_grad():
        for tensor, given in zip(tensors, numbers, strict=True):
            tensor.copy_(given)


def _same_bits(one: Tensor, other: Tensor) -> bool:
    """Whether two tensors hold the same numbers; what is not a number is one here."""
    return bool(torch.equal(torch.nan_to_num(one), torch.nan_to_num(other)))
