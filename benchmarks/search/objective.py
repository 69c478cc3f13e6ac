"""What a setting of a workload comes to: it is trained, with one seed, and its best validation loss is told."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

import dltrain.runs as runs
from dltrain.commands.preparing.setup import build_network, prepare_to_train
from dltrain.commands.training.display import Display
from dltrain.commands.training.following import follow
from dltrain.commands.training.one_run import new_session
from dltrain.errors import DltrainError
from dltrain.spec.loading import Loaded


def loss_of(loaded: Loaded, values: Mapping[str, Any]) -> float | None:
    """The lowest validation loss of a setting; None where it diverged."""
    setup = prepare_to_train(loaded.setting(values))
    network = build_network(setup.resolved, lambda text: None)
    with tempfile.TemporaryDirectory() as folder, np.errstate(all="ignore"):
        session = new_session(setup, network, runs.create("run", "", folder=Path(folder) / "run"), lambda: False)
        try:
            follow(session, setup, Display(charts=False))
        except DltrainError:
            return None
        losses = [record["validation_loss"] for record in session.history]
    return min((loss for loss in losses if loss is not None and math.isfinite(loss)), default=None)
