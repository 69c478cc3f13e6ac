"""A sweep whose trials take no training, and a process that carries them out: `python studies.py FOLDER STORAGE SECONDS`."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from dltrain import sweeps
from dltrain.spec.loading import Loaded, load_text

SPEC = """\
name: wine
data: {source: wine}
model: {layers: [8]}
training: {epochs: 20}
sweep: {parameters: {training.learning_rate: [0.1, 0.01, 0.001], training.l1: [0, 1e-3]}MORE}
"""


def load_wine(more: str = "", grids: tuple[str, ...] | list[str] = (), spec: str = SPEC) -> Loaded:
    """The spec of a grid of six, with more options of its section."""
    return load_text(spec.replace("MORE", more), "wine.yaml", Path(), "wine", (), grids)


def study_in(folder: Path, loaded: Loaded, **options: Any) -> sweeps.Study:
    """The study of a sweep whose monitor is to fall."""
    return sweeps.open_study(loaded, folder=folder, direction="min", **options)


def main(folder: str, storage: str, seconds: str) -> None:
    """Carries out trials until none is left, each of so many seconds, and prints their numbers."""
    study = study_in(Path(folder), load_wine(), storage=storage or None)
    while trial := study.ask():
        print(trial.number, flush=True)
        time.sleep(float(seconds))
        study.tell(trial, 1.0, "completed")
    study.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
