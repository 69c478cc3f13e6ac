"""A spec as it was written: values that remember where they stand, whether in the file or in a `--set`."""

from __future__ import annotations

from dataclasses import dataclass, field

from dltrain.errors import Path

Scalar = str | int | float | bool | None


@dataclass(frozen=True)
class Mark:
    """Where something was written: a line and column of the file (from 1), or the `--set` it came with (`line` is its place among
    them, from 0), or another option of the command line."""

    line: int = 0
    column: int = 0
    override: str = ""
    option: str = "--set"


@dataclass
class Node:
    """A value of the spec: a scalar, a list of nodes, or a mapping whose keys have marks of their own. text: a scalar without
    quotes as it was typed."""

    value: Scalar | list[Node] | dict[str, Node]
    mark: Mark
    key_marks: dict[str, Mark] = field(default_factory=dict)
    text: str = ""

    def plain(self) -> object:
        """The value without its marks."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


def mark_at(root: Node, path: Path, at_key: bool) -> Mark:
    """The mark of the deepest part of `path` that was written; of its key where `at_key` is set, or where the path goes on
    beyond what was written (a missing key is reported at its section's own key)."""
    node, key_mark = root, None
    for step in path:
        if isinstance(node.value, dict) and str(step) in node.value:
            key_mark, node = node.key_marks[str(step)], node.value[str(step)]
        elif isinstance(node.value, list) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            key_mark = node.mark
        else:
            return key_mark or root.mark
    return key_mark if at_key and key_mark else node.mark
