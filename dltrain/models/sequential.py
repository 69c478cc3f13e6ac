"""The sequential model: layers one after another, and nothing else."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, cast

from dltrain.errors import Problem
from dltrain.models import branches
from dltrain.models.architecture import Architecture
from dltrain.models.inputs import Block, Branch
from dltrain.models.layers import LAYERS, Layer, as_layers
from dltrain.models.plan import Plan
from dltrain.types import option, options


@options
class _Layers:
    """The one list of layers of a sequential model."""

    layers: list[Annotated[Layer, LAYERS] | int] = option(
        help="the layers but the output: an integer is a dense layer of so many units; [] is a linear model",
        at_least=1,
    )
    branches: dict[str, list[Annotated[Layer, LAYERS] | int]] = option(
        None,
        help="by the name of a column of pictures, or of other arrays, the layers that it passes before it stands beside the "
        "other columns; if omitted, pictures pass three convolutions and are averaged",
    )
    type: Literal["sequential"] = option("sequential", help="the kind of network")


@options
class Model(Architecture, _Layers):  # in the order of their keys: what the last base declares comes first
    """The network: its layers and what they have in common."""

    has_explicit_gradients: ClassVar[bool] = True
    takes_several_targets: ClassVar[bool] = True
    is_trained_by_several: ClassVar[bool] = True

    def lists(self) -> dict[str, list[Layer | int]]:
        return {"layers": self.layers}

    @property
    def layers_of_branches(self) -> list[Layer]:
        return [layer for written in (self.branches or {}).values() for layer in as_layers(written)]

    def branches_of(self, blocks: Sequence[Block]) -> dict[str, Branch]:
        return branches.branches_of(self.branches, blocks, self.defaults)

    def problems(self) -> list[Iterator[Problem]]:
        return [*super().problems(), branches.problems(self.branches)]

    def written_out(self, plan: Plan, folder: Path, *, has_activation: bool) -> Model:
        written = super().written_out(plan, folder, has_activation=has_activation)
        own: Any = {name: list(branch.layers) for name, branch in plan.branches.items()}
        return cast(Model, dataclasses.replace(written, branches=own or None))  # type: ignore[call-arg]  # it is this class
