"""The tables written as files beside the specs, once."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.diagnosis.defects import DEFECTS
from benchmarks.diagnosis.tables import TABLES, Columns

FOLDER = "data"


def path_of(name: str) -> str:
    """Where a table is, as a spec names it: iris.csv, iris.shuffled.csv with a defect, or signals.npz of arrays."""
    return f"{FOLDER}/{name}"


def write(name: str, folder: Path, real: Path | None) -> None:
    """Writes the file of this name into the folder, if it is not there. Raises ValueError where its real data is lacking."""
    path = folder / path_of(name)
    if path.exists():
        return
    table, *defects, form = name.split(".")
    if TABLES[table].is_real and real is None:
        raise ValueError(f"{table} is real data, whose folder was not given")
    columns = TABLES[table].make(real or Path())
    for defect in defects:
        columns = DEFECTS[defect](columns, np.random.default_rng(zlib.crc32(name.encode())))
    path.parent.mkdir(parents=True, exist_ok=True)
    if form == "npz":
        arrays: Any = {key: np.asarray(values.tolist()) for key, values in columns.items()}
        np.savez(path, **{**arrays, "x": arrays["x"].astype(np.float32)})
    else:
        path.write_text(csv_of(columns), encoding="utf-8")


def csv_of(columns: Columns) -> str:
    """A table as CSV; numbers in six digits, None as a blank cell."""
    lines = [",".join(columns)]
    lines += [",".join(map(cell, row)) for row in zip(*columns.values(), strict=True)]
    return "\n".join(lines) + "\n"


def cell(value: object) -> str:
    """A value as it stands in the file."""
    if value is None:
        return ""
    return f"{value:.7g}" if isinstance(value, float | np.floating) else str(value)
