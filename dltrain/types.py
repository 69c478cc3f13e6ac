"""How options of a spec are declared: a field with its default, range and help; a class of such fields; a table of named choices.

A class of options is a frozen dataclass, made by `options`, whose fields come from `option`; a choice ("a name, or a mapping with
`type` and its options") is such a class entered in a `Choices` table. The reader of specs, the JSON Schema and the error messages
all work from these same declarations.
"""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

T = TypeVar("T")

MAX_COUNT = 1_000_000_000  # of anything that a spec counts: rows, units, epochs


@dataclasses.dataclass(frozen=True)
class Limits:
    """The range of a number, and the help text of an option."""

    help: str
    at_least: float | None = None
    above: float | None = None
    at_most: float | None = None
    below: float | None = None
    most: int = MAX_COUNT

    @property
    def most_counted(self) -> int | None:
        """The most that a whole number may be which counts something, from 0 or 1 on without an end that a user need know of."""
        is_open = self.at_least is not None and self.at_most is None and self.below is None
        return self.most if is_open else None

    def refusal(self, value: float) -> str | None:
        """What was expected, in words, where `value` lies outside the range; None where it lies inside."""
        low_ok = (self.at_least is None or value >= self.at_least) and (self.above is None or value > self.above)
        high_ok = (self.at_most is None or value <= self.at_most) and (self.below is None or value < self.below)
        return None if low_ok and high_ok else self.in_words()

    def in_words(self) -> str:
        """The range in words, such as `at least 0 and below 1`; empty where there is none."""
        words = [
            f"{word} {limit:g}"
            for word, limit in (
                ("at least", self.at_least),
                ("above", self.above),
                ("at most", self.at_most),
                ("below", self.below),
            )
            if limit is not None
        ]
        return " and ".join(words)


def option(
    default: Any = dataclasses.MISSING,
    *,
    help: str,
    at_least: float | None = None,
    above: float | None = None,
    at_most: float | None = None,
    below: float | None = None,
    most: int = MAX_COUNT,
    absent_if_empty: bool = False,
) -> Any:
    """A field of a class of options. Without a default the key is required; a default of None means "absent unless written".

    most: of a whole number that counts something, where nobody counts any more; told only where it is exceeded.
    absent_if_empty: whether an empty list says the same as leaving the key out.
    """
    limits = Limits(help, at_least, above, at_most, below, most)
    return dataclasses.field(default=default, metadata={"limits": limits, "absent_if_empty": absent_if_empty})


@typing.dataclass_transform(frozen_default=True)
def options(cls: type[T]) -> type[T]:
    """Makes a class one of options: a frozen dataclass.

    It knows the functions of `dataclasses`, but has its methods from here rather than compiled one by one: there are so many
    such classes that this makes every command start a tenth of a second earlier.
    """
    made = dataclasses.dataclass(init=False, repr=False, eq=False, match_args=False)(cls)
    for method in (_init, _repr, _eq, _hash, _setattr, _delattr):
        name = f"_{method.__name__}__"
        if name == "__hash__" or name not in vars(cls):
            setattr(made, name, method)
    return made


def _init(self: Any, *ordered: Any, **values: Any) -> None:
    fields = dataclasses.fields(self)
    values |= {field.name: value for field, value in zip(fields, ordered, strict=False)}
    for field in fields:
        if field.name in values:
            self.__dict__[field.name] = values.pop(field.name)
        elif field.default is dataclasses.MISSING:
            raise TypeError(f"{type(self).__name__} needs {field.name}")
        else:
            self.__dict__[field.name] = field.default
    if values:
        raise TypeError(f"{type(self).__name__} has no {', '.join(values)}")


def _repr(self: Any) -> str:
    shown = ", ".join(f"{field.name}={getattr(self, field.name)!r}" for field in dataclasses.fields(self))
    return f"{type(self).__qualname__}({shown})"


def _eq(self: Any, other: object) -> bool:
    return type(self) is type(other) and vars(self) == vars(other)


def _hash(self: Any) -> int:
    return hash((type(self), *vars(self).values()))


def _setattr(self: Any, name: str, value: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to {name}")


def _delattr(self: Any, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete {name}")


@dataclasses.dataclass(frozen=True)
class Word:
    """Marks a string of a fixed form, as in `Annotated[str, Word(r"\\d+%", "a percentage such as 5%")]`. names: what it can be,
    where that can be listed in part."""

    pattern: str
    expected: str
    names: tuple[str, ...] = ()


_entered: list[tuple[Choices[Any], str]] | None = None  # what users' own files enter, while one is run


@contextmanager
def entered() -> Iterator[list[tuple[Choices[Any], str]]]:
    """Within the block no entry may take the place of another; what is entered: its table and its name."""
    global _entered
    before, _entered = _entered, []
    try:
        yield _entered
    finally:
        _entered = before


class Choices(Generic[T]):
    """A table of named choices, in the order in which they are entered.

    >>> OPTIMIZERS: Choices[Optimizer] = Choices("optimizer")
    >>> @OPTIMIZERS.entry("adam")
    ... @dataclass(frozen=True)
    ... class Adam(Optimizer): ...
    """

    def __init__(self, what: str) -> None:
        self.what = what
        self._entries: dict[str, type[T]] = {}
        self._names: dict[type, str] = {}

    def entry(self, name: str) -> Callable[[type[T]], type[T]]:
        """A decorator that enters a class of options under a name. Raises ValueError where a user's file names one twice."""

        def enter(cls: type[T]) -> type[T]:
            if _entered is not None:
                if name in self._entries:
                    raise ValueError(f"the {self.what} '{name}' is there already; choose another name")
                _entered.append((self, name))
            self._entries[name] = cls
            self._names[cls] = name
            return cls

        return enter

    def leave(self, name: str) -> None:
        """Takes an entry out again."""
        del self._names[self._entries.pop(name)]

    def __getitem__(self, name: str) -> type[T]:
        return self._entries[name]

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def classes(self) -> Collection[type]:
        """The classes that are entered."""
        return self._names.keys()

    def name_of(self, choice: object) -> str:
        """The name under which the class of this choice is entered."""
        return self._names[type(choice)]
