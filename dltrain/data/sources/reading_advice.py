"""What to do so that a file is read as it should be: the line of the spec, whole."""

from __future__ import annotations

import shlex
from typing import Any

from dltrain.data.sources.base import SOURCES, Source
from dltrain.data.sources.spec_text import source_line, value_of
from dltrain.data.table import Request


def written(source: Source, **changes: Any) -> str:
    """The source as a spec has it, in one line, without options that are as they would be anyway: `{type: csv, path: a.csv}`."""
    return source_line(source, SOURCES.name_of(source), **changes).removeprefix("source: ")


def with_options(source: Source, request: Request, **changes: Any) -> str:
    """What to do so that the file is read with these options: the line of the spec, or the same on the command line; for a file
    that is read as the training data was, how to save it."""
    if not request.key_path:
        own = ", ".join(f"{key}: {value_of(getattr(source, key))}" for key in changes)
        return f"save it with {own}, as the training data is read"
    line = written(source, **changes)
    key = ".".join(request.key_path)
    return f"write {request.key_path[-1]}: {line}, or --set {shlex.quote(f'{key}={line}')}"
