"""The session of a network that the explicit engine trains."""

from __future__ import annotations

from collections.abc import Callable

from dltrain.data.dataset import Dataset
from dltrain.models.plan import single
from dltrain.process.memory import keep_freed_memory
from dltrain.randomness import numpy_generator
from dltrain.runs import Run
from dltrain.spec.engines import is_recorded, shares_for
from dltrain.spec.resolve import Resolved
from dltrain.spec.training import split_of
from dltrain.training.distribution import current
from dltrain.training.explicit.engine import ExplicitEngine
from dltrain.training.explicit.network import ExplicitNetwork, Initial, initial_weights
from dltrain.training.measuring.measure import Evaluator
from dltrain.training.minibatches.batches import settings_of
from dltrain.training.minibatches.held import are_held
from dltrain.training.minibatches.rows import flat_rows_of
from dltrain.training.minibatches.targets import class_weights
from dltrain.training.session import Session, parts_of


def first_weights(resolved: Resolved) -> Initial:
    """The initial weights of a network."""
    seed = resolved.experiment.seed
    return initial_weights(single(resolved.plan), lambda layer: numpy_generator(seed, f"initial weights {layer}"))


def explicit_session(
    resolved: Resolved, dataset: Dataset, evaluator: Evaluator, run: Run, stopping: Callable[[], bool]
) -> Session[Evaluator]:
    """The session of a dense network."""
    experiment, objective = resolved.experiment, evaluator.objective
    xp = objective.xp
    by_class = class_weights(experiment.training.class_weights, dataset.encoding.labels, dataset.train.target)
    parts = parts_of(dataset)
    holds = are_held(parts.values(), xp.device)
    splits = {name: (part, flat_rows_of(part, objective.form, by_class, xp, holds=holds)) for name, part in parts.items()}
    network = ExplicitNetwork(single(resolved.plan), [first_weights(resolved)], xp)
    optimizer, settings = experiment.training.optimizer, settings_of(experiment)
    with_loss = split_of(resolved.monitor)[0] != "train"  # else it is measured after the epoch
    keep_freed_memory()
    rows, shares = splits["train"][1], shares_for(experiment, resolved.plan, objective.loss, splits["train"][1].count)
    group = current()
    engine = ExplicitEngine(
        network,
        optimizer,
        objective,
        rows,
        settings,
        with_loss=with_loss,
        splits=[rows for _, rows in splits.values()],
        shares=group.shares(shares),
        threads=int(experiment.threads),
        group=group,
        say=run.log if is_recorded(experiment, resolved.plan, rows.count) else None,
    )
    return Session(resolved, dataset, engine, evaluator, splits, run, stopping)
