"""`dltrain sweep`: its options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dltrain.cli.train import ChartsOption, JsonOption, NoteOption, QuietOption, SetOption

EXAMPLES = (
    "dltrain sweep titanic.yaml --seeds 10",
    "dltrain sweep titanic.yaml --set training.optimizer=sgd --run-dir runs/sgd --note 'without momentum'",
    "dltrain sweep titanic.yaml --seeds 10 --quiet --no-pictures --json",
)


def command(
    spec: Annotated[Path, typer.Argument(metavar="SPEC", help="The YAML file of the experiment.")],
    seeds: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="How many runs, with the seeds seed, seed + 1, ...")
    ] = None,
    sets: SetOption = [],  # noqa: B006  # Typer makes its own list
    run_dir: Annotated[Path | None, typer.Option(metavar="DIR", help="A new or empty folder for the sweep.")] = None,
    note: NoteOption = None,
    no_pictures: ChartsOption = False,
    quiet: QuietOption = False,
    json: JsonOption = False,
) -> None:
    """Train an experiment with many seeds at once: how good it is, and how much of that is luck."""
    from dltrain.cli.training_run import carried_out, typed
    from dltrain.commands.sweep import sweep

    carried_out(
        lambda display: sweep(spec=spec, seeds=seeds, sets=sets, run_dir=run_dir, command=typed(), note=note, display=display),
        no_pictures,
        quiet,
        json,
    )
