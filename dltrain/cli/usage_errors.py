"""Errors of the command line: every wrong word, each with what to type instead."""

from __future__ import annotations

import itertools
import os
import re
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from dltrain.errors import InputError
from dltrain.text.keyboard import keys_of
from dltrain.text.nearest import nearest, normalized

SPEC = re.compile(r".+\.ya?ml$", re.IGNORECASE)
TABLES = (".csv", ".tsv", ".gz", ".parquet", ".npz", ".xlsx", ".json")
SET = "--set"
GRID = "--grid"
ONE_DASH = re.compile(r"-[a-z][a-z-]+$")
SETS = (SET, "-s")
HERE = {"-v": "--version", "version": "--version"}  # what other tools take before a command
PARTS = {"dev": "validation", "eval": "validation", "holdout": "test"}  # the splits of other tools
MAX_WORD_LENGTH = 60  # characters of a word that are shown


def explained(error: Any, words: Sequence[str]) -> str:
    """The words of an error in the arguments (an exception of Typer's), for the command line that was typed."""
    context = getattr(error, "ctx", None)
    command = context.command if context else None
    if type(error).__name__ == "NoArgsIsHelpError":
        return str(error.format_message())
    if command is None:
        needs = f"{words[-1]} needs a value behind it, such as {words[-1]} training.epochs=30"
        return needs if words[-1] in SETS else _lowered(error.format_message())
    if hasattr(command, "commands"):
        return _no_command(command, words)
    if type(error).__name__ == "MissingParameter":
        return _missing(context, error, words[words.index(command.name) + 1 :])
    faults = [*_faults(command, words[words.index(command.name) + 1 :])]
    faults = faults or [_lowered(error.format_message()) + _choice_meant(error)]
    return "\n".join([*faults, _help(command)])


def check_dashes(group: Any, words: Sequence[str]) -> None:
    """Raises InputError where a long option has one dash, of which `-output` would be `-o utput`."""
    name = next((word for word in words if word in group.commands), None)
    if name is None:
        return
    command = group.commands[name]
    options = {one: param for param in command.params for one in param.opts}
    for word in itertools.takewhile("--".__ne__, words[words.index(name) + 1 :]):
        typed, equals, value = word.partition("=")
        if ONE_DASH.match(typed) and f"-{typed}" in options:
            raise InputError(f"{_unknown_option(command, options, typed, value if equals else None)}\n{_help(command)}")


def check_order(command: str, run: Path, data: Path | None) -> None:
    """Raises InputError where a table stands in the place of the run, as in `dltrain predict data.csv runs/iris-1`."""
    import dltrain.runs as runs

    turned = data is not None and runs.is_run(data)
    if run.suffix.lower() not in TABLES or not (run.is_file() or turned) or runs.is_run(run.absolute().parent):
        return
    option = "--data " if command == "evaluate" else ""
    given = shlex.quote(str(data)) if turned else "RUN"
    raise InputError(f"'{run}' is a table, not a run; write dltrain {command} {given} {option}{shlex.quote(str(run))}")


def check_inputs(files: Sequence[Path]) -> None:
    """Raises InputError where the last of several inputs is what the predictions are to be written to."""
    last = files[-1]
    if len(files) > 1 and last.suffix.lower() in TABLES and not last.exists():
        there = f"to write the predictions there, write --output {shlex.quote(str(last))}"
        raise InputError(f"there is no '{last}' to predict for; {there}")


def _help(command: Any) -> str:
    return f"dltrain {command.name} --help shows what may be typed"


def _no_command(group: Any, words: Sequence[str]) -> str:
    """What is said where the first word that is no option names no command."""
    word = next((word for word in words if not word.startswith("-")), "")
    if not word:
        if words and (meant := nearest(words[0], [*_options_of(group), "--help"]) or HERE.get(words[0].lower())):
            return f"there is no option {words[0]}; write dltrain {meant}"
        options = f"there is no option {words[0]} before a command; " if words else ""
        return f"{options}a command is missing; expected one of {', '.join(group.commands)}; dltrain --help explains them"
    at = words.index(word)
    if word == "help":
        return f"there is no command 'help'; write dltrain {' '.join([*words[at + 1 :], '--help'])}"
    named = next((one for one in words if one in group.commands), None)
    if named:  # its options stand before it
        fault = "the options stand behind the command"
        meant, rest = named, [one for one in words if one != named]
    else:
        fault = f"there is no command '{_cut(word)}'"
        meant, rest = _command_meant(group, word), list(words[at + 1 :])
        if SPEC.match(word) or os.path.isdir(word):
            rest = [word, *rest]
    if not meant and (option := HERE.get(word.lower())):
        return f"{fault}; write dltrain {option}"
    if not meant:
        return f"{fault}; expected one of {', '.join(group.commands)}"
    if faults := [*_faults(group.commands[meant], rest)]:
        return "\n".join([f"{fault}; write dltrain {meant}", *faults, _help(group.commands[meant])])
    return f"{fault}; write dltrain {shlex.join([meant, *rest])}"


def _options_of(group: Any) -> list[str]:
    return [name for param in group.params for name in param.opts if name.startswith("-")]


def _command_meant(group: Any, word: str) -> str:
    from dltrain.vocabulary import by_word
    from dltrain.vocabulary.commands import COMMANDS

    if SPEC.match(word):
        return "train"
    if os.path.isdir(word) and os.path.exists(os.path.join(word, "spec.yaml")):
        return "evaluate"
    names = by_word(COMMANDS)
    for one in (word, keys_of(word)):  # the keyboard may have stood in Korean: ㅅㄱ먀ㅜ is train
        if meant := names.get(normalized(one)) or nearest(one, group.commands):
            return meant
    return ""


def _missing(context: Any, error: Any, words: Sequence[str]) -> str:
    """What is said where an argument is missing, or an option, of whose words the first is written behind what was typed."""
    param = error.param
    name = (getattr(param, "metavar", None) or param.name or "").strip("{}")
    what = (getattr(param, "help", None) or "").rstrip(".")
    what = f"{what[:1].lower()}{what[1:]}"
    if param.param_type_name == "option":
        name, choices = param.opts[0], _choices(param)
        written = shlex.join([*words, name, choices[0]])
        return f"{context.command_path} needs {name} {'|'.join(choices)} ({what}); write {context.command_path} {written}"
    return f"{context.command_path} needs {name}, {what}; write {_usage(context)}"


def _usage(context: Any) -> str:
    """`dltrain predict CHECKPOINT_OR_RUN INPUT`; the spec of the folder in the place of SPEC where there is one alone."""
    names = [param.metavar or param.name for param in context.command.params if param.param_type_name == "argument"]
    specs = sorted(name for name in os.listdir() if SPEC.match(name))
    given = {"SPEC": shlex.quote(specs[0])} if len(specs) == 1 else {}
    names = [name.strip("{}") for name in names]
    names += [f"{param.opts[0]} {_choices(param)[0]}" for param in context.command.params if _must_be_given(param)]
    return " ".join([context.command_path, *(given.get(name, name) for name in names)])


def _must_be_given(param: Any) -> bool:
    return bool(param.required and param.param_type_name == "option")


def _choices(param: Any) -> list[str]:
    """The words that an option takes, or what stands for its value."""
    return [str(choice) for choice in getattr(param.type, "choices", ())] or [str(param.metavar or param.name)]


def _faults(command: Any, words: Sequence[str]) -> Iterator[str]:
    """Every option that the command has not, and every argument beyond those that it takes, of the words behind it."""
    options = {name: param for param in command.params for name in (*param.opts, *param.secondary_opts) if name[0] == "-"}
    options |= dict.fromkeys(("--help", "-h", "--debug"))
    arguments = [param for param in command.params if param.param_type_name == "argument"]
    takes = float("inf") if any(param.nargs < 0 for param in arguments) else len(arguments)
    rest, given = list(words), 0
    last = ""  # the value of the last --set that has no '='
    varied = ""  # what the last --grid has, as long as nothing else was typed
    while rest:
        word = rest.pop(0)
        name, equals, value = option_and_value(word, options)
        if word == "--":
            continue
        if word.startswith("-") and word != "-" and name in options:
            param = options[name]
            if _takes_value(param) and not equals:
                value = rest.pop(0) if rest else ""
            last = value if param is not None and param is options.get(SET) and "=" not in value else ""
            varied = value if param is not None and param is options.get(GRID) else ""
        elif word.startswith("-") and word != "-":
            spare = given + sum(not one.startswith("-") for one in rest) > takes
            if not equals and rest and not rest[0].startswith("-") and (spare or not os.path.exists(rest[0])):
                value, equals = rest.pop(0), "="
            elif not equals and rest and SPEC.match(rest[0]) and _names_spec(name):
                value, equals = rest[0], "="
            yield _unknown_option(command, options, name, value if equals else None)
        elif last:
            yield f"{SET} takes KEY=VALUE in one word; write {SET} {shlex.quote(f'{last}={word}')}"
            last = ""
        else:
            given += 1
            if given > takes and varied:
                listed = [varied, word, *itertools.takewhile(lambda one: not one.startswith("-"), rest)]
                del rest[: len(listed) - 2]
                yield f"{GRID} takes KEY=VALUE,VALUE in one word; write {GRID} {shlex.quote(','.join(listed))}"
            elif given > takes and command.name == "lesson":  # gradient descent
                named = [one for one in words if not one.startswith("-")]
                yield f"the name of a lesson is one word; write dltrain lesson {shlex.quote('_'.join(named))}"
                return
            elif given > takes:
                yield _beyond(command, options, word)


def option_and_value(word: str, options: dict[str, Any]) -> tuple[str, str, str]:
    """An option, `=` where a value stands in the same word, and the value. `-qo` is `-q -o`; `-oruns/sgd` is `-o runs/sgd`, which
    is told from `-optimizer`, an option too much by its one dash, by the dot or the slash of its value."""
    name, equals, value = word.partition("=")
    if name in options or not name.startswith("-") or name.startswith("--"):
        return name, equals, value
    if not equals and all(f"-{letter}" in options for letter in name[1:]):
        return f"-{name[-1]}", "", ""
    if _takes_value(options.get(name[:2])) and ("." in name or "/" in name):
        return name[:2], "=", word[2:]
    return name, equals, value


def _names_spec(option: str) -> bool:
    """Whether other tools name the spec by this option, as in `--config spec.yaml`."""
    from dltrain.vocabulary import by_word
    from dltrain.vocabulary.commands import OPTIONS

    return by_word(OPTIONS).get(normalized(option), "").startswith("the spec ")


def _unknown_option(command: Any, options: dict[str, Any], name: str, value: str | None) -> str:
    """What to write instead of an option that the command has not, with the value that stood behind it."""
    return f"dltrain {command.name} has no option {name}{_option_meant(command, options, name.lstrip('-'), value)}"


def _option_meant(command: Any, options: dict[str, Any], word: str, value: str | None) -> str:
    from dltrain.vocabulary import by_word
    from dltrain.vocabulary.commands import OPTIONS

    if word == "seed" and "--seeds" in options:
        return f"; write {SET} {_override(word, value)}, or --seeds N for so many"
    known = [name for name in options if name.startswith("--")]
    behind = "" if value is None else f" {shlex.quote(value)}"
    for name in known:
        if normalized(name) == normalized(word):
            return f"; write {name}{behind if _takes_value(options[name]) else ''}"
    meanings = by_word(OPTIONS).get(normalized(word), "").split(" | ")
    for meaning in meanings:
        option = meaning.split(" ")[0]
        if meaning.startswith("dltrain "):
            return f"; {meaning}"
        if meaning.startswith(f"{SET} ") and SET in options:
            return f"; write {meaning}"
        if option in options and " " not in meaning:
            return f"; write {meaning}{behind if _takes_value(options[option]) else ''}"
        if " " in meaning and option in options and meaning.split(" ")[1] in _choices(options[option]):
            return f"; write {meaning}"
        if meaning.startswith("the spec ") and command.name in ("train", "check", "sweep"):
            return f"; {meaning}; write dltrain {command.name}{behind or ' SPEC'}"
        if meaning and not meaning.startswith("--") and "--set" not in options:
            return f"; {meaning}"
    if GRID in options and value is not None and "," in value and (override := _override(word, None)):
        return f"; write {GRID} {shlex.quote(override.strip(chr(39)).partition('=')[0] + '=' + value)}"
    if SET in options and (override := _override(word, value)):
        return f"; write {SET} {override}"
    if meant := nearest(word, known):
        return f"; write {meant}{behind if _takes_value(options[meant]) else ''}"
    phrase = next((meaning for meaning in meanings if meaning and meaning[0] != "-"), "")
    return f"; {phrase}" if phrase else ""


def _takes_value(param: Any) -> bool:
    return param is not None and not getattr(param, "is_flag", False)


def _override(word: str, value: str | None) -> str | None:
    from dltrain.spec.override_suggestions import override_for

    override = override_for(word, value)
    return shlex.quote(override) if override else None


def _beyond(command: Any, options: dict[str, Any], word: str) -> str:
    """What to write instead of an argument that the command does not take."""
    key, equals, value = word.partition("=")
    fault = f"dltrain {command.name} takes no further argument '{_cut(word)}'"
    if equals and SET in options:
        override = _override(key, value) or shlex.quote(word)
        return f"{fault}; write {SET} {override}"
    if SPEC.match(word) and command.name in ("train", "check", "sweep"):
        return f"{fault}: one spec a command; write dltrain {command.name} {shlex.quote(word)} for this one"
    if command.name in ("train", "check", "sweep") and os.path.exists(word):
        return f"{fault}; write {SET} {shlex.quote(f'data.source={word}')}"
    if command.name == "evaluate":
        return f"{fault}; write --data {shlex.quote(word)}"
    return fault


def _choice_meant(error: Any) -> str:
    """The nearest of an option's words, where it takes one of several: `; write --split validation`."""
    kind = getattr(getattr(error, "param", None), "type", None)
    choices = [str(choice) for choice in getattr(kind, "choices", ())]
    match = re.match(r"'(.*)' is not one of", error.message)
    meant = nearest(match[1], choices) if match and choices else None
    if match and not meant and (split := PARTS.get(match[1].lower())) in choices:
        meant = split
    if match and not meant:
        meant = next((choice for choice in choices if len(match[1]) > 2 and choice.startswith(match[1].lower())), None)
    return f"; write {error.param.opts[0]} {meant}" if meant else ""


def _cut(word: str) -> str:
    return word if len(word) <= MAX_WORD_LENGTH else f"{word[: MAX_WORD_LENGTH - 1]}…"


def _lowered(text: str) -> str:
    return (
        (text[:1].lower() + text[1:])
        .rstrip(".")
        .replace("a valid int range", "a whole number")
        .replace("valid int", "whole number")
    )
