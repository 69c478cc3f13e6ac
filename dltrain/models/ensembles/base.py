"""What every kind of ensemble declares, and what a combiner does.

Everywhere here `outputs` are what the members say, float64 (members, rows, columns): the probability of every class (two columns
for two classes) or label, or values on the scale that the networks learn. `truth` is alike, float64 (rows, columns), classes
one-hot; `weights`, float64 (rows,), is how much each row counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from dltrain.errors import listing
from dltrain.lazy import NDArray, Tensor, np
from dltrain.losses import Loss
from dltrain.tasks import PREDICTIVE, Task
from dltrain.types import Choices, option, options

Numbers = dict[str, Tensor]  # what a combiner has learned, float64, by name


class Combiner:
    """Makes one answer of the members' answers. `learns`: from the members' outputs on the rows that they were trained on."""

    learns: ClassVar[bool] = False
    is_sum: ClassVar[bool] = False  # whether a member means nothing without those before it

    def fit(self, outputs: Tensor, truth: Tensor, weights: Tensor) -> Numbers:
        """What `combine` needs to know beside the outputs, from those on training rows."""
        return {}

    def combine(self, outputs: Tensor, numbers: Numbers) -> Tensor:
        """The answer of the whole, float64 (rows, columns); without numbers, before there are any, all members count the same."""
        raise NotImplementedError

    def sample_weight(self, outputs: Tensor, truth: Tensor, numbers: Numbers) -> Tensor | None:
        """How many times its own weight each row, whether of training or validation, counts for the next member, (rows,); None
        where as before."""
        return None

    def residual(self, outputs: Tensor, truth: Tensor, numbers: Numbers) -> Tensor | None:
        """What is left for the next member to learn, (rows, columns); None where it is the truth itself."""
        return None

    def enough(self, outputs: Tensor, truth: Tensor, weights: Tensor) -> str | None:
        """Why no further member would be of use, in words; None where one would."""
        return None


@options
class Ensemble:
    """Several networks of the same spec, trained one after another, whose answers become one. `copies_rows`: whether a member
    learns from rows of its own, which are copied."""

    tasks: ClassVar[frozenset[Task]] = PREDICTIVE
    copies_rows: ClassVar[bool] = False

    members: int = option(5, help="how many networks", at_least=2, at_most=1000)

    @property
    def parts(self) -> int:
        """In how many parts the training rows are held out from each member once more, one after another; 0 for none."""
        return 0

    def refusals(self, task: Task, loss: Loss) -> Iterator[tuple[str, str]]:
        """What does not fit the task or the loss: (option, why) pairs."""
        if task not in self.tasks:
            fitting = [name for name in ENSEMBLES if task in ENSEMBLES[name].tasks]
            yield "type", f"'{ENSEMBLES.name_of(self)}' is no ensemble for {task} targets; expected {listing(fitting)}"

    def problem(self, rows: int) -> tuple[str, str] | None:
        """What asks for more training rows than there are: an option, and why."""
        return None

    def resolved(self, task: Task) -> Ensemble:
        """The same with what depends on the task settled."""
        return self

    def sample(self, rows: int, generator: np.random.Generator) -> NDArray[np.int64] | None:
        """The training rows that a member learns from, by number, perhaps some more than once; None for all of them."""
        return None

    def combiner(self, task: Task) -> Combiner:
        """What makes the members' answers one."""
        raise NotImplementedError


ENSEMBLES: Choices[Ensemble] = Choices("ensemble")
