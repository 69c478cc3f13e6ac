"""What becomes of memory that is free again."""

from __future__ import annotations

import ctypes

from dltrain.process import claim, limits

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3  # mallopt(3)
MAX_BYTES = 2**31 - 1  # bytes


def keep_freed_memory() -> None:
    """From now on what a step frees stays with this process for the next one, where glibc gives memory out.

    It would else go back to the system and come anew, page by page and zeroed, at every step: about a tenth of the time of a
    convolutional network, more where several processes do so at once. A process that is not a command's own is left as it is, and
    so is one that has a limit in which such memory counts.
    """
    if not claim.is_claimed() or limits.counts_addresses():
        return
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):  # another C library
        return
    mallopt(M_TRIM_THRESHOLD, MAX_BYTES)
    mallopt(M_MMAP_THRESHOLD, MAX_BYTES)
