"""An Experiment as YAML, every option spelled out, in a form that reads back as the same Experiment."""

from __future__ import annotations

import dataclasses
from typing import Any

import yaml

from dltrain.spec.declarations import alternatives, choices_of, fields_of, hints
from dltrain.spec.yaml12 import scalar


def plain(options: Any) -> dict[str, Any]:
    """A choice or a section as mappings, lists and scalars; options that are absent are left out, choices carry their `type`."""
    values = {}
    for key in fields_of(type(options)):
        value = getattr(options, key)
        if value is not None and not getattr(value, "is_absent", False):
            values[key] = _plain(value, hints(type(options))[key])
    return values


def _plain(value: Any, annotation: Any) -> Any:
    if dataclasses.is_dataclass(value):
        tables = [table for member in alternatives(annotation) if (table := choices_of(member))]
        name = next((table.name_of(value) for table in tables if type(value) in table.classes()), None)
        return {"type": name, **plain(value)} if name else plain(value)
    if isinstance(value, list):
        item = next(
            (member.__args__[0] for member in alternatives(annotation) if getattr(member, "__origin__", None) is list), Any
        )
        return [_plain(entry, item) for entry in value]
    if isinstance(value, dict):
        item = next(
            (member.__args__[1] for member in alternatives(annotation) if getattr(member, "__origin__", None) is dict), Any
        )
        return {key: _plain(entry, item) for key, entry in value.items()}
    return value


def in_short(options: Any) -> dict[str, Any]:
    """The same as people write it: of a choice the options that are not at their defaults, and its name alone where all are; of
    the model's dense and convolution layers those alone that are not the model's own; a dense layer by its units."""
    values: dict[str, Any] = {}
    for key, value in plain(options).items():
        made = getattr(options, key)
        values[key] = _short(value, made) if dataclasses.is_dataclass(made) or isinstance(value, list) else value
    if "model" in values:
        values["model"] = {key: _without(value, values["model"]) for key, value in values["model"].items()}
    return values


def _short(value: Any, made: Any) -> Any:
    if isinstance(made, list):
        return [_short(one, options) for one, options in zip(value, made, strict=True)]
    if not dataclasses.is_dataclass(made) or not isinstance(value, dict):
        return value
    inner, fields = in_short(made), fields_of(type(made))
    if "type" not in value or "type" in fields:
        return inner  # a section
    inner = {key: one for key, one in inner.items() if getattr(made, key) != fields[key].default}
    return {"type": value["type"], **inner} if inner else value["type"]


def _without(value: Any, model: dict[str, Any]) -> Any:
    """A model's list of layers without what they take over from it; anything else as it is."""
    if not isinstance(value, list):
        return value
    layers = []
    for layer in value:
        if isinstance(layer, dict):
            own = {key: one for key, one in layer.items() if not _is_common(key, one, model)}
            is_plain = own.keys() == {"type", "units"} and own["type"] == "dense"
            layer = own["units"] if is_plain else own["type"] if own.keys() == {"type"} else own
        layers.append(layer)
    return layers


def _is_common(key: str, value: Any, model: dict[str, Any]) -> bool:
    """Whether an option of a layer is the model's own, or what `auto` has become there."""
    if key == "initializer" and model.get(key) == "auto":
        return isinstance(value, dict) and value["type"] == "orthogonal"
    return key in ("activation", "initializer", "dropout", "batch_norm") and model.get(key) == value


class _Dumper(yaml.SafeDumper):
    """Quotes each string that YAML 1.2 would read as something else, and writes lists and options of a choice on one line."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    ambiguous = not isinstance(scalar(text), str)
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="'" if ambiguous else None)


def _mapping(dumper: _Dumper, mapping: dict[str, Any]) -> yaml.MappingNode:
    flat = "type" in mapping and not any(isinstance(value, list) for value in mapping.values())
    return dumper.represent_mapping("tag:yaml.org,2002:map", mapping, flow_style=flat or dumper.default_flow_style)


def _list(dumper: _Dumper, items: list[Any]) -> yaml.SequenceNode:
    flat = not any(isinstance(item, dict) for item in items)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=flat or dumper.default_flow_style)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(dict, _mapping)
_Dumper.add_representer(list, _list)


class _Brief(_Dumper):
    """Writes numbers in at most four significant digits."""


def _few_digits(dumper: _Brief, value: float) -> yaml.ScalarNode:
    text = f"{value:.4g}"
    tag = "float" if isinstance(yaml.safe_load(text), float) else "int" if text.lstrip("-").isdigit() else "str"  # 1e-05
    return dumper.represent_scalar(f"tag:yaml.org,2002:{tag}", text)


_Brief.add_representer(float, _few_digits)


def in_line(value: Any, dumper: type[_Dumper] = _Dumper) -> str:
    """A value, as JSON has it, as YAML on one line: `{type: sgd, momentum: 0.9}`."""
    text = yaml.dump(value, Dumper=dumper, allow_unicode=True, sort_keys=False, default_flow_style=True, width=10**6)
    return text.removesuffix("\n").removesuffix("\n...")


def in_lines(values: dict[str, Any]) -> str:
    """Mappings, lists and scalars as the text of a spec."""
    return yaml.dump(values, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=130)


def in_brief(value: Any) -> str:
    """The same as people read it: numbers in at most four significant digits."""
    return in_line(value, _Brief)


ORDER = ("name", "seed", "device", "precision", "threads", "data", "model", "training", "metrics", "baselines", "ensemble")


def as_yaml(experiment: Any) -> str:
    """The text of a spec that spells out every option."""
    values = plain(experiment)
    ordered = {key: values[key] for key in ORDER if key in values} | values
    return in_lines(ordered)
