"""`dltrain predict`: its options, and where the predictions go."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

EXAMPLES = (
    "dltrain predict runs/titanic-1 new.csv",
    "dltrain predict runs/titanic-1 new.csv --keep name --output answers.parquet",
    "dltrain predict runs/titanic-1 new.csv --output answers.csv --encoding cp949",
    "cat new.csv | dltrain predict runs/titanic-1 -",
)


def command(
    checkpoint: Annotated[
        Path, typer.Argument(metavar="CHECKPOINT_OR_RUN", help="A checkpoint, or a run, whose best one is taken.")
    ],
    data: Annotated[
        Path, typer.Argument(metavar="INPUT", help="A file with the columns that were learned from; - reads CSV from stdin.")
    ],
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a .csv, .tsv, .json or .parquet file instead of CSV to stdout.")
    ] = None,
    keep: Annotated[
        list[str], typer.Option("--keep", metavar="COLUMN", help="Copy a column of the input, such as an id, to the front.")
    ] = [],  # noqa: B006  # Typer makes its own list
    encoding: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="The text encoding of the output: utf-8 (the default), utf-8-sig (for Excel), cp949, ..."
        ),
    ] = None,
) -> None:
    """Predict labels and probabilities, or values, for new rows; of a gan, make as many new rows as there are."""
    from dltrain.cli.terminal import say
    from dltrain.cli.usage_errors import check_order
    from dltrain.files.tabular import check_encoding, check_output, table_format, write_table

    if output is not None:
        check_output(output, data)
    if encoding is not None:
        check_encoding(encoding, output)
    from dltrain.commands.predict import predict
    from dltrain.training.rounding import rounded

    check_order("predict", checkpoint, data)
    result = predict(checkpoint=checkpoint, data=data, keep=keep)
    for notice in result.notices:
        say(f"notice: {notice}")
    if output is None and sys.stdout is None:  # it is closed: nobody wants them
        return
    columns = result.columns
    if output is None or table_format(output) != "parquet":  # where people read it
        columns = columns | {name: rounded(columns[name]) for name in result.probabilities}
    write_table(columns, sys.stdout if output is None else output, verbatim=result.labels, encoding=encoding)
