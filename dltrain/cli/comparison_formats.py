"""A comparison of runs as text, Markdown, CSV and JSON."""

from __future__ import annotations

import functools
import io
import sys
from collections.abc import Sequence
from typing import Any

from dltrain.commands.comparing.differences import value_as_yaml
from dltrain.commands.comparing.groups import SpecGroup
from dltrain.commands.comparing.result import RunComparison
from dltrain.commands.comparing.runs import ComparedRun
from dltrain.commands.comparing.significance import TestedPair
from dltrain.commands.comparing.tables import TextTable, baselines, by_spec, cut, results, trainings
from dltrain.files import strict_json
from dltrain.files.tabular import write_table
from dltrain.runs import SPLITS
from dltrain.text.layout import available, wrapped

WIDE = 120  # columns of a terminal beyond which a table is turned on its side, if that helps

SAME = "the specs are the same"


def as_text(result: RunComparison) -> str:
    """Tables that line up, `*` at the best values; the verdicts and notes last."""
    within = min(available(sys.stdout) or WIDE, WIDE)
    shortened = functools.partial(cut, within=within)
    parts = []
    if groups := by_spec(result, _starred, shortened):
        parts.append(f"{_groups_title(result)}{_mark(result)}\n{groups.fitting(within)}")
    parts.append(f"{_results_title(result)}{_mark(result)}\n{results(result, _starred, shortened).fitting(within)}")
    if not result.differences:
        parts.append(SAME)
    if result.facts:
        parts.append(f"trainings\n{trainings(result).fitting(within)}")
    if reference := baselines(result):
        parts.append(f"baselines\n{reference.fitting(within)}")
    if result.verdicts:
        parts.append(wrapped(_luck_title(result), within) + "\n" + _lines(_verdicts(result), within))
    if result.notes:
        parts.append("notes\n" + _lines(result.notes, within))
    return "\n\n".join(parts)


def as_markdown(result: RunComparison) -> str:
    """Tables of Markdown, the best values in bold."""
    parts = []
    if groups := by_spec(result, _bold):
        parts += [f"## {_capital(_groups_title(result))}", _pipes(groups.plain())]
    parts += [f"## {_capital(_results_title(result))}", _pipes(results(result, _bold).plain())]
    if not result.differences:
        parts.append(_capital(SAME) + ".")
    if result.facts:
        parts += ["## Trainings", _pipes(trainings(result).plain())]
    if reference := baselines(result):
        parts += ["## Baselines", _pipes(reference.plain())]
    if result.verdicts:
        parts += [f"## {_capital(_luck_title(result))}", _bullets(_verdicts(result))]
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
            values = [entry.value(split, metric) for entry in result.runs]
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
            "total": result.total,
            "split": result.split,
            "chosen_by": f"{result.split}_{result.main}" if result.split else None,
            "reference": None if result.reference is None else result.reference.name,
            "differences": result.differences,
            "best": {metric: str(entries[0].path) for metric, entries in result.best.items()},
            "groups": [_group_json(group, result) for group in result.groups],
            "tests": [_test_json(pair) for pair in result.verdicts],
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


def _group_json(group: SpecGroup, result: RunComparison) -> dict[str, Any]:
    metrics: dict[str, dict[str, Any]] = {}
    for split in result.splits:
        for metric in result.metrics:
            if (spread := group.spread(split, metric)) is not None:
                told = {"mean": spread.mean, "deviation": spread.deviation, "interval": spread.interval}
                metrics.setdefault(split, {})[metric] = told
    unit = "folds" if group.has_folds else "seeds"
    return {"name": group.name, "runs": [str(entry.path) for entry in group.runs], unit: len(group.repeats), "metrics": metrics}


def _test_json(pair: TestedPair) -> dict[str, Any]:
    found = pair.result
    return {
        "a": pair.a.name,
        "b": pair.b.name,
        "method": found.method,
        "measure": found.measure,
        "better": None if found.better is None else (pair.a if found.better == "a" else pair.b).name,
        "p": found.p,
        "p_corrected": pair.p,
        "difference": found.difference,
        "interval": found.interval,
        "unit": found.unit,
        "count": found.count,
        "more_than_luck": found.is_more_than_luck(pair.p),
        "verdict": pair.words,
    }


def _starred(text: str, best: bool, has_best: bool) -> str:
    return text + ("*" if best else " " if has_best else "")


def _bold(text: str, best: bool, has_best: bool) -> str:
    return f"**{text}**" if best and has_best else text


def _mark(result: RunComparison) -> str:
    which = "the better" if result.total == 2 else "the best"
    return f" (* {which})" if result.best else ""


def _results_title(result: RunComparison) -> str:
    chosen = f", chosen by {result.split} {result.main}" if result.split and result.main else ""
    part = f": {len(result.runs):,} of {result.total:,} runs" if len(result.runs) < result.total else ""
    return f"results{chosen}{part}"


def _groups_title(result: RunComparison) -> str:
    what = "folds" if all(group.has_folds for group in result.groups) else "seeds"
    return f"by spec, {what} pooled: mean ± standard deviation, 95 % interval of the mean"


def _luck_title(result: RunComparison) -> str:
    if result.reference is None or len(result.groups) == 2:
        return "more than luck?"
    tests = max(pair.tests for pair in result.verdicts)
    corrected = f"; p corrected for {tests} tests (Holm)" if tests > 1 else ""
    return f"more than luck? each against {result.reference.name}, the best by {result.split} {result.main}{corrected}"


def _verdicts(result: RunComparison) -> list[str]:
    return [pair.words for pair in result.verdicts]


def _lines(texts: Sequence[str], within: int) -> str:
    return "\n".join(wrapped(f"  {text}", within) for text in texts)


def _bullets(texts: Sequence[str]) -> str:
    return "\n".join(f"- {text}" for text in texts)


def _pipes(table: TextTable) -> str:
    """A table of Markdown, its first column to the left, the others to the right."""
    lines = [" | ".join(cell.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ") for cell in row) for row in table]
    lines.insert(1, " | ".join(["---", *["---:"] * (len(table[0]) - 1)]))
    return "\n".join(f"| {line} |" for line in lines)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
