"""`dltrain evaluate`: its options, and the result as text and JSON."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from dltrain.commands.evaluate import Evaluation

EXAMPLES = (
    "dltrain evaluate runs/titanic-1",
    "dltrain evaluate runs/titanic-1 --split validation --json",
    "dltrain evaluate runs/titanic-1 --data new.csv",
)


def command(
    checkpoint: Annotated[
        Path, typer.Argument(metavar="CHECKPOINT_OR_RUN", help="A checkpoint, or a run, whose best one is taken.")
    ],
    data: Annotated[Path | None, typer.Option(metavar="FILE", help="Evaluate on the rows of this file.")] = None,
    split: Annotated[
        Literal["train", "validation", "test"] | None,
        typer.Option(help="Evaluate on these rows of the run's own data, which FILE may be; test if there are any."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Measure a checkpoint: metrics and confusion matrix."""
    from dltrain.cli.terminal import answer, say, show
    from dltrain.cli.usage_errors import check_order
    from dltrain.commands.evaluate import evaluate
    from dltrain.files import strict_json

    check_order("evaluate", checkpoint, data)
    result = evaluate(checkpoint=checkpoint, data=data, split=split)
    for notice in result.notices:
        say(f"notice: {notice}")
    if json:
        answer(strict_json.dumps(_as_json(result), indent=2))
    else:
        show(_as_text(result))


def _as_json(result: Evaluation) -> dict[str, Any]:
    values = {"checkpoint": str(result.checkpoint), "epoch": result.epoch, "rows": result.count, "metrics": result.metrics}
    if result.confusion_matrix is not None:
        values["confusion_matrix"] = {"labels": result.labels, "matrix": result.confusion_matrix}
    return values


def _as_text(result: Evaluation) -> str:
    from dltrain.text.formatting import count, number
    from dltrain.text.layout import available, columns

    what = count(result.members, "member") if result.members else f"epoch {result.epoch:,}"
    head = f"{result.checkpoint} ({what}) on {result.rows}: {count(result.count, result.example)}"
    lines = [head, "", columns([[name, number(value)] for name, value in result.metrics.items()], within=available(sys.stdout))]
    if result.measures:
        lines += ["", f"  {result.measures}"]
    if result.confusion_matrix is not None:
        lines += ["", _matrix(result)]
    return "\n".join(lines)


def _matrix(result: Evaluation) -> str:
    from dltrain.text.layout import available, columns

    labels = [str(label) for label in result.labels]
    matrix = result.confusion_matrix or []
    if matrix and isinstance(matrix[0][0], list):  # several labels: one 2 × 2 matrix each
        rows = [["label", "true no, said no", "true no, said yes", "true yes, said no", "true yes, said yes"]]
        rows += [[label, *(str(cell) for line in square for cell in line)] for label, square in zip(labels, matrix, strict=True)]
        return columns(rows, within=available(sys.stdout))
    rows = [["true \\ predicted", *labels]]
    rows += [[label, *map(str, line)] for label, line in zip(labels, matrix, strict=True)]
    return columns(rows, within=available(sys.stdout))
