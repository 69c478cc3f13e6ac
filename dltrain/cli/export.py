"""`dltrain export`: its options, and what was exported."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from dltrain.commands.export import Exported

EXAMPLES = (
    "dltrain export runs/titanic-1 --format onnx",
    "dltrain export runs/titanic-1 --format onnx --output titanic.onnx",
    "dltrain export runs/titanic-1 --format torch",
)


def command(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="A run, whose best checkpoint is taken, or a checkpoint.")],
    format: Annotated[
        Literal["onnx", "torch"],
        typer.Option(help="onnx: raw columns in, labels and probabilities or values out; torch: the same for PyTorch."),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Where the model is written; else model.onnx or model.pt2 in the run."
        ),
    ] = None,
) -> None:
    """Write the model of a run as one file that answers without dltrain, its encoding and the names of its labels in it."""
    from dltrain.cli.terminal import say, show
    from dltrain.commands.export import export

    result = export(run=run, format=format, output=output)
    for notice in result.notices:
        say(f"notice: {notice}")
    show(_told(result))


def _told(result: Exported) -> str:
    from dltrain.text.layout import available, columns

    made, within = result.made, available(sys.stdout)
    entering = [[one.name, _typed(one.type, one.shape), one.meaning] for one in made.inputs]
    leaving = [[answer.name, _named(answer.columns)] for answer in made.answers]
    return "\n".join(
        [
            f"{result.path}: {made.what}, {_size(len(made.content))}",
            *([f"{result.vocabulary}: the numbers of the tokens of its texts"] if result.vocabulary else []),
            "",
            "in:",
            columns(entering, right=False, within=within),
            "",
            "out:",
            columns(leaving, right=False, within=within),
            "",
            _checked(result),
        ]
    )


def _typed(type: str, shape: tuple[int, ...]) -> str:
    return f"{type} [{', '.join(['rows', *map(str, shape)])}]"


def _named(columns: tuple[str, ...]) -> str:
    from dltrain.errors import listing

    return f"[rows, {len(columns)}]: {listing(columns, 8)}" if columns else "[rows]"


def _size(length: int) -> str:
    return f"{length / 1e3:,.1f} kB" if length < 1e6 else f"{length / 1e6:,.1f} MB"


def _checked(result: Exported) -> str:
    """On which rows it was checked, and how near it came."""
    from dltrain.text.formatting import count

    compared = {f"{result.split} row": result.made.on_rows, "made-up row": result.made.on_made_up}
    done = {word: one for word, one in compared.items() if one is not None}
    where = " and ".join(count(one.rows, word) for word, one in done.items())
    largest = max(one.difference for one in done.values())
    return f"checked on {where}: the same answers, the largest difference of a number is {largest:.1e}"
