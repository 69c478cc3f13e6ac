"""Whether the files that a spec names are there: told before any of them is read, with the place in the spec."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from dltrain.data.options.section import Data, Files
from dltrain.data.sources import Source, source_of
from dltrain.data.sources.files import elsewhere
from dltrain.errors import DataError, Problem

__all__ = ["elsewhere", "problems"]


def problems(data: Data, folder: Path) -> Iterator[Problem]:
    """Every file of the source that is not there; paths are relative to `folder`."""
    if data.is_absent:
        return
    by_part = isinstance(data.source, Files)
    given = data.source.given() if isinstance(data.source, Files) else {"": data.source}
    for part, written in given.items():
        at = ("data", "source", part) if by_part else ("data", "source")
        try:
            source: Source = source_of(written) if isinstance(written, str) else written
        except DataError:  # a word that names no source is told with the others of its kind
            continue
        for key, message in source.lacking(folder):
            yield Problem(at if isinstance(written, str) else (*at, key), message)
