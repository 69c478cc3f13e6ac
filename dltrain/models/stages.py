"""The stages of a dense network with their gradients by hand: weights, activation, dropout; batch norm has a file of its own.

A layer says which of them it is made of (`Layer.stages`); a network draws their first weights and gives them their place in its
memory. A stage acts on rows of features: (rows, units) for one network, (members, rows, units) for a stack of them; what enters
the first may be shared by all members, (rows, features). `infer` is its action after training. `bind` makes its pass for batches
of one size, which owns the memory that it works in: `forward` keeps what `backward` needs, and `backward` turns the gradient by
what left the stage into that by what entered, in place where it can, and writes the gradients of the stage's own weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeAlias

from dltrain.lazy import NDArray, np
from dltrain.models.activations import ACTIVATIONS, Activation
from dltrain.models.initializers import Initializer

if TYPE_CHECKING:
    from dltrain.arrays import Array, Arrays

Named: TypeAlias = "dict[str, NDArray[np.float32]]"


class Memory(Protocol):
    """Where a network keeps its numbers, as vectors, (members, numbers) of a stack."""

    xp: Arrays
    parameters: Array
    members: int
    share: int
    first_share: int

    def together(self, name: str, numbers: int) -> Array | None:
        """Where the shares of a batch put what they add up, (shares, numbers); None where a batch is not cut into shares."""

    def weight(self, name: str, *shape: int) -> tuple[Array, Array]:
        """The weight of this name and its gradient, in this shape or their own; (members, ...) of a stack."""

    def statistic(self, name: str, *shape: int) -> Array:
        """The running statistic of this name, in this shape."""

    def counter(self, name: str) -> NDArray[np.int64]:
        """The counter of this name: int64 (), or (members,) of a stack."""


class Pass(Protocol):
    """A stage at work on batches of one size, or on shares of them.

    One that `meets` acts on all rows of a batch together: what its share adds to the sums is asked for first, `add_forward` and
    `add_backward`, and it goes on once every share has added its own.
    """

    meets: bool

    def add_forward(self, x: Array) -> Array | None:
        """Adds up what enters, over the rows of its own share; the sums of all shares, a row each, where there are several."""

    def add_backward(self, d: Array) -> Array | None:
        """Adds up the gradient by what left, over the rows of its own share; the sums of all shares, as above."""

    def forward(self, x: Array) -> Array:
        """What leaves the stage, (..., rows, units), where x enters."""

    def backward(self, d: Array) -> Array:
        """The gradient by what entered, of its shape, from that by what left."""


class RowByRow:
    """A pass that takes each row by itself."""

    meets = False

    def add_forward(self, x: Array) -> Array | None:
        """There is nothing to add up."""

    def add_backward(self, d: Array) -> Array | None:
        """There is nothing to add up."""


class Stage:
    """A part of a network; its tensors' names begin with its own."""

    has_weights: ClassVar[bool] = False

    def weights(self, random: np.random.Generator) -> Named:
        """Its first weights, by name."""
        return {}

    def statistics(self) -> Named:
        """Its running statistics before training, by name."""
        return {}

    def counters(self) -> list[str]:
        """The names of its counters."""
        return []

    def allocate(self, memory: Memory, below: Sequence[Stage]) -> None:
        """Gives it its numbers in a network's memory, above other stages. Called once, before `infer` and `bind`."""

    def infer(self, x: Array) -> Array:
        """What leaves it after training, (..., rows, units)."""
        return x

    def bind(self, rows: int) -> Pass:
        """Its pass for batches of so many rows."""
        raise NotImplementedError


class Affine(Stage):
    """x Wᵀ + b with W (units, inputs) and b (1, units)."""

    has_weights = True

    def __init__(self, name: str, units: int, inputs: int, initializer: Initializer) -> None:
        self.name, self.shape, self.initializer = name, (units, inputs), initializer

    def weights(self, random: np.random.Generator) -> Named:
        weight = self.initializer.draw(self.shape, random)
        return {f"{self.name}.weight": weight, f"{self.name}.bias": self.initializer.biases(self.shape[0])}

    def allocate(self, memory: Memory, below: Sequence[Stage]) -> None:
        self.xp, self.is_first = memory.xp, not any(stage.has_weights for stage in below)
        self.weight, self.weight_gradient = memory.weight(f"{self.name}.weight")
        self.bias, self.bias_gradient = memory.weight(f"{self.name}.bias", 1, self.shape[0])

    def infer(self, x: Array) -> Array:
        return x @ self.weight.swapaxes(-1, -2) + self.bias

    def bind(self, rows: int) -> Pass:
        return _AffinePass(self, rows)


class _AffinePass(RowByRow):
    def __init__(self, stage: Affine, rows: int) -> None:
        *members, units, inputs = stage.weight.shape
        self.xp, self.stage, self.weight_t = stage.xp, stage, stage.weight.swapaxes(-1, -2)
        self.out = stage.xp.empty((*members, rows, units), stage.weight)
        self.below = None if stage.is_first else stage.xp.empty((*members, rows, inputs), stage.weight)

    def forward(self, x: Array) -> Array:
        self.x = x
        self.xp.linear(x, self.weight_t, self.stage.bias, self.out)
        return self.out

    def backward(self, d: Array) -> Array:
        self.xp.matmul(d.swapaxes(-1, -2), self.x, self.stage.weight_gradient)
        self.xp.sum_rows(d, self.stage.bias_gradient)
        if self.below is not None:
            self.xp.matmul(d, self.stage.weight, self.below)
        return self.below


class Activated(Stage):
    """f(z), elementwise or a softmax over the units."""

    def __init__(self, activation: Activation) -> None:
        self.activation = activation

    def allocate(self, memory: Memory, below: Sequence[Stage]) -> None:
        self.xp = memory.xp
        self.in_place = bool(below) and below[-1].has_weights and not self.activation.of_input  # those own what they give

    def infer(self, x: Array) -> Array:
        out = self.xp.empty_like(x)
        return self.activation.forward(self.xp, x, out)

    def bind(self, rows: int) -> Pass:
        return _ActivatedPass(self)


def activated(activation: Activation) -> list[Stage]:
    """The stage of an activation; none of the linear one."""
    return [] if ACTIVATIONS.name_of(activation) == "linear" else [Activated(activation)]


class _ActivatedPass(RowByRow):
    def __init__(self, stage: Activated) -> None:
        self.xp, self.activation, self.in_place = stage.xp, stage.activation, stage.in_place

    def forward(self, x: Array) -> Array:
        self.z, self.a = x, x if self.in_place else self.xp.empty_like(x)
        self.activation.forward(self.xp, x, self.a)
        return self.a

    def backward(self, d: Array) -> Array:
        self.activation.backward(self.xp, self.z, self.a, d)
        return d


class Dropped(Stage):
    """Inverted dropout. `keys`, one a member, are set anew for every step: they decide alone what is dropped. `first` is the
    first row of its share in the batch, whose masks are those that the batch has as a whole."""

    first = 0

    def __init__(self, name: str, rate: float) -> None:
        self.name = name  # its keys are drawn for the name
        self.rate: Any = rate  # or one for each member, `dltrain.lanes`

    def allocate(self, memory: Memory, below: Sequence[Stage]) -> None:
        self.xp, self.like = memory.xp, memory.parameters  # the kind of number, and the members in front
        self.keys: Any = np.zeros(memory.members, np.uint64)
        if self.is_there:
            self.keys = memory.xp.from_numpy(self.keys.view(np.int64))

    @property
    def is_there(self) -> bool:
        """Whether its masks are drawn on a GPU."""
        return self.xp.device != "cpu"

    def bind(self, rows: int) -> Pass:
        return _DroppedPass(self)


class _DroppedPass(RowByRow):
    def __init__(self, stage: Dropped) -> None:
        self.stage, self.xp = stage, stage.xp
        self.mask: Array | None = None
        self.counters: dict[int, Array] = {}  # of masks that are drawn on a GPU, by their first number

    def forward(self, x: Array) -> Array:
        if self.mask is None:
            self._make_room(x)
        from dltrain.randomness import counters_there, keep_masks, keep_masks_there

        stage, first = self.stage, self.stage.first * x.shape[-1]
        if stage.is_there:
            if first not in self.counters:
                self.counters[first] = counters_there(self.drawn.shape[1], self.drawn.device, first)
            keep_masks_there(stage.keys, 1 - stage.rate, self.drawn, self.counters[first], first)
        else:
            keep_masks(stage.keys, 1 - stage.rate, self.drawn, first)
        self.xp.multiply(x, self.mask, out=self.out)
        return self.out

    def _make_room(self, x: Array) -> None:
        """`drawn`, (keys, numbers), is the memory of the mask."""
        shape = (*self.stage.like.shape[:-1], *x.shape[-2:])
        flat = (len(self.stage.keys), x.shape[-2] * x.shape[-1])
        self.drawn: Any
        if self.stage.is_there:
            self.drawn = self.xp.empty(flat, self.stage.like)
            self.mask = self.drawn.reshape(shape)
        else:
            self.drawn = np.empty(flat, self.xp.to_numpy(self.stage.like).dtype)
            self.mask = self.xp.from_numpy(self.drawn.reshape(shape))
        self.out = self.xp.empty(shape, self.stage.like)

    def backward(self, d: Array) -> Array:
        d *= self.mask
        return d
