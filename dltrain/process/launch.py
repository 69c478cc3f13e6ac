"""How this process was started: by itself, or as one of several that belong together, by torchrun or with the variables that it
sets."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from dltrain.errors import InputError, listing
from dltrain.process.ending import ending_signals

PATIENCE, PAUSE = 2.0, 0.02  # seconds
COMING = 300.0  # seconds in which all processes must have come
HERE = "dltrain_here"  # what all can read, with the number of a process: that it has come
SPOKEN = "dltrain_spoken"  # what all can read: how many wanted to say why they end
_is_single = False
_joined: Any = None  # the store that this process has met the others in


@contextmanager
def as_single_process() -> Iterator[None]:
    """Within the block this process works by itself, as if it had been started so; each of them writes and speaks."""
    global _is_single
    before, _is_single = _is_single, True
    try:
        yield
    finally:
        _is_single = before


def world_size() -> int:
    """How many processes were started together, by torchrun or with its variables; 1 is this one alone."""
    is_one = _is_single or not {"RANK", "MASTER_ADDR", "MASTER_PORT"} <= os.environ.keys()
    return 1 if is_one else int(os.environ.get("WORLD_SIZE", "1"))


def local_rank() -> tuple[int, int]:
    """Which one of the processes this is that torchrun started on this machine, from 0, and how many they are."""
    if int(os.environ.get("WORLD_SIZE", "1")) == 1:
        return 0, 1
    return int(os.environ.get("LOCAL_RANK", "0")), int(os.environ.get("LOCAL_WORLD_SIZE", "1"))


def is_first() -> bool:
    """Whether this process is the one that speaks."""
    return world_size() == 1 or os.environ["RANK"] == "0"


def is_one_of_several() -> bool:
    """Whether torchrun, or its variables, started this process with others, even where it works by itself now."""
    return int(os.environ.get("WORLD_SIZE", "1")) > 1 and "RANK" in os.environ


def end_by_itself() -> None:
    """From now on no signal ends this process, which is about to say why it ends: where one of several has gone, torchrun tells
    the others to end at that very moment."""
    if _joined is not None:
        for number in ending_signals():
            signal.signal(number, signal.SIG_IGN)


def speaks() -> bool:
    """Whether this process is to say why it ends: of several that end for one reason only one does."""
    if world_size() == 1:
        return True
    if _joined is not None:
        with suppress(RuntimeError):  # the store has gone with the process that had it
            return int(_joined.add(SPOKEN, 1)) == 1
    elif not is_first():  # which would say the same, unless only here is something wrong; torchrun ends all when one has ended
        time.sleep(PATIENCE if os.environ.get("LOCAL_RANK") == "0" else 2 * PATIENCE)
    return True


def inequality(every: Sequence[Mapping[str, object]], facts: Iterable[str]) -> str | None:
    """The first of these facts, of those that each process has by its rank, that is not the same for all, as a sentence."""
    for what in facts:
        if others := [str(rank) for rank, one in enumerate(every) if one[what] != every[0][what]]:
            return f"{what} of rank {listing(others)} is not that of rank 0; all processes are to train the same"
    return None


def restarts() -> int:
    """How often torchrun has started these processes again."""
    return int(os.environ.get("TORCHELASTIC_RESTART_COUNT", "0"))


def launcher_began() -> float:
    """When the process that started this one, torchrun, began itself, in seconds since 1970; 0 where the system does not tell."""
    try:
        ticks = Path(f"/proc/{os.getppid()}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[19]
        booted = Path("/proc/stat").read_text(encoding="utf-8").partition("btime ")[2].split()[0]
        return int(booted) + int(ticks) / os.sysconf("SC_CLK_TCK")
    except (OSError, IndexError, ValueError):
        return 0.0


def new_store() -> Any:
    """A store for these processes since they were last started, that of torchrun itself or of the first of them, once all have
    come. Raises InputError where one has not."""
    global _joined
    from torch.distributed import PrefixStore, TCPStore  # type: ignore[attr-defined]  # which its documentation names so

    is_torchruns = os.environ.get("TORCHELASTIC_USE_AGENT_STORE") == "True"
    address, port = os.environ["MASTER_ADDR"], int(os.environ["MASTER_PORT"])
    base = TCPStore(address, port, world_size(), is_first() and not is_torchruns, wait_for_workers=False)
    made = PrefixStore(f"dltrain {restarts()}", base)
    made.set(f"{HERE}_{os.environ['RANK']}", "")
    until = time.monotonic() + COMING
    for rank in range(world_size()):  # here and not within the store, where no signal is heard while it waits
        while not made.check([f"{HERE}_{rank}"]):
            if time.monotonic() > until:
                raise InputError(f"rank {rank} of {world_size()} processes has not come; start it, or all again")
            time.sleep(PAUSE)
    _joined = made
    return made


def store() -> Any:
    """What all processes that have joined can read and write: names with short values."""
    from torch.distributed import distributed_c10d

    return distributed_c10d._get_default_store()
