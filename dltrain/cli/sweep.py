"""`dltrain sweep`: its options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from dltrain.cli.train import ChartsOption, JsonOption, NoteOption, QuietOption, SetOption

EXAMPLES = (
    "dltrain sweep titanic.yaml --seeds 10",
    "dltrain sweep titanic.yaml --grid training.learning_rate=0.1,0.01 --grid model.dropout=0,0.2 --seeds 3 --workers 2",
    "dltrain sweep titanic.yaml --trials 40 --storage postgresql://ada@lab/sweeps --keep none",
    "dltrain sweep titanic.yaml --set training.optimizer=sgd --run-dir runs/sgd --note 'without momentum'",
    "dltrain sweep titanic.yaml --seeds 10 --quiet --no-pictures --json",
)
SEEDS = "Train each setting with so many seeds: seed, seed + 1, ..."
STORAGE = "The database of the members, which the same command on other machines shares; a file if omitted."
KEEP = "Whose runs are kept: all members', the best's, or only the one that best.yaml repeats."
RUN_DIR = "A new or empty folder for the sweep, or the one where it was begun."
GridOption = Annotated[list[str], typer.Option("--grid", metavar="KEY=V1,V2", help="Try these values of a key of the spec.")]
TrialsOption = Annotated[int | None, typer.Option(metavar="N", min=1, help="How many settings a random or a TPE search tries.")]
WorkersOption = Annotated[int | None, typer.Option(metavar="N", min=1, help="How many processes train; one a core if omitted.")]


def command(
    spec: Annotated[Path, typer.Argument(metavar="SPEC", help="The YAML file of the experiment; - reads it from stdin.")],
    seeds: Annotated[int | None, typer.Option(metavar="N", min=1, help=SEEDS)] = None,
    grid: GridOption = [],  # noqa: B006  # Typer makes its own list
    trials: TrialsOption = None,
    storage: Annotated[str | None, typer.Option(metavar="URL", help=STORAGE)] = None,
    workers: WorkersOption = None,
    keep: Annotated[Literal["all", "best", "none"], typer.Option(help=KEEP)] = "best",
    sets: SetOption = [],  # noqa: B006  # Typer makes its own list
    run_dir: Annotated[Path | None, typer.Option("--run-dir", "-o", metavar="DIR", help=RUN_DIR)] = None,
    note: NoteOption = None,
    no_pictures: ChartsOption = False,
    quiet: QuietOption = False,
    json: JsonOption = False,
) -> None:
    """Train an experiment many times: with several seeds, to tell luck, or with other values of its keys, to find the best."""
    from dltrain.cli.training_run import carried_out, typed
    from dltrain.commands.sweep import sweep
    from dltrain.commands.sweeping.search_run import SearchOptions

    options = SearchOptions(storage, workers, keep)
    carried_out(
        lambda display: sweep(
            spec=spec,
            seeds=seeds,
            grids=grid,
            trials=trials,
            options=options,
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
