"""Tables of Python as a file that is read as any other: frames, mappings of columns, arrays, rows."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dltrain.errors import DataError, InputError, listing
from dltrain.files.atomic import write_atomically
from dltrain.lazy import NDArray, np, polars

if TYPE_CHECKING:
    from dltrain.data.encoding.encoding import Encoding

TableLike = Any  # a path, a frame of polars, pandas or Arrow, a mapping of columns, rows as mappings, an array, a list of values
NAME = "the table"  # in messages; its file is table.parquet or table.npz
Columns = dict[str, Any]  # numpy arrays, polars Series or lists


@contextmanager
def laid_down(table: TableLike, encoding: Encoding, *, with_target: bool = False) -> Iterator[tuple[Path, Path]]:
    """The folder and the name of the file that holds a table, for as long as it is read; a path is the file itself.

    Columns without names, those of an array, are the features that were learned, behind which those of the target stand
    `with_target`. Raises InputError where it is no table.
    """
    if isinstance(table, str | os.PathLike):
        yield Path(), Path(table)
        return
    columns = columns_of(table, encoding, with_target=with_target)
    with tempfile.TemporaryDirectory(prefix="dltrain-") as folder:
        try:
            yield Path(folder), write(columns, Path(folder))
        except DataError as error:
            raise DataError(without_file(str(error))) from None


def without_file(text: str) -> str:
    """What is said of the file in which a table of Python was laid down, as of the table."""
    return re.sub(r"\btable\.(parquet|npz)\b", NAME, text)


def write(columns: Columns, folder: Path) -> Path:
    """Writes columns into a file of a folder and gives its name: parquet, or npz where one of them has more than one dimension.

    Raises DataError where cells are of different kinds, or there are more in one column than in another.
    """
    if any(getattr(column, "ndim", 1) > 1 for column in columns.values()):
        name = Path("table.npz")
        arrays: dict[str, Any] = {key: np.asarray(column) for key, column in columns.items()}
        np.savez(folder / name, **arrays)
        return name
    series = [_series(key, column) for key, column in columns.items()]
    lengths = {one.name: len(one) for one in series}
    if len(set(lengths.values())) > 1:
        raise DataError(f"{NAME}: its columns differ in length: {listing([f'{key} {n:,}' for key, n in lengths.items()], 8)}")
    name = Path("table.parquet")
    polars.DataFrame(series).write_parquet(folder / name)
    return name


def _series(name: str, column: Any) -> polars.Series:
    if isinstance(column, np.ndarray) and column.dtype.kind in "OUSM":
        column = column.tolist() if column.dtype.kind != "M" else column.astype("datetime64[us]")
    if isinstance(column, list):
        column = [None if cell is None or cell != cell else cell.item() if hasattr(cell, "item") else cell for cell in column]
    try:
        series = polars.Series(name, column, strict=True)
    except (TypeError, ValueError, OverflowError, polars.exceptions.PolarsError):
        kinds = listing(dict.fromkeys(type(cell).__name__ for cell in column if cell is not None), 4)
        raise DataError(f"{NAME}: column '{name}': its cells are of different kinds ({kinds}); expected one kind") from None
    return series


def columns_of(table: TableLike, encoding: Encoding, *, with_target: bool = False) -> Columns:
    """The columns of a table by name. Raises InputError where it is none."""
    names = [feature.name for feature in encoding.features]
    if isinstance(table, Mapping):
        return _of_mapping(table)
    if (columns := frame_columns(table)) is not None:
        return columns
    if _is_pandas(table, "Series"):
        if set(names) <= {*map(str, table.index)}:  # a row of a frame
            return {str(name): [cell] for name, cell in table.items()}
        table = _of_pandas(table)
    elif hasattr(table, "detach"):  # a tensor
        table = table.detach().cpu().numpy()
    elif isinstance(table, list | tuple):
        if table and all(isinstance(row, Mapping) for row in table):
            return {name: [row.get(name) for row in table] for name in dict.fromkeys(name for row in table for name in row)}
        table = _listed(table)
        if isinstance(table, list):  # of cells
            table = np.array(table, dtype=object)
    if not hasattr(table, "shape"):
        kind = table.__name__ if isinstance(table, type) else type(table).__name__
        expected = "a path, a frame of polars or pandas, a mapping of columns, rows as mappings, or an array"
        raise InputError(f"expected a table ({expected}), not {kind}")
    return _of_array(table, [*names, *(encoding.target_columns if with_target else ())], encoding)


def frame_columns(table: object) -> Columns | None:
    """The columns of a frame of polars, pandas or Arrow by name; None of all else."""
    if isinstance(table, str | os.PathLike | Mapping) or table is None:
        return None
    if _is_pandas(table, "DataFrame"):
        frame: Any = table
        return {str(name): _of_pandas(frame.iloc[:, index]) for index, name in enumerate(frame.columns)}
    is_series = _is_pandas(table, "Series") or _is_pandas(table, "Index") or isinstance(table, polars.Series)
    if is_series or not (hasattr(table, "__arrow_c_stream__") or isinstance(table, polars.LazyFrame)):
        return None
    made = table.collect() if isinstance(table, polars.LazyFrame) else polars.DataFrame(table)
    return {name: made[name] for name in made.columns}


def keep(columns: Columns, folder: Path) -> Path:
    """Writes columns into a file of a folder that is named by its own bytes, and gives its path. Raises DataError, WriteError."""
    with tempfile.TemporaryDirectory(prefix="dltrain-") as made:
        content = Path(made, write(columns, Path(made))).read_bytes()
    path = folder / f"{hashlib.sha256(content).hexdigest()[:16]}.parquet"
    folder.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        write_atomically(path, content)
    return path


def _of_mapping(table: Mapping[Any, Any]) -> Columns:
    """A mapping of columns, or of the cells of one row."""
    columns = {str(name): _listed(column) for name, column in table.items()}
    if not columns:
        raise DataError(f"{NAME}: there are no columns")
    if all(isinstance(column, str) or not hasattr(column, "__len__") for column in columns.values()):
        return {name: [cell] for name, cell in columns.items()}
    if single := [name for name, column in columns.items() if isinstance(column, str) or not hasattr(column, "__len__")]:
        raise DataError(
            f"{NAME}: column '{single[0]}' is a single value; expected a list, an array or a Series as the others are"
        )
    return columns


def _listed(column: Any) -> Any:
    """A column as an array, a Series of polars or a list; a single cell as it is."""
    if _is_pandas(column, "Series") or _is_pandas(column, "Index"):
        return _of_pandas(column)
    if hasattr(column, "detach"):
        return column.detach().cpu().numpy()
    if not isinstance(column, list | tuple):
        return column
    if column and isinstance(column[0], Sequence | np.ndarray) and not isinstance(column[0], str):
        try:
            return np.asarray(column)
        except ValueError:
            raise DataError(f"{NAME}: rows differ in their lengths") from None
    return list(column)


def _of_array(array: Any, names: list[str], encoding: Encoding) -> Columns:
    """The columns of an array: (rows, columns), or of one feature alone its values, (rows, ...)."""
    shape = tuple(array.shape)
    if len(encoding.features) == 1 and (len(shape) != 2 or len(names) == 1 != shape[1]):
        return {names[0]: array}
    if len(shape) == 2 and shape[1] == len(names):
        return {name: array[:, index] for index, name in enumerate(names)}
    found = " × ".join(map(str, shape))
    raise InputError(f"expected an array of {len(names)} columns, {listing(names, 8)}; this one is {found}")


def _is_pandas(table: object, kind: str) -> bool:
    """Whether it is of a class of pandas, which is not imported for that."""
    return any(base.__name__ == kind and base.__module__.partition(".")[0] == "pandas" for base in type(table).__mro__)


def _of_pandas(series: Any) -> NDArray[Any] | list[Any]:
    """The cells of a pandas Series: numbers as an array, all else as a list, None for what is missing."""
    if isinstance(series.dtype, np.dtype) and series.dtype.kind in "biufM":
        cells: NDArray[Any] = series.to_numpy()
        return cells
    return [None if missing else cell for cell, missing in zip(series.tolist(), series.isna().tolist(), strict=True)]
