"""The least memory that the libraries take: where a limit (ulimit -v, ulimit -d, a container's) leaves less, that is told before
they are imported, since they end the process then, each in its own way, and say nothing that helps."""

from __future__ import annotations

import importlib.abc
import sys
from dataclasses import dataclass
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

from dltrain.errors import InputError
from dltrain.process.free import GROUP, Bound, bounds
from dltrain.text.formatting import amount, count

KIB = 2**10


@dataclass(frozen=True)
class Need:
    """KiB that somebody takes at least: of addresses (ulimit -v), most of which are never used, of data (ulimit -d), and of
    memory that is written (a control group). `per_thread`: of the first two for each thread of polars."""

    addresses: int
    data: int
    written: int
    per_thread: tuple[int, int] = (0, 0)

    def of(self, bound: Bound, threads: int) -> int:
        """KiB that count against this bound."""
        addresses, data = self.per_thread
        return {
            "ulimit -v": self.addresses + addresses * threads,
            "ulimit -d": self.data + data * threads,
        }.get(bound.name, self.written)


# Measured with polars 2.1 and torch 2.13 on Linux: the lowest limits with which small trainings end, rounded up.
BEGINNING = Need(1_400_000, 215_000, 80_000, per_thread=(75_000, 13_000))  # of addresses what torch takes as well
IMPORT = Need(490_000, 130_000, 130_000)  # of torch
TORCH = Need(560_000, 230_000, 200_000)
ENOUGH = {"ulimit -v": 3_000_000, "ulimit -d": 1_600_000}  # KiB, for a small training with its charts but those of addresses


def check(threads: int) -> None:
    """Raises InputError where a limit is so low that nothing can be trained; from now on importing torch does where what is left
    does not suffice for it. `threads`: how many polars starts."""
    known = bounds()
    for bound in known:
        needed = BEGINNING.of(bound, threads)
        if (bound.allowed if bound.name != GROUP else bound.left) < needed * KIB:
            who = "polars and torch take" if bound.name == "ulimit -v" else "polars alone takes"
            raise InputError(
                f"{allowed(bound)}, and {who} {_size(bound, needed)} with {count(threads, 'thread')}; {_more(bound)}"
            )
    if known and not any(isinstance(finder, _BeforeTorch) for finder in sys.meta_path):
        sys.meta_path.insert(0, _BeforeTorch())


def allowed(bound: Bound) -> str:
    """What a bound allows, in words."""
    return f"{bound.name} allows {_it(bound)} {_size(bound, bound.allowed // KIB)} of memory"


def tightest() -> Bound | None:
    """The bound that leaves the least; None where nothing bounds the memory of this process but the system's own."""
    return min(bounds(), key=lambda bound: bound.left, default=None)


def check_torch() -> None:
    """Raises InputError where a limit leaves too little for torch."""
    for bound in bounds():
        needed = TORCH.of(bound, 0)
        if bound.left < needed * KIB:
            left, imported = _size(bound, max(0, bound.left // KIB)), _size(bound, IMPORT.of(bound, 0))
            raise InputError(
                f"{allowed(bound)}, of which {left} are left; importing torch takes {imported}, and training a small network "
                f"with it {_size(bound, needed)} in all; {_more(bound)}"
            )


class _BeforeTorch(importlib.abc.MetaPathFinder):
    """Asked for every module that is imported: finds torch alone, which is refused when it begins; polars looks whether it is
    there, and does not import it."""

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> ModuleSpec | None:
        if fullname != "torch":
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            begin = spec.loader.exec_module

            def checked(module: ModuleType) -> None:
                check_torch()
                begin(module)

            spec.loader.exec_module = checked  # type: ignore[method-assign]  # its own, whose file and source are asked for later
        return spec


def _size(bound: Bound, kib: int) -> str:
    """As the limit is typed."""
    return amount(kib * KIB) if bound.name == GROUP else f"{kib:,} KiB"


def _it(bound: Bound) -> str:
    return "it" if bound.name == GROUP else "this process"


def _more(bound: Bound) -> str:
    return "give it 2 GiB or more" if bound.name == GROUP else f"raise it, such as {bound.name} {ENOUGH[bound.name]}"
