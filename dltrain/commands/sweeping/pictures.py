"""The pictures of a sweep: its members as parallel coordinates, and each key against what the best is chosen by."""

from __future__ import annotations

from collections.abc import Callable

from dltrain.runs import Run
from dltrain.runs.sweeps import SweepRecord

NAMES = ("parallel_coordinates", "keys")  # of the pictures, without .png


def importance_of(record: SweepRecord, maximize: bool) -> dict[str, float]:
    """The share that each key has in what the members differ by, the largest first; empty where they are too few to tell."""
    from dltrain.sweeps import importances

    ended = [member for member in record.members if member.status in ("completed", "diverged")]
    return importances([member.values for member in ended], [member.monitor for member in ended], maximize=maximize)


def draw(run: Run, record: SweepRecord, monitor: str, maximize: bool, say: Callable[[str], None]) -> None:
    """Draws them into the sweep's directory, or says why there are none."""
    from dltrain import charts

    settings, values = [member.values for member in record.members], [member.monitor for member in record.members]
    if not charts.can_be_drawn(settings, values):
        say("notice: there are no charts of the keys: they take two measured members that differ in one")
        return
    lines = charts.parallel_coordinates(settings, values, monitor=monitor, maximize=maximize, title=run.folder.name)
    panels = charts.against_monitor(settings, values, monitor=monitor, maximize=maximize)
    for name, spec in zip(NAMES, (lines, panels), strict=True):
        run.write_chart(name, charts.png(spec))
