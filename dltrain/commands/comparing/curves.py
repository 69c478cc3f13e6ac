"""The curves of compared runs in one chart."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dltrain.commands.comparing.result import RunComparison
from dltrain.commands.comparing.runs import ComparedRun
from dltrain.errors import InputError
from dltrain.files.atomic import check_place, write_atomically
from dltrain.runs import Run
from dltrain.text.formatting import count

Record = Mapping[str, Any]


def draw_curves(result: RunComparison, output: Path) -> None:
    """Writes the curves of the runs that are shown, the first twelve of them, over each other as a PNG: the loss and the metric
    that they are chosen by, on the rows that choose, and the loss of the training rows.

    Raises InputError where no run has curves, for another ending than .png, where there is no such folder, and where nothing can
    be drawn; WriteError.
    """
    from dltrain import charts

    if output.suffix.lower() != ".png":
        raise InputError(f"'{output}': expected a file that ends in .png, such as curves.png")
    check_place(output)
    if obstacle := charts.obstacle():
        raise InputError(obstacle)
    write_atomically(output, charts.png(curves_of(result)))


def curves_of(result: RunComparison) -> dict[str, Any]:
    """The chart of the curves as a description. Raises InputError where there are none."""
    from dltrain import charts

    records = {entry.name: _records(entry) for entry in result.runs[: charts.MAX_LINES]}
    wanted = dict.fromkeys((f"{result.split}_loss", f"{result.split}_{result.main}", "train_loss"))
    panels = {name.replace("_", " ", 1): _lines(records, name) for name in wanted}
    panels = {name: lines for name, lines in panels.items() if lines}
    if not panels:
        raise InputError("none of the runs has curves to draw yet")
    shown = f"the first {charts.MAX_LINES} of {count(result.total, 'run')}" if result.total > len(records) else ""
    return charts.overlay(panels, title=f"{count(len(records), 'run')} compared", note=shown)


def _lines(records: Mapping[str, Sequence[Record]], name: str) -> dict[str, tuple[list[int], list[float]]]:
    """Epochs and values of each run that has recorded the value of that name."""
    lines = {}
    for run, of_run in records.items():
        points = [(int(record.get("epoch", number)), record[name]) for number, record in enumerate(of_run, 1) if name in record]
        if points:
            lines[run] = ([epoch for epoch, _ in points], [math.nan if v is None else float(v) for _, v in points])
    return lines


def _records(entry: ComparedRun) -> list[Record]:
    """The records of a run's epochs; above folds, and over several networks of an ensemble, their means."""
    from dltrain import charts

    folds = entry.summary.folds if entry.summary is not None else None
    if folds is not None:
        return list(charts.mean_records([Run(entry.path / f"fold-{number}").read_metrics() for number in range(1, folds + 1)]))
    records = entry.run.read_metrics()
    members = sorted({record["member"] for record in records if "member" in record})
    if members:
        return list(charts.mean_records([[one for one in records if one.get("member") == member] for member in members]))
    return list(records)
