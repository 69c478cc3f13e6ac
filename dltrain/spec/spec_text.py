"""Problems of a spec, shown where they were written: file, line and column, the source line, and a caret below."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass

from dltrain.errors import InputError, Problem, SpecError
from dltrain.spec.nodes import Mark, Node, mark_at
from dltrain.text.formatting import width
from dltrain.text.layout import available
from dltrain.text.passwords import without_password

REACH = 70  # characters that are shown on each side of the caret in a long line
MARGIN = 10  # columns before a line that is shown, and for what it leaves out
MAX_FAULTS = 50  # faults that are shown


@dataclass(frozen=True)
class SpecText:
    """The spec as a text: the file's name as the user typed it, its text, and its nodes with every `--set` applied."""

    name: str
    text: str
    root: Node

    def placed(self, problems: Iterable[Problem]) -> list[tuple[Mark, str]]:
        """Each problem's message with the mark of what it is about."""
        return [(mark_at(self.root, problem.path, problem.at_key), problem.message) for problem in problems]

    def locate(self, error: SpecError) -> InputError:
        """The same error, shown where its keys were written."""
        return error_at(self.name, self.text, self.placed(error.problems))


def error_at(name: str, text: str, faults: Iterable[tuple[Mark, str]]) -> InputError:
    """One error out of (mark, message) pairs, in the order of the file; those of the command line come last."""
    unique = dict.fromkeys(faults)
    ordered = sorted(unique, key=lambda fault: (fault[0].option if fault[0].override else "", fault[0].line, fault[0].column))
    lines = text.splitlines()
    shown = [_shown(name, lines, mark, message) for mark, message in ordered[:MAX_FAULTS]]
    rest = [f"and {len(ordered) - MAX_FAULTS:,} more problems"] if len(ordered) > MAX_FAULTS else []
    return InputError("\n".join(shown + rest))


def _shown(name: str, lines: list[str], mark: Mark, message: str) -> str:
    message = without_password(message)
    if mark.override:
        typed = without_password(mark.override)
        key = typed if len(typed) <= 2 * REACH else typed[: 2 * REACH] + "…"
        return f"{mark.option} {key}: {message}"
    head = f"{name}:{mark.line}:{mark.column}: {message}"
    if not 0 < mark.line <= len(lines):
        return head
    line, at = lines[mark.line - 1].rstrip(), mark.column - 1
    before, after = without_password(line[:at]), without_password(line[at:])
    before, after = (_printable(part) for part in _cut(before + after, len(before)))
    lead = "".join("\t" if character == "\t" else " " * width(character) for character in before)
    return f"{head}\n{mark.line:>5} | {before}{after}\n{'':5} | {lead}^"


def _cut(line: str, at: int) -> tuple[str, str]:
    """A line as what stands before the caret and after it, an overlong one cut to its surroundings."""
    reach = min(REACH, ((available(sys.stderr) or 4 * REACH) - MARGIN) // 2)
    begin, end = (max(0, at - reach), at + reach) if width(line) > 2 * reach else (0, len(line))
    return ("…" if begin else "") + line[begin:at], line[at:end] + ("…" if end < len(line) else "")


def _printable(text: str) -> str:
    return "".join(character if character.isprintable() or character == "\t" else "\ufffd" for character in text)
