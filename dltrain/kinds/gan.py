"""The generative adversarial network at work: it predicts nothing, makes rows, and is measured by how like real ones they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch

from dltrain.data.dataset import Dataset
from dltrain.data.encoding.encoding import Encoding
from dltrain.data.table import Table
from dltrain.kinds.kind import Kind, Predictions, Trained
from dltrain.kinds.loading import check_sizes
from dltrain.runs import Run
from dltrain.runs.history import Record
from dltrain.runs.summary import Summary
from dltrain.spec.resolve import Resolved
from dltrain.training import generation
from dltrain.training.adversarial import compared, generated
from dltrain.training.autograd import arithmetic
from dltrain.training.committee import network_of, under
from dltrain.training.generation import Likeness
from dltrain.training.rows import rows_without_targets
from dltrain.training.session import Session


class Gan:
    """Two networks, of which one makes rows."""

    def session(
        self, resolved: Resolved, dataset: Dataset, network: Any, run: Run, stopping: Callable[[], bool]
    ) -> Session[Likeness]:
        return generation.adversarial_session(resolved, dataset, network, run, stopping)

    def after_epoch(self, session: Session[Likeness], record: Record) -> None:
        generation.draw_samples(session, record)

    def conclude(self, session: Session[Likeness], say: Callable[[str], None]) -> Summary:
        return generation.conclude(session, say)

    def draw(self, session: Session[Likeness], summary: Summary, note: str, say: Callable[[str], None]) -> None:
        generation.draw_charts(session, summary, note)

    def load(self, resolved: Resolved, encoding: Encoding, tensors: Mapping[str, np.ndarray], device: str) -> Trained:
        check_sizes(resolved, tensors)
        arrays = {name: torch.from_numpy(array) for name, array in tensors.items()}
        networks: Any = network_of(resolved, under(arrays, "model."))
        torch.set_num_threads(int(resolved.experiment.threads))
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


def _precision(resolved: Resolved, device: str) -> Callable[[], Any]:
    return lambda: arithmetic(device, resolved.experiment.precision == "bfloat16")


KIND: Kind = Gan()
