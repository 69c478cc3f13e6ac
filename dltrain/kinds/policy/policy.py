"""The policy at work: it acts, is measured by the return of its episodes, and stands beside one that acts at random."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from dltrain.data.dataset import Dataset, encode_new
from dltrain.data.encoding.encoding import Encoding
from dltrain.data.encoding.feature import FLAT
from dltrain.data.part import Part
from dltrain.data.table import Table
from dltrain.diagnosis.course import Course
from dltrain.diagnosis.finding import Finding
from dltrain.diagnosis.given import Given
from dltrain.errors import InputError
from dltrain.kinds.answers import Answering
from dltrain.kinds.kind import Kind, Predictions, Trained
from dltrain.kinds.policy.engine import PolicyEngine
from dltrain.kinds.policy.episode import episode_of
from dltrain.kinds.policy.known import Known, known_of, policy_of
from dltrain.kinds.policy.measure import PolicyMeasure
from dltrain.kinds.policy.play import Arena
from dltrain.models.policy.algorithms import ALGORITHMS
from dltrain.models.policy.episodes import seeds_of
from dltrain.randomness import numpy_generator
from dltrain.runs import Run
from dltrain.runs.history import Record
from dltrain.runs.summary import BySplit, Summary
from dltrain.spec.resolve import Resolved
from dltrain.training.session import Session, parts_of

ENGINES = {  # by the name of the algorithm; those of networks may load torch
    "value_iteration": "planning.ValueIterationEngine",
    "policy_iteration": "planning.PolicyIterationEngine",
    "monte_carlo": "trying.MonteCarloEngine",
    "sarsa": "trying.SarsaEngine",
    "q_learning": "trying.QLearningEngine",
    "dqn": "dqn.DqnEngine",
    "reinforce": "drawing.ReinforceEngine",
    "actor_critic": "drawing.ActorCriticEngine",
    "ppo": "drawing.PpoEngine",
}


class Acting:
    """An agent in an environment."""

    def session(
        self, resolved: Resolved, dataset: Dataset, network: Any, run: Run, stopping: Callable[[], bool]
    ) -> Session[PolicyMeasure]:
        splits: Any = {name: (part, seeds_of(part)) for name, part in parts_of(dataset).items() if name != "train"}
        engine, measure = engine_of(resolved, network), PolicyMeasure(resolved.experiment.metrics)
        return Session(resolved, dataset, engine, measure, splits, run, stopping)

    def after_epoch(self, session: Session[PolicyMeasure], record: Record) -> None:
        """Nothing is drawn before the end."""

    def measure(self, session: Session[PolicyMeasure], splits: Sequence[str]) -> BySplit:
        """Writes the return and the length of each test episode on the way."""
        measured: BySplit = {}
        for name in splits:
            part, rows = session.splits[name]
            played = session.engine.scores(rows)
            measured[name] = session.evaluator.measure(played, rows, part)
            if name == "test":
                session.run.write_predictions({"row": part.rows, "return": played.returns, "length": played.lengths})
        return measured

    def baselines(
        self, session: Session[PolicyMeasure], splits: Sequence[str], done: bool, say: Callable[[str], None]
    ) -> dict[str, BySplit]:
        arena, seed = Arena(policy_of(session.resolved).environment), session.resolved.experiment.seed
        measured: BySplit = {}
        for name in splits:
            part, rows = session.splits[name]
            random = numpy_generator(seed, f"random {name} actions")
            measured[name] = session.evaluator.measure(arena.play_at_random(seeds_of(part), random), rows, part)
        return {"random": measured}

    def constant(self, session: Session[PolicyMeasure]) -> float | None:
        return None

    def course(self, session: Session[PolicyMeasure], measured: BySplit) -> Course:
        given = Given(session.resolved, session.dataset)
        return Course(given, session.history, status=session.status, measured=measured)

    def facts(self, session: Session[PolicyMeasure], course: Course) -> list[Finding]:
        return []

    def draw(self, session: Session[PolicyMeasure], summary: Summary, note: str, say: Callable[[str], None]) -> None:
        from dltrain.kinds.policy.pictures import draw_policy

        known = known_of(session.resolved, session.engine.snapshot())
        seed = seeds_of(session.splits["test"][0])[0]
        draw_policy(session, known, policy_of(session.resolved).environment, seed, summary, note, say)

    def load(self, resolved: Resolved, encoding: Encoding, tensors: Mapping[str, np.ndarray], device: str) -> Trained:
        known = known_of(resolved, tensors)
        arena = Arena(policy_of(resolved).environment)

        def scores(seeds: Any) -> Any:
            return arena.play(seeds, known.act)

        def rows(part: Part, train: Part | None) -> Any:
            return seeds_of(part)

        return Trained(
            resolved,
            encoding,
            known,
            PolicyMeasure(resolved.experiment.metrics),
            rows=rows,
            scores=scores,
            act_out=lambda number: episode_of(known, arena.environment, number),
        )

    def predict(self, trained: Trained, table: Table) -> Predictions:
        """The action for each observation of a table, and what speaks for each action there."""
        part, notices = encode_new(trained.encoding, table, with_target=False)
        known: Known = trained.network
        told = known.tell(known.undone(part.inputs[FLAT]))
        columns = {"row": part.rows, "predicted": told.pop("action"), **told}
        return Predictions(columns, ["predicted"], [name for name in told if name.startswith("probability")], notices)

    def answering(self, trained: Trained) -> Answering:
        if policy_of(trained.resolved).algorithm.is_table:
            raise InputError("a table of values has no network to be exported; use dltrain predict")
        from dltrain.kinds.policy.answering import answering  # torch

        return answering(trained)


def engine_of(resolved: Resolved, network: Any) -> PolicyEngine:
    """What trains a policy by its algorithm; `network` is the module of one that torch differentiates."""
    algorithm = policy_of(resolved).algorithm
    module, _, name = ENGINES[ALGORITHMS.name_of(algorithm)].partition(".")
    engine = getattr(importlib.import_module(f"dltrain.kinds.policy.{module}"), name)
    made: PolicyEngine = engine(resolved) if algorithm.is_table else engine(resolved, network)
    return made


KIND: Kind = Acting()
