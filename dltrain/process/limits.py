"""Limits of the system that leave too little memory, too few threads or open files.

Libraries answer that with a panic, an endless wait or the end of the process. So limits that are too low are refused before the
libraries are called, and an error that comes of one later is explained.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import sys
import threading
from collections.abc import Iterator

from dltrain.errors import InputError
from dltrain.process import free, least_memory

MAX_THREADS = 1024
POOLS = 3  # of as many threads each does polars start
THREADS_BESIDE = 10  # those of its memory, of torch and of saving
MIN_FILES = 16
MANY_FILES = 2**16
STACK = 2**18  # bytes, of threads that do nothing

MEMORY = (
    "out of memory",
    "allocate memory",
    "Unable to allocate",
    "memory allocation",
    "bad_alloc",
    "MemoryError",
    "failed to map",
    "STATUS_ALLOC_FAILED",
)
GPU_MEMORY = (
    "CUDA out of memory",
    "CUDA error: out of memory",
    "CUDA driver error: out of memory",
    "CUBLAS_STATUS_ALLOC_FAILED",
    "CUDNN_STATUS_ALLOC_FAILED",
    "DEVICE_ALLOCATION_FAILED",  # of cuDNN since version 9
)
THREADS = ("start new thread", "spawn thread", "Resource temporarily unavailable", "WouldBlock", "pthread_create")


def check() -> None:
    """Raises InputError where a limit is so low that polars or torch would not tell it, or there is no current folder."""
    try:
        os.getcwd()
    except OSError:
        raise InputError("the current folder is not there any more; change into one that is, such as: cd ~") from None
    threads = _polars_threads()
    least_memory.check(threads)
    if counts_addresses():
        os.environ.setdefault("_RJEM_MALLOC_CONF", "retain:false,muzzy_decay_ms:0")  # of polars, before it is imported
    _check_files()
    needed = POOLS * threads + THREADS_BESIDE
    if not _can_start(needed):
        fewer = ", or start polars with fewer: POLARS_MAX_THREADS=1" if threads > 1 else ""
        raise InputError(
            f"this process may start fewer than the {needed} threads that polars and torch take (ulimit -u, or the limit of a "
            f"container); raise it{fewer}"
        )


def _polars_threads() -> int:
    """How many threads polars starts."""
    for name in ("POLARS_MAX_THREADS", "RAYON_NUM_THREADS"):
        value = os.environ.get(name, "").strip()
        least = 1 if name == "POLARS_MAX_THREADS" else 0
        if value.isdecimal() and not least <= int(value) <= MAX_THREADS:
            raise InputError(f"the environment says {name}={value}; expected {least} to {MAX_THREADS}, or unset {name}")
    count = os.environ.get("POLARS_MAX_THREADS", "").strip()
    if count.isdecimal():
        return int(count)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _check_files() -> None:
    allowed = _limit("RLIMIT_NOFILE")
    if allowed is not None and allowed < MIN_FILES:
        raise InputError(f"ulimit -n allows this process {allowed} open files; raise it to {MIN_FILES} or more: ulimit -n 1024")


def allow_many_files() -> None:
    """Raises the number of files that this process may have open, as far as it may set that itself."""
    if sys.platform == "win32":
        return
    import resource

    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MANY_FILES if most == resource.RLIM_INFINITY else min(MANY_FILES, most)
    if allowed != resource.RLIM_INFINITY and allowed < wanted:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def _limit(name: str) -> int | None:
    """A limit of this process; None where there is none."""
    if sys.platform == "win32":
        return None
    import resource

    soft, _ = resource.getrlimit(getattr(resource, name))
    return None if soft == resource.RLIM_INFINITY else soft


def counts_addresses() -> bool:
    """Whether memory that is free again, but not given back to the system, counts as this process's (ulimit -v, ulimit -d)."""
    return any(_limit(name) is not None for name in ("RLIMIT_AS", "RLIMIT_DATA"))


def can_reserve(size: int) -> bool:
    """Whether this process may reserve so many bytes of addresses, with no memory behind them (ulimit -v)."""
    if sys.platform == "win32":
        return True
    import mmap

    try:
        mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | getattr(mmap, "MAP_NORESERVE", 0), prot=0).close()
    except (OSError, ValueError, OverflowError):
        return False
    return True


def data_left() -> int | None:
    """The bytes of data that this process may still take (ulimit -d); None where nothing limits them."""
    if _limit("RLIMIT_DATA") is None:
        return None
    return next((bound.left for bound in free.bounds() if bound.name == "ulimit -d"), None)


def _can_start(count: int) -> bool:
    """Whether so many threads can run beside this one."""
    enough = threading.Event()
    started = []
    usual = threading.stack_size()
    try:
        threading.stack_size(STACK)  # else a limit on memory would be taken for one on threads
        for _ in range(count):
            thread = threading.Thread(target=enough.wait, daemon=True)
            thread.start()
            started.append(thread)
    except (RuntimeError, MemoryError):
        return False
    finally:
        threading.stack_size(usual)
        enough.set()
        for thread in started:
            thread.join()
    return True


def shortage(error: BaseException) -> str | None:
    """What ran out, and what to do, where that is what an error comes from; None of any other error."""
    if is_gpu_full(error):
        return (
            "the memory of the GPU does not suffice for this; use a smaller training.batch_size, fewer rows, such as "
            "--set data.rows=10000, fewer units and layers, or device: cpu"
        )
    if is_out_of_memory(error):
        bound = least_memory.tightest()
        limit = f" ({least_memory.allowed(bound)})" if bound is not None else ""
        return (
            f"there is not enough memory for this{limit}; {'raise the limit, or ' if limit else ''}use fewer rows, such as "
            "--set data.rows=10000, a smaller training.batch_size, or fewer units and layers"
        )
    causes = list(_causes(error))
    if any(isinstance(cause, OSError) and cause.errno in (errno.EMFILE, errno.ENFILE) for cause in causes) or _says(
        causes, ("Too many open files",)
    ):
        return f"too many files are open: ulimit -n allows {_limit('RLIMIT_NOFILE')}; raise it, such as ulimit -n 4096"
    if _says(causes, THREADS):
        return "no further thread or process can be started (ulimit -u, or the container's limit of processes); raise the limit"
    return None


def lacking(error: BaseException) -> str | None:
    """What the GPU of an Apple computer cannot do, where that is what an error comes from; None of any other error."""
    for cause in _causes(error):
        if isinstance(cause, NotImplementedError | TypeError | RuntimeError) and "MPS" in (said := str(cause)):
            operator = re.search(r"operator '([^']+)'", said)
            what = f"PyTorch has no '{operator[1]}' for it" if operator else said.partition(". ")[0].partition("\n")[0]
            return f"device: mps, the GPU of an Apple computer, cannot do this: {what}; write device: cpu"
    return None


def undetermined(error: BaseException) -> str | None:
    """What a GPU cannot compute to the same bits at every repeat, where that is what an error comes from; None of any other."""
    for cause in _causes(error):
        found = re.match(r"(\S+) does not have a deterministic implementation", str(cause))
        if found and isinstance(cause, RuntimeError):
            return f"device: cuda cannot compute {found[1]} to the same bits at every repeat; write device: cpu, or leave it out"
    return None


def is_gpu_full(error: BaseException) -> bool:
    """Whether memory was asked of a GPU that it has not: torch.OutOfMemoryError, or what its libraries say of it."""
    causes: list[BaseException] = [cause for cause in _causes(error) if isinstance(cause, RuntimeError)]
    return any(type(cause).__name__ == "OutOfMemoryError" for cause in causes) or _says(causes, GPU_MEMORY)


def is_out_of_memory(error: BaseException) -> bool:
    """Whether memory was asked for that there is not, by Python, numpy, torch or polars, each in words of its own."""
    causes = list(_causes(error))
    return any(isinstance(c, MemoryError) or (isinstance(c, OSError) and c.errno == errno.ENOMEM) for c in causes) or _says(
        [cause for cause in causes if isinstance(cause, RuntimeError | ImportError | OSError) or _is_panic(cause)], MEMORY
    )


def _is_panic(error: BaseException) -> bool:
    """Whether a library in Rust gave up, or says that it could not go on."""
    return type(error).__module__.startswith(("pyo3", "polars"))


def _says(causes: list[BaseException], words: tuple[str, ...]) -> bool:
    return any(word.lower() in str(cause).lower() for cause in causes for word in words)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error, and those that it came from."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
