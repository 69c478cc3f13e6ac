"""The values of several settings of a sweep as columns: numbers, words, or nothing where a setting has no such value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from dltrain.spec.writing import in_brief, in_line

Column = list[float | str | None]


def columns_of(settings: Sequence[Mapping[str, Any]]) -> dict[str, Column]:
    """A column for each key, and one for each number that changes within the mappings of a key, such as
    `training.optimizer.momentum`; of the mappings themselves the rest, `sgd` of `{type: sgd, momentum: 0.83}`.

    A column holds numbers alone, or words alone: `0.5` and `none` are words.
    """
    columns: dict[str, Column] = {}
    for key in dict.fromkeys(key for setting in settings for key in setting):
        values = [setting.get(key) for setting in settings]
        inner = _changing(values)
        columns[key] = _alike([None if value is None else _rest(value, inner) for value in values])
        for path in inner:
            columns[f"{key}.{'.'.join(map(str, path))}"] = [_number(_at(value, path)) for value in values]
    return {key: column for key, column in columns.items() if len({value for value in column if value is not None}) > 1}


def flat(setting: Mapping[str, Any]) -> dict[str, Any]:
    """A setting with the options of its choices as keys of their own: `{type: sgd, momentum: 0.9}` of `training.optimizer` is
    `sgd`, and 0.9 of `training.optimizer.momentum`."""
    values: dict[str, Any] = {}
    for key, value in setting.items():
        if isinstance(value, dict) and "type" in value:
            values[key] = value["type"]
            values |= {f"{key}.{option}": own for option, own in value.items() if option != "type"}
        else:
            values[key] = value
    return values


def flat_keys(settings: Sequence[Mapping[str, Any]]) -> list[str]:
    """The keys of several settings made `flat`, each with those of its options behind it."""
    names = dict.fromkeys(name for setting in settings for name in flat(setting))
    keys = dict.fromkeys(key for setting in settings for key in setting)
    return list(dict.fromkeys(name for key in keys for name in names if name == key or name.startswith(f"{key}.")))


def _changing(values: Sequence[Any]) -> list[tuple[str | int, ...]]:
    """The paths within mappings and lists at which numbers change from setting to setting while the rest stays."""
    found: dict[tuple[str | int, ...], dict[str, set[float]]] = {}
    for value in values:
        if isinstance(value, dict):
            for path, number in _numbers(value, ()):
                found.setdefault(path, {}).setdefault(str(value.get("type")), set()).add(number)
    return [path for path, kinds in found.items() if any(len(numbers) > 1 for numbers in kinds.values())]


def _numbers(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], float]]:
    if isinstance(value, dict | list):
        for step, child in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _numbers(child, (*path, step))
    elif (number := _number(value)) is not None:
        yield path, number


def _number(value: Any) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _at(value: Any, path: Sequence[str | int]) -> Any:
    for step in path:
        if isinstance(value, dict) and step in value:
            value = value[str(step)]
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value


def _rest(value: Any, inner: Sequence[Sequence[str | int]]) -> Any:
    """A mapping without the numbers that have columns of their own."""
    if not isinstance(value, dict):
        return value
    own = {path[0] for path in inner if _at(value, path) is not None}
    return {key: child for key, child in value.items() if key not in own}


def _alike(values: Sequence[Any]) -> Column:
    if all(value is None or _number(value) is not None for value in values):
        return list(values)
    words, brief = (_words(values, write) for write in (in_line, in_brief))
    return brief if len(set(brief)) == len(set(words)) else words  # what differs stays different


def _words(values: Sequence[Any], write: Callable[[Any], str]) -> Column:
    return [None if value is None else _word(value, write) for value in values]


def _word(value: Any, write: Callable[[Any], str]) -> str:
    if isinstance(value, dict) and value.keys() == {"type"}:
        return str(value["type"])
    return value if isinstance(value, str) else write(value)
