"""`dltrain resume`: its options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dltrain.cli.train import ChartsOption, JsonOption, QuietOption, SetOption

EXAMPLES = (
    "dltrain resume runs/titanic-1",
    "dltrain resume runs/titanic-1 --set training.epochs=300",
    "dltrain resume runs/titanic-1 --set training.batch_size=16 --allow-changes",
    "dltrain resume runs/titanic-1 --quiet --no-pictures --json",
)


def command(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="The run directory.")],
    sets: SetOption = [],  # noqa: B006  # Typer makes its own list
    allow_changes: Annotated[
        bool, typer.Option("--allow-changes", help="Go on although the spec or the data has changed; the summary records it.")
    ] = False,
    no_pictures: ChartsOption = False,
    quiet: QuietOption = False,
    json: JsonOption = False,
) -> None:
    """Go on with a run from its last checkpoint, as if it had never stopped."""
    from dltrain.cli.training_run import carried_out
    from dltrain.commands.resume import resume

    carried_out(
        lambda display: resume(run=run, sets=sets, allow_changes=allow_changes, display=display), no_pictures, quiet, json
    )
