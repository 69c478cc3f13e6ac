"""An ensemble in training: each member a session of its own, one after another, in one run directory.

What a member is, is a function of (seed, member) and of the members before it, never of how the run came there; so a run that was
killed ends in the same bits. The finished members' best weights are in every checkpoint.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor

from dltrain.data import draws
from dltrain.data.dataset import Dataset
from dltrain.data.part import Part
from dltrain.diagnosis.health import Sample
from dltrain.models.ensembles import Ensemble
from dltrain.modules import Network
from dltrain.randomness import seed_of
from dltrain.runs import Run
from dltrain.runs.history import History
from dltrain.runs.stored_tensors import strip_prefix
from dltrain.runs.summary import Status
from dltrain.spec.resolve import Resolved
from dltrain.spec.writing import plain
from dltrain.training.autograd.scores import arithmetic, scores_of
from dltrain.training.autograd.session import autograd_session
from dltrain.training.ensembles import committee
from dltrain.training.ensembles.member import MemberTraining, Restored, Stored, Trained, own_epoch, own_epochs, own_state
from dltrain.training.measuring.measure import Evaluator
from dltrain.training.minibatches.rows import Rows, rows_of
from dltrain.training.minibatches.targets import class_numbers, class_weights
from dltrain.training.monitor import best_epoch_of, monitor_of
from dltrain.training.saving import Snapshots
from dltrain.training.session import Extras, Session


class EnsembleTraining:
    """Begins at member 1, or after `restore` where a checkpoint was written. `build` makes a network with its initial weights."""

    def __init__(
        self,
        resolved: Resolved,
        dataset: Dataset,
        evaluator: Evaluator,
        run: Run,
        stopping: Callable[[], bool],
        build: Callable[[Resolved], Network],
        say: Callable[[str], None],
    ) -> None:
        self.resolved, self.dataset, self.evaluator, self.run, self.stopping = resolved, dataset, evaluator, run, stopping
        self.build, self.say = build, say
        ensemble = resolved.experiment.ensemble
        assert ensemble is not None
        self.ensemble: Ensemble = ensemble
        self.combiner = ensemble.combiner(dataset.encoding.task)
        self.turns = [
            MemberTraining(member, fold) for member in range(1, ensemble.members + 1) for fold in range(ensemble.parts + 1)
        ]
        self.finished = 0  # turns
        self.steps = 0
        self.history = History()
        self.health: list[Sample] = []  # what was sampled of the members so far
        self.unfinished: Session[Evaluator] | None = None  # the session that was interrupted or diverged
        self.networks: list[Network] = []
        self.out_of_fold: dict[int, Tensor] = {}  # predictions for the training rows, by member: (rows, columns)
        self.fitted: dict[str, Tensor] = {}  # of the combiner, once it is fitted to them or read from a checkpoint
        self.changes: dict[str, dict[str, Any]] = {}
        self.status: Status = "completed"
        self._restored: Restored | None = None
        self.objective = evaluator.objective
        self.truth = committee.truth_of(self.objective, dataset.train.target)
        self.weights = self._row_weights()
        self._outputs: dict[tuple[str, int], Tensor] = {}

    def _row_weights(self) -> Tensor:
        """How much each training row counts, 1 in the mean: float64 (rows,)."""
        train = self.dataset.train
        weights = np.ones(len(train.rows)) if train.weights is None else train.weights.astype(np.float64)
        choice = self.resolved.experiment.training.class_weights
        by_class = class_weights(choice, self.dataset.encoding.labels, train.target)
        if by_class is not None:
            weights = weights * by_class[class_numbers(train.target)]
        return torch.from_numpy(weights / weights.mean())

    def sessions(self) -> Iterator[tuple[str, Session[Evaluator]]]:
        """The session of each member in turn, and which it is; it is to be trained before the next one is asked for."""
        while self.finished < len(self.turns):
            turn = self.turns[self.finished]
            if not turn.fold and (why := self._no_more()):
                self.say(f"notice: {why}, so there are no more members")
                return
            session = self.member_session(turn)
            if self._restored is not None:
                session.restore(*self._restored)
                self._restored = None
            yield self.words_of(turn), session
            self.status = "completed" if session.status == "stopped_early" else session.status
            if self.status != "completed":
                self.unfinished = session
                return
            best, _ = session.keeper.states()
            self.take_over(turn, Trained(committee.weights_in(best.tensors), session.history, session.engine.step))

    def take_over(self, turn: MemberTraining, trained: Trained) -> None:
        """Takes over what is kept of a finished training, which is the next one."""
        self.finished, self._restored = self.finished + 1, None
        self.history.extend(trained.history)
        self.steps += trained.steps
        network = self.network_of(trained.weights)
        if not turn.fold:
            self.networks.append(network)
            return
        rows = self.held_out(turn.fold)
        predictions = self.out_of_fold.get(turn.member, torch.zeros_like(self.truth)).clone()
        predictions[torch.from_numpy(rows)] = self.outputs(network, self._rows(_taken(self.dataset.train, rows)))
        self.out_of_fold[turn.member] = predictions

    def network_of(self, weights: committee.StateDict) -> Network:
        """A member by its weights, on its device."""
        return committee.network_of(self.resolved, weights).to(self.resolved.experiment.device)

    def _no_more(self) -> str | None:
        if not self.combiner.learns:
            return None
        return self.combiner.enough(self._outputs_of_all("train"), self.truth, self.weights)

    def of_member(self, member: int) -> Resolved:
        """The experiment as a member sees it: with a seed of its own, that of no other member of any ensemble."""
        experiment = self.resolved.experiment
        seed = seed_of(experiment.seed, f"member {member}")
        return dataclasses.replace(self.resolved, experiment=dataclasses.replace(experiment, seed=seed))

    def dataset_for(self, turn: MemberTraining) -> Dataset:
        """What a training learns from."""
        dataset, train = self.dataset, self.dataset.train
        if turn.fold:
            rows = np.setdiff1d(np.arange(len(train.rows)), self.held_out(turn.fold))
            return dataclasses.replace(dataset, train=_taken(train, rows))
        generator = np.random.default_rng(seed_of(self.resolved.experiment.seed, f"sample of member {turn.member}"))
        sample = self.ensemble.sample(len(train.rows), generator)
        if sample is not None:
            return dataclasses.replace(dataset, train=_taken(train, sample))
        return self._continued() if self.combiner.learns else dataset

    def _continued(self) -> Dataset:
        """What the members so far have left to learn, on the validation rows too, by which the best epoch is chosen."""
        fitted = self.fit_combiner()
        validation = None if self.dataset.validation is None else self._remaining("validation", fitted)
        return dataclasses.replace(self.dataset, train=self._remaining("train", fitted), validation=validation)

    def _remaining(self, name: str, fitted: dict[str, Tensor]) -> Part:
        part: Part = getattr(self.dataset, name)
        outputs, truth = self._outputs_of_all(name), committee.truth_of(self.objective, part.target)
        if (factors := self.combiner.sample_weight(outputs, truth, fitted)) is not None:
            weights = 1.0 if part.weights is None else part.weights
            part = dataclasses.replace(part, weights=(weights * factors.numpy()).astype(np.float32))
        if (residual := self.combiner.residual(outputs, truth, fitted)) is not None:
            part = dataclasses.replace(part, target=residual.numpy().astype(np.float32))
        return part

    def held_out(self, fold: int) -> np.ndarray:
        """The training rows of a fold, the same for all members: int64 (rows of the fold,)."""
        train, seed = self.dataset.train, seed_of(self.resolved.experiment.seed, "folds of stacking")
        classes = class_numbers(train.target) if self.dataset.encoding.task.has_classes else None
        return draws.fold_of(len(train.rows), self.ensemble.parts, fold, 0.0, classes, seed)["test"]

    def fit_combiner(self) -> dict[str, Tensor]:
        """The combiner, fitted to the members so far; nothing where there is nothing to fit it to yet."""
        if not self.networks and not self.combiner.is_sum:
            return {}
        if self.ensemble.parts:
            return self._fit_stacking()
        if not self.combiner.learns:
            return {}
        return self.combiner.fit(self._outputs_of_all("train"), self.truth, self.weights)

    def _fit_stacking(self) -> dict[str, Tensor]:
        """The combiner, fitted to out-of-fold predictions: to no row before all of them are there."""
        if self.finished < len(self.turns):
            none = self.truth[:0]
            return self.combiner.fit(torch.stack([none] * len(self.networks)), none, self.weights[:0])
        if not self.fitted:
            predictions = torch.stack([self.out_of_fold[member] for member in sorted(self.out_of_fold)])
            self.fitted = self.combiner.fit(predictions, self.truth, self.weights)
        return self.fitted

    def _outputs_of_all(self, name: str) -> Tensor:
        """The outputs of the finished members for a split: float64 (members, rows, columns)."""
        part: Part = getattr(self.dataset, name)
        for number, network in enumerate(self.networks):
            if (name, number) not in self._outputs:
                self._outputs[name, number] = self.outputs(network, self._rows(part))
        outputs = [self._outputs[name, number] for number in range(len(self.networks))]
        return torch.stack(outputs) if outputs else torch.zeros(0, len(part.rows), self.truth.shape[1], dtype=torch.float64)

    def _rows(self, part: Part) -> Rows:
        return rows_of(part, self.objective.form, None, self.resolved.experiment.device)

    def outputs(self, network: Network, rows: Rows) -> Tensor:
        """What a member predicts: float64 (rows, columns)."""
        return committee.outputs_of(self.objective, self.scores(network, rows)).cpu()

    def scores(self, network: Network, rows: Rows) -> Tensor:
        """The scores of a member: float32 (rows, units)."""
        experiment = self.resolved.experiment
        return scores_of(network, rows, arithmetic(experiment.device, experiment.precision == "bfloat16"))

    def kept(self, fitted: Mapping[str, Tensor]) -> dict[str, np.ndarray]:
        """Everything that is kept of the finished trainings, as a checkpoint names it."""
        predictions = {} if self.finished == len(self.turns) else self.out_of_fold
        unfitted = {f"apart.{member}": tensor for member, tensor in predictions.items()}
        tensors = committee.stored(self.networks, {**fitted, **unfitted})
        return {name: tensor.detach().cpu().numpy() for name, tensor in tensors.items()}

    def described(self, epochs: History, steps: int) -> dict[str, Any]:
        """The state of a checkpoint beside that of an ordinary one: `epoch` and `step` count those of all members."""
        history = self.history + epochs
        return {
            "epoch": len(history),
            "step": self.steps + steps,
            "spec": plain(self.resolved.experiment),
            "history": history,
            "finished": {"trainings": self.finished, "epochs": len(self.history), "steps": self.steps},
        }

    def restore(self, last: Stored, best: Stored | None) -> bool:
        """Puts the ensemble where it was when the checkpoint `last` was written; whether the checkpoint `best` holds the best
        state of the member that was in training. If not, that member begins anew.

        Raises RuntimeError, KeyError where the tensors are not those of the spec's network.
        """
        tensors, state = last
        finished = state["finished"]
        self.finished, self.steps = finished["trainings"], finished["steps"]
        self.history = state["history"].part(0, finished["epochs"])
        self.networks = [self.network_of(weights) for weights in committee.members_in(tensors)]
        self.out_of_fold = {int(member): tensor for member, tensor in strip_prefix(tensors, "combiner.apart.").items()}
        if self.finished == len(self.turns):
            self.fitted = committee.fitted_in(tensors)
        if not any(name.startswith("model.") for name in tensors):  # no member was in training
            return True
        rest = own_epochs(last)
        self._restored = self._states_of(last, best, rest)
        return self._restored is not None

    def _states_of(self, last: Stored, best: Stored | None, rest: History) -> Restored | None:
        """Where a member was in training; None where its best state is lost. `rest` are its own epochs."""
        is_there = best is not None and best[1]["finished"] == last[1]["finished"]
        if best is None or not is_there or own_epoch(best) != best_epoch_of(self.resolved, rest):
            return None
        return own_state(last), own_state(best), rest

    @property
    def recorded(self) -> History:
        """The epochs of all members so far."""
        if self.unfinished is not None:
            return self.history + self.unfinished.history
        return self.history + (self._restored[2] if self._restored else History())

    def trained(self, last: Stored, best: Stored | None) -> Trained | None:
        """What is kept of a training that has written these checkpoints in a run of its own; None where it is not at its end."""
        restored = self._states_of(last, best, own_epochs(last))
        if restored is None:
            return None
        last_state, best_state, history = restored
        monitor = monitor_of(self.resolved)
        for epoch, record in enumerate(history, 1):
            monitor.observe(epoch, record)
        is_at_end = monitor.stops or len(history) == int(self.resolved.experiment.training.epochs)
        return Trained(committee.weights_in(best_state.tensors), history, last_state.step) if is_at_end else None

    def restored_member_session(
        self, turn: MemberTraining, run: Run, stopping: Callable[[], bool], last: Stored | None, best: Stored | None
    ) -> Session[Evaluator]:
        """One of several in training at the same time, each in a run of its own, from where its checkpoints left it, if they are
        there. Raises Misfit where they are not those of the spec's network."""
        session = self.member_session(turn, run, stopping)
        restored = self._restored if turn == self.turns[self.finished] else None
        if last is not None:
            restored = self._states_of(last, best, own_epochs(last))
        step = restored[0].step if restored else 0
        session.health = [*run.health.cut(lambda sample: sample["step"] <= step)]
        if restored is not None:
            session.restore(*restored)
        return session

    def member_session(
        self, turn: MemberTraining, run: Run | None = None, stopping: Callable[[], bool] | None = None
    ) -> Session[Evaluator]:
        """One member in training, as any other network; its records tell the member, its checkpoints hold the finished ones."""
        resolved, kept = self.of_member(turn.member), self.kept(self.fit_combiner())
        extras = Extras(
            keeper=functools.partial(Snapshots, beside=kept),
            tags=turn.tags,
            described=lambda which, state, history: self.described(history, state.step),
        )
        dataset, network = self.dataset_for(turn), self.build(resolved)
        session = autograd_session(resolved, dataset, network, self.evaluator, run or self.run, stopping or self.stopping, extras)
        session.health = self.health
        session.sample()
        return session

    def was_sampled(self, sample: Sample) -> bool:
        """Whether a sample is of a step that was taken when the checkpoint was written that this goes on from."""
        tags = [turn.tags for turn in self.turns]
        own = {name: sample[name] for name in ("member", "fold") if name in sample}
        if own in tags[: self.finished]:
            return True
        return self._restored is not None and own == tags[self.finished] and sample["step"] <= self._restored[0].step

    def words_of(self, turn: MemberTraining) -> str:
        """Which training this is."""
        fold = f", without fold {turn.fold} of {self.ensemble.parts}" if turn.fold else ""
        return f"member {turn.member} of {self.ensemble.members}{fold}"


def _taken(part: Part, rows: np.ndarray) -> Part:
    """These rows of a part, in this order."""
    weights = None if part.weights is None else part.weights[rows]
    inputs = {name: block[rows] for name, block in part.inputs.items()}
    return dataclasses.replace(part, inputs=inputs, target=part.target[rows], weights=weights, rows=part.rows[rows])
