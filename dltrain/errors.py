"""The errors that a user may meet, each with its exit code, and how they offer the nearest valid name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from dltrain.text.nearest import nearest

Path = tuple[str | int, ...]
MAX_MESSAGES = 20  # errors that are said at once
PRETRAINED = "pip install 'dltrain[pretrained]'"  # what reads and runs pretrained models

T = TypeVar("T")
R = TypeVar("R")


class DltrainError(Exception):
    """Anything dltrain says to its user instead of a traceback."""

    exit_code = 1


class InputError(DltrainError):
    """Bad input: an argument, a data file, a run that is locked or has changed."""

    exit_code = 2


class DataError(InputError):
    """Data that cannot be trained on; the message begins with the file and names the column or row."""


def joined_errors(errors: Sequence[DataError]) -> DataError:
    """The errors of several columns or files as one, a long list of them cut with a count."""
    if len(errors) == 1:
        return errors[0]
    messages = list(dict.fromkeys(map(str, errors)))
    rest = [f"and {len(messages) - MAX_MESSAGES:,} more columns or files like these"] if len(messages) > MAX_MESSAGES else []
    return DataError("\n".join(messages[:MAX_MESSAGES] + rest))


def map_collecting_errors(work: Callable[[T], R], items: Iterable[T]) -> list[R]:
    """What `work` makes of each item. Raises DataError with all that is wrong with any of them."""
    made: list[R] = []
    errors: list[DataError] = []
    for item in items:
        try:
            made.append(work(item))
        except DataError as error:
            errors.append(error)
    if errors:
        raise joined_errors(errors)
    return made


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a spec: the path of the key in question, and what to say of it.

    `at_key` puts the caret under the key itself (an unknown key) rather than under its value.
    """

    path: Path
    message: str
    at_key: bool = False


class SpecError(InputError):
    """A spec with problems, not yet tied to lines: the reader of the spec knows where each key was written."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(f"{'.'.join(map(str, p.path))}: {p.message}" for p in self.problems))


class DamagedError(DltrainError):
    """Saved state that is not whole: a checkpoint or a run directory, or one of a newer format."""

    exit_code = 3


def did_you_mean(word: str, candidates: Iterable[str]) -> str:
    """`; did you mean 'epochs'?`, or nothing where no candidate is near."""
    name = nearest(word, candidates)
    return f"; did you mean {name!r}?" if name else ""


def listing(names: Iterable[object], limit: int = 30) -> str:
    """Names one after another, cut at `limit` with a count of the rest."""
    words = [str(name) for name in names]
    rest = f" and {len(words) - limit} more" if len(words) > limit else ""
    return ", ".join(words[:limit]) + rest
