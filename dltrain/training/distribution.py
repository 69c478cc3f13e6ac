"""The processes that train one network together, as torchrun starts them: which one this is, and what they hand each other.

Each takes some of the shares of every batch (`dltrain/training/shares.py`) and updates the segments of the parameters that go
with them: gradients go to whoever updates with them, and new parameters to everybody. So each number is computed once, and as by
one process that has all shares. Nobody else knows how many processes there are.
"""

from __future__ import annotations

import functools
import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dltrain.errors import DltrainError, InputError
from dltrain.lazy import np
from dltrain.process.copies import KilledError
from dltrain.process.launch import PATIENCE, PAUSE, inequality, new_store, store, world_size
from dltrain.process.limits import is_out_of_memory
from dltrain.process.peers import Listener, Peer, PeerGoneError, send_and_receive
from dltrain.training.segments import cut

if TYPE_CHECKING:
    from torch import Tensor

    from dltrain.arrays import Array
    from dltrain.runs.history import Record

WORK = "trained with this one"
BACKENDS = {"cpu": "gloo", "cuda": "cpu:gloo,cuda:nccl"}  # by the device of the training
HOST, ADDRESS = "host", "address"  # of a process: its machine, and where others of that machine find it
WORDS = 10.0  # seconds in which the first process, told to end, says how
SAVE, STOP = 1.0, 2.0  # what a process wants to pause for
END, READ = "dltrain_end", "dltrain_read"  # what all can read: how the run ended, how many know
Local = dict[int, list["Array"]]
Handed = list[tuple[int, "Tensor"]]  # the rank at the other end, and the numbers


class FollowedError(DltrainError):
    """The first process has said how the run ended: this one ends alike, and says nothing."""

    def __init__(self, exit_code: int) -> None:
        super().__init__("")
        self.exit_code = exit_code


class Group:
    """The processes that train together; by itself one process, which has all shares and nobody to hand anything to."""

    def __init__(self, rank: int = 0, world: int = 1, peers: Mapping[int, Peer] | None = None) -> None:
        self.rank, self.world, self.has_left = rank, world, False
        self.peers = peers or {}  # those of this machine; the others are reached through gloo
        self._wishes = np.zeros(world)  # of each process: what it wants to pause for
        self._rows: dict[int, tuple[Array, Exchange]] = {}
        self.nothing = Exchange(self, [], [])
        self.wishes = self.rows(self._wishes)

    @property
    def is_first(self) -> bool:
        """Whether this is the process that writes and speaks."""
        return self.rank == 0

    def shares(self, count: int) -> int:
        """How many shares a batch is cut into that one process would cut into so many: as many for each."""
        return -(-count // self.world) * self.world

    def own(self, shares: int, rank: int | None = None) -> range:
        """The shares of a process, this one if none is named."""
        each, index = shares // self.world, self.rank if rank is None else rank
        return range(index * each, (index + 1) * each)

    def rows(self, array: Array) -> Exchange:
        """Hands everybody the rows of an array, one for each share, that this process has filled."""
        if self.world == 1:
            return self.nothing
        shares, known = len(array), self._rows.get(id(array))
        if known is not None:
            return known[1]
        made = self.exchange(
            lambda to: [as_tensor(array)[_slice(self.own(shares))]],
            lambda source: [as_tensor(array)[_slice(self.own(shares, source))]],
        )
        self._rows[id(array)] = array, made  # which keeps the array, whose number is no other's then
        return made

    def all_gather(self, numbers: Tensor) -> Tensor:
        """The numbers of this process and those that each of the others has in their place: (processes, numbers)."""
        every = numbers.new_empty(self.world, len(numbers))
        every[self.rank] = numbers
        self.exchange(lambda to: [every[self.rank]], lambda source: [every[source]])()
        return every

    def gradients(self, vectors: Sequence[Array]) -> Exchange:
        """Hands each process what it updates with: of the gradients of every share the segments that are its own."""
        shares = len(vectors)
        return self.exchange(
            lambda to: [self._segment(vectors[share], shares, to) for share in self.own(shares)],
            lambda source: [self._segment(vectors[share], shares, self.rank) for share in self.own(shares, source)],
        )

    def segments(self, vector: Array, shares: int, *, to_first: bool = False) -> Exchange:
        """Hands everybody, or the first process alone, the segments of a vector that are this process's."""
        return self.exchange(
            lambda to: [self._segment(vector, shares, self.rank)] if to == 0 or not to_first else [],
            lambda source: [self._segment(vector, shares, source)] if self.is_first or not to_first else [],
        )

    def exchange(self, sent: Callable[[int], list[Tensor]], taken: Callable[[int], list[Tensor]]) -> Exchange:
        """What is sent to each of the others, and what is taken from each, in the order in which it is sent."""
        others = [rank for rank in range(self.world) if rank != self.rank]
        return Exchange(self, *([(rank, one) for rank in others for one in hand(rank) if len(one)] for hand in (sent, taken)))

    def _segment(self, vector: Array, shares: int, rank: int) -> Tensor:
        ends, own = cut(len(vector), shares), self.own(shares, rank)
        return as_tensor(vector)[ends[own.start] : ends[own.stop]]

    def transfer(self, exchange: Exchange) -> None:
        """Sends, and waits until everything has come. Raises KilledError where another process has gone."""
        works = []
        try:
            if exchange.is_remote:
                from torch.distributed import irecv, isend

                sent, taken = exchange.remote
                works = [irecv(numbers, rank) for rank, numbers in taken] + [isend(numbers, rank) for rank, numbers in sent]
            send_and_receive(self.peers, *exchange.local)
            for work in works:
                assert work is not None
                work.wait()
        except PeerGoneError:
            raise KilledError(WORK) from None
        except RuntimeError as error:
            if is_out_of_memory(error):
                raise
            raise KilledError(WORK) from None

    def agreed(self, stops: bool, saves: bool) -> tuple[bool, bool]:
        """Whether all stop, and whether all pause, between two steps: as any of them wanted before the last step, in which they
        told each other (`wishes`). Only the first one saves."""
        if self.world == 1:
            return stops, stops or saves
        wish = float(self._wishes.max())
        self._wishes[:] = 0
        if not wish:
            self._wishes[self.rank] = STOP if stops else SAVE if saves and self.is_first else 0
        return wish == STOP, wish > 0

    def broadcast(self, value: Any) -> Any:
        """What the first process says, numbers, words and lists of them, in place of what this one would."""
        if self.world == 1:
            return value
        import torch

        text = torch.frombuffer(bytearray(json.dumps(value), "utf-8"), dtype=torch.uint8)
        size = torch.tensor([len(text)])
        self.exchange(lambda to: [size] if self.is_first else [], lambda source: [size] if source == 0 else [])()
        text = text if self.is_first else torch.empty(int(size), dtype=torch.uint8)
        self.exchange(lambda to: [text] if self.is_first else [], lambda source: [text] if source == 0 else [])()
        return json.loads(text.numpy().tobytes())

    def same(self, records: Iterable[Record]) -> Iterator[Record]:
        """The records as the first process has them: its seconds, and its last bits where machines differ."""
        return map(self.broadcast, records)

    def leave(self, is_to_end: Callable[[], bool]) -> None:
        """Goes on alone where this is the first process; another one waits until that has ended. Raises FollowedError there, and
        KilledError where the first one has gone without a word; `is_to_end` says whether this one was told to end."""
        if self.is_first:
            self.has_left, self.world = self.world > 1, 1
            return
        raise FollowedError(_end_of_first(self.peers.get(0), is_to_end))


class GpuGroup(Group):
    """Processes with a GPU each, which train by what NCCL does best: gradients are added up for all of them at once, and each
    updates all parameters. What is on the processor they hand each other as others do."""

    def all_reduce(self, numbers: Tensor) -> None:
        """Puts in place of these numbers the sum of those that each has in their place. Raises KilledError."""
        import torch.distributed as dist

        self._carried(lambda: dist.all_reduce(numbers))

    def all_gather(self, numbers: Tensor) -> Tensor:
        from torch.distributed import all_gather_into_tensor

        every = numbers.new_empty(self.world, len(numbers))
        self._carried(lambda: all_gather_into_tensor(every.view(-1), numbers.contiguous()))
        return every

    def _carried(self, carry: Callable[[], object]) -> None:
        try:
            carry()
        except RuntimeError as error:
            if is_out_of_memory(error):
                raise
            raise KilledError(WORK) from None


class Exchange:
    """Numbers that this process sends to others, and takes from them, at the same moment in all of them."""

    def __init__(self, group: Group, sent: Handed, taken: Handed) -> None:
        self.group, self.sent, self.taken = group, sent, taken

    def __call__(self) -> None:
        if self.group.world > 1:
            self.group.transfer(self)

    def __add__(self, other: Exchange) -> Exchange:
        """Both at once."""
        return Exchange(self.group, self.sent + other.sent, self.taken + other.taken)

    @functools.cached_property
    def local(self) -> tuple[Local, Local]:
        """What goes to processes of this machine, and comes from them, as bytes by their rank."""
        return self._local(self.sent), self._local(self.taken)

    @functools.cached_property
    def remote(self) -> tuple[Handed, Handed]:
        """What goes to other machines, and comes from them."""
        return self._remote(self.sent), self._remote(self.taken)

    @functools.cached_property
    def is_remote(self) -> bool:
        """Whether anything does."""
        return any(self.remote)

    def _local(self, handed: Handed) -> Local:
        local: Local = {}
        for rank, numbers in handed:
            if rank in self.group.peers:
                local.setdefault(rank, []).append(numbers.numpy().reshape(-1).view(np.uint8))
        return local

    def _remote(self, handed: Handed) -> Handed:
        return [one for one in handed if one[0] not in self.group.peers]


class Addition(Exchange):
    """Numbers of a GPU that all processes add up at the same moment, in the place of each one's own."""

    def __init__(self, group: GpuGroup, numbers: Tensor) -> None:
        super().__init__(group, [], [])
        self.add = functools.partial(group.all_reduce, numbers)

    def __call__(self) -> None:
        self.add()


def as_tensor(array: Array) -> Tensor:
    """The same numbers, whichever library has them."""
    import torch

    return torch.from_numpy(array) if isinstance(array, np.ndarray) else array.detach()


def _slice(indices: range) -> slice:
    return slice(indices.start, indices.stop)


ALONE = Group()
_current = ALONE


def current() -> Group:
    """The processes that this one trains with, or itself."""
    return _current


def join(facts: Mapping[str, str], device: str = "cpu") -> Group:
    """Meets the other processes, to train on devices of that kind; `facts` are what must be the same for all, by what it is.
    Raises InputError where it is not, FollowedError in the others."""
    global _current
    if world_size() == 1:
        return _current
    import torch.distributed as dist

    dist.init_process_group(BACKENDS[device], store=new_store(), rank=int(os.environ["RANK"]), world_size=world_size())
    rank, listener = dist.get_rank(), Listener()
    every: list[Any] = [None] * dist.get_world_size()
    dist.all_gather_object(every, {**facts, HOST: listener.host, ADDRESS: listener.address})
    peers = listener.connect(rank, [one[HOST] for one in every], [one[ADDRESS] for one in every])
    _current = group = (Group if device == "cpu" else GpuGroup)(rank, len(every), peers)
    if unequal := inequality(every, facts):
        raise InputError(unequal) if group.is_first else FollowedError(InputError.exit_code)
    return group


def end(exit_code: int) -> None:
    """Tells the other processes, where this is the first, how the run has ended, and leaves them."""
    global _current
    import torch.distributed as dist

    group, _current = _current, ALONE
    if not group.is_first or not dist.is_initialized():
        return
    store().set(END, str(exit_code))
    until = time.monotonic() + PATIENCE
    while group.has_left and store().add(READ, 0) < world_size() - 1 and time.monotonic() < until:
        time.sleep(PAUSE)  # the words may be in this process's memory, and be gone with it


def _end_of_first(first: Peer | None, is_to_end: Callable[[], bool]) -> int:
    """Waits for the exit code of the first process, `first` where it is on this machine. Raises KilledError, with what is known,
    where it has gone without a word: on other machines that is seen by torchrun, which then tells this one to end."""
    until = float("inf")
    try:
        while not store().check([END]):
            if first is not None:
                if first.has_gone() and not store().check([END]):
                    raise KilledError("was killed")
            elif is_to_end():
                until = min(until, time.monotonic() + WORDS)
                if time.monotonic() > until:
                    raise KilledError("has not said how it ended")
            time.sleep(PAUSE)
        code = int(store().get(END))
        store().add(READ, 1)
    except RuntimeError:  # the store has gone with it
        raise KilledError("was killed") from None
    return code
