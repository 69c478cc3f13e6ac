"""`dltrain init`: its options, and what it says."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dltrain.cli.lesson import LanguageOption

if TYPE_CHECKING:
    from dltrain.commands.init import Drafted
    from dltrain.text.language import Language

EXAMPLES = (
    "dltrain init titanic.csv",
    "dltrain init houses.csv --target price --output houses.yaml",
    "dltrain init penguins.csv --target species --target weight",
    "dltrain init pictures/ --language ko",
    "dltrain init --lesson xor",
    "dltrain init --example cnn --output mine",
)
DataArgument = typer.Argument(metavar="[DATA]", help="A table, or a folder of pictures, texts or tables.")
TargetOption = typer.Option(metavar="COLUMN", help="The column to predict; else it is guessed. More than once: several.")
OutputOption = typer.Option("--output", "-o", metavar="SPEC", help="A new file for the spec; of a lesson or an example a folder.")


def command(
    data: Annotated[Path | None, DataArgument] = None,
    target: Annotated[list[str] | None, TargetOption] = None,
    lesson: Annotated[str | None, typer.Option(metavar="NAME", help="Copy the specs of a lesson, to start from.")] = None,
    example: Annotated[str | None, typer.Option(metavar="NAME", help="Copy an example with its data, to start from.")] = None,
    output: Annotated[Path | None, OutputOption] = None,
    language: LanguageOption = None,
) -> None:
    """Write a first spec from a look at the data, with a comment for every choice, or copy an example to start from."""
    from dltrain.cli.terminal import answer, say

    _refuse_together(data, lesson, example, target or None, language)
    if data is None:
        answer("\n".join(_copied(lesson, example, output)))
        return
    drafted = _drafted(data, target or [], output, language)
    for line in [*(f"notice: {notice}" for notice in drafted.setup.dataset.notices), *drafted.setup.untold]:
        say(line)
    answer(f"{drafted.path}: look at it, then\n\n  dltrain train {shlex.quote(str(drafted.path))}")


def _refuse_together(data: object, lesson: object, example: object, target: object, language: object) -> None:
    """Raises InputError where not just one is named to start from, or an option could never act."""
    from dltrain.errors import InputError

    given = [word for word, one in (("DATA", data), ("--lesson", lesson), ("--example", example)) if one is not None]
    if len(given) != 1:
        what = f"not {' and '.join(given)} at once" if given else "none is given"
        raise InputError(f"{what}: name DATA, a table or a folder to look at, or --lesson NAME, or --example NAME")
    for option, one in (("--target", target), ("--language", language)):
        if data is None and one is not None:
            raise InputError(f"{option} never acts beside {given[0]}: a spec that is copied stays as it is")


def _drafted(data: Path, target: list[str], output: Path | None, language: Language | None) -> Drafted:
    """The spec; a target that nothing tells is asked for where a person is there to answer."""
    from dltrain.cli.terminal import say
    from dltrain.commands.init import UnclearTarget, init
    from dltrain.errors import listing

    while True:
        try:
            return init(data=data, target=target, output=output, language=language)
        except UnclearTarget as unclear:
            if not (sys.stdin and sys.stdin.isatty() and sys.stderr.isatty()):
                raise
            say(f"Which column is to be predicted: {listing(unclear.columns, 20)}?")
            target = [name] if (name := sys.stdin.readline().strip()) else []
            if not target:
                raise


def _copied(lesson: str | None, example: str | None, output: Path | None) -> list[str]:
    """Copies the specs of a lesson or an example; gives the lines that say how to train them."""
    from dltrain import lessons
    from dltrain.commands.drafting.examples import copied, example_specs

    name = lesson or example or ""
    specs = lessons.read(name).specs if lesson is not None else example_specs(name)
    made = copied(specs, output or Path(Path(name).stem))
    return [f"{made[0].parent}: look at it, then", "", *(f"  dltrain train {shlex.quote(str(path))}" for path in made)]
