"""`dltrain runs`: its options, and the list as text."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from dltrain.commands.runs import RunLine

EXAMPLES = (
    "dltrain runs",
    "dltrain runs --sort-by accuracy --limit 10",
    "dltrain runs other/runs --json",
)
GAP = "  "  # between two columns
NUMBERS = ("validation", "test", "train", "baseline")  # columns to the right


def command(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="The folder of the runs; runs/ if omitted.")] = Path("runs"),
    sort_by: Annotated[
        str,
        typer.Option(
            metavar="M",
            help="Sort by started (the newest first), run, name, status, epochs, seconds, or a metric, such as accuracy or "
            "test_accuracy: the best first.",
        ),
    ] = "started",
    limit: Annotated[int | None, typer.Option(metavar="N", min=1, help="Show only the first so many.")] = None,
    json: Annotated[
        bool,
        typer.Option(
            "--json",
            help="Print a list of objects: run, name, status, started, parts, epochs, seconds, command, spec, sets, metric with "
            "its values train, validation and test, baseline (name, value, split), finding, findings (how many), note, damage.",
        ),
    ] = False,
) -> None:
    """List the runs of a folder: when, what, how they ended, how good they are, and what was found first."""
    from dltrain.cli import terminal
    from dltrain.commands.runs import runs

    found = runs(folder=folder, sort_by=sort_by, limit=limit)
    if json:
        from dltrain.files import strict_json

        return terminal.answer(strict_json.dumps([line.plain() for line in found], indent=2))
    if not found:
        return terminal.say(f"there are no runs in '{folder}' yet; train one with: dltrain train SPEC")
    from dltrain.text.layout import available

    terminal.answer(as_text(found, available(sys.stdout), datetime.datetime.now().astimezone()))


def as_text(lines: Sequence[RunLine], within: int | None, now: datetime.datetime) -> str:
    """A line a run; what finds no room within so many columns hangs below it."""
    from dltrain.text.formatting import harmless, width

    table = [{key: harmless(" ".join(cell.split())) for key, cell in _cells(line, now).items()} for line in lines]
    names = [name for name in table[0] if any(cells[name] for cells in table)]
    widths = {name: max(width(name), *(width(cells[name]) for cells in table)) for name in names}
    beside = list(names)
    while within is not None and len(beside) > 1 and sum(widths[name] + len(GAP) for name in beside) - len(GAP) > within:
        beside.pop()
    below = names[len(beside) :]
    text = [_row({name: name for name in beside}, widths)]
    for cells in table:
        text.append(_row({name: cells[name] for name in beside}, widths))
        text += _hanging([f"{name}: {cells[name]}" for name in below if cells[name]], within)
    return "\n".join(text)


def _row(cells: dict[str, str], widths: dict[str, int]) -> str:
    from dltrain.text.formatting import width

    padded = []
    for name, cell in cells.items():
        space = " " * (widths[name] - width(cell))
        padded.append(space + cell if name in NUMBERS else cell + space)
    return GAP.join(padded).rstrip()


def _hanging(facts: Sequence[str], within: int | None) -> list[str]:
    """Facts side by side as far as there is room, each whole where it can be."""
    from dltrain.text.formatting import width
    from dltrain.text.layout import wrapped

    lines: list[str] = []
    for fact in facts:
        if lines and within is not None and width(lines[-1] + GAP + fact) <= within:
            lines[-1] += GAP + fact
        else:
            lines.append(f"    {fact}")
    return [wrapped(line, within) for line in lines]


def _cells(line: RunLine, now: datetime.datetime) -> dict[str, str]:
    from dltrain.text.formatting import count, number

    spec = Path(line.spec).name if line.spec else ""
    values = {"validation": line.validation, "test": line.test}
    values["train"] = line.train if values == {"validation": None, "test": None} else None  # where there is nothing better
    finding = line.finding or ""
    if line.findings > 1:
        finding += f" and {count(line.findings - 1, 'other')}"
    return {
        "run": Path(line.run).name,
        "when": _when(datetime.datetime.fromisoformat(line.started), now),
        "status": line.status,
        **{split: "" if value is None else number(value) for split, value in values.items()},
        "baseline": number(line.baseline["value"]) if line.baseline else "",
        "metric": line.metric or "",
        "of": line.parts or "",
        "spec": " ".join([spec, *line.sets]),
        "finding": finding,
        "note": line.note or "",
        "damage": line.damage or "",
    }


def _when(started: datetime.datetime, now: datetime.datetime) -> str:
    """The time of today, the day and the time of this year, the day of another."""
    started = started.astimezone(now.tzinfo)
    if started.date() == now.date():
        return f"{started:%H:%M}"
    return f"{started:%m-%d %H:%M}" if started.year == now.year else f"{started:%Y-%m-%d}"
