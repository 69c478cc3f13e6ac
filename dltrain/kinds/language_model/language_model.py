"""The language model at work: it is measured by the bits that a text takes, and writes it on."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import torch

from dltrain.data.dataset import Dataset
from dltrain.data.encoding.encoding import Encoding
from dltrain.data.running_text import feature_of, text_of
from dltrain.data.table import Table
from dltrain.diagnosis.course import Course
from dltrain.diagnosis.finding import Finding
from dltrain.diagnosis.given import Given
from dltrain.errors import InputError
from dltrain.kinds.answers import Answering
from dltrain.kinds.charts import draw_charts
from dltrain.kinds.kind import Kind, Predictions, Trained
from dltrain.kinds.language_model.engine import LanguageEngine
from dltrain.kinds.language_model.frequencies import Frequencies, frequencies
from dltrain.kinds.language_model.measure import LanguageMeasure, predicted_in, scoring_of
from dltrain.kinds.language_model.objective import objective_of
from dltrain.kinds.language_model.writing import token_columns, write_on
from dltrain.kinds.loading import check_sizes
from dltrain.kinds.networks import with_others
from dltrain.process.memory import keep_freed_memory
from dltrain.runs import Run
from dltrain.runs.history import Record
from dltrain.runs.stored_tensors import strip_prefix
from dltrain.runs.summary import BySplit, Summary
from dltrain.spec.engines import is_recorded, shares_for
from dltrain.spec.resolve import Resolved
from dltrain.training.autograd.scores import arithmetic
from dltrain.training.distribution import current
from dltrain.training.ensembles.committee import network_of
from dltrain.training.minibatches.batches import settings_of
from dltrain.training.minibatches.rows import rows_of
from dltrain.training.session import Session, parts_of


class LanguageModeling:
    """A network that predicts each token of a text from those before it."""

    def session(
        self, resolved: Resolved, dataset: Dataset, network: Any, run: Run, stopping: Callable[[], bool]
    ) -> Session[LanguageMeasure]:
        experiment, objective = resolved.experiment, objective_of(resolved, dataset.encoding)
        keep_freed_memory()
        group = current()
        splits = {
            name: (part, rows_of(part, objective.form, None, experiment.device)) for name, part in parts_of(dataset).items()
        }
        engine = LanguageEngine(
            network.to(experiment.device),
            experiment.training.optimizer,
            objective,
            splits["train"][1],
            settings_of(experiment),
            experiment.device,
            splits=[rows for _, rows in splits.values()],
            shares=group.shares(shares_for(experiment, resolved.plan, objective.loss, len(dataset.train.rows))),
            threads=int(experiment.threads),
            group=group,
            say=run.log if is_recorded(experiment, resolved.plan, len(dataset.train.rows)) else None,
        )
        evaluator = LanguageMeasure(feature_of(dataset.encoding), experiment.metrics)
        return Session(resolved, dataset, engine, evaluator, splits, run, stopping)

    def after_epoch(self, session: Session[LanguageMeasure], record: Record) -> None:
        """Nothing is drawn before the end."""

    def measure(self, session: Session[LanguageMeasure], splits: Sequence[str]) -> BySplit:
        """Writes the loss of each test window on the way."""
        measured: BySplit = {}
        for name in splits:
            part, rows = session.splits[name]
            predicted = predicted_in(session.engine.scores(rows))
            measured[name] = session.evaluator.measure_predicted(predicted, part)
            if name == "test":
                session.run.write_predictions({"row": part.rows, "loss": predicted.losses.mean(axis=1)})
        return measured

    def baselines(
        self, session: Session[LanguageMeasure], splits: Sequence[str], done: bool, say: Callable[[str], None]
    ) -> dict[str, BySplit]:
        known, measure = _known(session), session.evaluator.measure_predicted
        parts = {name: session.splits[name][0] for name in splits}
        return {
            "unigram": {name: measure(known.unigram(part), part) for name, part in parts.items()},
            "bigram": {name: measure(known.bigram(part), part) for name, part in parts.items()},
        }

    def constant(self, session: Session[LanguageMeasure]) -> float | None:
        return float(_known(session).unigram(session.splits["train"][0]).losses.mean())

    def course(self, session: Session[LanguageMeasure], measured: BySplit) -> Course:
        course = Course(
            Given(session.resolved, session.dataset),
            session.history,
            constant_loss=self.constant(session),
            status=session.status,
            measured=measured,
        )
        return with_others(course, session.health, lambda tags: session.history)

    def facts(self, session: Session[LanguageMeasure], course: Course) -> list[Finding]:
        return []

    def draw(self, session: Session[LanguageMeasure], summary: Summary, note: str, say: Callable[[str], None]) -> None:
        draw_charts(session, summary, note, say)

    def load(self, resolved: Resolved, encoding: Encoding, tensors: Mapping[str, np.ndarray], device: str) -> Trained:
        check_sizes(resolved, tensors)
        arrays = {name: torch.from_numpy(array) for name, array in tensors.items()}
        objective = objective_of(resolved, encoding)
        network: Any = network_of(resolved, strip_prefix(arrays, "model.")).to(device)
        precision = functools.partial(arithmetic, device, resolved.experiment.precision == "bfloat16")
        scoring = scoring_of(network, precision, objective.classes, (), 1)
        trained = Trained(
            resolved,
            encoding,
            network,
            LanguageMeasure(feature_of(encoding), resolved.experiment.metrics),
            rows=lambda part, train: rows_of(part, objective.form, None, device),
            scores=scoring.all,
            device=device,
            write_on=lambda text, how: write_on(network, feature_of(encoding), text, how, device),
        )
        return trained

    def predict(self, trained: Trained, table: Table) -> Predictions:
        """A row a token of the text but the first: how likely it was, and what was likelier."""
        feature = feature_of(trained.encoding)
        columns = token_columns(trained.network, feature, text_of(table, feature.name), table.name, trained.device)
        return Predictions(columns, ["token", "predicted"], ["probability"], list(table.notices))

    def answering(self, trained: Trained) -> Answering:
        raise InputError("a language model cannot be exported: it writes on token by token; use dltrain predict RUN TEXT")


def _known(session: Session[LanguageMeasure]) -> Frequencies:
    return frequencies(session.splits["train"][0], session.evaluator.feature.codes)


KIND: Kind = LanguageModeling()
