"""The members of an ensemble as one: measured, described and drawn as any other run."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

import torch
from torch import Tensor

from dltrain.runs.history import History
from dltrain.runs.summary import MemberSummary, Summary
from dltrain.training.autograd.session import autograd_session
from dltrain.training.ensembles import committee
from dltrain.training.ensembles.ensemble import EnsembleTraining
from dltrain.training.measuring.measure import Evaluator
from dltrain.training.monitor import best_epoch_of
from dltrain.training.saving import Fixed, TrainingState
from dltrain.training.session import Extras, Session


def combined_session(ensemble: EnsembleTraining) -> Session[Evaluator]:
    """The finished members as one session, whose network is all of them, and which has nothing left to train.

    Before the first member is finished it is the one in training alone, at its best.
    """
    objective, networks, fitted = ensemble.objective, ensemble.networks, ensemble.fit_combiner()
    if not networks and ensemble.unfinished is not None:
        best, _ = ensemble.unfinished.keeper.states()
        networks = [ensemble.network_of(committee.weights_in(best.tensors))]
    evaluator = dataclasses.replace(ensemble.evaluator, objective=committee.combined_objective(objective))
    network = committee.committee(networks, objective, ensemble.combiner, fitted)
    extras = Extras(
        keeper=lambda engine: Fixed(TrainingState(0, 0, ensemble.kept(fitted))),
        described=lambda which, state, history: ensemble.described(History(), 0),
        completed=lambda summary: combined_summary(ensemble, session, fitted, summary),
    )
    session = autograd_session(ensemble.resolved, ensemble.dataset, network, evaluator, ensemble.run, ensemble.stopping, extras)
    session.history, session.changes, session.status = ensemble.recorded, ensemble.changes, ensemble.status
    session.health = ensemble.health
    return session


def combined_summary(
    ensemble: EnsembleTraining, whole: Session[Evaluator], fitted: Mapping[str, Tensor], summary: Summary
) -> Summary:
    """The summary of an ensemble: that of its members as one, and each of them."""
    numbers, last = range(1, len(ensemble.networks) + 1), ensemble.unfinished
    parameters = ensemble.resolved.plan.parameters * len(numbers)
    steps = ensemble.steps + (last.steps if last else 0)
    members = [_member(ensemble, number, whole, fitted, summary.metrics) for number in numbers]
    return dataclasses.replace(summary, best_epoch=None, parameters=parameters, steps=steps, members=members)


def _member(
    ensemble: EnsembleTraining, number: int, whole: Session[Evaluator], fitted: Mapping[str, Tensor], splits: Iterable[str]
) -> MemberSummary:
    """How a member was trained, and how good it is by itself; where the whole is a sum, the sum up to it."""
    records = [record for record in whole.history if record["member"] == number and "fold" not in record]
    is_sum = ensemble.combiner.is_sum
    metrics = {}
    for name in splits:
        part, rows = whole.splits[name]
        evaluator, scores = ensemble.evaluator, ensemble.scores(ensemble.networks[number - 1], rows)
        if is_sum:
            up_to = torch.stack([ensemble.outputs(network, rows) for network in ensemble.networks[:number]])
            outputs = ensemble.combiner.combine(up_to, dict(fitted))
            objective = committee.combined_objective(ensemble.objective)
            evaluator, scores = whole.evaluator, committee.scores_for(objective, outputs).to(rows.targets.device)
        evaluator = dataclasses.replace(evaluator, threshold=whole.evaluator.threshold)
        metrics[name] = evaluator.measure(scores, rows, part)
    return MemberSummary(
        **{"up_to" if is_sum else "member": number},
        seed=ensemble.of_member(number).experiment.seed,
        status="stopped_early" if len(records) < whole.settings.epochs else "completed",
        epochs=len(records),
        best_epoch=best_epoch_of(ensemble.resolved, records),
        weight=float(fitted["weights"][number - 1]) if "weights" in fitted else None,
        metrics=metrics,
    )
