"""`dltrain report`: its options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dltrain.text.language import Language, language_of

EXAMPLES = (
    "dltrain report runs/titanic-1",
    "dltrain report runs/titanic-1 --output titanic.html --language ko",
    "dltrain report runs/titanic-*",
)

OutputOption = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE.html", help="Where the page is written; else report.html in the run."),
]


def command(
    paths: Annotated[list[Path], typer.Argument(metavar="RUN...", help="A run, a sweep, or several runs.")],
    output: OutputOption = None,
    language: Annotated[
        Language | None, typer.Option(help="The language of the words, English or Korean; else that of the locale.")
    ] = None,
) -> None:
    """Write one HTML page that opens anywhere, of a run, a sweep or several runs: results, data, network, curves, mistakes."""
    from dltrain.cli.terminal import answer, say
    from dltrain.report import make

    spoken = language or language_of()
    page = make(paths=paths, language=spoken, output=output, say=say)
    answer(f"open {page}" if spoken is Language.en else f"브라우저로 여세요: {page}")
