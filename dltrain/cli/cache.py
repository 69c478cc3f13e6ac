"""`dltrain cache`: its options, and the list as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from dltrain.commands.cache import Cache

EXAMPLES = (
    "dltrain cache",
    "dltrain cache --json",
    "dltrain cache --clear",
)


def command(
    clear: Annotated[bool, typer.Option("--clear", help="Remove all of it; trainings that use it go on.")] = False,
    json: Annotated[
        bool,
        typer.Option(
            "--json",
            help="Print an object: folder, limit (bytes), rows (a list of folder, source, rows, bytes, used), others (bytes), "
            "cleared.",
        ),
    ] = False,
) -> None:
    """List the encoded rows that are kept for the next training on the same data, or remove them."""
    from dltrain.cli import terminal
    from dltrain.commands.cache import cache

    found = cache(clear=clear)
    if json:
        from dltrain.files import strict_json

        return terminal.answer(strict_json.dumps(found.plain(), indent=2))
    terminal.answer("\n".join(_lines(found)))


def _lines(found: Cache) -> list[str]:
    from datetime import datetime

    from dltrain.text.formatting import amount, count, harmless

    lines = [
        f"{datetime.fromtimestamp(entry.used):%Y-%m-%d %H:%M}  {amount(entry.bytes):>10}  {harmless(entry.name)}  "
        f"({count(entry.rows, 'row')})"
        for entry in found.entries
    ]
    if found.others:
        lines.append(f"{'':16}  {amount(found.others):>10}  decoded pictures, and scripts of pages")
    what = "removed from" if found.cleared else "in"
    return [*lines, f"{amount(found.bytes)} {what} '{found.folder}'; rows may take {amount(found.limit)} there"]
