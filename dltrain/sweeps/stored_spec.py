"""What a study keeps of the spec that it is of, so that trials of another one are never counted among its own."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

from dltrain.errors import InputError, listing
from dltrain.spec.loading import Loaded
from dltrain.spec.messages import shown
from dltrain.spec.space import Parameter
from dltrain.spec.writing import plain

PATHS = ("data.source", "model.initialize_from")
OF_THE_MACHINE = ("device", "precision", "threads", "engine", "name", "sweep.trials", "training.save_every")


def stored_form(loaded: Loaded, direction: str) -> dict[str, Any]:
    """The spec by its keys in full, without what may differ from machine to machine; of paths the last part alone."""
    flat = dict(_flat(plain(loaded.experiment), ""))
    parameters = {f"sweep.parameters.{parameter.key}": _told(parameter) for parameter in loaded.space.parameters}
    kept = {key: value for key, value in flat.items() if not key.startswith((*OF_THE_MACHINE, "sweep.parameters"))}
    return {**kept, **parameters, "direction": direction}


def check_same(study: str, stored: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    """Raises InputError where a study is of another spec. What one of them leaves open (`auto`, or not written) agrees."""
    searched = {key for key in (*stored, *given) if key.startswith("sweep.parameters")}
    differing = [
        key
        for key in dict.fromkeys((*stored, *given))
        if (key in searched and stored.get(key) != given.get(key)) or _disagree(stored.get(key), given.get(key))
    ]
    if differing:
        told = [f"{key} ({_shown(stored, key)} there, {_shown(given, key)} here)" for key in differing]
        words = f"the storage has a study '{study}' of another spec, which differs in {listing(told, 5)}"
        raise InputError(f"{words}; write another name: under which this sweep has a study of its own, or the same spec")


def _shown(form: Mapping[str, Any], key: str) -> str:
    return shown(form[key]) if key in form else "nothing"


def _disagree(stored: Any, given: Any) -> bool:
    return stored != given and not {"auto", None} & {_hashable(stored), _hashable(given)}


def _hashable(value: Any) -> Any:
    return value if isinstance(value, str | None) else ""


def _flat(value: Any, key: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict) and not key.startswith("sweep.parameters"):
        for step, one in value.items():
            yield from _flat(one, f"{key}.{step}".lstrip("."))
    else:
        yield key, _without_folders(value) if key.startswith(PATHS) else value


def _without_folders(value: Any) -> Any:
    """The same with the last part of each path alone."""
    if isinstance(value, dict):
        return {key: _without_folders(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_without_folders(one) for one in value]
    return os.path.basename(value) if isinstance(value, str) else value


def _told(parameter: Parameter) -> list[Any]:
    """The options of a parameter as JSON has them."""
    told = []
    for option in parameter.options:
        value = _without_folders(option.value) if parameter.key.startswith(PATHS) else option.value
        told.append([value, [[list(map(str, path)), *vars(span).values()] for path, span in option.spans.items()]])
    return told
