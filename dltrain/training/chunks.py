"""Chunks of very many rows, so that what is made of them need not be in memory for all rows at once."""

from __future__ import annotations

MANY = 2**22  # rows; fewer are measured and written at once
AT_ONCE = 2**20


def chunks(rows: int) -> list[slice]:
    """The chunks of so many rows: one of all, or of a million each where there are many."""
    step = AT_ONCE if rows > MANY else max(1, rows)
    return [slice(begin, min(begin + step, rows)) for begin in range(0, max(1, rows), step)]
