"""A comparison of runs as text, Markdown, CSV and JSON."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Sequence
from typing import Any

from dltrain.cli.numbered_runs import numbered
from dltrain.commands.compare import RunComparison, SeedGroup
from dltrain.commands.compared_runs import ComparedRun
from dltrain.commands.spec_differences import value_as_yaml
from dltrain.files import strict_json
from dltrain.files.tabular import write_table
from dltrain.runs import SPLITS
from dltrain.text.formatting import number, width
from dltrain.text.layout import available, columns, pieces

WIDE = 120  # columns of a terminal beyond which a table is turned on its side, if that helps
BRIEF = 12  # columns of a name that is repeated rather than numbered
LONG = 40  # columns that a value of a spec may take in a table

SAME = "the specs are the same"

TextTable = list[list[str]]


def as_text(result: RunComparison) -> str:
    """Tables that line up, `*` at the best values."""
    which = "the better" if len(result.runs) == 2 else "the best"
    mark = f" (* {which})" if result.best else ""
    within = _within()
    names: list[list[str]] = []
    results = _results(result, _starred)
    if available(sys.stdout) and len(_parted(results, within)) > 1 and max(width(entry.name) for entry in result.runs) > BRIEF:
        result, names = numbered(result)
        results = _results(result, _starred)
    parts = [columns(names, right=False, within=within)] if names else []
    parts.append(f"{_results_title(result)}{mark}\n{_fitting(results)}")
    if baselines := _baselines(result):
        parts.append(f"{_baselines_title(result)}\n{_fitting(baselines)}")
    parts += ["where the specs differ\n" + _fitting(_specs(result, _cut))] if result.differences else [SAME]
    if result.seeds:
        parts.append("over seeds\n" + _lines(_seed_lines(result)))
    if result.verdicts:
        parts.append(f"{_luck_title(result)}\n" + _lines([verdict.words for verdict in result.verdicts]))
    if result.notes:
        parts.append("notes\n" + _lines(result.notes))
    return "\n\n".join(parts)


def _starred(text: str, best: bool, has_best: bool) -> str:
    return text + ("*" if best else " " if has_best else "")


def as_markdown(result: RunComparison) -> str:
    """Tables of Markdown, the best values in bold."""
    results = _results(result, lambda text, best, _: f"**{text}**" if best else text)
    parts = [f"## {_capital(_results_title(result))}", _pipes(results)]
    if baselines := _baselines(result):
        parts += [f"## {_capital(_baselines_title(result))}", _pipes(baselines)]
    parts += ["## Where the specs differ", _pipes(_specs(result, str))] if result.differences else [_capital(SAME) + "."]
    if result.seeds:
        parts += ["## Over seeds", _bullets(_seed_lines(result))]
    if result.verdicts:
        parts += [f"## {_capital(_luck_title(result))}", _bullets([verdict.words for verdict in result.verdicts])]
    if result.notes:
        parts += ["## Notes", _bullets(result.notes)]
    return "\n\n".join(parts)


def as_csv(result: RunComparison) -> str:
    """A row a run: facts, the metrics of every split, the spec's keys that differ."""
    table: dict[str, list[Any]] = {"run": [str(entry.path) for entry in result.runs]}
    for fact in result.facts:
        table[fact] = [entry.status if fact == "status" else entry.facts[fact] for entry in result.runs]
    for split in SPLITS:
        for metric in result.metrics:
            values = [entry.metrics.get(split, {}).get(metric) for entry in result.runs]
            if any(value is not None for value in values):
                table[f"{split}_{metric}"] = values
    for key, values in result.differences.items():
        table[key] = [value_as_yaml(value) if isinstance(value, list | dict) else value for value in values]
    text = io.StringIO()
    write_table(table, text, "csv")
    return text.getvalue()


def as_json(result: RunComparison) -> str:
    """Everything, for programs."""
    return strict_json.dumps(
        {
            "runs": [_run_json(entry, result) for entry in result.runs],
            "split": result.split,
            "differences": result.differences,
            "best": {metric: str(entries[0].path) for metric, entries in result.best.items()},
            "seeds": [_seeds_json(group) for group in result.seeds],
            "tests": [
                {
                    "a": str(verdict.a.path),
                    "b": str(verdict.b.path),
                    "method": verdict.result.method,
                    "p": verdict.result.p,
                    "p_corrected": verdict.p,
                    "difference": verdict.result.difference,
                    "interval": verdict.result.interval,
                    "rows": verdict.result.rows,
                    "verdict": verdict.words,
                }
                for verdict in result.verdicts
            ],
            "notes": result.notes,
        },
        indent=2,
    )


def _run_json(entry: ComparedRun, result: RunComparison) -> dict[str, Any]:
    shown = {
        split: {metric: measured[metric] for metric in result.metrics if metric in measured}
        for split, measured in entry.metrics.items()
    }
    facts = {fact: entry.facts[fact] for fact in result.facts if fact != "status"}
    values = {"run": str(entry.path), "name": entry.name, "status": entry.status, **facts, "metrics": shown}
    return values | ({"baselines": entry.baselines} if entry.baselines else {})


def _seeds_json(group: SeedGroup) -> dict[str, Any]:
    metrics = {metric: {"mean": mean, "deviation": deviation} for metric, (mean, deviation) in group.metrics.items()}
    return {"runs": [str(entry.path) for entry in group.runs], "metrics": metrics}


def _results_title(result: RunComparison) -> str:
    return f"results on the {result.split} rows" if result.split else "results"


def _baselines_title(result: RunComparison) -> str:
    return f"baselines on the {result.split} rows"


def _luck_title(result: RunComparison) -> str:
    if result.reference is None:
        return "more than luck?"
    tests = len(result.verdicts)
    corrected = f"; p corrected for {tests} tests (Holm)" if tests > 1 else ""
    return f"more than luck? each against {result.reference.name}, the best by {result.main}{corrected}"


def _results(result: RunComparison, marked: Callable[[str, bool, bool], str]) -> TextTable:
    """A row a run; `marked` is told of a metric's text whether it is the best, and whether the column has a best."""
    table = [["", *result.facts, *result.metrics]]
    for entry in result.runs:
        facts = [_fact(entry, fact) for fact in result.facts]
        best = {metric: result.best.get(metric, ()) for metric in result.metrics}
        table.append(
            [entry.name, *facts]
            + [marked(number(result.value(entry, m)), entry in best[m], bool(best[m])) for m in result.metrics]
        )
    return table


def _baselines(result: RunComparison) -> TextTable:
    """A row a baseline, once where all runs that have it have the same values; empty where there are none."""
    runs_of: dict[tuple[str, tuple[float | None, ...]], list[str]] = {}
    for entry in result.runs:
        for name, by_split in entry.baselines.items():
            if measured := by_split.get(result.split or ""):
                runs_of.setdefault((name, tuple(measured.get(metric) for metric in result.metrics)), []).append(entry.name)
    names = [name for name, _ in runs_of]
    rows = [
        [name if names.count(name) == 1 else f"{name} ({', '.join(runs)})", *map(number, values)]
        for (name, values), runs in runs_of.items()
    ]
    return [["", *result.metrics], *rows] if rows and result.metrics else []


def _fact(entry: ComparedRun, fact: str) -> str:
    if fact == "status":
        return entry.status
    value = entry.facts[fact]
    return "–" if value is None else f"{value:,.2f}" if fact == "seconds" else f"{value:,}"


def _specs(result: RunComparison, shortened: Callable[[str], str]) -> TextTable:
    """A row a key in which the specs differ, a column a run."""
    table = [["", *(entry.name for entry in result.runs)]]
    for key, values in result.differences.items():
        table.append([key, *("–" if value is None else shortened(value_as_yaml(value)) for value in values)])
    return table


def _cut(text: str) -> str:
    """The text, of which the middle is left out where it is long: a path is known by its end, a list by its beginning."""
    if width(text) <= LONG:
        return text
    half = LONG // 2 - 1
    head, tail = text[:half], text[-half:]
    while width(head) > half:
        head = head[:-1]
    while width(tail) > half:
        tail = tail[1:]
    return f"{head}…{tail}"


def _seed_lines(result: RunComparison) -> list[str]:
    lines = []
    for group in result.seeds:
        names = "" if len(group.runs) == len(result.runs) else f" ({', '.join(entry.name for entry in group.runs)})"
        values = ", ".join(
            f"{metric} {number(mean)} ± {number(deviation)}" for metric, (mean, deviation) in group.metrics.items()
        )
        lines.append(f"{len(group.runs)} seeds{names}: {values}")
    return lines


def _fitting(table: TextTable) -> str:
    """The table, or the table on its side, whichever takes fewer pieces that are not too wide."""
    within = _within()
    return "\n\n".join(columns(part, within=within) for part in _parted(table, within))


def _within() -> int:
    return min(available(sys.stdout) or WIDE, WIDE)


def _parted(table: TextTable, within: int) -> list[TextTable]:
    on_its_side = [list(column) for column in zip(*table, strict=True)]
    return min(pieces(table, within - 2), pieces(on_its_side, within - 2), key=len)


def _lines(texts: Sequence[str]) -> str:
    return "\n".join(f"  {text}" for text in texts)


def _bullets(texts: Sequence[str]) -> str:
    return "\n".join(f"- {text}" for text in texts)


def _pipes(table: TextTable) -> str:
    """A table of Markdown, its first column to the left, the others to the right."""
    lines = [" | ".join(cell.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ") for cell in row) for row in table]
    lines.insert(1, " | ".join(["---", *["---:"] * (len(table[0]) - 1)]))
    return "\n".join(f"| {line} |" for line in lines)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
