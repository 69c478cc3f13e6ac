"""`dltrain predict`: its options, and where the predictions go."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dltrain.cli.writing_options import LengthOption, SeedOption, TemperatureOption, TopKOption
from dltrain.errors import InputError

if TYPE_CHECKING:
    from dltrain.kinds.kind import Predictions

EXAMPLES = (
    "dltrain predict runs/titanic-1 new.csv",
    "dltrain predict runs/titanic-1 new.csv --keep name --output answers.parquet",
    "dltrain predict runs/titanic-1 new.csv --output answers.csv --encoding cp949",
    "dltrain predict runs/titanic-1 january.csv february.csv -o answers.xlsx",
    "cat new.csv | dltrain predict runs/titanic-1 -",
    "dltrain predict runs/cartpole_ppo-1 --seed 1 --output episode.csv",
    'dltrain predict runs/shakespeare-1 "ROMEO:" --length 200 --temperature 0.8 --top-k 10 --seed 1',
)
TABLES = ".csv, .tsv, .json, .jsonl, .parquet, .arrow or .xlsx"
OUTPUT = f"Write a {TABLES} file, or a text as .txt, instead of to stdout."
INPUT = (
    "A file with the columns that were learned from, or several; - reads CSV from stdin. Of a language model the text so far, or "
    "a text file. Of a policy none: an episode that it plays."
)


def command(
    checkpoint: Annotated[
        Path, typer.Argument(metavar="CHECKPOINT_OR_RUN", help="A checkpoint, or a run, whose best one is taken.")
    ],
    data: Annotated[list[str] | None, typer.Argument(metavar="INPUT...", help=INPUT, show_default=False)] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help=OUTPUT,
        ),
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
    length: LengthOption = None,
    temperature: TemperatureOption = None,
    top_k: TopKOption = None,
    seed: SeedOption = None,
) -> None:
    """Predict labels and probabilities, or values, for new rows; of a gan, make as many new rows as there are; of a language
    model, write a text on, or, of a text file, tell how likely each of its tokens was; of a policy, play an episode."""
    from dltrain.cli.usage_errors import check_inputs, check_order
    from dltrain.files.tabular import check_encoding, check_output, check_rows

    files = [Path(one) for one in data or ()]
    if output is not None:
        check_output(output, *files)
    if encoding is not None:
        check_encoding(encoding, output)
    from dltrain.commands.predicting.writing import answer, how_asked

    check_order("predict", checkpoint, files[0] if files else None)
    if files:
        check_inputs(files)
    how = how_asked(length=length, temperature=temperature, top_k=top_k, seed=seed)
    check = {} if output is None else {"check_rows": partial(check_rows, output)}
    result = answer(checkpoint=checkpoint, given=data or (), keep=keep, how=how, seed=seed, **check)
    if isinstance(result, str):
        _write_text(result, output, encoding)
    else:
        _write_table(result, output, encoding)


def _write_text(text: str, output: Path | None, encoding: str | None) -> None:
    from dltrain.files.tabular import is_text, write_text

    if output is not None and not is_text(output):
        raise InputError(f"'{output}' is to be a table, and a text was written on; name a .txt file")
    if output is not None or sys.stdout is not None:
        write_text(f"{text}\n", output or sys.stdout, encoding)


def _write_table(result: Predictions, output: Path | None, encoding: str | None) -> None:
    from dltrain.cli.terminal import say
    from dltrain.files.tabular import EXACT, is_text, table_format, write_table
    from dltrain.training.measuring.rounding import rounded

    for notice in result.notices:
        say(f"notice: {notice}")
    if output is None and sys.stdout is None:  # it is closed: nobody wants them
        return
    if output is not None and is_text(output):
        raise InputError(f"'{output}' is to be a text, and predictions are a table; name a {TABLES} file")
    columns = result.columns
    if output is None or table_format(output) not in EXACT:  # where people read it
        columns = columns | {name: rounded(columns[name]) for name in result.probabilities}
    write_table(columns, sys.stdout if output is None else output, verbatim=result.labels, encoding=encoding)
