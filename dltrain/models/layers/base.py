"""What every layer is: its options, the shapes it takes and makes, and the builder of its module."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from dltrain.errors import Path
from dltrain.lazy import np, torch
from dltrain.models.activations import ACTIVATIONS, Activation
from dltrain.models.initializers import INITIALIZERS, Initializer, automatic
from dltrain.types import Choices, option, options

if TYPE_CHECKING:
    from dltrain.models.stages import Stage

Shape = tuple[int, ...]
LAYERS: Choices[Layer] = Choices("layer")


class ShapeError(Exception):
    """A layer that does not take what arrives there; `path` leads from the layer to the key to look at: ("groups",), or
    ("branches", 0, 2, "groups") inside another layer, or () where it is none of the layer's keys."""

    def __init__(self, message: str, *path: str | int) -> None:
        super().__init__(message)
        self.path: Path = path


@dataclasses.dataclass(frozen=True)
class Defaults:
    """The model's own `activation`, `initializer`, `dropout` and `batch_norm`: defaults of its dense and convolution layers.

    `depth` is how many layers of weights follow each other where the layer stands, for its initial weights (see
    `initializers.automatic`); 0 where it is normalized.
    """

    activation: Activation
    initializer: Initializer | None
    dropout: float
    batch_norm: bool
    depth: int = 1


class Layer:
    """A layer of the network. Shapes are without rows: (features,), (steps, features) or (channels, height, width).

    `by_step`: whether it acts on every step of (steps, features) by itself.
    """

    by_step: ClassVar[bool] = False

    def sees_ahead(self) -> tuple[Path, str] | None:
        """Why a step that leaves it may depend on later ones that arrive, and what does not: the path from the layer to a key,
        and what to say; None where no step does."""
        return None if self.by_step else ((), f"{LAYERS.name_of(self)} lets a step see those after it")

    def takes_defaults(self) -> bool:
        """Whether the model's defaults act on it."""
        return False

    def normalizes(self, defaults: Defaults) -> bool:
        """Whether what leaves it has a size of its own, whatever that of what arrives."""
        return False

    def problems(self) -> list[tuple[Path, str]]:
        """Options that are wrong whatever arrives: the path from the layer to one of them, and what to say of it."""
        return []

    def resolved(self, defaults: Defaults) -> Layer:
        """The layer with everything written out that it takes over from the model."""
        return self

    def output_shape(self, shape: Shape) -> Shape:
        """The shape that leaves the layer where `shape` arrives. Raises ShapeError."""
        return shape

    def parameters(self, shape: Shape) -> int:
        """The number of learned numbers."""
        return 0

    def stages(self, name: str, shape: Shape) -> list[Stage] | None:
        """What the explicit engine makes of it where `shape` arrives, its tensors under `name`; None where it has no gradients by
        hand. Call on a resolved layer."""
        return None

    def build(self, shape: Shape, random: np.random.Generator) -> torch.nn.Module:
        """The module, its initial weights drawn from the generator. Call on a resolved layer."""
        raise NotImplementedError


@options
class WeightedLayer(Layer):
    """A dense or convolution layer: weights, then batch norm, activation and dropout, in this order."""

    activation: Annotated[Activation, ACTIVATIONS] = option(
        None, help="the function after the weights; the model's own if omitted"
    )
    initializer: Annotated[Initializer, INITIALIZERS] = option(None, help="how the weights begin; the model's own if omitted")
    dropout: float = option(
        None, help="the share of outputs dropped in training; the model's own if omitted", at_least=0, below=1
    )
    batch_norm: bool = option(None, help="whether the weighted sums are normalized over the batch; the model's own if omitted")

    def takes_defaults(self) -> bool:
        return True

    def normalizes(self, defaults: Defaults) -> bool:
        return defaults.batch_norm if self.batch_norm is None else self.batch_norm

    def problems(self) -> list[tuple[Path, str]]:
        return [(("initializer", key), message) for key, message in self.initializer.problems()] if self.initializer else []

    def resolved(self, defaults: Defaults) -> Layer:
        activation = self.activation or defaults.activation
        return dataclasses.replace(
            self,
            activation=activation,
            initializer=self.initializer or defaults.initializer or self.automatic(activation, defaults),
            dropout=defaults.dropout if self.dropout is None else self.dropout,
            batch_norm=defaults.batch_norm if self.batch_norm is None else self.batch_norm,
        )

    def automatic(self, activation: Activation, defaults: Defaults) -> Initializer:
        """What the weights begin with where no initializer is named."""
        return automatic(activation, defaults.depth)

    def initialize(self, weight: torch.Tensor, bias: torch.Tensor, random: np.random.Generator) -> None:
        """Fills the weights by the layer's initializer; biases begin at zero unless given by hand."""
        self.initializer.fill(weight, random)
        self.initializer.fill_bias(bias)

    def after_weights(self, channels: int, norm: type[torch.nn.Module]) -> dict[str, torch.nn.Module]:
        """The modules after the weights, by name; the identity is left out."""
        from dltrain.modules import Dropout

        modules: dict[str, torch.nn.Module] = {}
        if self.batch_norm:
            modules["batch_norm"] = norm(channels)
        if ACTIVATIONS.name_of(self.activation) != "linear":
            modules["activation"] = self.activation.build(channels)
        if self.dropout:
            modules["dropout"] = Dropout(self.dropout)
        return modules

    def extra_parameters(self, channels: int) -> int:
        """How many parameters batch norm and the activation have."""
        return (2 * channels if self.batch_norm else 0) + self.activation.parameters(channels)


def depths(layers: Sequence[Layer], defaults: Defaults) -> list[int]:
    """For each layer how many layers of weights, it among them, follow each other with nothing between them that normalizes; 0
    for others than those."""
    together: list[list[int]] = [[]]
    for index, layer in enumerate(layers):
        if layer.normalizes(defaults):
            together.append([])
        elif isinstance(layer, WeightedLayer):
            together[-1].append(index)
    counts = [0] * len(layers)
    for indices in together:
        for index in indices:
            counts[index] = len(indices)
    return counts


def depth_before(layers: Sequence[Layer], defaults: Defaults) -> int:
    """How many layers of weights lead to what follows the last layer, with nothing between that normalizes."""
    last = max((index for index, layer in enumerate(layers) if layer.normalizes(defaults)), default=-1)
    return max(depths(layers[last + 1 :], defaults), default=0)


def all_resolved(layers: Sequence[Layer], defaults: Defaults) -> list[Layer]:
    """Layers that follow each other, with everything written out that they take over from the model."""
    pairs = zip(layers, depths(layers, defaults), strict=True)
    return [layer.resolved(dataclasses.replace(defaults, depth=depth)) for layer, depth in pairs]


def size(shape: Shape) -> int:
    """How many numbers an array of this shape has."""
    return math.prod(shape)


def shape_words(shape: Shape) -> str:
    """(1, 28, 28) as `1 × 28 × 28`."""
    return " × ".join(map(str, shape))


SEQUENCE = "steps × features"
PICTURE = "channels × height × width"


def misplaced(layer: Layer, takes: str, shape: Shape) -> ShapeError:
    """What is said of a shape with the wrong number of axes."""
    return ShapeError(f"{LAYERS.name_of(layer)} takes {takes}, but {shape_words(shape)} arrives here; put reshape before it")


def channel_axis(shape: Shape) -> int:
    """The axis of the channels: the first of a picture, the last of features and of steps × features."""
    return 0 if len(shape) > 2 else -1


def block(modules: dict[str, Any]) -> torch.nn.Module:
    """Named modules one after another."""
    from dltrain.modules import Chain

    sequence = Chain()
    for name, module in modules.items():
        sequence.add_module(name, module)
    return sequence
