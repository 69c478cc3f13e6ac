"""Progress of long work, reported to a function that the caller has set for a block of code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

T = TypeVar("T")

Report = Callable[[str, int, int], None]  # what is being done, how many are done, of how many

_report: ContextVar[Report | None] = ContextVar("report", default=None)


@contextmanager
def reported(report: Report | None) -> Iterator[None]:
    """Within this block progress goes to `report`, or nowhere where it is None."""
    token = _report.set(report)
    try:
        yield
    finally:
        _report.reset(token)


def followed(items: Iterable[T], what: str, total: int) -> Iterator[T]:
    """The items; after each one the progress is reported."""
    report = _report.get()
    for done, item in enumerate(items, 1):
        yield item
        if report is not None:
            report(what, done, total)
