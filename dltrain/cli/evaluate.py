"""`dltrain evaluate`: its options, and the result as text and JSON."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from dltrain.commands.evaluate import Evaluation

EXAMPLES = (
    "dltrain evaluate runs/titanic-1",
    "dltrain evaluate runs/titanic-1 --split validation --json",
    "dltrain evaluate runs/titanic-1 --data new.csv",
    "dltrain evaluate runs/titanic-1 --data january.csv --data february.csv",
)
DataOption = Annotated[
    list[Path], typer.Option("--data", metavar="FILE", help="Evaluate on the rows of this file, of several on all and on each.")
]


def command(
    checkpoint: Annotated[
        Path, typer.Argument(metavar="CHECKPOINT_OR_RUN", help="A checkpoint, or a run, whose best one is taken.")
    ],
    data: DataOption = [],  # noqa: B006  # Typer makes its own list
    split: Annotated[
        Literal["train", "validation", "test"] | None,
        typer.Option(help="Evaluate on these rows of the run's own data, which FILE may be; test if there are any."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Measure a checkpoint: metrics and confusion matrix."""
    from dltrain.cli.terminal import answer, say, show
    from dltrain.cli.usage_errors import check_order
    from dltrain.commands.evaluate import evaluate, evaluate_files
    from dltrain.files import strict_json

    check_order("evaluate", checkpoint, data[0] if data else None)
    _check_split(split, data)
    each: list[Evaluation] = []
    if len(data) > 1:
        result, each = evaluate_files(checkpoint=checkpoint, files=data)
    else:
        result = evaluate(checkpoint=checkpoint, data=data[0] if data else None, split=split)
    for notice in result.notices:
        say(f"notice: {notice}")
    if json:
        files = {"files": [{"data": one.rows, **_measured(one)} for one in each]} if each else {}
        values = {"checkpoint": str(result.checkpoint), "epoch": result.epoch, **_measured(result), **files}
        answer(strict_json.dumps(values, indent=2))
    else:
        show(_as_text(result, each))


def _measured(result: Evaluation) -> dict[str, Any]:
    values: dict[str, Any] = {"rows": result.count, "metrics": result.metrics}
    if result.confusion_matrix is not None:
        values["confusion_matrix"] = {"labels": result.labels, "matrix": result.confusion_matrix}
    elif result.matrices:
        values["confusion_matrix"] = result.matrices
    return values


def _as_text(result: Evaluation, each: Sequence[Evaluation]) -> str:
    from dltrain.text.formatting import count, number
    from dltrain.text.layout import available, columns

    what = count(result.members, "member") if result.members else f"epoch {result.epoch:,}"
    head = f"{result.checkpoint} ({what}) on {result.rows}: {count(result.count, result.example)}"
    rows = [["", "all", *(one.rows for one in each)], ["rows", *(f"{one.count:,}" for one in (result, *each))]] if each else []
    rows += [[name, *(number(one.metrics[name]) for one in (result, *each))] for name in result.metrics]
    lines = [head, "", columns(rows, within=available(sys.stdout))]
    if result.measures:
        lines += ["", f"  {result.measures}"]
    if result.confusion_matrix is not None:
        lines += ["", _matrix(result.labels, result.confusion_matrix)]
    for name, own in result.matrices.items():
        lines += ["", f"{name}:", _matrix(own["labels"], own["matrix"])]
    return "\n".join(lines)


def _matrix(labels_given: Sequence[object], matrix: Any) -> str:
    from dltrain.text.layout import available, columns

    labels = [str(label) for label in labels_given]
    if matrix and isinstance(matrix[0][0], list):  # several labels: one 2 × 2 matrix each
        rows = [["label", "true no, said no", "true no, said yes", "true yes, said no", "true yes, said yes"]]
        rows += [[label, *(str(cell) for line in square for cell in line)] for label, square in zip(labels, matrix, strict=True)]
        return columns(rows, within=available(sys.stdout))
    rows = [["true \\ predicted", *labels]]
    rows += [[label, *map(str, line)] for label, line in zip(labels, matrix, strict=True)]
    return columns(rows, within=available(sys.stdout))


def _check_split(split: str | None, data: Sequence[object]) -> None:
    """Raises InputError for a split beside several files."""
    from dltrain.errors import InputError

    if len(data) > 1 and split is not None:
        raise InputError(f"--split {split} can never act beside several --data, all of whose rows are evaluated; leave it out")
