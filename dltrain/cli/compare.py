"""`dltrain compare`: its options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

EXAMPLES = (
    "dltrain compare runs/titanic-1 runs/titanic-2",
    "dltrain compare runs/* --sort-by accuracy --only-changed",
    "dltrain compare runs/* --format markdown",
)


def command(
    paths: Annotated[list[Path], typer.Argument(metavar="RUN...", help="Two run directories or more, such as runs/*.")],
    sort_by: Annotated[str, typer.Option(metavar="M", help="Sort by this column, such as accuracy or seconds: best first.")] = "",
    only_changed: Annotated[bool, typer.Option("--only-changed", help="Leave out what is the same in all runs.")] = False,
    format: Annotated[Literal["table", "csv", "json", "markdown"], typer.Option(help="How the comparison is written.")] = "table",
) -> None:
    """Show runs side by side: results, what differs in the specs, and whether it is more than luck."""
    from dltrain.cli import comparison_formats
    from dltrain.cli.terminal import answer, say, show
    from dltrain.commands.compare import compare

    result = compare(paths=paths, sort_by=sort_by, only_changed=only_changed)
    for notice in result.notices:
        say(f"notice: {notice}")
    writers = {
        "table": comparison_formats.as_text,
        "csv": comparison_formats.as_csv,
        "json": comparison_formats.as_json,
        "markdown": comparison_formats.as_markdown,
    }
    write = show if format == "table" else answer
    write(writers[format](result))
