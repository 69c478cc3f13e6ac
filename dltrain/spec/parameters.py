"""`sweep.parameters` as a `Space`: every value is read by the reader of its own key, in whole settings of the spec, so that all
its problems, those across keys among them, are told at once and where it stands."""

from __future__ import annotations

import dataclasses
import itertools
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dltrain.errors import Path, Problem
from dltrain.spec.experiment import Experiment
from dltrain.spec.messages import shown
from dltrain.spec.nodes import Mark, Node, mark_at
from dltrain.spec.overrides import steps_of
from dltrain.spec.reading import Reader
from dltrain.spec.settings import Fault, Placed, all_within, read, refused, value_at, without_sweep
from dltrain.spec.space import Option, Parameter, Space, Span
from dltrain.spec.sweep import Range

MAX_SETTINGS_READ = 250  # settings that are read whole before the first one is trained
OWN = {
    "seed": "the seeds are an axis of their own; write seeds: 5 under 'sweep'",
    "name": "all runs of a sweep are of one name",
}


@dataclass(frozen=True)
class Written:
    """A parameter as it was written: its key, that key's mark and steps, and each value with the ranges within it, by path."""

    key: str
    mark: Mark
    steps: list[str]
    options: list[tuple[Node, dict[Path, Node]]]

    def placed(self, index: int, numbers: Mapping[Path, Node], end: str = "low") -> Placed:
        """The value at `index`, with a number in each of its ranges: that of `numbers`, else the one at its low or high end."""
        node, ranges = self.options[index]
        for path, span in ranges.items():
            node = _replaced(node, path, numbers.get(path) or value_at(span, end) or Node(0, span.mark))
        return self.steps, self.mark, node


def space_in(root: Node) -> tuple[Space, list[Fault]]:
    """The space of the spec's section `sweep`, not to be used where there are faults, and all faults of its parameters."""
    section, faults = value_at(root, "sweep", "parameters"), list[Fault]()
    if section is None or not isinstance(section.value, dict):
        return Space(), []
    written = [one for key, node in section.value.items() if (one := _written(key, node, section.key_marks[key], faults))]
    written = [one for one in written if not _is_within(one, written, faults)]
    base = without_sweep(root)
    sound = [(one, parameter) for one in written for one, parameter in _parameter(one, base, faults)]
    space = Space(tuple(parameter for _, parameter in sound))
    faults += _of_settings(space, [one for one, _ in sound], base)
    for one in written:
        faults = _bracketed(one, faults)
    return space, faults


def _bracketed(one: Written, faults: list[Fault]) -> list[Fault]:
    """The faults with one in place of those of a `--grid` word that has brackets around all of its values, of which each was no
    list: `training.learning_rate=[0.1,0.01]`, `model.layers=[[16],[8]]`."""
    own = list(dict.fromkeys(message for mark, message in faults if mark == one.mark))
    values = one.options[0][0].value
    if one.mark.option != "--grid" or len(one.options) != 1 or not isinstance(values, list) or not own:
        return faults
    items = len(values) if own[0].startswith("item ") else 1
    if len(own) != items or not all(message.endswith("not a list") for message in own):
        return faults
    word = shlex.quote(f"{one.key}={one.mark.override.partition('=')[2].strip()[1:-1].strip()}")
    told = f"the values stand with commas between them and no brackets around all; write --grid {word}"
    return [*(fault for fault in faults if fault[0] != one.mark), (one.mark, told)]


def section_problems(experiment: Experiment, space: Space, *, is_sound: bool) -> Iterator[Problem]:
    """Options of the section that cannot act beside the others; `is_sound`: nothing is wrong with the space."""
    sweep = experiment.sweep
    if sweep is None:
        return
    if not sweep.parameters:
        acting = {"search": sweep.search != "auto", "trials": sweep.trials is not None, "prune": sweep.prune is not False}
        for key in (key for key, acts in acting.items() if acts):
            yield Problem(("sweep", key), f"'{key}' can never act: 'sweep' has no 'parameters'", at_key=True)
        return
    if sweep.search == "grid" and not space.is_grid:
        ranges = ", ".join(f"'{name}'" for name, span in space.names.items() if isinstance(span, Span))
        yield Problem(("sweep", "search"), f"a grid is of lists of values, and {ranges} has a range; write random or tpe")
    elif sweep.trials is not None and space.is_grid and is_sound:
        if sweep.search in ("grid", "auto") and sweep.trials != space.size:
            message = f"'trials' can never act: the grid has {space.size:,} settings; leave it out, or write search: random"
            yield Problem(("sweep", "trials"), message, at_key=True)
        elif sweep.search == "random" and sweep.trials > space.size:
            yield Problem(("sweep", "trials"), f"there are {space.size:,} settings, not {sweep.trials:,}")


def _written(key: str, node: Node, mark: Mark, faults: list[Fault]) -> Written | None:
    """A parameter with its values, or None after noting what is wrong with its key or its form."""
    steps = steps_of(key)
    if not steps:
        faults.append((mark, f"{shown(key)} is no key of the spec; write one such as training.learning_rate"))
    elif steps[0] == "sweep":
        faults.append((mark, "a sweep's own keys are the same for all of its settings"))
    elif key in OWN:
        faults.append((mark, f"'{key}' is no parameter: {OWN[key]}"))
    elif node.value == []:
        faults.append((node.mark, f"'{key}' has no values; write a list such as [0.1, 0.01], or {{low: 0.01, high: 0.1}}"))
    elif isinstance(node.value, list | dict):
        values = node.value if isinstance(node.value, list) else [node]
        faults += _twice(key, values)
        return Written(key, mark, steps, [(value, dict(_ranges(value, ()))) for value in values])
    return None  # what is neither a list nor a mapping has been noted by the reader of the section


def _twice(key: str, values: list[Node]) -> Iterator[Fault]:
    plain = [value.plain() for value in values]
    for index, value in enumerate(plain):
        if any(value == earlier and isinstance(value, bool) == isinstance(earlier, bool) for earlier in plain[:index]):
            yield values[index].mark, f"{shown(value)} is named twice in '{key}'"


def _ranges(node: Node, path: Path) -> Iterator[tuple[Path, Node]]:
    """The ranges within a value, each with its path: mappings with `low` or `high`, and no `type`."""
    value = node.value
    if isinstance(value, dict) and value.keys() & {"low", "high"} and "type" not in value:
        yield path, node
    elif isinstance(value, dict | list):
        for step, child in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _ranges(child, (*path, step))


def _is_within(inner: Written, written: list[Written], faults: list[Fault]) -> bool:
    outer = next((one for one in written if one is not inner and one.steps == inner.steps[: len(one.steps)]), None)
    if outer is not None:
        message = f"'{inner.key}' lies within '{outer.key}', which is a parameter itself; write its values into those"
        faults.append((inner.mark, f"{message}, such as {outer.key}: [{{type: ..., {inner.steps[-1]}: ...}}]"))
    return outer is not None


def _parameter(one: Written, base: Node, faults: list[Fault]) -> Iterator[tuple[Written, Parameter]]:
    """A parameter with its ranges read, and as it was written; without the options whose ranges are wrong, after noting how."""
    options, written = [], []
    for index, (node, ranges) in enumerate(one.options):
        spans = {path: span for path in ranges if (span := _span(one, index, path, base, faults)) is not None}
        if len(spans) == len(ranges):
            options.append(Option(Option(node.plain()).filled(dict.fromkeys(spans)), spans))
            written.append((node, ranges))
    if options:
        yield dataclasses.replace(one, options=written), Parameter(one.key, tuple(options))


def _span(one: Written, index: int, path: Path, base: Node, faults: list[Fault]) -> Span | None:
    """A range, checked by itself and by the reader of its key; None after noting what is wrong with it."""
    node = one.options[index][1][path]
    assert isinstance(node.value, dict)
    reader = Reader(Experiment)
    section = ("sweep", "parameters", one.key, *([index, *path] if path else []))
    span = reader.instance(Range, node, section)
    found = [(mark_at(node, problem.path[len(section) :], problem.at_key), problem.message) for problem in reader.problems]
    found = found or list(_of_range(span, node))
    if not found:
        ends = [node.value["low"], node.value["high"]]
        found = [fault for end in ends for fault in refused(base, one.placed(index, {path: end}), path)]
    if found:
        faults += found
        return None
    probe = Node(_fraction(span.low, span.high), node.mark)
    whole = bool(refused(base, one.placed(index, {path: probe}), path))
    if whole and span.step is not None and span.step != int(span.step):
        faults.append((node.value["step"].mark, f"'step' must be whole, as the values of the key are, not {span.step:g}"))
        return None
    low, high = (round(span.low), round(span.high)) if whole else (span.low, span.high)
    return Span(low, high, span.scale == "log", span.step, whole)


def _of_range(span: Range, node: Node) -> Iterator[Fault]:
    assert isinstance(node.value, dict)
    if span.low >= span.high:
        yield node.value["high"].mark, f"'high' must be above 'low', which is {span.low:g}, not {span.high:g}"
    elif span.scale == "log" and span.low <= 0:
        yield node.value["low"].mark, f"'low' must be above 0 for scale: log, as logarithms are of such numbers, not {span.low:g}"
    elif span.step is not None and span.scale == "log":
        yield node.key_marks["step"], "'step' does not go with scale: log; leave one of them out"
    elif span.step is not None and span.step > span.high - span.low:
        yield node.value["step"].mark, f"'step' must be at most high - low, which is {span.high - span.low:g}, not {span.step:g}"


def _fraction(low: float, high: float) -> float:
    """A number between two others that is not whole."""
    middle = (low + high) / 2
    return middle if middle != int(middle) else middle + min(0.25, (high - low) / 4)


def _replaced(node: Node, path: Path, number: Node) -> Node:
    """A copy of a value with a number at a path."""
    if not path:
        return number
    step, *rest = path
    if isinstance(node.value, list):
        items = list(node.value)
        items[int(step)] = _replaced(items[int(step)], tuple(rest), number)
        return Node(items, node.mark)
    assert isinstance(node.value, dict)
    return Node(node.value | {str(step): _replaced(node.value[str(step)], tuple(rest), number)}, node.mark, node.key_marks)


def _of_settings(space: Space, written: list[Written], base: Node) -> Iterator[Fault]:
    """What is wrong with whole settings: every value beside the first ones of the other keys, and of a small grid all of them."""
    own = set(read(base, [])[2])
    inside = {mark for one in written for mark in (one.mark, *(mark for node, _ in one.options for mark in _marks(node)))}
    for placed in _settings(space, written):
        for mark, message in read(base, placed)[2]:
            if (mark, message) not in own:
                told = ", ".join(f"{'.'.join(steps)} = {shown(node.plain())}" for steps, _, node in placed)
                yield mark, message if mark in inside else f"{message} (with {told} of 'sweep')"


def _settings(space: Space, written: list[Written]) -> Iterator[list[Placed]]:
    choices = [
        [(index, end) for index, (_, ranges) in enumerate(one.options) for end in (("low", "high") if ranges else ("low",))]
        for one in written
    ]
    first = [choice[0] for choice in choices]
    varied = [[*first[:at], choice, *first[at + 1 :]] for at, each in enumerate(choices) for choice in each]
    whole = itertools.product(*choices) if space.is_grid and space.size <= MAX_SETTINGS_READ else []
    for picked in (*varied[:MAX_SETTINGS_READ], *whole):
        yield [one.placed(index, {}, end) for one, (index, end) in zip(written, picked, strict=True)]


def _marks(node: Node) -> Iterator[Mark]:
    for one in all_within(node):
        yield one.mark
        yield from one.key_marks.values()
