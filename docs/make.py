"""Writes what is made from the code, the pages of this folder and the words of `dltrain explain`: `python -m docs.make`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from dltrain.cli import app
from docs.glossary_pages import pages
from docs.reference import reference

COMMANDS = """\
# Every command

What each command does, takes and can be told. `dltrain COMMAND --help` says the same.
"""


def commands() -> str:
    """The page of the command line."""
    group: Any = typer.main.get_command(app)
    parts = [COMMANDS.strip(), " · ".join(f"[{name}](#dltrain-{name})" for name in group.commands)]
    for name, command in group.commands.items():
        examples = "\n".join(line.strip() for line in command.epilog.split("\n")[2:])
        parts += [f"## dltrain {name}", command.help, f"```sh\n{examples}\n```"]
        if lines := [*_lines(command)]:
            parts.append("\n".join(lines))
    parts += ["## dltrain", "Without a command; `--debug` anywhere in the line:", "\n".join(_lines(group))]
    return "\n\n".join(parts) + "\n"


def _lines(command: Any) -> Iterator[str]:
    """Each argument and option with its help."""
    for param in command.params:
        if param.param_type_name == "argument":
            yield f"- `{param.metavar}`: {param.help}"
        else:
            choices = getattr(param.type, "choices", ())
            value = "" if param.is_flag else param.metavar or "|".join(choices)
            short = "".join(f", `{name}`" for name in param.opts[1:])
            yield f"- `{f'{param.opts[0]} {value}'.strip()}`{short}: {param.help}"


PAGES = {"reference.md": reference, "commands.md": commands, "../dltrain/glossary/pages.json": pages}


def main() -> None:
    """Writes each page."""
    for name, made in PAGES.items():
        (Path(__file__).parent / name).write_text(made(), encoding="utf-8")


if __name__ == "__main__":
    main()
