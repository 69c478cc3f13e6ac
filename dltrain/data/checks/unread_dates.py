"""Columns that hold dates and are not taken as such, because of how these are written: each with the line that reads them."""

from __future__ import annotations

import numpy as np

from dltrain.data.columns import ColumnLocation
from dltrain.data.dates.advice import format_advice, stray_advice
from dltrain.data.dates.guesses import SHARE, format_of_numbers, guesses, written_in_several_ways
from dltrain.data.dates.parsing import looks_iso, read
from dltrain.data.options.columns import Categorical, ColumnKind
from dltrain.data.options.section import Data
from dltrain.data.table import Numbers, Table, Words
from dltrain.errors import listing


def unread_dates(data: Data, table: Table, kinds: dict[str, ColumnKind | None]) -> dict[str, str]:
    """A notice for each column that looks like dates and that the spec says nothing of."""
    unsaid = {name: kind for name, kind in kinds.items() if name not in (data.columns or {})}
    return {name: notice for name, kind in unsaid.items() if (notice := _notice(table, name, kind))}


def _notice(table: Table, name: str, kind: ColumnKind | None) -> str | None:
    column, place = table.columns[name], ColumnLocation(table, name)
    looks = f"column '{name}' looks like dates"
    if isinstance(column, Numbers) and (written := format_of_numbers(column, name)):
        shown = f"{column.at(~column.missing)[0]:.0f}"
        return f"{looks} ({shown}), but is taken as a number; {format_advice(name, [written], [shown])}"
    if not isinstance(column, Words) or not isinstance(kind, Categorical):
        return None
    if _share_of_dates(column) >= SHARE:
        return f"{looks}, but is taken as words{_others(column, place, None)}"
    if formats := guesses(column.levels):
        advice = f"{format_advice(name, formats, column.levels)}{_others(column, place, formats[0])}"
        return f"{looks} ('{column.levels[0]}'), but is taken as words: a date is written YYYY-MM-DD; {advice}"
    if written_in_several_ways(column.levels):
        return f"{looks} in several ways of writing ({_two_ways(column)}), and is taken as words; write all as YYYY-MM-DD"
    return None


def _two_ways(column: Words) -> str:
    """A word that is no ISO date beside one that is, or the last one."""
    other = np.isnat(read(column.levels).moments)
    shown = column.levels[other.argmax()], column.levels[-1 if other.all() else other.argmin()]
    return listing(f"'{word}'" for word in shown)


def _share_of_dates(column: Words) -> float:
    """How many of the words are dates as YYYY-MM-DD; a few of them tell of most columns that none is."""
    sample = column.levels[:: max(1, len(column.levels) // 50)]
    if sum(map(looks_iso, sample)) < SHARE * max(len(sample), 1):
        return 0.0
    return float((~np.isnat(read(column.levels).moments)).mean())


def _others(column: Words, place: ColumnLocation, written: str | None) -> str:
    """What to do with the words that are no dates; nothing where all are."""
    wrong = np.isnat(read(column.levels, written).moments)
    rows = np.append(wrong, False)[column.codes]
    if not rows.any():
        return ""
    count, first = int(rows.sum()), column.levels[column.codes[rows.argmax()]]
    told = f"{count} of {len(rows)} cells {'is' if count == 1 else 'are'} none, first '{first}' in {place.row(rows)}"
    return f"; {told}: {stray_advice(column, wrong)}"
