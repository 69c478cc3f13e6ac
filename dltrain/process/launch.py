"""How this process was started: by itself, or as one of several that belong together, by torchrun or with the variables that it
sets."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

PATIENCE, PAUSE = 2.0, 0.02  # seconds
SPOKEN = "dltrain_spoken"  # what all can read: how many wanted to say why they end
_apart = False


@contextmanager
def apart() -> Iterator[None]:
    """Within the block this process works by itself, as if it had been started so; each of them writes and speaks."""
    global _apart
    before, _apart = _apart, True
    try:
        yield
    finally:
        _apart = before


def launched() -> int:
    """How many processes were started together, by torchrun or with its variables; 1 is this one alone."""
    is_one = _apart or not {"RANK", "MASTER_ADDR", "MASTER_PORT"} <= os.environ.keys()
    return 1 if is_one else int(os.environ.get("WORLD_SIZE", "1"))


def local_rank() -> tuple[int, int]:
    """Which one of the processes this is that torchrun started on this machine, from 0, and how many they are."""
    if int(os.environ.get("WORLD_SIZE", "1")) == 1:
        return 0, 1
    return int(os.environ.get("LOCAL_RANK", "0")), int(os.environ.get("LOCAL_WORLD_SIZE", "1"))


def is_first() -> bool:
    """Whether this process is the one that speaks."""
    return launched() == 1 or os.environ["RANK"] == "0"


def speaks() -> bool:
    """Whether this process is to say why it ends: of several that end for one reason only one does."""
    if launched() == 1:
        return True
    dist = sys.modules.get("torch.distributed")
    if dist is not None and dist.is_initialized():
        with suppress(RuntimeError):
            return int(store().add(SPOKEN, 1)) == 1
    elif not is_first():  # which would say the same, unless only here is something wrong; torchrun ends all when one has ended
        time.sleep(PATIENCE if os.environ.get("LOCAL_RANK") == "0" else 2 * PATIENCE)
    return True


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
    """A store for these processes since they were last started: that of torchrun itself, or of the first of them."""
    from torch.distributed import PrefixStore, TCPStore  # type: ignore[attr-defined]  # which its documentation names so

    is_torchruns = os.environ.get("TORCHELASTIC_USE_AGENT_STORE") == "True"
    address, port = os.environ["MASTER_ADDR"], int(os.environ["MASTER_PORT"])
    base = TCPStore(address, port, launched(), is_first() and not is_torchruns)
    return PrefixStore(f"dltrain {restarts()}", base)


def store() -> Any:
    """What all processes that have joined can read and write: names with short values."""
    from torch.distributed import distributed_c10d

    return distributed_c10d._get_default_store()
