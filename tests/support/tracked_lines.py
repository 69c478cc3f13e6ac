"""Records of a run that trackers follow, written by hand, and the job that tells where they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from dltrain.trackers import Job

SUMMARY = {"status": "completed", "epochs": 3, "best_epoch": 2, "train": {"loss": 0.5}, "test": {"loss": 0.75, "accuracy": 0.5}}
MATRIX = {"labels": ["고양이", "dog"], "test": [[3, 1], [0, 4]]}


def record(epoch: int, loss: float | None = None, **more: Any) -> dict[str, Any]:
    """Of an epoch, whose loss is 1 / epoch if nothing else is said."""
    return {"epoch": epoch, "train_loss": 1 / epoch if loss is None else loss, **more, "seconds": 0.25}


def write(folder: Path, *records: dict[str, Any]) -> None:
    """Puts these records in place of all that is there."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "metrics.jsonl").write_text("".join(json.dumps(one) + "\n" for one in records), "utf-8")


def job(folder: Path, kept: int = 0, **more: Any) -> Job:
    """Of the run in a folder, which is called iris-1."""
    files = {"spec": "spec.yaml", "summary": "summary.json", "confusion_matrix": "confusion_matrix.json", "log": "log.txt"}
    given = {
        "tracker": {"type": "tensorboard"},
        "name": "iris-1",
        "folder": str(folder),
        "metrics": str(folder / "metrics.jsonl"),
        "events": str(folder / "tensorboard"),
        "shown": str(folder / "tensorboard"),
        "state": str(folder / "tracking" / "it.json"),
        "parameters": {"training.optimizer.type": "adam", "training.epochs": "3"},
        "kept": kept,
        "results": {
            "folder": str(folder),
            "checkpoint": str(folder / "best.safetensors"),
            **{what: str(folder / name) for what, name in files.items()},
        },
        "timeout": 1,
    }
    return Job(**given | more)


def conclude(folder: Path, **more: Any) -> None:
    """Writes how the run ended."""
    (folder / "summary.json").write_text(json.dumps(SUMMARY | more), "utf-8")
    (folder / "confusion_matrix.json").write_text(json.dumps(MATRIX), "utf-8")
    (folder / "spec.yaml").write_text("name: iris\n", "utf-8")
    (folder / "best.safetensors").write_bytes(b"weights")


def events_of(folder: Path) -> Any:
    """What TensorBoard's own reader finds in a folder of event files, members within it apart."""
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    events = EventAccumulator(str(folder), size_guidance={"scalars": 0, "tensors": 0, "images": 0})
    return events.Reload()


def curve(events: Any, tag: str) -> list[tuple[int, float]]:
    """The points of a curve: its steps and values."""
    return [(point.step, point.value) for point in events.Scalars(tag)]
