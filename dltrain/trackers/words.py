"""How a run ended, as Markdown for the pages of a tracker that have words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dltrain.text.formatting import number
from dltrain.trackers.job import Results

MAX_LABELS = 50  # of a confusion matrix that is shown as a table


def result_words(summary: Mapping[str, Any], results: Results) -> str:
    """The metrics of each split as a table, and where the run and its checkpoint are."""
    splits = [split for split in ("train", "validation", "test") if isinstance(summary.get(split), dict)]
    names = list(dict.fromkeys(name for split in splits for name in summary[split]))
    rows = [[name, *(_shown(summary[split].get(name)) for split in splits)] for name in names]
    facts = {"status": summary.get("status"), "best epoch": summary.get("best_epoch"), "command": summary.get("command")}
    places = {"run": results.folder, "checkpoint": results.checkpoint}
    lines = [f"- {what}: `{fact}`" for what, fact in {**facts, **places}.items() if fact is not None]
    return "\n".join([*lines, "", _table(["", *splits], rows)])


def matrix_words(matrix: Mapping[str, Any]) -> str:
    """The confusion matrix of the last split that there is, as a table: rows are the true class, columns the predicted; of
    several targets that of each."""
    if matrix and "labels" not in matrix:
        return "\n\n".join(f"### {target}\n\n{matrix_words(own)}" for target, own in matrix.items())
    split = [split for split in ("train", "validation", "test") if matrix.get(split)][-1]
    labels = [str(label) for label in matrix["labels"]]
    if len(labels) > MAX_LABELS:
        return f"{len(labels):,} classes; see confusion_matrix.json in the run's directory"
    rows = [[f"**{label}**", *map(str, row)] for label, row in zip(labels, matrix[split], strict=True)]
    return f"{split} rows; a row each true class, a column each predicted one\n\n{_table(['', *labels], rows)}"


def _shown(value: Any) -> str:
    return number(value) if isinstance(value, (int, float)) else "–"


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
