"""How many columns a table may have: each is read and encoded by itself, which takes time that numbers in one array do not."""

from __future__ import annotations

from dltrain.errors import DataError

MOST_NEEDED = 80_000  # columns to learn from
MOST_COLUMNS = 500_000  # of a file, whatever is needed of it


def check_width(name: str, columns: int, needed: int) -> None:
    """Raises DataError where a table is wider than is read in little time."""
    if columns > MOST_COLUMNS:
        too_many, most = f"{columns:,} columns", MOST_COLUMNS
    elif needed > MOST_NEEDED:
        too_many, most = f"{needed:,} columns to read", MOST_NEEDED
    else:
        return
    advice = "choose some with features: [...], or save the numbers as one array, a row of it an example, in an npz file"
    raise DataError(f"{name}: {too_many}; at most {most:,} are read; {advice}")
