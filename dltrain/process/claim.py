"""Whether this process is a command's own, which may then be set up for its work; in a notebook it is somebody else's."""

from __future__ import annotations

import os
import sys

_claimed = False


def claim_process() -> None:
    """Makes this process a command's own: numpy's small products, which wait for each other where cores share them, take one."""
    global _claimed
    _claimed = True
    if "numpy" not in sys.modules:
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def is_claimed() -> bool:
    """Whether the process is a command's own."""
    return _claimed
