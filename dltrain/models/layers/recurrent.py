"""Recurrent layers: rnn, lstm and gru, over (steps, features)."""

from __future__ import annotations

from typing import ClassVar, Literal

from dltrain.errors import Path
from dltrain.lazy import np, torch
from dltrain.models.initializers import Orthogonal, XavierUniform
from dltrain.models.layers.base import LAYERS, SEQUENCE, Defaults, Layer, Shape, misplaced
from dltrain.types import option, options


@options
class Recurrent(Layer):
    """What the three have in common: `gates` blocks of weights (units, features) and (units, units) with two biases each, as in
    torch. Input weights begin as Glorot & Bengio (2010), recurrent ones orthogonal (Saxe et al. 2014), biases at 0.

    Takes (steps, features); makes (units,), or (steps, units) for `output: sequence`, twice as wide if bidirectional.
    """

    units: int = option(help="how many units", at_least=1)
    depth: int = option(1, help="how many layers, each over the sequence that leaves the one below", at_least=1, most=1000)
    bidirectional: bool = option(False, help="whether others of as many units read the steps backwards beside them")
    output: Literal["last", "mean", "sequence"] = option(
        "last",
        help="what leaves: the state after the last step (backwards: after the first), the mean over steps, or all steps",
    )
    gates: ClassVar[int]

    def output_shape(self, shape: Shape) -> Shape:
        if len(shape) != 2:
            raise misplaced(self, SEQUENCE, shape)
        width = self.directions * self.units
        return (shape[0], width) if self.output == "sequence" else (width,)

    def sees_ahead(self) -> tuple[Path, str] | None:
        name = LAYERS.name_of(self)
        if self.bidirectional:
            return ("bidirectional",), f"a bidirectional {name} lets a step see those after it; leave 'bidirectional' out"
        if self.output != "sequence":
            return (), f"{name} gives one state for all steps; write output: sequence"
        return None

    @property
    def directions(self) -> int:
        """2 where it is bidirectional, else 1."""
        return 2 if self.bidirectional else 1

    def normalizes(self, defaults: Defaults) -> bool:
        return True  # by the bounded functions of its states

    def parameters(self, shape: Shape) -> int:
        widths = [shape[-1], *[self.directions * self.units] * (self.depth - 1)]
        return sum(self.directions * self.gates * self.units * (width + self.units + 2) for width in widths)

    def core(
        self, kind: type[torch.nn.RNN | torch.nn.LSTM | torch.nn.GRU], shape: Shape, random: np.random.Generator
    ) -> torch.nn.RNNBase:
        """The torch module with its first weights, gate by gate."""
        core = kind(shape[-1], self.units, self.depth, bidirectional=self.bidirectional, batch_first=True)
        with torch.no_grad():
            for name, weight in core.named_parameters():
                if name.startswith("bias"):
                    weight.zero_()
                else:
                    initializer = Orthogonal() if name.startswith("weight_hh") else XavierUniform()
                    for gate in weight.chunk(self.gates):
                        initializer.fill(gate, random)
        return core


@LAYERS.entry("rnn")
@options
class RNN(Recurrent):
    """h = tanh(W x + U h₋₁ + b) (Elman 1990, Finding structure in time)."""

    gates: ClassVar[int] = 1

    def build(self, shape: Shape, random: np.random.Generator) -> torch.nn.Module:
        from torch import nn

        from dltrain.modules import Recurrence

        return Recurrence(self.core(nn.RNN, shape, random), self.output)


@LAYERS.entry("lstm")
@options
class LSTM(Recurrent):
    """c = f c₋₁ + i g, h = o tanh(c), with the gates i, f, o = σ(W x + U h₋₁ + b) and g = tanh(W x + U h₋₁ + b) (Hochreiter &
    Schmidhuber 1997; Gers, Schmidhuber & Cummins 2000). The forget gate's bias begins at 1 (Jozefowicz, Zaremba & Sutskever
    2015)."""

    gates: ClassVar[int] = 4

    def build(self, shape: Shape, random: np.random.Generator) -> torch.nn.Module:
        from torch import nn

        from dltrain.modules import Recurrence

        core = self.core(nn.LSTM, shape, random)
        with torch.no_grad():
            for name, bias in core.named_parameters():
                if name.startswith("bias_ih"):  # of the two biases that are added up
                    bias[self.units : 2 * self.units] = 1.0
        return Recurrence(core, self.output)


@LAYERS.entry("gru")
@options
class GRU(Recurrent):
    """h = (1 - z) n + z h₋₁, with the gates r, z = σ(W x + U h₋₁ + b) and n = tanh(W x + b + r (U h₋₁ + b')) (Cho et al. 2014,
    arXiv:1406.1078, in torch's form: the reset gate acts after the recurrent weights)."""

    gates: ClassVar[int] = 3

    def build(self, shape: Shape, random: np.random.Generator) -> torch.nn.Module:
        from torch import nn

        from dltrain.modules import Recurrence

        return Recurrence(self.core(nn.GRU, shape, random), self.output)
