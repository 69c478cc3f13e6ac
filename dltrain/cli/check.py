from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dltrain.cli.train import SetOption

if TYPE_CHECKING:
    from dltrain.commands.check import Checked
    from dltrain.data.encoding import Described


def command(
    spec: Annotated[Path, typer.Argument(metavar="SPEC", help="The YAML file of the experiment.")],
    sets: SetOption = [],  # noqa: B006  # Typer makes its own list
) -> None:
    """Show what a spec comes to without training: errors, data, layers, memory, steps."""
    from dltrain.cli.terminal import answer, say
    from dltrain.commands.check import check

    result = check(spec=spec, sets=sets)
    for notice in result.notices:
        say(f"notice: {notice}")
    answer(_as_text(result))


def _as_text(result: Checked) -> str:
    from dltrain.spec.writing import as_yaml
    from dltrain.text import columns, count

    dataset, resolved = result.setup.dataset, result.setup.resolved
    parts = {"train": dataset.train, "validation": dataset.validation, "test": dataset.test}
    rows = ", ".join(f"{name} {len(part.rows):,}" for name, part in parts.items() if part is not None)
    layers = [["layer", "kind", "output shape", "parameters"]]
    layers += [[line.name, line.what, " × ".join(map(str, line.shape)), f"{line.parameters:,}"] for line in result.layers]
    layers.append(["", "", "", f"{result.parameters:,}"])
    memory = ", ".join(f"{name} {_size(amount)}" for name, amount in result.memory.items())
    steps = f"{count(result.steps_per_epoch, 'step')} an epoch, {result.steps:,} in all"
    return "\n".join(
        [
            "The spec is sound. As it will be run:",
            "",
            as_yaml(resolved.experiment),
            f"data: {dataset.encoding.task}; rows: {rows}",
            columns([["column", "kind", "seen as", "inputs", "missing"], *map(_column, result.columns)], right=False),
            "",
            "network",
            columns(layers),
            "",
            f"memory: {memory}",
            f"steps: {steps}",
        ]
    )


def _column(column: Described) -> list[str]:
    numbers = [str(number) if number else "" for number in (column.width, column.missing)]
    return [column.name, column.kind, column.encoding, *numbers]


def _size(amount: float) -> str:
    for unit in ("bytes", "KiB", "MiB"):
        if amount < 1024:
            return f"{amount:.0f} {unit}" if unit == "bytes" else f"{amount:.1f} {unit}"
        amount /= 1024
    return f"{amount:.1f} GiB"
