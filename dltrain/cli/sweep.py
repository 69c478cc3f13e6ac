"""`dltrain sweep`: its options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from dltrain.cli.train import ChartsOption, JsonOption, NoteOption, QuietOption, SetOption

EXAMPLES = (
    "dltrain sweep titanic.yaml --seeds 10",
    "dltrain sweep titanic.yaml --set training.optimizer=sgd --run-dir runs/sgd --note 'without momentum'",
    "dltrain sweep titanic.yaml --grid training.learning_rate=0.1,0.01,0.001 --grid model.dropout=0,0.2 --seeds 3",
    "dltrain sweep titanic.yaml --trials 40 --storage postgresql://ada@lab/sweeps",
    "dltrain sweep titanic.yaml --seeds 10 --quiet --no-pictures --json",
)


def command(
    spec: Annotated[Path, typer.Argument(metavar="SPEC", help="The YAML file of the experiment.")],
    seeds: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Train each setting with so many seeds: seed, seed + 1, ...")
    ] = None,
    grid: Annotated[list[str], typer.Option("--grid", metavar="KEY=V1,V2", help="Try these values of a key of the spec.")] = [],  # noqa: B006  # Typer makes its own list
    trials: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="How many settings a random or a TPE search tries.")
    ] = None,
    storage: Annotated[
        str | None,
        typer.Option(
            metavar="URL", help="The database of the trials, which the same command on other machines shares; a file if omitted."
        ),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="How many processes train; one for each core if omitted.")
    ] = None,
    keep: Annotated[
        Literal["all", "best", "none"],
        typer.Option(help="Whose runs are kept: all members', the best's, or only the one that best.yaml repeats."),
    ] = "best",
    sets: SetOption = [],  # noqa: B006  # Typer makes its own list
    run_dir: Annotated[
        Path | None, typer.Option(metavar="DIR", help="A new or empty folder for the sweep, or the one where it was begun.")
    ] = None,
    note: NoteOption = None,
    no_pictures: ChartsOption = False,
    quiet: QuietOption = False,
    json: JsonOption = False,
) -> None:
    """Train an experiment many times: with several seeds, to tell luck, or with other values of its keys, to find the best."""
    from dltrain.cli.training_run import carried_out, typed
    from dltrain.commands.sweep import sweep
    from dltrain.commands.sweeping.whole import Choices

    choices = Choices(storage, workers, keep)
    carried_out(
        lambda display: sweep(
            spec=spec,
            seeds=seeds,
            grids=grid,
            trials=trials,
            choices=choices,
            sets=sets,
            run_dir=run_dir,
            command=typed(),
            note=note,
            display=display,
        ),
        no_pictures,
        quiet,
        json,
    )
