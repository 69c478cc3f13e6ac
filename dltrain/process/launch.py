"""How this process was started: by itself, or as one of several that belong together, by torchrun or with the variables that it
sets."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from typing import Any

PATIENCE, PAUSE = 2.0, 0.02  # seconds
SPOKEN = "dltrain_spoken"  # what all can read: how many wanted to say why they end


def launched() -> int:
    """How many processes were started together, by torchrun or with its variables; 1 is this one alone."""
    return int(os.environ.get("WORLD_SIZE", "1")) if {"RANK", "MASTER_ADDR", "MASTER_PORT"} <= os.environ.keys() else 1


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


def store() -> Any:
    """What all processes that have joined can read and write: names with short values."""
    from torch.distributed import distributed_c10d

    return distributed_c10d._get_default_store()
