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
