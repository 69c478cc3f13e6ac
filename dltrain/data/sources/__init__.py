"""Where data comes from: one class a source, and the table of them."""

from __future__ import annotations

import re
from pathlib import Path

from dltrain.data.sources import arrow, builtin, csv, excel, generators, idx, images, inline, json_lines, npz, parquet, sql, texts
from dltrain.data.sources.base import SOURCES, Source
from dltrain.data.sources.files import located
from dltrain.data.sources.number_options import FormattedFile
from dltrain.data.sources.signatures import ELSEWHERE
from dltrain.data.table import Request
from dltrain.errors import DataError, did_you_mean

__all__ = [
    "SOURCES",
    "Request",
    "Source",
    "absolute",
    "arrow",
    "builtin",
    "csv",
    "excel",
    "generators",
    "idx",
    "images",
    "inline",
    "json_lines",
    "npz",
    "parquet",
    "source_of",
    "sql",
    "texts",
]

ENDINGS: dict[str, type[FormattedFile] | type[npz.Npz]] = {
    ".csv": csv.Csv,
    ".csv.gz": csv.Csv,
    ".csv.zst": csv.Csv,
    ".tsv": csv.Tsv,
    ".tsv.gz": csv.Tsv,
    ".tsv.zst": csv.Tsv,
    ".parquet": parquet.Parquet,
    ".arrow": arrow.Arrow,
    ".feather": arrow.Arrow,
    ".ipc": arrow.Arrow,
    ".jsonl": json_lines.JsonLines,
    ".jsonl.gz": json_lines.JsonLines,
    ".ndjson": json_lines.JsonLines,
    ".xlsx": excel.Excel,
    ".npz": npz.Npz,
}


def source_of(word: str) -> Source:
    """The source that a plain word names: a built-in set or generator with its defaults, or a file by its ending.

    Raises DataError where it is neither.
    """
    for ending, source in ENDINGS.items():
        if word.lower().endswith(ending):
            return source(path=word)
    names = [name for name in SOURCES if SOURCES[name].target]
    if word in names:
        return SOURCES[word]()
    if word in SOURCES:
        raise DataError(f"source '{word}' has options that must be given; write {{type: {word}, ...}}")
    if re.search(r"-idx[0-9]-", word):
        raise DataError(f"{word}: a file in MNIST's format by its name; write {{type: idx, path: {word}, labels: ...}}")
    ending = Path(word).suffix
    if what := ELSEWHERE.get(ending.lower()):
        raise DataError(f"{word}: by its name {what}")
    if ending:
        kinds = ", ".join(ENDINGS)
        text = f"; for a text without columns write {{type: text, path: {word}}}" if ending.lower() == ".txt" else ""
        raise DataError(
            f"{word}: the ending '{ending}' is none of {kinds}; if it is separated text, write {{type: csv, path: {word}}}{text}"
        )
    raise DataError(
        f"there is no built-in data set '{word}'{did_you_mean(word, names)}; a file's name ends in .csv, .parquet, .npz"
    )


def absolute(source: str | Source, folder: Path) -> str | Source:
    """The same source with its paths, if it has any, absolute: such that it reads the same from any folder."""
    if isinstance(source, str):
        return str(located(folder, source).absolute()) if hasattr(source_of(source), "path") else source
    return source.absolute(folder)
