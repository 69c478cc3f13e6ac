"""What every kind of model answers of itself in a spec. What training it takes is in `dltrain.kinds`, a file a kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from dltrain.data.options.columns import ColumnKind
from dltrain.data.options.section import Data
from dltrain.data.options.tokenizers import RunningText
from dltrain.errors import Path as KeyPath
from dltrain.errors import Problem
from dltrain.lazy import NDArray, np
from dltrain.losses import Loss
from dltrain.metrics import Metric, default_metrics
from dltrain.models.activations import Activation
from dltrain.models.plan import GeneratorFor, NetworkPlan
from dltrain.tasks import Task

if TYPE_CHECKING:
    from dltrain.data.dataset import Dataset
    from dltrain.data.encoding.encoding import Encoding


class ModelOptions:
    """The options of a kind of model. The name of the kind is its `type`."""

    purpose: ClassVar[Task | None] = None  # the task where there is no target to tell it
    keeps_target: ClassVar[bool] = False  # whether a target that is named stands beside rows that are learned without one
    only_monitor: ClassVar[str] = ""  # the one metric that tells its quality; empty: the loss and every metric do
    unused: ClassVar[Mapping[KeyPath, str]] = {}  # keys that do not go with it, and how the message goes on after their name
    inferred: ClassVar[Mapping[KeyPath, Any]] = {}  # values of such keys that a run's own spec has all the same
    no_rate_search: ClassVar[str] = ""  # why no range test can tell its learning rate
    has_data: ClassVar[bool] = True  # whether it learns from rows
    has_explicit_gradients: ClassVar[bool] = False  # whether the explicit engine may train it
    takes_several_targets: ClassVar[bool] = False  # whether it learns targets of different kinds at once
    is_trained_by_several: ClassVar[bool] = False  # whether several processes may train it together, if nothing is in the way

    is_fitted_at_once: ClassVar[bool] = False  # whether its one epoch is all of its training, so that there is no course to tell
    measured: ClassVar[str] = ""  # what its numbers are, in words, where no loss and no metric tells

    keeps_last: ClassVar[bool] = False  # whether the best is the last, unless early stopping looks for another

    initialize_from: str | None = None  # a checkpoint to start from

    @property
    def acts_in(self) -> str:
        """The name of the environment that it learns from, where that is no data."""
        return ""

    @property
    def epoch_words(self) -> str:
        """What an epoch is, such as 8 episodes, where that is no steps over rows."""
        return ""

    def why_alone(self, plan: Any, loss: Loss) -> str | None:
        """Why several processes cannot train it together; None where they can."""
        return None if self.is_trained_by_several else "its 'model.type' is for one process"

    def how(self, training: Any) -> str:
        """How it learns, by the section `training`, where that is not told by its steps over rows."""
        return ""

    @property
    def frozen_layers(self) -> list[int]:
        """The numbers of the layers that keep their weights as they are."""
        return []

    @property
    def freezes_inputs(self) -> bool:
        """Whether the branches and learned vectors of columns keep their weights as they are."""
        return False

    @property
    def running_text(self) -> RunningText | None:
        """How it reads a text from its beginning to its end; None where it learns of rows."""
        return None

    @property
    def layer_names(self) -> Sequence[str] | None:
        """The layers that may have learning rates of their own, first to last; None where only its files tell."""
        return ()

    @property
    def mixing_refusal(self) -> str:
        """Why its rows cannot be mixed with each other; empty where they can."""
        return ""

    @property
    def output_activation(self) -> Activation | None:
        """The activation that the spec gives the output layer, if it gives one."""
        return None

    def problems(self) -> Iterable[Iterable[Problem]]:
        """Its keys that contradict each other or could never act, rule by rule: one that meets a value that could not be read
        ends there."""
        raise NotImplementedError

    def usual_metrics(self, encoding: Encoding) -> list[Metric]:
        """What is measured where a spec names no metrics."""
        return default_metrics(encoding.task)

    def plan(self, encoding: Encoding, units: int, activation: Activation, scale: str) -> NetworkPlan:
        """The network for data of this encoding, scaled as `scale` says, with `units` scores a row that `activation` turns into
        predictions, as far as it takes them from the target. Raises SpecError with what does not fit."""
        raise NotImplementedError

    def target_problems(self, target: NDArray[np.generic], form: Task, loss: Loss) -> Iterator[Problem]:
        """What of the spec does not go with the targets of the training rows."""
        yield from ()

    def written_out(self, plan: Any, folder: Path, *, has_activation: bool) -> Any:
        """The same model with every default spelled out, its paths, which are relative to `folder`, absolute. has_activation:
        whether what makes predictions of scores is an activation."""
        raise NotImplementedError

    def opened(self, folder: Path) -> Any:
        """The same with what files say that it names, whose paths are relative to `folder`. Raises SpecError."""
        return self

    def sealed(self) -> Any:
        """The same with what tells later whether those files are still the same. Raises SpecError where they are others."""
        return self

    def settled_data(self, data: Data) -> Data:
        """The data's section with what the model settles of it."""
        return data

    def own_dataset(self) -> Dataset | None:
        """What stands in the place of data where it has none. Raises InputError."""
        return None

    def settled_training(self, training: Any) -> Any:
        """The section `training` with what the model settles of what it leaves open."""
        return training

    @property
    def data_depends_on(self) -> object:
        """What of it the encoding of the data depends on."""
        return None

    def column_kinds(
        self, kinds: Mapping[str, ColumnKind | None], known: Encoding | None = None
    ) -> Mapping[str, ColumnKind | None]:
        """The kinds of the features as the network takes them. known: the encoding of the training rows, where it is there
        already. Raises SpecError for what it cannot take."""
        from dltrain.data.encoding.text import beside_others  # numpy

        return beside_others(kinds)

    def begin(self, network: Any) -> None:
        """Puts into a network the weights of files that its training begins with. Raises InputError."""

    def build(self, plan: Any, generator_for: GeneratorFor) -> Any:
        """The torch module of its plan with initial weights, each layer's from the generator of the layer's name."""
        raise NotImplementedError
