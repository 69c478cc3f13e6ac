"""`dltrain train`: its options, those that other commands share among them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

SetOption = Annotated[
    list[str], typer.Option("--set", "-s", metavar="KEY=VALUE", help="Override a key of the spec, such as training.epochs=30.")
]
ChartsOption = Annotated[bool, typer.Option("--no-pictures", help="Draw no pictures.")]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")]
NoteOption = Annotated[str | None, typer.Option(metavar="TEXT", help="A note of your own, which `dltrain runs` shows.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print summary.json to stdout at the end.")]

EXAMPLES = (
    "dltrain train titanic.yaml",
    "dltrain train titanic.yaml --set training.optimizer=sgd --run-dir runs/sgd --note 'without momentum'",
    "dltrain train titanic.yaml --quiet --no-pictures --json",
    "dltrain train titanic.yaml -q -s training.optimizer=sgd -o runs/sgd",
)


def command(
    spec: Annotated[Path, typer.Argument(metavar="SPEC", help="The YAML file of the experiment; - reads it from stdin.")],
    sets: SetOption = [],  # noqa: B006  # Typer makes its own list
    run_dir: Annotated[
        Path | None, typer.Option("--run-dir", "-o", metavar="DIR", help="A new or empty folder for the run.")
    ] = None,
    note: NoteOption = None,
    no_pictures: ChartsOption = False,
    quiet: QuietOption = False,
    json: JsonOption = False,
) -> None:
    """Train the experiment of a spec and write a run directory."""
    from dltrain.cli.training_run import carried_out, typed
    from dltrain.commands.train import train

    carried_out(
        lambda display: train(spec=spec, sets=sets, run_dir=run_dir, command=typed(), note=note, display=display),
        no_pictures,
        quiet,
        json,
    )
