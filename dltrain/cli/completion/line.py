"""Which word of a command line is being typed: the value of which option or argument, or an option, or a command."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dltrain.cli.usage_errors import option_and_value

END = "\0"  # no character of a command line


@dataclass(frozen=True)
class Asked:
    """Where the cursor stands. begun: what is typed so far of what is asked for; before: what stands before that in the same
    word, such as `--output=`.

    param: the option or argument whose value it is; None where it is one of `names`, the commands or options that may stand
    there, with their help. given: the words that were typed for each option and argument, by its name as the help has it.
    """

    begun: str
    before: str = ""
    param: Any = None
    names: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, Sequence[str]] = field(default_factory=dict)


def split(line: str) -> tuple[list[str], str, bool]:
    """The whole words of a line as a shell reads them, the one that is being typed, and whether that stands in open quotes."""
    lexer = shlex.shlex(line + END, posix=True)
    lexer.whitespace_split, lexer.commenters = True, ""
    words: list[str] = []
    try:
        while (word := lexer.get_token()) is not None:
            words.append(word)
    except ValueError:  # no closing quotation
        return words, str(lexer.token).removesuffix(END), True
    return words[:-1], words[-1].removesuffix(END), False


def asked(group: Any, words: Sequence[str], begun: str) -> Asked:
    """Where the cursor stands behind these words of a line, the name of the program left out."""
    scope, options = group, _options(group)
    given: dict[str, list[str]] = {}
    waiting: Any = None  # an option whose value comes next
    taken, closed = 0, False
    for word in words:
        if waiting is not None:
            given[waiting.opts[0]].append(word)
            waiting = None
        elif word == "--" and not closed:
            closed = True
        elif word.startswith("-") and word != "-" and not closed:
            name, equals, _ = option_and_value(word, options)
            if (param := options.get(name)) is not None:
                given.setdefault(param.opts[0], [])
                waiting = None if param.is_flag or equals else param
        elif scope is group:
            if word not in group.commands:
                return Asked(begun)
            scope = group.commands[word]
            options = {name: param for name, param in options.items() if not param.is_eager} | _options(scope)
        else:
            given.setdefault(getattr(_argument(scope, taken), "metavar", ""), []).append(word)
            taken += 1
    if waiting is not None:
        return Asked(begun, param=waiting, given=given)
    if begun.startswith("-") and not closed:
        return _option(options, begun, given)
    if scope is group:
        return Asked(begun, names={name: command.help or "" for name, command in group.commands.items()})
    param = _argument(scope, taken)
    return Asked(begun, param=param, names={} if param else _free(options, given), given=given)


def _option(options: Mapping[str, Any], begun: str, given: Mapping[str, Sequence[str]]) -> Asked:
    """An option that is being typed, or its value behind `=`."""
    name, equals, value = begun.partition("=")
    if equals and name in options:
        return Asked(value, f"{name}=", options[name], given=given)
    return Asked(begun, names=_free(options, given), given=given)


def _options(command: Any) -> dict[str, Any]:
    return {name: param for param in command.params if param.param_type_name == "option" for name in param.opts}


def _free(options: Mapping[str, Any], given: Mapping[str, object]) -> dict[str, str]:
    """The long options that may be typed, with their help: those that are not there yet, or may be there several times."""
    long = {name: param for name, param in options.items() if name.startswith("--")}
    free = {name: param.help or "" for name, param in long.items() if param.multiple or name not in given}
    return free | {"--help": "Show what may be typed."}


def _argument(command: Any, index: int) -> Any:
    """The argument at a place; None beyond the last that the command takes."""
    arguments = [param for param in command.params if param.param_type_name == "argument"]
    if arguments and arguments[-1].nargs < 0:
        return arguments[min(index, len(arguments) - 1)]
    return arguments[index] if index < len(arguments) else None
