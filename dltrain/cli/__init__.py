"""The command line: one small file a command, and the exit codes."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from typing import Annotated, NoReturn

import typer

from dltrain import __version__
from dltrain.cli import check, evaluate, predict, resume, schema, train
from dltrain.errors import DltrainError

app = typer.Typer(
    help="One YAML file in; a trained, explained, reproducible PyTorch model out.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("train")(train.command)
app.command("resume")(resume.command)
app.command("evaluate")(evaluate.command)
app.command("predict")(predict.command)
app.command("check")(check.command)
app.command("schema")(schema.command)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"dltrain {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    """The options of every command."""


def main() -> NoReturn:
    """Runs the command that was typed, and exits with its code.

    0 done, 1 a bug, 2 bad input, 3 damaged state, 4 diverged, 130 and 143 interrupted.
    """
    signal.signal(signal.SIGTERM, _terminated)
    words = [word for word in sys.argv[1:] if word != "--debug"]  # it may stand anywhere
    debug = len(words) < len(sys.argv) - 1
    try:
        code = app(words, standalone_mode=False)
        sys.stdout.flush()
    except KeyboardInterrupt:
        code = 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except (DltrainError, *_usage_errors()) as error:
        if debug:
            traceback.print_exc()
        code = _explained(error)
    except Exception:
        traceback.print_exc()
        code = _bug()
    sys.exit(code if isinstance(code, int) else 0)


def _usage_errors() -> tuple[type[Exception], ...]:
    return (typer.BadParameter.__mro__[2],)  # ClickException, of whichever click Typer stands on


def _explained(error: Exception) -> int:
    from dltrain.cli.terminal import say_error

    if isinstance(error, DltrainError):
        say_error(str(error))
        return error.exit_code
    error.show()  # type: ignore[attr-defined]
    return 2


def _bug() -> int:
    """Says that this is not the user's fault, below the traceback that we need to see."""
    from dltrain.cli.terminal import say_error

    say_error(f"this is a bug in dltrain {__version__}, not your fault; please report it with the lines above")
    return 1


def _terminated(number: int, frame: object) -> NoReturn:
    sys.exit(128 + number)
