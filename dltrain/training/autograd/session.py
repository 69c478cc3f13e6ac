"""The session of a network that torch differentiates."""

from __future__ import annotations

from collections.abc import Callable

from dltrain.data.dataset import Dataset
from dltrain.modules import Network
from dltrain.process.memory import keep_freed_memory
from dltrain.runs import Run
from dltrain.spec.engines import is_recorded, shares_for
from dltrain.spec.resolve import Resolved
from dltrain.training.autograd.engine import AutogradEngine
from dltrain.training.distribution import current
from dltrain.training.measuring.measure import Evaluator
from dltrain.training.minibatches.batches import settings_of
from dltrain.training.minibatches.held import are_held
from dltrain.training.minibatches.rows import Rows, rows_of
from dltrain.training.minibatches.targets import class_weights
from dltrain.training.session import Extras, Session, parts_of


def autograd_session(
    resolved: Resolved,
    dataset: Dataset,
    network: Network,
    evaluator: Evaluator,
    run: Run,
    stopping: Callable[[], bool],
    extras: Extras = Extras(),
    featured: Callable[[Rows], Rows] = lambda rows: rows,
) -> Session[Evaluator]:
    """The session of a network that predicts; it and the rows of each split go to the device of the spec. featured: what is made
    of rows before the network takes them."""
    experiment, objective = resolved.experiment, evaluator.objective
    keep_freed_memory()
    group, shares = current(), shares_for(experiment, resolved.plan, objective.loss, len(dataset.train.rows))
    by_class = class_weights(experiment.training.class_weights, dataset.encoding.labels, dataset.train.target)
    parts = parts_of(dataset)
    holds = are_held(parts.values(), experiment.device)
    splits = {
        name: (part, featured(rows_of(part, objective.form, by_class, experiment.device, holds=holds)))
        for name, part in parts.items()
    }
    optimizer, rows = experiment.training.optimizer, splits["train"][1]
    engine = AutogradEngine(
        network.to(experiment.device),
        optimizer,
        objective,
        rows,
        settings_of(experiment),
        experiment.device,
        splits=[rows for _, rows in splits.values()],
        shares=group.shares(shares),
        threads=int(experiment.threads),
        group=group,
        say=run.log if is_recorded(experiment, resolved.plan, rows.count) else None,
    )
    return Session(resolved, dataset, engine, evaluator, splits, run, stopping, extras)
