"""The tables of a comparison: which columns they have, and what stands in each cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from dltrain.commands.comparing.differences import value_as_yaml
from dltrain.commands.comparing.groups import SpecGroup
from dltrain.commands.comparing.result import RunComparison
from dltrain.commands.comparing.runs import ComparedRun
from dltrain.statistics import Spread
from dltrain.text.formatting import number, width
from dltrain.text.layout import columns, pieces

SEEDS = ("seed", "data.split.seed", "sweep")

TextTable = list[list[str]]
Marked = Callable[[str, bool, bool], str]  # of a text, whether it is the best, and whether its column has a best


@dataclass(frozen=True)
class TableColumn:
    """A column of text: its heading, in two lines such as `validation` above `accuracy`, and a cell for each row."""

    above: str
    heading: str
    cells: list[str]

    @property
    def name(self) -> str:
        """The heading on one line."""
        return f"{self.above}{self.heading}" if self.above.endswith(".") else f"{self.above} {self.heading}".strip()


@dataclass(frozen=True)
class WideTable:
    """Rows by name, and columns beside them."""

    rows: list[str]
    columns: list[TableColumn]

    def plain(self) -> TextTable:
        """With one line of headings, for Markdown."""
        return [["", *(one.name for one in self.columns)], *self._body()]

    def fitting(self, within: int) -> str:
        """Upright with two lines of headings, or on its side, whichever takes fewer pieces that are not too wide."""
        above = [["", *(one.above for one in self.columns)]] if any(one.above for one in self.columns) else []
        upright = [*above, ["", *(one.heading for one in self.columns)], *self._body()]
        on_its_side = [["", *self.rows], *([one.name, *one.cells] for one in self.columns)]
        parts = min((pieces(table, within - 2) for table in (upright, on_its_side)), key=len)
        return "\n\n".join(columns(part, within=within) for part in parts)

    def _body(self) -> TextTable:
        return [[name, *(one.cells[index] for one in self.columns)] for index, name in enumerate(self.rows)]


def results(result: RunComparison, marked: Marked, shortened: Callable[[str], str] = str) -> WideTable:
    """A row a run: the keys in which the specs differ, and each metric on the splits that are shown."""
    found = [_key_column(key, values, shortened) for key, values in result.differences.items()]
    for metric in result.metrics:
        for split in result.splits:
            best = result.best.get(metric, ()) if split == result.split else ()
            cells = [marked(number(entry.value(split, metric)), entry in best, bool(best)) for entry in result.runs]
            found.append(TableColumn(split, metric, cells))
    return WideTable([entry.name for entry in result.runs], found)


def trainings(result: RunComparison) -> WideTable:
    """A row a run: how it was trained, and how it ended."""
    cells = [TableColumn("", fact, [_fact(entry, fact) for entry in result.runs]) for fact in result.facts]
    return WideTable([entry.name for entry in result.runs], cells)


def by_spec(result: RunComparison, marked: Marked, shortened: Callable[[str], str] = str) -> WideTable | None:
    """A row a spec, seeds pooled: the mean of the metric that chooses, its deviation, and the 95 % interval of the mean; None
    where no spec has several seeds or folds."""
    if not any(len(group.repeats) > 1 for group in result.groups):
        return None
    found = []
    indices = {entry.path: index for index, entry in enumerate(result.runs)}
    shown = [next((indices[entry.path] for entry in group.runs if entry.path in indices), None) for group in result.groups]
    are_pooled = any(len(group.runs) > 1 for group in result.groups)  # else the keys stand in the table of the runs
    for key, values in result.differences.items() if are_pooled else ():
        of_groups = [None if index is None else values[index] for index in shown]
        if key not in SEEDS and any(value != of_groups[0] for value in of_groups):
            found.append(_key_column(key, of_groups, shortened))
    folded = {group.has_folds for group in result.groups}
    unit = "repeats" if len(folded) > 1 else "folds" if True in folded else "seeds"
    found.append(TableColumn("", unit, [str(len(group.repeats)) for group in result.groups]))
    for split in result.splits:
        spreads = [group.spread(split, result.main) for group in result.groups]
        is_chosen = split == result.split and len(result.groups) > 1
        cells = [
            marked(_mean(spread), is_chosen and group is result.reference, is_chosen)
            for group, spread in zip(result.groups, spreads, strict=True)
        ]
        found.append(TableColumn(split, result.main, cells))
        found.append(TableColumn("95 %", "interval", [_interval(spread) for spread in spreads]))
    return WideTable([group.name for group in result.groups], found)


def baselines(result: RunComparison) -> WideTable | None:
    """A row a baseline, once where all runs that have it have the same values; None where there are none."""
    headings = [(split, metric) for metric in result.metrics for split in result.splits]
    runs_of: dict[tuple[str, tuple[float | None, ...]], list[str]] = {}
    for entry in result.runs:
        for name, measured in entry.baselines.items():
            values = tuple(measured.get(split, {}).get(metric) for split, metric in headings)
            if any(value is not None for value in values):
                runs_of.setdefault((name, values), []).append(entry.name)
    names = [name for name, _ in runs_of]
    rows = [name if names.count(name) == 1 else f"{name} ({_some(runs)})" for (name, _), runs in runs_of.items()]
    cells = [[number(values[index]) for _, values in runs_of] for index in range(len(headings))]
    found = [TableColumn(*heading, column) for heading, column in zip(headings, cells, strict=True)]
    found = [one for one in found if any(cell != "–" for cell in one.cells)]
    return WideTable(rows, found) if found else None


def cut(text: str, within: int) -> str:
    """The text, of which the middle is left out where it takes more than a third of `within` columns: a path is known by its end,
    a list by its beginning."""
    if width(text) <= within // 3:
        return text
    half = within // 6 - 1
    head, tail = text[:half], text[-half:]
    while width(head) > half:
        head = head[:-1]
    while width(tail) > half:
        tail = tail[1:]
    return f"{head}…{tail}"


def in_line(group: SpecGroup) -> str:
    """The runs of a group by name."""
    return _some([entry.name for entry in group.runs])


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")


def _key_column(key: str, values: Sequence[Any], shortened: Callable[[str], str]) -> TableColumn:
    above, dot, last = key.rpartition(".")
    cells = ["–" if value is None else shortened(value_as_yaml(value)) for value in values]
    return TableColumn(above + dot, last, cells)


def _fact(entry: ComparedRun, fact: str) -> str:
    if fact == "status":
        return entry.status
    value = entry.facts[fact]
    return "–" if value is None else f"{value:,.2f}" if fact == "seconds" else f"{value:,}"


def _mean(spread: Spread | None) -> str:
    if spread is None:
        return "–"
    return number(spread.mean) + (f" ± {number(spread.deviation)}" if spread.deviation is not None else "")


def _interval(spread: Spread | None) -> str:
    return "–" if spread is None or spread.interval is None else f"{number(spread.interval[0])} to {number(spread.interval[1])}"
