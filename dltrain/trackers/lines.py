"""A line of metrics.jsonl as what trackers keep: values by name, of the run and of each of its members."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

VARYING = ("seconds", "rows_per_second")  # which differ when an epoch is trained again
TAGS = ("member", "fold")  # of a record that is a member's
MAX_MEMBERS = 50  # of a stack that are kept one by one; of more their mean alone


@dataclass(frozen=True)
class Entry:
    """The values of an epoch, of the run itself or of a member such as `member-2` or `seed-7`."""

    member: str
    epoch: int
    values: Mapping[str, float]


@dataclass(frozen=True)
class Line:
    """An epoch's record: its entries, when it came about (seconds since 1970), and what it is told by when it comes again."""

    entries: tuple[Entry, ...]
    moment: float
    digest: str

    @property
    def count(self) -> int:
        """How many values it has."""
        return sum(len(entry.values) for entry in self.entries)

    @property
    def probe(self) -> list[Any]:
        """Member, name and epoch of a value, by which it is found again; empty where there is none."""
        return next(([one.member, name, one.epoch] for one in self.entries for name in one.values), [])


def line_of(text: bytes, moment: float) -> Line:
    """A record as it stands in the file. Raises ValueError."""
    record = json.loads(text)
    lasting = {key: value for key, value in record.items() if key not in VARYING}
    digest = hashlib.sha256(json.dumps(lasting, sort_keys=True).encode()).hexdigest()[:16]
    return Line(tuple(_entries(record)), moment, digest)


def timestamps(records: list[bytes], now: float) -> list[float]:
    """When each of several records that were read at once came about, by the seconds that the later ones took."""
    found, moment = [], now
    for text in reversed(records):
        found.append(moment)
        seconds = json.loads(text).get("seconds")
        moment -= seconds if isinstance(seconds, (int, float)) else 0.0
    return found[::-1]


def _entries(record: Mapping[str, Any]) -> Iterator[Entry]:
    epoch, table = record["epoch"], record.get("members", {})
    member = "-".join(f"{tag}-{record[tag]}" for tag in TAGS if tag in record)
    yield Entry(member, epoch, _numbers(record))
    tag = next(iter(table), "")  # the first column tells the members apart
    if 0 < len(table.get(tag, ())) <= MAX_MEMBERS:
        for row, number in enumerate(table[tag]):
            values = {name: column[row] for name, column in table.items() if name != tag}
            yield Entry(f"{tag}-{number}", epoch, _numbers(values))


def _numbers(values: Mapping[str, Any]) -> dict[str, float]:
    """The values that are finite numbers, other than the tags."""
    return {
        name: float(value)
        for name, value in values.items()
        if name not in ("epoch", *TAGS) and type(value) in (int, float) and math.isfinite(value)
    }


def final_metrics(summary: Mapping[str, Any]) -> dict[str, float]:
    """The metrics of a run's best weights on each split, such as `final/test_accuracy`."""
    splits = {split: summary.get(split) for split in ("train", "validation", "test")}
    return {
        f"final/{split}_{name}": value
        for split, metrics in splits.items()
        if isinstance(metrics, dict)
        for name, value in _numbers(metrics).items()
    }
