"""Columns that hold dates and are not taken as such, because of how these are written: each with the line that reads them."""

from __future__ import annotations

import numpy as np

from dltrain.data.columns import TableColumn
from dltrain.data.dates.advice import format_advice, stray_advice
from dltrain.data.dates.counted import count_of
from dltrain.data.dates.guesses import FRACTION, are_clock_times, format_of_numbers, guesses, written_in_several_ways
from dltrain.data.dates.parsing import looks_iso, read
from dltrain.data.options.columns import Categorical, ColumnKind, Numeric
from dltrain.data.options.section import Data
from dltrain.data.table import Numbers, Table, Words
from dltrain.errors import listing


def unread_dates(data: Data, table: Table, kinds: dict[str, ColumnKind | None]) -> dict[str, str]:
    """A notice for each column that looks like dates and that the spec says nothing of."""
    unsaid = {name: kind for name, kind in kinds.items() if name not in (data.columns or {})}
    return {name: notice for name, kind in unsaid.items() if (notice := _notice(TableColumn(table, name), kind))}


def _notice(column: TableColumn, kind: ColumnKind | None) -> str | None:
    cells, name = column.cells, column.name
    looks = f"column '{name}' looks like dates"
    if isinstance(cells, Numbers) and (written := format_of_numbers(cells, name)):
        shown = f"{cells.values[~cells.missing][0]:.0f}"
        return f"{looks} ({shown}), but is taken as a number; {format_advice(name, [written], [shown])}"
    if isinstance(cells, Numbers) and isinstance(kind, Numeric) and (counted := count_of(cells, name)):
        first = cells.values[~cells.missing][0]
        day = counted.moments(np.array([first]))[0].astype("datetime64[D]")
        shown = f"{counted.what}: {f'{first:.0f}' if first.is_integer() else f'{first:.10g}'} is {day}"
        return f"{looks} ({shown}), but is taken as a number; write them as YYYY-MM-DD, or with a time, in the file"
    if not isinstance(cells, Words) or not isinstance(kind, Categorical):
        return None
    if _fraction_of_dates(cells) >= FRACTION:
        return f"{looks}, but is taken as words{_others(cells, column, None)}"
    if formats := guesses(cells.levels):
        advice = f"{format_advice(name, formats, cells.levels)}{_others(cells, column, formats[0])}"
        return f"{looks} ('{cells.levels[0]}'), but is taken as words: a date is written YYYY-MM-DD; {advice}"
    if written_in_several_ways(cells.levels):
        return f"{looks} in several ways of writing ({_two_ways(cells)}), and is taken as words; write all as YYYY-MM-DD"
    if are_clock_times(cells.levels):
        looks = f"column '{name}' looks like times of day, or durations ('{cells.levels[0]}')"
        return f"{looks}, but is taken as words; write them as numbers in the file, of hours or minutes (13:30 as 13.5 or 810)"
    return None


def _two_ways(cells: Words) -> str:
    """A word that is no ISO date beside one that is, or the last one."""
    other = np.isnat(read(cells.levels).moments)
    shown = cells.levels[other.argmax()], cells.levels[-1 if other.all() else other.argmin()]
    return listing(f"'{word}'" for word in shown)


def _fraction_of_dates(cells: Words) -> float:
    """How many of the words are dates as YYYY-MM-DD; a few of them tell of most cellss that none is."""
    sample = cells.levels[:: max(1, len(cells.levels) // 50)]
    if sum(map(looks_iso, sample)) < FRACTION * max(len(sample), 1):
        return 0.0
    return float((~np.isnat(read(cells.levels).moments)).mean())


def _others(cells: Words, column: TableColumn, written: str | None) -> str:
    """What to do with the words that are no dates; nothing where all are."""
    wrong = np.isnat(read(cells.levels, written).moments)
    rows = np.append(wrong, False)[cells.codes]
    if not rows.any():
        return ""
    count, first = int(rows.sum()), cells.levels[cells.codes[rows.argmax()]]
    which = f"{count} of {len(rows)} cells {'is' if count == 1 else 'are'} none, first '{first}' in {column.row(rows)}"
    return f"; {which}: {stray_advice(cells, wrong)}"
