"""The policy as a kind of model: an agent that learns by reward how to act in an environment."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from dltrain.environments import ENVIRONMENTS, Environment
from dltrain.errors import Path as KeyPath
from dltrain.errors import Problem, SpecError
from dltrain.losses.errors import MeanSquaredError
from dltrain.models import architecture
from dltrain.models import plan as plans
from dltrain.models.activations import Activation
from dltrain.models.architecture import LayerDefaults, layer_problems
from dltrain.models.inputs import Block
from dltrain.models.layers import LAYERS, Layer
from dltrain.models.options import ModelOptions
from dltrain.models.plan import GeneratorFor, NetworkPlan
from dltrain.models.policy.algorithms import ALGORITHMS, Algorithm
from dltrain.models.policy.exploration import EXPLORATIONS, Exploration, LinearExploration
from dltrain.models.policy.plan import TablePlan
from dltrain.models.sequential import Model
from dltrain.tasks import Task
from dltrain.types import option, options

if TYPE_CHECKING:
    from dltrain.data.dataset import Dataset
    from dltrain.data.encoding.encoding import Encoding

DEFAULT_LAYERS: list[Layer | int] = [64, 64]
NO_ROWS = "a policy learns from what its actions are answered with"
IN_A_TABLE = "acts on networks, and this algorithm keeps a table"
UNUSED: Mapping[KeyPath, str] = {
    ("data",): f"can never act: {NO_ROWS}, not from data; leave 'data' out",
    ("device",): "can never act: a policy acts on the CPU, step by step",
    ("precision",): "does not go with a policy",
    ("model", "batch_norm"): "does not go with a policy, whose steps are not drawn from one set of rows",
    ("training", "class_weights"): f"can never act: {NO_ROWS}, which are no classes",
    ("training", "label_smoothing"): f"can never act: {NO_ROWS}, which are no classes",
    ("training", "mixup"): f"can never act: {NO_ROWS}, which are not mixed",
    ("training", "cutmix"): f"can never act: {NO_ROWS}, which are not mixed",
    ("training", "accumulate"): "does not go with a policy",
    ("training", "learning_rate_factors"): "does not go with a policy",
    ("training", "average_weights"): "does not go with a policy",
    ("threshold",): "can never act: a policy tells no classes apart",
    ("baselines",): "can never act: beside a policy stands the one that takes any action at random",
    ("ensemble",): "does not go with a policy",
}
OF_NETWORKS: Mapping[KeyPath, str] = {
    (section, key): f"can never act: it {IN_A_TABLE}"
    for section, keys in (
        ("training", ("loss", "optimizer", "batch_size", "weight_decay", "decay", "l1", "gradient_clip")),
        ("model", ("layers", "activation", "initializer", "dropout")),
    )
    for key in keys
}
OF_LEARNING: Mapping[KeyPath, str] = {
    ("training", key): "can never act: this algorithm computes the values, and has no learning rate"
    for key in ("learning_rate", "schedule")
}
NO_TRIALS: Mapping[KeyPath, str] = {("model", "exploration"): "can never act: this algorithm tries no action at random"}
WRITTEN_OF_TABLES: Mapping[KeyPath, Any] = {
    ("training", "loss"): MeanSquaredError(),
    ("training", "batch_size"): 32,
    ("training", "weight_decay"): 0.0,
    ("training", "learning_rate"): 0.001,
}


@options
class _Acting:
    """Where a policy acts, and how it learns."""

    type: Literal["policy"] = option(help="the kind of model")
    environment: Annotated[Environment, ENVIRONMENTS] = option(help="what answers its actions, with rewards")
    algorithm: Annotated[Algorithm, ALGORITHMS] = option(help="how it learns")
    layers: list[Annotated[Layer, LAYERS] | int] = option(
        None, help="of a network: the layers but the output; two of 64 units if omitted", at_least=1
    )
    discount: float = option(
        0.99,
        help="γ: what a reward is worth that comes a step later, as a share of one that comes at once",
        at_least=0,
        at_most=1,
    )
    exploration: Annotated[Exploration, EXPLORATIONS] = option(
        LinearExploration(), help="how often an action is tried at random in training"
    )
    validation_episodes: int = option(
        10, help="how many greedy episodes are played after each update, by whose mean return the best is chosen", at_least=1
    )
    test_episodes: int = option(100, help="how many greedy episodes measure the best policy at the end", at_least=1)


@options
class Policy(LayerDefaults, _Acting, ModelOptions):  # in the order of their keys: what the last base declares comes first
    """An agent that acts, and learns by the rewards that it gets (Sutton & Barto, Reinforcement Learning: An Introduction, 2018).

    An epoch is an update: a sweep over all states where the decision process is known, else some episodes or steps and what is
    learned of them. A policy has no data; the training, validation and test parts are episodes that begin with seeds of their
    own.
    """

    purpose: ClassVar[Task | None] = Task.CONTROL
    only_monitor: ClassVar[str] = "return"
    has_data: ClassVar[bool] = False
    no_rate_search: ClassVar[str] = "the loss of a policy does not tell how well it acts"
    has_explicit_gradients: ClassVar[bool] = True

    @property
    def acts_in(self) -> str:
        return ENVIRONMENTS.name_of(self.environment)

    @property
    def epoch_words(self) -> str:
        return self.algorithm.epoch_words

    def how(self, training: Any) -> str:
        words = f"{ALGORITHMS.name_of(self.algorithm)} with discount {self.discount:g}"
        return f"{words} at {training.learning_rate:g}" if self.algorithm.learns else words

    @property
    def unused(self) -> Mapping[KeyPath, str]:  # type: ignore[override]  # it depends on the algorithm
        """Keys that do not go with it."""
        trials = {} if self.algorithm.explores else NO_TRIALS
        if not self.algorithm.is_table:
            return {**UNUSED, **trials}
        return {**UNUSED, **trials, **OF_NETWORKS, **({} if self.algorithm.learns else OF_LEARNING)}

    @property
    def inferred(self) -> Mapping[KeyPath, Any]:  # type: ignore[override]  # it depends on the algorithm
        """What the spec of its run has of keys that do not act."""
        return {("device",): "cpu", **(WRITTEN_OF_TABLES if self.algorithm.is_table else {})}

    @property
    def keeps_last(self) -> bool:  # type: ignore[override]  # it depends on the algorithm
        """Whether the last is the best: a table of values comes nearer to what they are with each update."""
        return self.algorithm.is_table

    @property
    def data_depends_on(self) -> object:
        return self.environment, self.validation_episodes, self.test_episodes

    def problems(self) -> list[Iterator[Problem]]:
        of_layers = iter(()) if self.algorithm.is_table else layer_problems(self.network)
        return [self._environment_problems(), self._algorithm_problems(), of_layers]

    def _environment_problems(self) -> Iterator[Problem]:
        for path, message in self.environment.problems():
            yield Problem(("model", "environment", *path), message)

    def _algorithm_problems(self) -> Iterator[Problem]:
        for key, message in self.algorithm.problems():
            yield Problem(("model", "algorithm", key), message)
        for key, message in self.exploration.problems():
            yield Problem(("model", "exploration", key), message)

    def own_dataset(self) -> Dataset:
        from dltrain.models.policy.episodes import dataset_of  # numpy

        return dataset_of(self.environment, self.validation_episodes, self.test_episodes)

    def settled_training(self, training: Any) -> Any:
        """The section `training` with what the algorithm says where the spec does not."""
        own = self.algorithm
        epochs = own.default_epochs if training.epochs == "auto" else training.epochs
        batch = own.default_batch if training.batch_size == "auto" else training.batch_size
        rate = own.default_rate if training.learning_rate is None else training.learning_rate
        return dataclasses.replace(training, epochs=epochs, learning_rate=rate, batch_size=batch)

    def plan(self, encoding: Encoding, units: int, activation: Activation, scale: str) -> NetworkPlan:
        world = self.environment.make()
        space, name = world.space, ALGORITHMS.name_of(self.algorithm)
        path = ("model", "algorithm")
        if self.algorithm.is_table:
            if not space.states:
                raise SpecError([Problem(path, f"{name} keeps a table, and {self.acts_in} has no states to number; write dqn")])
            if self.algorithm.needs_model and world.mdp() is None:
                message = f"{name} needs to know what actions lead to, and nobody knows it of {self.acts_in}; write q_learning"
                raise SpecError([Problem(path, message)])
            return TablePlan(space.states, len(space.actions))
        blocks: list[Block] = [("observation", (space.states or len(space.numbers),), None)]
        outputs = len(space.actions) + self.algorithm.has_critic
        made = architecture.plan(self.network, blocks, outputs, activation)
        if made.normalizes_batches:
            message = "batch_norm does not go with a policy, whose steps are not drawn from one set of rows"
            raise SpecError([Problem(("model", "layers"), message)])
        return made

    @property
    def network(self) -> Model:
        """The network as a sequential model."""
        shared = {field.name: getattr(self, field.name) for field in dataclasses.fields(LayerDefaults)}
        return Model(layers=DEFAULT_LAYERS if self.layers is None else self.layers, **shared)

    def written_out(self, plan: Any, folder: Path, *, has_activation: bool) -> Policy:
        return self if self.algorithm.is_table else dataclasses.replace(self, layers=list(plan.layers))

    def build(self, plan: Any, generator_for: GeneratorFor) -> Any:
        return None if self.algorithm.is_table else plans.build(plan, generator_for)
