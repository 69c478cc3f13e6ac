"""The pictures of a sweep: its members as parallel coordinates, and each key against what the best is chosen by."""

from __future__ import annotations

from dltrain.runs import Run
from dltrain.runs.sweeps import SweepRecord

NAMES = ("parallel_coordinates", "keys")  # of the pictures, without .png


def importance_of(record: SweepRecord, maximize: bool) -> dict[str, float]:
    """The share that each key has in what the members differ by, the largest first; empty where they are too few to tell."""
    from dltrain.sweeps import importances

    ended = [member for member in record.members if member.status in ("completed", "diverged")]
    return importances([member.values for member in ended], [member.monitor for member in ended], maximize=maximize)


def draw(run: Run, record: SweepRecord, monitor: str, maximize: bool) -> None:
    """Draws them into the sweep's directory."""
    from dltrain import charts

    settings, values = [member.values for member in record.members], [member.monitor for member in record.members]
    lines = charts.parallel_coordinates(settings, values, monitor=monitor, maximize=maximize, title=run.folder.name)
    panels = charts.against_monitor(settings, values, monitor=monitor, maximize=maximize)
    for name, spec in zip(NAMES, (lines, panels), strict=True):
        run.write_chart(name, charts.png(spec))
