"""`--set KEY=VALUE`: values written over those of the file, before anything is checked, so that the same checks meet both."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dltrain.spec import yaml12
from dltrain.spec.nodes import Mark, Node

_STEP = re.compile(r'"([^"]*)"|([^."]+)')


class OverrideFault(Exception):
    """An override that cannot be applied: which one, and why."""

    def __init__(self, mark: Mark, message: str) -> None:
        super().__init__(message)
        self.mark, self.message = mark, message


def apply(root: Node, override: str, index: int = 0) -> None:
    """Writes `training.epochs=3` or `model.layers.0=32` into the tree; a key with dots goes in double quotes.

    index: how many overrides stand before it. Raises OverrideFault.
    """
    key, equals, text = override.partition("=")
    mark = Mark(line=index, override=override)
    steps = steps_of(key.strip())
    if not equals or not steps:
        key, _, after = override.partition(":")
        meant = f"; write {key.strip()}={after.strip()}" if after.strip() and steps_of(key.strip()) else ""
        raise OverrideFault(mark, f"expected KEY=VALUE{meant or ', such as training.epochs=30'}")
    try:
        value = yaml12.parse_value(text)
    except yaml12.Fault as fault:
        raise OverrideFault(mark, fault.message) from None
    remark(value, mark)
    put(root, steps, value, mark)


def put(root: Node, steps: Sequence[str], value: Node, mark: Mark) -> None:
    """Writes a value into the tree at a path; `mark` is that of its key. Raises OverrideFault where a list has no such item."""
    node = root
    for depth, step in enumerate(steps):
        last = depth == len(steps) - 1
        done = ".".join(steps[:depth])
        if isinstance(node.value, list):
            if not re.fullmatch(r"[0-9]{1,9}", step) or int(step) >= len(node.value):
                count = len(node.value)
                there = {0: "no items", 1: "item 0 alone"}.get(count, f"the items 0 to {count - 1}")
                raise OverrideFault(mark, f"{done} has {there}, not '{step}'")
            items = node.value
            items[int(step)] = node = value if last else _opened(items[int(step)], mark)
            continue
        assert isinstance(node.value, dict)
        keys, marks = node.value, node.key_marks
        marks[step] = mark if last else marks.get(step, mark)
        keys[step] = node = value if last else _opened(keys.get(step, Node({}, mark)), mark)


def _opened(node: Node, mark: Mark) -> Node:
    """A copy of the node (aliases share nodes) in which a key can be set: a name becomes a mapping with `type`, `none` and `auto`
    an empty one."""
    if isinstance(node.value, dict):
        return Node(dict(node.value), node.mark, dict(node.key_marks))
    if isinstance(node.value, list):
        return Node(list(node.value), node.mark)
    if node.value in (None, "none", "auto"):
        return Node({}, mark)
    if isinstance(node.value, int) and not isinstance(node.value, bool):  # an integer among layers is a dense layer
        units = Node(node.value, node.mark)
        return Node({"type": Node("dense", node.mark), "units": units}, mark, {"type": node.mark, "units": node.mark})
    return Node({"type": Node(node.value, node.mark)}, mark, {"type": node.mark})


def steps_of(key: str) -> list[str]:
    """The steps of `data.columns."a.b"`, without the quotes; none where it is no path of keys."""
    steps, position = [], 0
    while position < len(key):
        match = _STEP.match(key, position)
        if not match:
            return []
        steps.append(match[1] if match[1] is not None else match[2])
        position = match.end()
        if position < len(key):
            if key[position] != "." or position == len(key) - 1:
                return []
            position += 1
    return steps


def remark(node: Node, mark: Mark) -> None:
    """Gives a value and all within it the mark of the word of the command line that it comes from."""
    node.mark = mark
    node.key_marks = dict.fromkeys(node.key_marks, mark)
    children = node.value.values() if isinstance(node.value, dict) else node.value if isinstance(node.value, list) else ()
    for child in children:
        remark(child, mark)
