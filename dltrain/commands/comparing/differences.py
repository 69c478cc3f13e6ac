"""In which keys the specs of several runs differ, told as a user would write them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any, get_args, get_origin

from dltrain.errors import Path
from dltrain.spec.declarations import alternatives, choices_of, fields_of, hints

TAKEN_OVER = ("activation", "initializer", "dropout", "batch_norm")  # by layers, from the model

SpecDict = dict[str, Any]


def differences(specs: Sequence[SpecDict]) -> dict[str, list[Any]]:
    """The keys that differ, dotted as in `--set`, each with its value in every spec, None where it is absent.

    Not told are the runs' names, what layers merely take over from a key of the model that differs itself, and the kinds of
    columns that only some of the runs have, which their sources and features tell. A choice whose type differs is one key, its
    value a name or a mapping of `type` and the options that are not at their defaults. Lists of different length are one key too.
    """
    return {_dotted(path): values for path, values in _differences(specs, specs, ()) if path != ("name",)}


def value_as_yaml(value: Any) -> str:
    """A value of a spec on one line, as YAML would have it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(value_as_yaml, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {value_as_yaml(item)}' for key, item in value.items())}}}"
    return str(value)


def _dotted(path: Path) -> str:
    return ".".join(f'"{step}"' if "." in str(step) else str(step) for step in path)


def _differences(values: Sequence[Any], specs: Sequence[SpecDict], path: Path) -> Iterator[tuple[Path, list[Any]]]:
    if all(value == values[0] for value in values):
        return
    if path[:2] == ("data", "columns") and None in values:
        return
    if _may_be_taken_over(path) and all(value == _own(spec, path[-1]) for value, spec in zip(values, specs, strict=True)):
        return
    if all(isinstance(value, dict) for value in values) and len({str(value.get("type")) for value in values}) == 1:
        for key in dict.fromkeys(key for value in values for key in value):
            yield from _differences([value.get(key) for value in values], specs, (*path, key))
    elif _are_alike(values):
        for index, items in enumerate(zip(*values, strict=True)):
            yield from _differences(items, specs, (*path, index))
    else:
        is_plain = not any(isinstance(value, list | dict) for value in values)  # of these no class of options need be known
        annotation = Any if is_plain else _annotation_at(path, specs[0])
        yield path, [_written(value, annotation, path, spec) for value, spec in zip(values, specs, strict=True)]


def _are_alike(values: Sequence[Any]) -> bool:
    """Lists of one length, of mappings rather than of plain values."""
    lists = all(isinstance(value, list) for value in values)
    return lists and len({len(value) for value in values}) == 1 and all(isinstance(i, dict) for value in values for i in value)


def _may_be_taken_over(path: Path) -> bool:
    in_layer = path[:2] == ("model", "layers") and len(path) > 3 and path[-1] in TAKEN_OVER
    return in_layer or path == ("model", "output", "initializer")


def _own(spec: SpecDict, key: Any) -> Any:
    model = spec.get("model")
    return model.get(key) if isinstance(model, dict) else None


def _written(value: Any, annotation: Any, path: Path, spec: SpecDict) -> Any:
    """The value with every choice in the shortest form that means the same."""
    if isinstance(value, list):
        inner = _annotation_of_items(annotation, list, 0)
        return [_written(item, inner, (*path, index), spec) for index, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    cls = _class_of(annotation, value)
    left_out = {}
    if cls is not None and "type" not in fields_of(cls):
        left_out = {key: field.default for key, field in fields_of(cls).items()}
    kept = {}
    for key, item in value.items():
        below = (*path, key)
        taken_over = _may_be_taken_over(below) and item == _own(spec, key)
        if not taken_over and not (key in left_out and item == left_out[key]):
            kept[key] = _written(item, _annotation_below(annotation, value, key), below, spec)
    if list(kept) == ["type"]:
        return kept["type"]
    return kept["units"] if kept.keys() == {"type", "units"} and kept["type"] == "dense" else kept


def _class_of(annotation: Any, value: SpecDict) -> Any:
    """The class of options that a mapping was read from; None where there is none that is known."""
    for member in alternatives(annotation):
        table = choices_of(member)
        if table and str(value.get("type")) in table:
            return table[str(value["type"])]
        if dataclasses.is_dataclass(member):
            return member
    return None


def _annotation_at(path: Path, spec: SpecDict) -> Any:
    """The annotation of what stands at a path of a spec."""
    from dltrain.spec.experiment import Experiment  # the classes of all options: numbers and words need not wait for them

    annotation: Any = Experiment
    value: Any = spec
    for step in path:
        if isinstance(value, dict):
            annotation, value = _annotation_below(annotation, value, str(step)), value.get(step)
        else:
            annotation, value = _annotation_of_items(annotation, list, 0), value[int(step)]
    return annotation


def _annotation_below(annotation: Any, value: SpecDict, key: str) -> Any:
    cls = _class_of(annotation, value)
    return _annotation_of_items(annotation, dict, 1) if cls is None else hints(cls).get(key, Any)


def _annotation_of_items(annotation: Any, container: type, index: int) -> Any:
    annotations = (get_args(member)[index] for member in alternatives(annotation) if get_origin(member) is container)
    return next(annotations, Any)
