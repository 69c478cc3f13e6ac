"""A key of a spec's text changed in place: every other byte, comments and layout among them, stays as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from dltrain.errors import InputError
from dltrain.spec.writing import in_line
from dltrain.spec.yaml12 import scalar

Path = Sequence[str]
Mapped = yaml.MappingNode


def changed(text: str, key: str, value: Any) -> str:
    """The text with a key such as training.learning_rate set to a value, as JSON has it; taken out where that is None.

    A mapping is set key by key where one stands there, and the keys that it lacks are taken out. Raises InputError where
    the text is no mapping, or the key cannot be changed without changing others.
    """
    return _set(text, key.split("."), value)


def _set(text: str, path: Path, value: Any) -> str:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if not isinstance(root, Mapped):
        raise InputError("the spec is no mapping, so no key of it can be changed")
    node: yaml.Node = root
    for depth, step in enumerate(path):
        child = _child(node, step)
        if child is None:
            return text if value is None else _added(text, node, path[:depth], path[depth:], value)
        if _is_alias(node, child, step):
            raise InputError(f"'{'.'.join(path[: depth + 1])}' is written by an alias (*), and would change elsewhere too")
        parent, node = node, child
    if value is None:
        return _removed(text, path, parent, path[-1])
    if isinstance(value, Mapping) and isinstance(node, Mapped):
        for name in [str(key.value) for key, _ in node.value if str(key.value) not in value]:
            text = _set(text, [*path, name], None)
        for name, one in value.items():
            text = _set(text, [*path, str(name)], one)
        return text
    return _replaced(text, node, value)


def _replaced(text: str, node: yaml.Node, value: Any) -> str:
    """The text with a value on one line in the place of another: after its key, where that stood on lines of its own."""
    start, end = node.start_mark.index, _end(node)
    before = text[:start]
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and not before[before.rfind("\n") + 1 :].strip():
        line = before.rstrip()
        key = line[line.rfind("\n") + 1 :]
        is_bare = key.endswith(":") and "#" not in key
        before = f"{line} " if is_bare else before.rstrip(" ") + " " * (len(key) - len(key.lstrip()) + 2)
    return before + in_line(value) + text[end:]


def _child(node: yaml.Node, step: str) -> yaml.Node | None:
    if isinstance(node, Mapped):
        return next((value for key, value in node.value if str(key.value) == step), None)
    if isinstance(node, yaml.SequenceNode) and step.isdigit() and int(step) < len(node.value):
        item: yaml.Node = node.value[int(step)]
        return item
    return None


def _is_alias(parent: yaml.Node, child: yaml.Node, step: str) -> bool:
    """Whether a value stands elsewhere in the text, before its own key."""
    keys = [key for key, _ in parent.value if str(key.value) == step] if isinstance(parent, Mapped) else []
    return any(child.start_mark.index < key.start_mark.index for key in keys)


def _added(text: str, node: yaml.Node, there: Path, missing: Path, value: Any) -> str:
    """The text with a key that is not there yet, in the mapping at `there` or in place of what stands in its stead."""
    for step in reversed(missing[1:]):
        value = {step: value}
    if not isinstance(node, Mapped):
        return text[: node.start_mark.index] + in_line(_opened(node, missing[0], value)) + text[_end(node) :]
    if node.flow_style:
        at, entry = _end(node) - 1, f"{missing[0]}: {in_line(value)}"
        inside = text[node.start_mark.index + 1 : at]
        if not inside.strip():
            return text[: node.start_mark.index] + f"{{{entry}}}" + text[at + 1 :]
        last = _end(node.value[-1][1])
        return f"{text[:last]}, {entry}{text[last:]}"
    indent = " " * node.start_mark.column
    last = _end(node.value[-1][1])
    line_end = text.find("\n", last)
    before, after = (text, "") if line_end < 0 else (text[:line_end], text[line_end:])
    newline = "\r\n" if "\r\n" in text else "\n"
    before = before.removesuffix("\r")
    lines = _block(missing[0], value, indent, newline)
    return before + newline + lines + (("\r" if newline == "\r\n" and after else "") + after if after else newline)


def _block(key: str, value: Any, indent: str, newline: str) -> str:
    """An entry of a block mapping; at the top of a spec a mapping of its own begins on a new line, as sections do."""
    if isinstance(value, Mapping) and not indent:
        inner = newline.join(f"  {name}: {in_line(one)}" for name, one in value.items())
        return f"{key}:{newline}{inner}"
    return f"{indent}{key}: {in_line(value)}"


def _opened(node: yaml.Node, key: str, value: Any) -> dict[str, Any]:
    """What stands in the place of a name, a number or a word where it is to be a mapping with a key: `adam` is a type, a number
    among layers a dense layer."""
    if isinstance(node, yaml.ScalarNode):
        plain = scalar(node.value) if not node.style else node.value
        if isinstance(plain, int) and not isinstance(plain, bool):
            return {"type": "dense", "units": plain, key: value}
        if plain not in ("none", "auto"):
            return {"type": plain, key: value}
    return {key: value}


def _removed(text: str, path: Path, parent: yaml.Node, step: str) -> str:
    """The text without a key; without the mapping, too, of which it is the only one."""
    entries = parent.value if isinstance(parent, Mapped) else []
    if len(entries) == 1 and len(path) > 1:
        return _set(text, path[:-1], None)
    index = next((number for number, (key, _) in enumerate(entries) if str(key.value) == step), None)
    if index is None:
        raise InputError(f"'{'.'.join(path)}' cannot be taken out of a list")
    key, value = entries[index]
    start, end = key.start_mark.index, _end(value)
    if isinstance(parent, Mapped) and parent.flow_style:
        if index + 1 < len(entries):
            return text[:start] + text[entries[index + 1][0].start_mark.index :]
        return text[: _end(entries[index - 1][1])] + text[end:] if index else text[:start] + text[end:]
    start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    return text[:start] + ("" if line_end < 0 else text[line_end + 1 :])


def _end(node: yaml.Node) -> int:
    """The place after the last character of a value, without what follows it."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last)
    return int(node.end_mark.index)
