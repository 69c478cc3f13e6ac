"""What a training says on its way: to Python's log, under "dltrain", which shows it to those who ask for level INFO."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dltrain.commands.training.display import SECONDS_BETWEEN_LINES, Start

if TYPE_CHECKING:
    from dltrain.runs.history import Record

LOG = logging.getLogger("dltrain")


def say(text: str) -> None:
    """Says what the command line would say."""
    LOG.info("%s", text)


def watch(start: Start, records: Iterator[Record]) -> Iterator[Record]:
    """The records of a training; how far it is goes to the log every few seconds."""
    from dltrain.training.loop import is_paused

    said = time.monotonic()
    for record in records:
        if time.monotonic() - said >= SECONDS_BETWEEN_LINES and not is_paused(record):
            said = time.monotonic()
            LOG.info("%s", start.line_of(record))
        yield record
