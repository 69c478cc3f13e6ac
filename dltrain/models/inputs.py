"""What arrives at the first layer of a network: the blocks of the data side by side, codes as vectors that are learned."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dltrain.errors import Problem, SpecError
from dltrain.models.layers import LAYERS, Embedding, Layer, Shape

INPUTS = "inputs"  # what the layers are called together that columns pass by themselves
FROZEN = ", frozen"  # behind what a layer is

Block = tuple[str, Shape, tuple[int, int] | None]  # name, shape, (levels, dimensions) of codes


@dataclass(frozen=True)
class LayerLine:
    """A line of the layer table."""

    name: str
    what: str
    shape: Shape
    parameters: int

    @property
    def is_frozen(self) -> bool:
        """Whether it keeps its weights as they are, as the table tells."""
        return self.what.endswith(FROZEN)


@dataclass(frozen=True)
class Branch:
    """The layers that a block of the data passes by itself, one after another, before it stands beside the others."""

    arriving: Shape
    layers: tuple[Layer, ...]

    @property
    def shapes(self) -> list[Shape]:
        """What arrives at each layer, and what leaves the last one."""
        shapes = [self.arriving]
        for layer in self.layers:
            shapes.append(layer.output_shape(shapes[-1]))
        return shapes

    def lines(self, name: str) -> Iterator[LayerLine]:
        """Its lines of the layer table, below `name`."""
        shapes = self.shapes
        for number, (layer, arriving, leaving) in enumerate(zip(self.layers, shapes, shapes[1:], strict=False)):
            yield LayerLine(f"{name}.{number}", LAYERS.name_of(layer), leaving, layer.parameters(arriving))


def with_levels(blocks: Sequence[Block], layers: list[Layer]) -> tuple[Sequence[Block], list[Layer]]:
    """Codes in a line, (steps,) with 0 dimensions of their own, stand alone and enter as they are, and the embedding layer that
    must come first learns how many there are. Raises SpecError."""
    first = layers[0] if layers else None
    averaged = next((name for name, shape, codes in blocks if codes and codes[1] and shape), None)
    if averaged and isinstance(first, Embedding):
        why = "beside other columns" if len(blocks) > 1 else "of the 'dimensions' of its column"
        message = f"the text '{averaged}' enters as one vector, {why}: leave embedding out"
        raise SpecError([Problem(("model", "layers", 0), message)])
    line = next(((name, shape, codes[0]) for name, shape, codes in blocks if codes and not codes[1]), None)
    if line is None:
        return blocks, layers
    name, shape, levels = line
    if not isinstance(first, Embedding):
        message = f"the codes of the text '{name}' need vectors: begin 'layers' with {{type: embedding, dimensions: 32}}"
        raise SpecError([Problem(("model", "layers"), message, at_key=True)])
    return [(name, shape, None)], [dataclasses.replace(first, levels=levels), *layers[1:]]


def concatenated(
    blocks: Sequence[Block], branches: Mapping[str, Branch], *, takes_branches: bool
) -> tuple[Shape, list[LayerLine]]:
    """The shape of all blocks side by side, and the lines of the learned embeddings and of the branches. Raises SpecError where
    they cannot be."""
    lines = []
    for name, _, codes in blocks:
        if codes:
            lines.append(LayerLine(f"inputs.{name}", "embedding", (codes[1],), codes[0] * codes[1]))
        elif name in branches:
            lines += branches[name].lines(f"inputs.{name}")
    shapes = [(codes[1],) if codes else branches[name].shapes[-1] if name in branches else shape for name, shape, codes in blocks]
    if len(shapes) == 1:
        return shapes[0], lines
    if any(len(shape) != 1 for shape in shapes):
        described = ", ".join(f"{name} ({' × '.join(map(str, shape))})" for name, shape, _ in blocks)
        own = "give arrays layers of their own with 'branches' in 'model', or " if takes_branches else ""
        message = (
            f"inputs of different shapes cannot stand side by side: {described}; {own}choose some with 'features' or 'exclude'"
        )
        raise SpecError([Problem(("data",), message, at_key=True)])
    return (sum(shape[0] for shape in shapes),), lines
