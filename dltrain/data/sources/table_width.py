"""How many columns a file may have, of which nobody means so many."""

from __future__ import annotations

from dltrain.errors import DataError

MAX_COLUMNS = 500_000  # whatever is needed of them


def check_width(name: str, columns: int) -> None:
    """Raises DataError where a table is wider than anybody means."""
    if columns > MAX_COLUMNS:
        advice = "save the numbers as one array, a row of it an example, in an npz file"
        raise DataError(f"{name}: {columns:,} columns; at most {MAX_COLUMNS:,} are read; {advice}")
