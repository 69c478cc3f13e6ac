"""The records of a training's epochs, kept as columns of numbers: a tenth of the memory of as many mappings, and in a checkpoint
tensors like any others, so that it can hold them however many they are.

A value is a number or None, or a mapping of lists of as many numbers each: those of the members of a stack. None is a NaN of its
column, and a number that is not finite is read back as None, as JSON has it.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from dltrain.lazy import NDArray

Tensors = Mapping[str, NDArray[Any]]

Record = dict[str, Any]

PREFIX = "history."  # of the tensors of a checkpoint that hold a history
CHUNK_SIZE = 10_000  # records that are put together at a time
WHOLE, FLOAT = "q", "d"  # the kinds of columns, as `array` calls them


class EpochTable:
    """Records that have the same names in the same order. A name of a mapping of lists has a column that tells how many numbers
    there are a record, and `name.part` has these numbers, those of a record after another."""

    def __init__(self, names: Sequence[str], nested: Mapping[str, Sequence[str]]) -> None:
        self.names, self.nested = tuple(names), {name: tuple(parts) for name, parts in nested.items()}
        self.columns: dict[str, array[Any]] = {}
        self.epochs = 0

    @classmethod
    def like(cls, record: Mapping[str, Any]) -> EpochTable:
        """An empty table with the columns of a record."""
        return cls(list(record), {name: list(value) for name, value in record.items() if isinstance(value, Mapping)})

    def takes(self, record: Mapping[str, Any]) -> bool:
        """Whether a record has the names of this table."""
        return self.names == tuple(record) and all(tuple(record[name]) == parts for name, parts in self.nested.items())

    def append(self, record: Mapping[str, Any]) -> None:
        """Adds an epoch's record."""
        for name, value in record.items():
            if name in self.nested:
                lengths = {len(part) for part in value.values()}
                if len(lengths) > 1:
                    raise ValueError(f"{name} has lists of different lengths")
                self._add(name, [lengths.pop() if lengths else 0])
                for part, numbers in value.items():
                    self._add(f"{name}.{part}", numbers)
            else:
                column = self._column_for(name, type(value) is int)
                column.append(math.nan if value is None else value)
        self.epochs += 1

    def _add(self, name: str, values: Sequence[float | None]) -> None:
        if name in self.columns:
            try:
                self.columns[name].extend(array(self.columns[name].typecode, values))
                return
            except TypeError:  # None, or another kind of number than before
                pass
        column = self._column_for(name, all(type(value) is int for value in values))
        column.extend([math.nan if value is None else value for value in values])

    def _column_for(self, name: str, are_whole: bool) -> array[Any]:
        """The column that takes more values of a name, whole numbers or not."""
        column = self.columns.get(name)
        if column is None:
            column = self.columns[name] = array(WHOLE if are_whole else FLOAT)
        if column.typecode == WHOLE and not are_whole:
            column = self.columns[name] = array(FLOAT, column)
        return column

    def part(self, start: int, stop: int) -> EpochTable:
        """The records from one index to another."""
        table = EpochTable(self.names, self.nested)
        table.epochs = max(0, stop - start)
        for name in self.names:
            if name in self.columns:
                table.columns[name] = self.columns[name][start:stop]
            for part in self.nested.get(name, ()):
                begin, end = (sum(self.columns[name][:index]) for index in (start, stop))
                table.columns[f"{name}.{part}"] = self.columns[f"{name}.{part}"][begin:end]
        return table

    def __iter__(self) -> Iterator[Record]:
        seen = dict.fromkeys(self.nested, 0)
        for start in range(0, self.epochs, CHUNK_SIZE):
            stop = min(start + CHUNK_SIZE, self.epochs)
            columns = [self._records_of(name, start, stop, seen) for name in self.names]
            for values in zip(*columns, strict=True):
                yield dict(zip(self.names, values, strict=True))

    def _records_of(self, name: str, start: int, stop: int, seen: dict[str, int]) -> list[Any]:
        """The values of a name in these records; `seen` counts the numbers of the lists before them."""
        if name not in self.nested:
            return numbers_in(self.columns[name][start:stop])
        records = []
        for count in self.columns[name][start:stop]:
            begin, seen[name] = seen[name], seen[name] + count
            parts = {part: self.columns[f"{name}.{part}"][begin : seen[name]] for part in self.nested[name]}
            records.append({part: numbers_in(column) for part, column in parts.items()})
        return records


def numbers_in(column: array[Any]) -> list[float | None]:
    """The numbers of a column, None for those that are not finite."""
    numbers: list[float | None] = column.tolist()
    if column.typecode == WHOLE or all(map(math.isfinite, column)):
        return numbers
    return [value if math.isfinite(value) else None for value in column]


class History:
    """What was recorded of the epochs so far, oldest first."""

    def __init__(self, records: Iterable[Mapping[str, Any]] = ()) -> None:
        self.tables: list[EpochTable] = []
        self.extend(records)

    def append(self, record: Mapping[str, Any]) -> None:
        """Adds an epoch's record."""
        if not self.tables or not self.tables[-1].takes(record):
            self.tables.append(EpochTable.like(record))
        self.tables[-1].append(record)

    def extend(self, records: Iterable[Mapping[str, Any]]) -> None:
        """Adds several epochs' records."""
        for record in records:
            self.append(record)

    def __len__(self) -> int:
        return sum(table.epochs for table in self.tables)

    def __iter__(self) -> Iterator[Record]:
        for table in self.tables:
            yield from table

    def __eq__(self, other: object) -> bool:
        return isinstance(other, History) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]  # it grows

    def __add__(self, other: History) -> History:
        """Both, one after the other."""
        history = History()
        history.tables = [table.part(0, table.epochs) for table in (*self.tables, *other.tables)]
        return history

    def part(self, start: int, stop: int | None = None) -> History:
        """The records from one index to another, or to the end."""
        history, before = History(), 0
        end = len(self) if stop is None else stop
        for table in self.tables:
            low, high = max(start - before, 0), min(end - before, table.epochs)
            if low < high:
                history.tables.append(table.part(low, high))
            before += table.epochs
        return history

    @property
    def last(self) -> Record:
        """The latest record."""
        (record,) = self.part(len(self) - 1)
        return record

    def total(self, name: str) -> float:
        """The sum of a value over the records that have it."""
        return sum(sum(filter(math.isfinite, table.columns.get(name, ()))) for table in self.tables)

    def column(self, name: str) -> list[float]:
        """A value over the records that have it, NaN where it is none."""
        return [value for table in self.tables for value in table.columns.get(name, ())]

    def layout(self) -> dict[str, Any]:
        """What its tensors do not tell: the names of the values, table by table."""
        tables = []
        for table in self.tables:
            nested = {name: list(parts) for name, parts in table.nested.items()}
            tables.append({"epochs": table.epochs, "names": list(table.names)} | ({"lists": nested} if nested else {}))
        return {"tables": tables}

    def tensors(self) -> dict[str, NDArray[Any]]:
        """A column each, those of all tables one after another: int64 or float64, (numbers,)."""
        import numpy as np

        parts: dict[str, list[NDArray[Any]]] = {}
        for table in self.tables:
            for name, column in table.columns.items():
                parts.setdefault(PREFIX + name, []).append(np.array(column))
        return {name: np.concatenate(columns) for name, columns in parts.items()}


def of_checkpoint(tensors: Tensors, layout: Any) -> History:
    """The history that these tensors and this layout are of; a checkpoint of format 1 has no such tensors, but a list of records.
    Raises ValueError, which names the key, for anything else."""
    if isinstance(layout, list):
        return _of_records(layout)
    tables = layout.get("tables") if isinstance(layout, dict) else None
    if not isinstance(tables, list):
        raise ValueError("history.tables must be a list")
    history, taken = History(), dict.fromkeys(tensors, 0)
    for index, layout_of_table in enumerate(tables):
        history.tables.append(_table(f"history.tables.{index}", layout_of_table, tensors, taken))
    for name, count in taken.items():
        if count != len(tensors[name]):
            raise ValueError(f"{name} must have {count:,} numbers, not {len(tensors[name]):,}")
    return history


def _table(key: str, layout: Any, tensors: Tensors, taken: dict[str, int]) -> EpochTable:
    """A table out of the next numbers of its tensors; `taken` counts those that the tables before it had."""
    epochs, names, lists = (
        (layout.get(part) for part in ("epochs", "names", "lists")) if isinstance(layout, dict) else (None,) * 3
    )
    lists = {} if lists is None else lists
    if type(epochs) is not int or epochs < 0:
        raise ValueError(f"{key}.epochs must be a whole number from 0")
    if not _are_names(names) or not names or len(set(names)) < len(names):
        raise ValueError(f"{key}.names must be a list of different names")
    if not isinstance(lists, dict) or not set(lists) <= set(names) or not all(map(_are_names, lists.values())):
        raise ValueError(f"{key}.lists must be a mapping of some of the names to lists of names")
    table = EpochTable(names, lists)
    table.epochs = epochs
    for name in names:
        table.columns[name] = _column(name, epochs, tensors, taken)
        if name in lists and (table.columns[name].typecode != WHOLE or min(table.columns[name], default=0) < 0):
            raise ValueError(f"{PREFIX}{name} must be whole numbers from 0")
        for part in lists.get(name, ()):
            table.columns[f"{name}.{part}"] = _column(f"{name}.{part}", sum(table.columns[name]), tensors, taken)
    return table


def _are_names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


def _column(name: str, count: int, tensors: Tensors, taken: dict[str, int]) -> array[Any]:
    tensor = tensors.get(PREFIX + name)
    kinds = {"int64": WHOLE, "float64": FLOAT}
    if tensor is None or tensor.ndim != 1 or tensor.dtype.name not in kinds:
        raise ValueError(f"{PREFIX}{name} must be a tensor of int64 or float64 of one dimension")
    start = taken[PREFIX + name]
    if start + count > len(tensor):
        raise ValueError(f"{PREFIX}{name} must have {start + count:,} numbers or more, not {len(tensor):,}")
    taken[PREFIX + name] = start + count
    column = array(kinds[tensor.dtype.name])
    column.frombytes(tensor[start : start + count].tobytes())
    return column


def _of_records(records: list[Any]) -> History:
    history = History()
    for index, record in enumerate(records):
        if not isinstance(record, dict):
            raise ValueError(f"history.{index} must be a mapping")
        for name, value in record.items():
            parts = value.values() if isinstance(value, dict) else [[value]]
            if not all(isinstance(part, list) and all(map(_is_number, part)) for part in parts):
                raise ValueError(f"history.{index}.{name} must be a number")
        try:
            history.append(record)
        except (ValueError, OverflowError) as error:
            raise ValueError(f"history.{index}: {error}") from None
    return history


def _is_number(value: Any) -> bool:
    return value is None or type(value) in (int, float)
