"""The command line: one small file a command, and the exit codes."""

from __future__ import annotations

import os
import sys
import traceback
from functools import cache as kept
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from dltrain import __version__
from dltrain.cli import (
    cache,
    check,
    compare,
    diagnose,
    evaluate,
    explain,
    export,
    init,
    lesson,
    predict,
    report,
    resume,
    runs,
    schema,
    sweep,
    train,
)
from dltrain.cli.completion.shells import FLAGS, VARIABLE, Shell, with_shell
from dltrain.cli.terminal import LongWork
from dltrain.errors import DltrainError, InputError
from dltrain.process import claim, launch, limits
from dltrain.process.ending import take_signals
from dltrain.process.progress import reported

claim.claim_process()  # before numpy is imported

TOGETHER = ("train", "resume", "sweep")  # the commands that several processes carry out together

app = typer.Typer(
    help="One YAML file in; a trained, explained, reproducible PyTorch model out.",
    no_args_is_help=True,
    add_completion=False,  # `completion` has its own, which knows specs and runs
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for _module in (
    init,
    train,
    resume,
    sweep,
    evaluate,
    predict,
    export,
    runs,
    compare,
    report,
    diagnose,
    check,
    explain,
    lesson,
    schema,
    cache,
):
    _name = _module.__name__.rpartition(".")[2]
    _examples = "\n".join(["\b", "Examples:", *(f"  {line}" for line in _module.EXAMPLES)])  # \b: as it stands, not wrapped
    app.command(_name, short_help=_module.command.__doc__, epilog=_examples)(_module.command)  # whole, where Typer would cut it


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"dltrain {__version__}")
        raise typer.Exit


def _install(shell: Shell | None) -> None:
    if shell:
        from dltrain.cli.completion.installing import install

        typer.echo("\n".join(install(shell)))
        raise typer.Exit


def _show(shell: Shell | None) -> None:
    if shell:
        from dltrain.cli.completion.installing import script

        typer.echo(script(shell), nl=False)
        raise typer.Exit


INSTALL = "Install completion in the shell, this one if none is named."
SHOW = "Show the script that completes in the shell, this one if none is named."
InstallOption = Annotated[Shell | None, typer.Option(FLAGS[0], metavar="[SHELL]", callback=_install, is_eager=True, help=INSTALL)]
ShowOption = Annotated[Shell | None, typer.Option(FLAGS[1], metavar="[SHELL]", callback=_show, is_eager=True, help=SHOW)]


@app.callback()
def options(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    use: Annotated[
        list[Path], typer.Option("--use", metavar="FILE", help="Run a Python file with parts of your own; it may stand anywhere.")
    ] = [],  # noqa: B006  # Typer makes its own list
    install_completion: InstallOption = None,
    show_completion: ShowOption = None,
) -> None:
    """The options of every command."""
    if use:
        from dltrain.spec.parts import give

        give(use)
    refuse_several(context.invoked_subcommand)
    if context.invoked_subcommand != "schema" and not {"-h", "--help"} & set(sys.argv):
        limits.check()


def refuse_several(command: str | None) -> None:
    """Raises InputError where several processes were started with a command that is one process's."""
    if command not in TOGETHER and launch.world_size() > 1:
        raise InputError(
            f"torchrun is for dltrain {', '.join(TOGETHER[:-1])} and {TOGETHER[-1]}; start dltrain {command} by itself"
        )


def main() -> NoReturn:
    """Runs the command that was typed, and exits with its code.

    0 done, 1 a bug, 2 bad input, 3 damaged state, 4 diverged, 129, 130 and 143 interrupted.
    """
    if shell := os.environ.get(VARIABLE):
        from dltrain.cli.completion.answering import answer

        answer(tree(), shell, sys.argv[1:])
        sys.exit(0)
    take_signals()
    words = [word for word in sys.argv[1:] if word != "--debug"]  # it may stand anywhere
    debug = len(words) < len(sys.argv) - 1
    words = _use_in_front(words)
    try:
        with reported(LongWork()):
            _carry_out(with_shell(words))
    except DltrainError as error:
        if debug:
            traceback.print_exc()
        if str(error):
            _say_error(str(error))
        sys.exit(error.exit_code)
    except BaseException as error:  # a panic of polars is no Exception
        if isinstance(error, SystemExit):
            raise
        what = limits.shortage(error) or limits.lacking(error) or limits.undetermined(error)
        if what is None or debug:
            traceback.print_exc()
        _say_error(what or f"this is a bug in dltrain {__version__}, not your fault; please report it with the lines above")
        sys.exit(2 if what else 1)
    sys.exit(0)


def _use_in_front(words: list[str]) -> list[str]:
    """The words with every `--use FILE` before the command, whose option it is: it may stand anywhere."""
    front: list[str] = []
    rest: list[str] = []
    waiting = iter(words)
    for word in waiting:
        if word == "--":
            return [*front, *rest, word, *waiting]
        if word == "--use":
            front += [word, *([following] if (following := next(waiting, None)) is not None else [])]
        else:
            (front if word.startswith("--use=") else rest).append(word)
    return [*front, *rest]


@kept
def tree() -> Any:
    """The commands with their options, as Typer makes them of the functions: 0.05 s of work."""
    return typer.main.get_command(app)


def _carry_out(words: list[str]) -> None:
    """Runs the command that the words ask for. Raises InputError where they are none that can be run."""
    if any(word[:1] == "-" and word[1:2].isalpha() and len(word) > 2 for word in words):
        from dltrain.cli.usage_errors import check_dashes

        check_dashes(tree(), words)
    try:
        code = tree()(words, prog_name="dltrain", standalone_mode=False)
    except Exception as error:
        if not hasattr(error, "format_message"):  # what Typer says of the arguments; its exceptions have moved between versions
            raise
        from dltrain.cli.usage_errors import explained

        text = explained(error, words)
        if text.startswith("Usage:"):  # the help of a command line without words
            sys.stderr.write(f"{text}\n")
            sys.exit(2)
        raise InputError(text) from error
    if sys.stdout:
        sys.stdout.flush()  # while errors are still told
    if code:
        sys.exit(code)


def _say_error(text: str) -> None:
    launch.end_by_itself()  # before anything is imported, in which time a signal would end it
    from dltrain.cli.terminal import say_error

    if launch.speaks():
        say_error(text if launch.is_first() else f"rank {os.environ['RANK']}: {text}")
