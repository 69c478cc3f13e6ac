"""The autoencoder: a network that gives back what it was given, through a bottleneck whose outputs are codes of the rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from dltrain.errors import Path as KeyPath
from dltrain.errors import Problem
from dltrain.lazy import NDArray, np
from dltrain.losses import LOSSES, Loss
from dltrain.models.architecture import Architecture
from dltrain.models.layers import LAYERS, Layer
from dltrain.models.layers.base import size
from dltrain.models.noises import NOISES, Gaussian, Noise
from dltrain.models.plan import GeneratorFor, Plan, parts
from dltrain.tasks import Task
from dltrain.types import option, options

if TYPE_CHECKING:
    from dltrain.modules import Network


@options
class _Halves:
    """The two lists of layers of an autoencoder."""

    type: Literal["autoencoder"] = option(help="the kind of network")
    encoder: list[Annotated[Layer, LAYERS] | int] = option(
        help="the layers down to the codes, which are what leaves the last of them; an integer is a dense layer of so many units",
        at_least=1,
    )
    decoder: list[Annotated[Layer, LAYERS] | int] = option(
        help="the layers from the codes up to the output layer, which has a unit for each number of the input; [] is linear",
        at_least=1,
    )
    noise: float | Annotated[Noise, NOISES] | None = option(
        None, help="what is done to the scaled inputs in training: a number is the deviation of gaussian noise", above=0
    )


@options
class Autoencoder(Architecture, _Halves):  # in the order of their keys: what the last base declares comes first
    """Gives back its own inputs as they are after scaling, which need no target, and learns from the error (Hinton and
    Salakhutdinov 2006, Science 313); with `noise` it gives back what they were before (Vincent et al. 2008, ICML).
    """

    purpose: ClassVar[Task | None] = Task.RECONSTRUCTION
    is_trained_by_several: ClassVar[bool] = True
    unused: ClassVar[Mapping[KeyPath, str]] = {
        ("training", "label_smoothing"): "can never act: an autoencoder learns no labels",
        ("training", "mixup"): "does not go with an autoencoder, which is to give back its inputs and has no targets to mix",
        ("training", "cutmix"): "does not go with an autoencoder, which is to give back its inputs and has no targets to mix",
        ("training", "class_weights"): "can never act: an autoencoder learns no labels",
        ("data", "missing_target"): "can never act: an autoencoder needs no target",
        ("data", "window"): "does not go with an autoencoder: an autoencoder gives back single rows",
        ("data", "group"): "does not go with an autoencoder: an autoencoder gives back single rows",
        (
            "data",
            "augment",
        ): "does not go with an autoencoder: an autoencoder is to give back its inputs unchanged; 'noise' under "
        "'model' changes what enters alone",
        ("ensemble",): "can never act: the members of an autoencoder have codes of their own, of which none is the whole's",
    }

    def lists(self) -> dict[str, list[Layer | int]]:
        return {"encoder": self.encoder, "decoder": self.decoder}

    def problems(self) -> list[Iterator[Problem]]:
        return [*super().problems(), self._no_encoder()]

    def _no_encoder(self) -> Iterator[Problem]:
        if not self.encoder:
            message = "'encoder' is empty: there would be no codes; name at least one layer, such as [16]"
            yield Problem(("model", "encoder"), message)

    def target_problems(self, target: NDArray[np.generic], form: Task, loss: Loss) -> Iterator[Problem]:
        """A loss of probabilities of inputs that are none."""
        if form.is_multilabel and (target.min() < 0 or target.max() > 1):
            holds = f"the training rows hold {target.min():.4g} to {target.max():.4g}"
            message = f"{LOSSES.name_of(loss)} needs inputs between 0 and 1, but {holds}; write scale: min_max under 'data'"
            yield Problem(("training", "loss"), message)

    def width(self, plan: Plan) -> int:
        """How many numbers a code has."""
        return size(plan.shapes[len(self.encoder)])

    def build(self, plan: Plan, generator_for: GeneratorFor) -> Network:
        from dltrain import modules

        noise = Gaussian(deviation=self.noise) if isinstance(self.noise, int | float) else self.noise
        inputs, layers, output = parts(plan, generator_for)
        if noise is not None:
            inputs = modules.Corrupted(inputs, noise.build())
        return modules.Autoencoder(inputs, layers, output, encoder=len(self.encoder))
