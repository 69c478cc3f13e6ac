"""Principal components and singular vectors as kinds of model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from dltrain.errors import Problem, SpecError
from dltrain.lazy import NDArray, np
from dltrain.losses import Loss
from dltrain.metrics import Metric
from dltrain.metrics.errors import MeanSquaredError
from dltrain.metrics.variance import ExplainedVariance
from dltrain.models.activations import Activation
from dltrain.models.plan import NetworkPlan
from dltrain.models.unsupervised.options import UnsupervisedOptions
from dltrain.tasks import Task
from dltrain.types import option, options

if TYPE_CHECKING:
    from dltrain.data.encoding.encoding import Encoding


@options
class _Components:
    components: int | float = option(
        2,
        help="how many components are kept; a number below 1: as many as it takes to have more than that share of the variance",
        above=0,
    )


class ComponentsOptions(UnsupervisedOptions):
    """A model that has fewer numbers for a row, and gives back the row from these."""

    purpose: ClassVar[Task | None] = Task.RECONSTRUCTION
    only_monitor: ClassVar[str] = "mean_squared_error"
    measured: ClassVar[str] = "errors and variances are those of the numbers as 'scale' leaves them"
    is_centred: ClassVar[bool]

    components: Any

    def usual_metrics(self, encoding: Encoding) -> list[Metric]:
        return [MeanSquaredError(), ExplainedVariance()]

    def how(self, training: Any) -> str:
        return f"{self.type} by a singular value decomposition"

    def problems(self) -> list[Iterator[Problem]]:
        return [self._parts_of_a_component()]

    def _parts_of_a_component(self) -> Iterator[Problem]:
        if self.components >= 1 and self.components != int(self.components):
            message = f"expected a whole number of components, or a share below 1, not {self.components:g}"
            yield Problem(("model", "components"), message)

    def plan(self, encoding: Encoding, units: int, activation: Activation, scale: str) -> NetworkPlan:
        plan: Any = super().plan(encoding, units, activation, scale)
        if self.components > plan.inputs:
            message = f"a row has {plan.inputs:,} numbers; expected at most that many components, not {self.components:,}"
            raise SpecError([Problem(("model", "components"), message)])
        made: NetworkPlan = plan
        return made

    def target_problems(self, target: NDArray[np.generic], form: Task, loss: Loss) -> Iterator[Problem]:
        """More components than there are rows."""
        if self.components > len(target):
            message = f"there are {len(target):,} training rows; expected at most that many components, not {self.components:,}"
            yield Problem(("model", "components"), message)


@options
class _PcaType:
    type: Literal["pca"] = option(help="the kind of model")


@options
class PcaModel(_Components, _PcaType, ComponentsOptions):
    """Principal components: the axes along which the training rows vary most, less their mean (Pearson 1901, Philos. Mag. 2;
    Hotelling 1933, J. Educ. Psychol. 24). The largest loading of each is positive."""

    is_centred: ClassVar[bool] = True


@options
class _SvdType:
    type: Literal["svd"] = option(help="the kind of model")


@options
class SvdModel(_Components, _SvdType, ComponentsOptions):
    """The singular vectors of the training rows as they are, of which no mean is subtracted (Eckart and Young 1936, Psychometrika
    1; sklearn.decomposition.TruncatedSVD). The largest loading of each is positive."""

    is_centred: ClassVar[bool] = False
