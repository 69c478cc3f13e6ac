"""`dltrain compare`: its options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

EXAMPLES = (
    "dltrain compare runs/titanic-1 runs/titanic-2",
    "dltrain compare runs/* --sort-by training.learning_rate --only-changed",
    'dltrain compare "runs/lr-*" --filter training.optimizer=adam --filter "accuracy>0.9" --limit 10',
    "dltrain compare runs/* --output curves.png",
    "dltrain compare runs/* --format markdown",
)
CURVES = "Draw the curves of the runs over each other into this file as well."
SHOWN = 20  # runs of a table where no limit is given


def command(
    paths: Annotated[
        list[Path], typer.Argument(metavar="RUN...", help="Two runs or more, or patterns of their folders such as runs/*.")
    ],
    sort_by: Annotated[
        str,
        typer.Option(
            metavar="COLUMN",
            help="Sort by this column or key of the spec, such as test_accuracy, seconds or training.learning_rate; "
            "without it the best by validation comes first.",
        ),
    ] = "",
    filters: Annotated[
        list[str],
        typer.Option("--filter", metavar="KEY=VALUE", help="Only the runs that meet this; <, >, <=, >= and != as well."),
    ] = [],  # noqa: B006  # typer makes the list
    limit: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Show the first N runs; of tables the first 20 without it.")
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE.png", help=CURVES)] = None,
    only_changed: Annotated[bool, typer.Option("--only-changed", help="Leave out what is the same in all runs.")] = False,
    format: Annotated[Literal["table", "csv", "json", "markdown"], typer.Option(help="How the comparison is written.")] = "table",
) -> None:
    """Show runs side by side: results, what differs in the specs, and whether it is more than luck."""
    from dltrain.cli import comparison_formats
    from dltrain.cli.terminal import answer, say, show
    from dltrain.commands.compare import compare

    limit = limit or (SHOWN if format in ("table", "markdown") else None)
    result = compare(paths=paths, sort_by=sort_by, only_changed=only_changed, filters=filters, limit=limit)
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
    if len(result.runs) < result.total:
        say(f"{len(result.runs):,} of {result.total:,} runs are shown; --limit {result.total} shows all")
    if output is not None:
        from dltrain.commands.comparing.curves import draw_curves

        draw_curves(result, output)
        say(f"curves: {output}")
