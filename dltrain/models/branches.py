"""The layers that a column of pictures, or of other arrays, passes by itself before it stands beside the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from dltrain.errors import Problem, SpecError, listing
from dltrain.models.inputs import Block, Branch
from dltrain.models.layers import Defaults, Layer, Shape, ShapeError, as_layers, problems_of
from dltrain.models.layers.base import all_resolved, shape_words
from dltrain.models.layers.convolution import Conv2d
from dltrain.models.layers.pooling import GlobalAveragePool, MaxPool2d

PATH = ("model", "branches")
CHANNELS = (16, 32, 64)  # of the convolutions that pictures pass where nothing is said

Written = Mapping[str, Sequence[Layer | int]] | None


def problems(written: Written) -> Iterator[Problem]:
    """Branches that are wrong whatever arrives."""
    if written == {}:
        yield Problem(PATH, "'branches' is empty and can never act; leave it out", at_key=True)
    for name, layers in (written or {}).items():
        for path, message in problems_of(layers, (name,)):
            yield Problem((*PATH, *path), message)


def branches_of(written: Written, blocks: Sequence[Block], defaults: Defaults) -> dict[str, Branch]:
    """The branch of each block that needs one: as it is written, or for pictures three convolutions. Raises SpecError."""
    given = written or {}
    arrays = {name: shape for name, shape, codes in blocks if not codes and len(shape) > 1} if len(blocks) > 1 else {}
    if unknown := [Problem((*PATH, name), _refusal(name, blocks, arrays), at_key=True) for name in given if name not in arrays]:
        raise SpecError(unknown)
    layers = {name: as_layers(given[name]) if name in given else _automatic(shape) for name, shape in arrays.items()}
    made = {name: Branch(arrays[name], tuple(all_resolved(own, defaults))) for name, own in layers.items() if own}
    for name, branch in made.items():
        _check(name, branch)
    return made


def _refusal(name: str, blocks: Sequence[Block], arrays: Mapping[str, Shape]) -> str:
    if len(blocks) == 1 and blocks[0][0] == name:
        return f"the branch of '{name}' can never act: it is the only input, and 'layers' are its own"
    there = f"the columns that may have one: {listing(arrays)}" if arrays else "no column is one of several and holds arrays"
    return f"'{name}' is no column of pictures or other arrays beside others, and has no branch; {there}"


def _check(name: str, branch: Branch) -> None:
    """Raises SpecError where a layer does not take what arrives, or what leaves is no row of numbers."""
    shape = branch.arriving
    for number, layer in enumerate(branch.layers):
        try:
            shape = layer.output_shape(shape)
        except ShapeError as error:
            raise SpecError([Problem((*PATH, name, number, *error.path), str(error))]) from None
    if len(shape) != 1:
        message = f"{shape_words(shape)} leaves the branch of '{name}', which cannot stand beside other columns; end it with "
        message += "flatten" if len(shape) < 3 else "global_average_pool or flatten"
        raise SpecError([Problem((*PATH, name), message, at_key=True)])


def _automatic(shape: Shape) -> list[Layer]:
    """For pictures convolutions of more and more channels, halved between them as long as they can be, then their means; nothing
    for other arrays."""
    if len(shape) != 3:
        return []
    layers: list[Layer] = []
    side = min(shape[1:])
    for channels in CHANNELS:
        if layers and side >= 2:
            layers.append(MaxPool2d(size=2))
            side //= 2
        layers.append(Conv2d(channels=channels, kernel_size=3, padding="same"))
    return [*layers, GlobalAveragePool()]
