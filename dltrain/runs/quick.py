"""The spec and the summary of a run in three reads, where all is as it should be: for whoever reads thousands of runs."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path

from dltrain.files import reading
from dltrain.runs.names import SPEC, SUMMARY, SUMS
from dltrain.runs.run import Run
from dltrain.runs.summary import Summary, parsed


def read_ended(folder: Path) -> tuple[str, Summary | None]:
    """The text of a run's spec as it was written, and how the run ended; None where it has not. Raises DamagedError."""
    with suppress(OSError, ValueError):
        sums = _content(f"{folder}/{SUMS}").decode("ascii")
        spec, summary = _content(f"{folder}/{SPEC}"), _content(f"{folder}/{SUMMARY}")
        if all(
            f"{hashlib.sha256(content).hexdigest()}  {name}\n" in sums for content, name in ((spec, SPEC), (summary, SUMMARY))
        ):
            return spec.decode("utf-8"), parsed(reading.parsed_object(summary), folder / SUMMARY)
    run = Run(folder)
    return run.read_spec(as_written=True), run.read_summary()


def _content(path: str) -> bytes:
    with open(path, "rb", buffering=0) as file:
        return file.read()
