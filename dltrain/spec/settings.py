"""A setting of a sweep, read as the spec that it is: values written into a copy of the tree, and what is wrong with them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path as PathOfFile
from typing import Any

from dltrain.errors import Path
from dltrain.spec.experiment import Experiment, problems
from dltrain.spec.nodes import Mark, Node, mark_at
from dltrain.spec.override_paths import paths_in
from dltrain.spec.overrides import OverrideFault, put, steps_of
from dltrain.spec.reading import Reader
from dltrain.spec.unread import BAD

Fault = tuple[Mark, str]
Placed = tuple[list[str], Mark, Node]  # the steps of a key, its mark, the value to be there


def value_at(node: Node | None, *keys: str) -> Node | None:
    """What stands at a path of keys; None where nothing does."""
    for key in keys:
        node = node.value.get(key) if node is not None and isinstance(node.value, dict) else None
    return node


def anchor_parameters(root: Node, folder: PathOfFile) -> None:
    """Makes the paths among the values of the section `sweep` absolute, so that a sweep can go on from its own folder.

    Those of the file lead from `folder`, the spec's, those of the command line from the current one.
    """
    section = value_at(root, "sweep", "parameters")
    if section is None or not isinstance(section.value, dict):
        return
    base = without_sweep(root)
    for key, node in section.value.items():
        steps = steps_of(key)
        options = node.value if isinstance(node.value, list) and steps and steps[0] in ("data", "model") else []
        for option in options:
            try:
                tree = _with(base, [(steps, node.mark, option)])
            except OverrideFault:
                continue
            own = {id(one) for one in all_within(option)}
            for _, one in paths_in(tree):
                if id(one) in own and not str(one.value).startswith("~"):
                    one.value = os.path.abspath(os.path.join("" if one.mark.override else folder, str(one.value)))


def all_within(node: Node) -> Iterator[Node]:
    """A value and all values in it."""
    yield node
    children = node.value.values() if isinstance(node.value, dict) else node.value if isinstance(node.value, list) else ()
    for child in children:
        yield from all_within(child)


def without_sweep(root: Node) -> Node:
    """The spec as one without a section `sweep`."""
    assert isinstance(root.value, dict)
    return Node({key: node for key, node in root.value.items() if key != "sweep"}, root.mark, root.key_marks)


def read_setting(root: Node, values: Mapping[str, Any]) -> tuple[Experiment, Node, list[Fault]]:
    """The experiment of a setting, with the tree that it was read from and what is wrong with it.

    values: plain, by key. Each is marked as what stands at its key in the section `sweep`.
    """
    section = value_at(root, "sweep", "parameters")
    marks = section.key_marks if section is not None else {}
    placed = [(steps_of(key), (mark := marks.get(key, Mark())), _marked(value, mark)) for key, value in values.items()]
    return read(without_sweep(root), placed)


def read(base: Node, placed: Sequence[Placed]) -> tuple[Experiment, Node, list[Fault]]:
    """The spec with the values in it as an experiment, the tree that this is, and what is wrong with it."""
    try:
        root = _with(base, placed)
    except OverrideFault as fault:
        return BAD, base, [(fault.mark, fault.message)]
    reader = Reader(Experiment)
    experiment = reader.instance(Experiment, root, ())
    found = [*reader.problems, *problems(experiment)]
    return experiment, root, [(mark_at(root, problem.path, problem.at_key), problem.message) for problem in found]


def refused(base: Node, placed: Placed, path: Path) -> list[Fault]:
    """What the reader says of the value at a path within a placed one; not what contradicts across keys."""
    try:
        root = _with(base, [placed])
    except OverrideFault as fault:
        return [(fault.mark, fault.message)]
    reader = Reader(Experiment)
    reader.instance(Experiment, root, ())
    whole = [*placed[0], *map(str, path)]
    own = [problem for problem in reader.problems if [str(step) for step in problem.path[: len(whole)]] == whole]
    return [(mark_at(root, problem.path, problem.at_key), problem.message) for problem in own]


def _with(base: Node, placed: Sequence[Placed]) -> Node:
    """A copy of the tree with the values in it. Raises OverrideFault."""
    assert isinstance(base.value, dict)
    root = Node(dict(base.value), base.mark, dict(base.key_marks))
    for steps, mark, value in placed:
        put(root, steps, value, mark)
    return root


def _marked(value: Any, mark: Mark) -> Node:
    if isinstance(value, dict):
        return Node({key: _marked(one, mark) for key, one in value.items()}, mark, dict.fromkeys(value, mark))
    return Node([_marked(one, mark) for one in value] if isinstance(value, list) else value, mark)
