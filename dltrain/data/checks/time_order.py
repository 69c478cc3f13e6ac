"""Whether rows are in the order of time where that matters. Windows of rows that are not mean nothing; and where a series is
shuffled into its parts, what is tested was seen from both sides in training."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from dltrain.data.checks.time_steps import DAY, Steps, is_grid, steps_of
from dltrain.data.columns import TableColumn, factorize, spelled
from dltrain.data.dates.counted import count_of
from dltrain.data.dates.guesses import format_of_numbers, guesses
from dltrain.data.dates.parsing import Dates, read
from dltrain.data.encoding.fit import inferred_kind
from dltrain.data.options.columns import Categorical, ColumnKind, Datetime, Numeric
from dltrain.data.options.fractions import split_fractions
from dltrain.data.options.section import Data
from dltrain.data.options.split import Split
from dltrain.data.reading import Tables
from dltrain.data.sequences import groups_of, lines
from dltrain.data.table import Column, Numbers, Table, Words
from dltrain.text.formatting import count

MIN_DATES = 10  # different dates of a series
UNITS = (("day", DAY), ("hour", DAY // 24), ("minute", DAY // 1440), ("second", 1_000_000))


def dates_in(table: Table, kinds: Mapping[str, ColumnKind | None]) -> dict[str, Dates]:
    """The columns of dates, those too that are not read as such but could be in one way only: datetime64[us] (rows,)."""
    dates = {}
    for name, kind in kinds.items():
        column = table.columns.get(name)  # that a file lacks it is said later
        if isinstance(column, Words) and isinstance(kind, Datetime):
            dates[name] = _moments(column, kind.format)
        elif isinstance(column, Words) and isinstance(kind, Categorical) and len(formats := guesses(column.levels)) == 1:
            dates[name] = _moments(column, formats[0])
        elif isinstance(column, Numbers) and isinstance(kind, Numeric) and (written := format_of_numbers(column, name)):
            different, codes = np.unique(column.values, return_inverse=True)
            words = tuple(f"{number:.0f}" for number in different)
            dates[name] = read(words, written).moments[codes]
        elif isinstance(column, Numbers) and isinstance(kind, Numeric) and (counted := count_of(column, name)):
            dates[name] = counted.moments(column.values)
    return dates


def _moments(column: Words, written: str | None) -> Dates:
    moments: Dates = np.append(read(column.levels, written).moments, np.datetime64("NaT"))[column.codes]
    return moments


def order_notices(data: Data, tables: Tables, kinds: Mapping[str, ColumnKind | None]) -> list[str]:
    """What is to be said of the order of the rows: of every file where they become windows, else of one split in order."""
    if data.window is not None:
        files = tables.given()
        by_file = [(table.name, _window_notices(tables, part, kinds, data.group_column)) for part, table in files.items()]
        return [f"{name}: {one}" if len(files) > 1 else one for name, each in by_file for one in each]
    split = _drawn_split(data)
    if split is None or not split.order or not (series := _series_in(tables.train, kinds)):
        return []
    name = _least_back(series)
    return list(_out_of_order(tables.train, name, series[name], None))


def shuffled_series(data: Data, table: Table, kinds: Mapping[str, ColumnKind | None]) -> dict[str, str]:
    """The column that tells the time of a series whose rows are drawn at random into their parts, and what to say of it."""
    split = _drawn_split(data)
    if split is None or split.order or not (series := _series_in(table, kinds)):
        return {}
    name = _least_back(series)
    given = [f", {part}: {share:g}" for part in ("validation", "test") if (share := getattr(split, part)) is not None]
    sort = f"sort the file by {name} and " if series[name].back.any() else ""
    drawn = "its folds are drawn at random" if split.folds else "it is shuffled into its parts"
    problem = f"the table is a series in time by its column '{name}', but {drawn}: what is tested lies among what trains"
    return {name: f"{problem}; {sort}write split: {{order: true{''.join(given)}}}"}


def _drawn_split(data: Data) -> Split | None:
    """How single rows are drawn into parts; None where they are not."""
    split, fractions = data.split if isinstance(data.split, Split) else Split(), split_fractions(data)
    is_drawn = fractions.validation + fractions.test > 0 or split.folds
    by_rows = data.window is None and split.column is None and data.group_column is None
    return split if is_drawn and by_rows else None


def _window_notices(tables: Tables, part: str, kinds: Mapping[str, ColumnKind | None], group: str | None) -> list[str]:
    """Of the file of a part, with the columns too that are left out of what is learned from."""
    dates = dates_in(tables.given()[part], kinds)
    if part in tables.times:
        columns = tables.times[part].columns
        dates |= dates_in(tables.times[part], {name: inferred_kind(column) for name, column in columns.items()})
    return window_notices(tables.given()[part], dates, group)


def _series_in(table: Table, kinds: Mapping[str, ColumnKind | None]) -> dict[str, Steps]:
    """The columns of dates by which the rows are a series."""
    everything = [np.arange(table.rows)]
    dates = dates_in(table, kinds)
    return {name: steps for name, moments in dates.items() if _is_series(steps := steps_of(moments, everything))}


def _least_back(series: Mapping[str, Steps]) -> str:
    """The column whose dates go back least."""
    return min(series, key=lambda one: int(series[one].back.sum()))


def _is_series(steps: Steps) -> bool:
    """Whether the rows are a series in time: dates that only rise, or only fall, or that are one a day (an hour, a month) in
    whatever order. Dates of birth do not."""
    different = len(np.unique(steps.moments[~np.isnat(steps.moments)]))
    if different < MIN_DATES:
        return False
    in_order = not steps.back.any() or not (steps.spans > 0).any()
    return (in_order and (2 * different >= len(steps.moments) or steps.regular >= 0.7)) or is_grid(steps.moments)


def window_notices(table: Table, dates: Mapping[str, Dates], group: str | None) -> list[str]:
    """What windows over these rows make little sense of: rows out of order, repeated or left out. The time is told by the column
    of dates that goes back least."""
    rows = lines(table, group)
    by_name = {name: steps for name, moments in dates.items() if (steps := steps_of(moments, rows)).spans.any()}
    if not by_name:
        return []
    name = min(by_name, key=lambda one: int(by_name[one].back.sum()))
    steps = by_name[name]
    out_of_order = list(_out_of_order(table, name, steps, group))
    return out_of_order or [*_repeated(table, name, steps, group), *_left_out(table, name, steps)]


def _out_of_order(table: Table, name: str, steps: Steps, group: str | None) -> Iterator[str]:
    if not steps.back.any():
        return
    at, more = int(steps.back.argmax()), int(steps.back.sum()) - 1
    first = f"{table.line_of(int(steps.after[at]))} lies before {table.line_of(int(steps.before[at]))}"
    others = f", and {count(more, 'more row')} before the one above" if more else ""
    within = f" within each {group}" if group else ""
    advice = _group_advice(table, name, steps, group) or f"sort the file by {name}{within}"
    yield f"the rows are not in the order of {name}{within}: {first}{others}; {advice}"


def _repeated(table: Table, name: str, steps: Steps, group: str | None) -> Iterator[str]:
    still = steps.still
    if not still.any() or _told_apart(table, steps):
        return
    at, more = int(still.argmax()), int(still.sum()) - 1
    first = f"{table.line_of(int(steps.after[at]))} is of the time of {table.line_of(int(steps.before[at]))}"
    others = f", and {count(more, 'more row')} that of the one above" if more else ""
    advice = _group_advice(table, name, steps, group) or "keep one of them"
    yield f"column '{name}' repeats: {first}{others}; a window takes such rows for steps in time; {advice}"


def _left_out(table: Table, name: str, steps: Steps) -> Iterator[str]:
    gaps = steps.gaps
    if not gaps.any():
        return
    at, more = int(gaps.argmax()), int(gaps.sum()) - 1
    first = (
        f"{table.line_of(int(steps.after[at]))} comes {_span(int(steps.spans[at]))} after {table.line_of(int(steps.before[at]))}"
    )
    others = f", and {count(more, 'more row')} so late" if more else ""
    problem = f"column '{name}' leaves out rows: {first}{others}, where the usual step is {_span(steps.usual)}"
    yield f"{problem}; a window takes them for neighbours; fill in what is missing"


def _told_apart(table: Table, steps: Steps) -> bool:
    """Whether most rows have the date of the one above, and another column, such as the hour, rises among them and falls where
    the date moves on."""
    if steps.still.mean() < 0.5:
        return False
    numbers = (column for column in table.columns.values() if isinstance(column, Numbers))
    return any(
        bool((rises[steps.still] > 0).all() and (rises[~steps.still] < 0).mean() > 0.9)
        for rises in (column.values[steps.after] - column.values[steps.before] for column in numbers)
    )


def _group_advice(table: Table, name: str, steps: Steps, group: str | None) -> str:
    """`write group: station`, where the rows are several series that a column tells apart; else nothing."""
    moments = steps.moments
    if group is not None or len(np.unique(moments)) > 0.75 * len(moments):
        return ""
    for other, column in table.columns.items():
        if _names_series(column) and other != name:
            codes = factorize(TableColumn(table, other)).codes
            if (codes >= 0).all() and codes.max() > 0 and (steps_of(moments, groups_of(codes)).spans > 0).all():
                return f"write group: {spelled(other)}"
    return ""


def _names_series(column: Column) -> bool:
    return isinstance(column, Words) or (isinstance(column, Numbers) and column.whole)


def _span(microseconds: int) -> str:
    """`1 day`, `3 hours`, `1.5 seconds`."""
    name, size = next((unit for unit in UNITS if microseconds >= unit[1]), UNITS[-1])
    amount = f"{microseconds / size:.3g}" if microseconds < 1000 * size else f"{microseconds / size:,.0f}"
    return f"{amount} {name}{'' if amount == '1' else 's'}"
