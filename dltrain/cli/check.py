"""`dltrain check`: its options, and what it shows as text."""

from __future__ import annotations

import dataclasses
import itertools
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dltrain.cli.train import SetOption

if TYPE_CHECKING:
    from dltrain.commands.check import Checked
    from dltrain.data.encoding.description import Described
    from dltrain.spec.experiment import Experiment

ALIKE = 8  # columns from which on those that are seen alike share a line

EXAMPLES = (
    "dltrain check titanic.yaml",
    "dltrain check titanic.yaml --set model.layers=[128,64]",
    "dltrain check titanic.yaml --json",
)


def command(
    spec: Annotated[Path, typer.Argument(metavar="SPEC", help="The YAML file of the experiment; - reads it from stdin.")],
    sets: SetOption = [],  # noqa: B006  # Typer makes its own list
    as_json: Annotated[bool, typer.Option("--json", help="Show it as JSON.")] = False,
) -> None:
    """Show what a spec comes to without training: errors, findings, data, layers, memory, steps."""
    from dltrain.cli.terminal import answer, say, show
    from dltrain.commands.check import check

    result = check(spec=spec, sets=sets)
    for line in [*(f"notice: {notice}" for notice in result.notices), *result.setup.untold]:
        say(line)
    if as_json:
        from dltrain.files.strict_json import dumps

        answer(dumps(result.plain(), indent=2))
        return
    show(_as_text(result))


def _sweep_lines(result: Checked) -> list[str]:
    from dltrain.text.formatting import count

    if (size := result.sweep) is None:
        return []
    chosen = f" ({size.search})" if size.search != "none" else ""
    return [f"sweep: {count(size.trials, 'setting')}{chosen} × {count(size.seeds, 'seed')} = {count(size.runs, 'run')}"]


def _as_text(result: Checked) -> str:
    from dltrain.spec.writing import as_yaml
    from dltrain.text.layout import available, columns

    within = available(sys.stdout)
    dataset, resolved = result.setup.dataset, result.setup.resolved
    parts = {"train": dataset.train, "validation": dataset.validation, "test": dataset.test}
    rows = ", ".join(f"{name} {len(part.rows):,}" for name, part in parts.items() if part is not None)
    layers = [["layer", "kind", "output shape", "parameters"]]
    layers += [[line.name, line.what, " × ".join(map(str, line.shape)), f"{line.parameters:,}"] for line in result.layers]
    layers.append(["", "", "", f"{result.parameters:,}"])
    described = [["column", "kind", "seen as", "inputs", "missing"], *_column_lines(result.columns)]
    memory = ", ".join(f"{name} {_size(amount)}" for name, amount in result.memory.items())
    return "\n".join(
        [
            "The spec is sound. As it will be run:",
            "",
            as_yaml(_without_kinds(result.experiment)),
            _data_line(dataset.encoding.task, resolved.model.acts_in, rows),
            columns(described, right=False, within=within),
            "",
            *(["network", columns(layers, within=within)] if result.layers else [f"model: {resolved.plan.words}"]),
            "",
            f"memory: {memory}",
            _course_line(result),
            *_sweep_lines(result),
        ]
    )


def _course_line(result: Checked) -> str:
    """How many steps the training has, or how a model is fitted that has none."""
    from dltrain.text.formatting import count

    resolved = result.setup.resolved
    if resolved.model.is_fitted_at_once:
        return f"training: {resolved.model.how(resolved.experiment.training)}, at once"
    if words := resolved.model.epoch_words:
        return f"training: {count(int(resolved.experiment.training.epochs), 'epoch')}, each {words}"
    assert result.steps_per_epoch is not None
    steps = f"steps: {count(result.steps_per_epoch, 'step')} an epoch, {result.steps:,} in all"
    if ensemble := resolved.experiment.ensemble:
        steps += f", for each of {ensemble.members * (1 + ensemble.parts)} trainings"
    return steps


def _data_line(task: Any, about: str, rows: str) -> str:
    return f"environment: {about}; episodes: {rows}" if task.acts else f"data: {task}; rows: {rows}"


def _without_kinds(experiment: Experiment) -> Experiment:
    """The kinds of the columns are shown as a table of their own."""
    return dataclasses.replace(experiment, data=dataclasses.replace(experiment.data, columns=None))


def _column_lines(described: list[Described]) -> Iterator[list[str]]:
    """A line a column; one for all where many alike follow each other, such as the pixels of a picture."""
    for alike, group in itertools.groupby(described, _seen_as):
        names = [column.name for column in group]
        if len(names) < ALIKE:
            yield from ([name, *alike] for name in names)
        else:
            yield [f"{names[0]} … {names[-1]} ({len(names):,})", *alike]


def _seen_as(column: Described) -> tuple[str, ...]:
    numbers = (str(number) if number else "" for number in (column.width, column.missing))
    return (column.kind, column.encoding, *numbers)


def _size(amount: float) -> str:
    for unit in ("bytes", "KiB", "MiB"):
        if amount < 1024:
            return f"{amount:.0f} {unit}" if unit == "bytes" else f"{amount:.1f} {unit}"
        amount /= 1024
    return f"{amount:.1f} GiB"
