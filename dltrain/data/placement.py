"""Whether rows lie in memory or in files, told before the memory is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from dltrain.data.options.section import Data
from dltrain.data.sources import Request, Source
from dltrain.data.storage import RESIDENT, Mapped, Storage
from dltrain.errors import Problem, SpecError
from dltrain.files.cache_folder import cache_folder
from dltrain.process.free import free_memory
from dltrain.process.limits import allow_many_files
from dltrain.text.formatting import amount

BESIDE = 2**29  # bytes, at most, that polars takes for what it has in hand, and torch for itself
SHARE = 3  # of the free memory, the part that rows may take before they are mapped


def mapped() -> Mapped:
    """Files in the user's cache folder, of which this process may from now on have as many open as the system allows."""
    allow_many_files()
    return Mapped(cache_folder() / "rows")


def storage_for(data: Data, sources: Iterable[Source], folder: Path, request: Request) -> tuple[Storage, list[str]]:
    """Where the rows of these sources are to lie, and a notice where that was not asked for. Raises SpecError where they are to
    be resident and there is not the memory."""
    if data.memory == "mapped":
        return mapped(), []
    return fitting(data, sum(source.resident_size(folder, request) for source in sources), "the rows would take about")


def fitting(data: Data, size: int, what: str) -> tuple[Storage, list[str]]:
    """The same of rows that take so many bytes, which `what` says. Raises SpecError where they do not fit into memory."""
    free = free_memory() if size else None
    if free is None or size <= free // SHARE:
        return RESIDENT, []
    if data.memory == "resident":
        beside = min(BESIDE, size // 2)
        if size + beside <= free:
            return RESIDENT, []
        more = f"{amount(size)} of memory, and reading them {amount(beside)} more"
        message = f"{what} {more}, of which {amount(free)} are free; write memory: mapped"
        raise SpecError([Problem(("data", "memory"), message)])
    if data.makes_groups:
        return RESIDENT, []  # there is no other way
    storage = mapped()
    taken = f"{what} {amount(size)} of memory, more than a third of the {amount(free)} that are free"
    return storage, [f"{taken}: they are mapped from files in '{storage.folder}'"]
