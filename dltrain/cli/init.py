"""`dltrain init`: its options, and what it says."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dltrain.cli.lesson import LanguageOption

EXAMPLES = (
    "dltrain init titanic.csv",
    "dltrain init houses.csv --target price --output houses.yaml",
    "dltrain init pictures/ --language ko",
)


def command(
    data: Annotated[Path, typer.Argument(metavar="DATA", help="A table, or a folder of pictures, texts or tables.")],
    target: Annotated[str | None, typer.Option(metavar="COLUMN", help="The column to predict; else it is guessed.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="SPEC", help="A new file for the spec.")] = None,
    language: LanguageOption = None,
) -> None:
    """Write a first spec from a look at the data, with a comment for every choice."""
    from dltrain.cli.terminal import answer, say
    from dltrain.commands.init import init

    drafted = init(data=data, target=target, output=output, language=language)
    for line in [*(f"notice: {notice}" for notice in drafted.setup.dataset.notices), *drafted.setup.untold]:
        say(line)
    answer(f"{drafted.path}: look at it, then\n\n  dltrain train {drafted.path}")
