"""`dltrain lesson`: its options, and the list of lessons."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dltrain.text.language import Language, language_of

LanguageOption = Annotated[
    Language | None, typer.Option(help="The language of the words, English or Korean; else that of the locale.")
]

EXAMPLES = (
    "dltrain lesson",
    "dltrain lesson xor",
    "dltrain lesson gradient_descent --language ko --output gradients",
)


NameArgument = typer.Argument(metavar="[NAME]", help="The lesson, or a folder that is one; without it all are listed.")


def command(
    name: Annotated[str | None, NameArgument] = None,
    language: LanguageOption = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="DIR", help="A new or empty folder for the page.")
    ] = None,
) -> None:
    """Show an idea of a first course happening: train what a lesson compares, and write its page of pictures and words."""
    from dltrain.cli.terminal import answer, say

    spoken = language or language_of()
    if name is None:
        _refuse(output)
        answer(_listed(spoken))
        return
    from dltrain.lessons import make

    page = make(name=name, language=spoken, output=output, say=say)
    answer(f"open {page}" if spoken is Language.en else f"브라우저로 여세요: {page}")


def _refuse(output: Path | None) -> None:
    """Raises InputError where a folder is named but no lesson."""
    from dltrain.errors import InputError

    if output is not None:
        raise InputError("--output never acts without a lesson; name one: dltrain lesson xor --output DIR")


def _listed(language: Language) -> str:
    """A line a lesson: its name and title, and below it what is seen."""
    import sys

    from dltrain import lessons
    from dltrain.text.layout import available, wrapped

    lines = []
    for name in lessons.names():
        lesson = lessons.read(name)
        lines += [f"{name}: {lesson.title(language)}", f"    {lesson.seen(language)}"]
    return "\n".join(wrapped(line, available(sys.stdout)) for line in lines)
