"""Work that may take long tells how far it is, to whoever has asked to be told."""

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
    """Within this block, work is reported there, or nowhere."""
    token = _report.set(report)
    try:
        yield
    finally:
        _report.reset(token)


def followed(items: Iterable[T], what: str, total: int) -> Iterator[T]:
    """The items, each reported once it is done with."""
    report = _report.get()
    for done, item in enumerate(items, 1):
        yield item
        if report is not None:
            report(what, done, total)
