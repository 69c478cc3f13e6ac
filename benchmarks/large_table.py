"""A table larger than memory, made some rows at a time: `python -m benchmarks.large_table rows.parquet --rows 40000000`.

Twenty-four numbers, a few cells of one of them blank, four columns of words, one of whole numbers, and a target of two words that
follows from some of them; CSV or parquet by the ending.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import polars

AT_ONCE = 2**18
NUMBERS = 24
WORDS = {
    "color": ("red", "green", "blue", "파랑"),
    "size": ("S", "M", "L"),
    "shop": tuple(f"shop{number}" for number in range(12)),
    "day": ("mon", "sun"),
}


def chunk(number: int, rows: int) -> polars.DataFrame:
    """Some rows, a function of their number alone."""
    random = np.random.default_rng(number)
    x = random.standard_normal((rows, NUMBERS), dtype=np.float32)
    codes = {name: random.integers(0, len(levels), rows) for name, levels in WORDS.items()}
    score = x[:, 0] + x[:, 1] * x[:, 2] + (codes["color"] == 1) - 0.5 * (codes["shop"] % 3) + 0.5 * x[:, 3]
    blank = random.random(rows) < 0.003
    columns: dict[str, polars.Series] = {f"x{n}": polars.Series(np.round(x[:, n], 4)) for n in range(NUMBERS)}
    columns["x5"] = polars.Series(np.where(blank, np.nan, np.round(x[:, 5], 4))).fill_nan(None)
    columns |= {name: polars.Series(np.array(levels)[codes[name]]) for name, levels in WORDS.items()}
    columns["age"] = polars.Series(random.integers(18, 90, rows))
    columns["y"] = polars.Series(np.where(score + random.standard_normal(rows) > 0, "yes", "no"))
    return polars.DataFrame(columns)


def write(path: Path, rows: int) -> None:
    """Writes the table. Raises ValueError where the ending is neither .csv nor .parquet."""
    chunks = ((number, min(AT_ONCE, rows - begin)) for number, begin in enumerate(range(0, rows, AT_ONCE)))
    if path.suffix == ".csv":
        with path.open("wb") as file:
            for number, count in chunks:
                chunk(number, count).write_csv(file, include_header=not number)
    elif path.suffix == ".parquet":
        import pyarrow.parquet as parquet

        first = chunk(0, 1).to_arrow()
        with parquet.ParquetWriter(path, first.schema) as writer:
            for number, count in chunks:
                writer.write_table(chunk(number, count).to_arrow().cast(first.schema))
    else:
        raise ValueError(f"{path}: expected a name that ends with .csv or .parquet")


def main() -> None:
    """Writes the table that the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.large_table", description=__doc__)
    parser.add_argument("path", type=Path, help="where the table is written, a .csv or a .parquet")
    parser.add_argument("--rows", type=int, default=40_000_000)
    given = parser.parse_args()
    write(given.path, given.rows)


if __name__ == "__main__":
    main()
