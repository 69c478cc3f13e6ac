"""The generative adversarial network at work: it predicts nothing, makes rows, and is measured by how like real ones they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import torch

from dltrain.arrays import torch_arrays
from dltrain.data.dataset import Dataset
from dltrain.data.encoding.encoding import Encoding
from dltrain.data.table import Table
from dltrain.diagnosis.course import Course
from dltrain.diagnosis.finding import Finding
from dltrain.errors import InputError
from dltrain.kinds.answers import Answering
from dltrain.kinds.charts import draw_curves
from dltrain.kinds.gan import samples
from dltrain.kinds.gan.engine import AdversarialEngine, compared, generated
from dltrain.kinds.gan.findings import course_of, facts_of
from dltrain.kinds.gan.likeness import Likeness, normal_baseline
from dltrain.kinds.health import draw_health
from dltrain.kinds.kind import Kind, Predictions, Trained
from dltrain.kinds.loading import check_sizes
from dltrain.runs import Run
from dltrain.runs.history import Record
from dltrain.runs.stored_tensors import strip_prefix
from dltrain.runs.summary import BySplit, Summary
from dltrain.spec.engines import is_recorded
from dltrain.spec.resolve import Resolved
from dltrain.training.autograd.scores import arithmetic
from dltrain.training.distribution import current
from dltrain.training.ensembles.committee import network_of
from dltrain.training.minibatches.batches import settings_of
from dltrain.training.minibatches.rows import rows_without_targets
from dltrain.training.session import Session, parts_of


class Gan:
    """Two networks, of which one makes rows."""

    def session(
        self, resolved: Resolved, dataset: Dataset, network: Any, run: Run, stopping: Callable[[], bool]
    ) -> Session[Likeness]:
        experiment = resolved.experiment
        torch_arrays().set_num_threads(int(experiment.threads))
        splits = {name: (part, rows_without_targets(part, experiment.device)) for name, part in parts_of(dataset).items()}
        networks: Any = network.to(experiment.device)
        plan: Any = resolved.plan
        rows = splits["train"][1]
        is_short = all(is_recorded(experiment, one, rows.count) for one in plan.networks.values())
        engine = AdversarialEngine(
            networks,
            experiment.training.optimizer,
            resolved.loss,
            rows,
            settings_of(experiment),
            experiment.device,
            current(),
            say=run.log if is_short else None,
        )
        return Session(resolved, dataset, engine, Likeness(experiment.metrics), splits, run, stopping)

    def after_epoch(self, session: Session[Likeness], record: Record) -> None:
        samples.draw_samples(session, record)

    def measure(self, session: Session[Likeness], splits: Sequence[str]) -> BySplit:
        return {
            name: session.evaluator.measure(session.engine.scores(rows), rows, part)
            for name, (part, rows) in session.splits.items()
            if name in splits
        }

    def baselines(
        self, session: Session[Likeness], splits: Sequence[str], done: bool, say: Callable[[str], None]
    ) -> dict[str, BySplit]:
        return {"normal": {name: normal_baseline(session, name) for name in splits}}

    def constant(self, session: Session[Likeness]) -> float | None:
        return None

    def course(self, session: Session[Likeness], measured: BySplit) -> Course:
        return course_of(session, measured)

    def facts(self, session: Session[Likeness], course: Course) -> list[Finding]:
        return facts_of(course.coverage)

    def draw(self, session: Session[Likeness], summary: Summary, note: str, say: Callable[[str], None]) -> None:
        """Draws curves.png, what was sampled of the layers, and samples.png of what the best weights make."""
        draw_curves(session.run, session.history, summary, note)
        draw_health(session.run, session.health)
        samples.draw_sample(session, "samples", f"best epoch {summary.best_epoch:,}")

    def load(self, resolved: Resolved, encoding: Encoding, tensors: Mapping[str, np.ndarray], device: str) -> Trained:
        check_sizes(resolved, tensors)
        arrays = {name: torch.from_numpy(array) for name, array in tensors.items()}
        networks: Any = network_of(resolved, strip_prefix(arrays, "model."))
        torch_arrays().set_num_threads(int(resolved.experiment.threads))
        networks = networks.to(device)
        seed, precision = resolved.experiment.seed, _precision(resolved, device)
        return Trained(
            resolved,
            encoding,
            networks,
            Likeness(resolved.experiment.metrics),
            rows=lambda part, train: rows_without_targets(part, "cpu"),
            scores=lambda rows: generated(networks, rows.count, seed, precision(), only=compared(rows.count)),
            device=device,
        )

    def predict(self, trained: Trained, table: Table) -> Predictions:
        """As many new rows as the table has, in the columns and units of the training rows."""
        resolved = trained.resolved
        precision = _precision(resolved, trained.device)
        made = generated(trained.network, table.rows, resolved.experiment.seed, precision(), "noise of predictions")
        return Predictions({"row": np.arange(table.rows), **trained.encoding.columns_of(made.cpu().numpy())}, [], [], [])

    def answering(self, trained: Trained) -> Answering:
        raise InputError("a gan cannot be exported: it predicts nothing of a row; new rows come from dltrain predict")


def _precision(resolved: Resolved, device: str) -> Callable[[], Any]:
    return lambda: arithmetic(device, resolved.experiment.precision == "bfloat16")


KIND: Kind = Gan()
