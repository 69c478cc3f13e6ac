"""What was predicted of the rows that tell the most, beside what is true of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dltrain.lazy import NDArray, np
from dltrain.metrics import Outcome
from dltrain.runs import Run, Summary
from dltrain.tasks import SUPERVISED, Task

if TYPE_CHECKING:
    from dltrain.commands.loading.saved import Saved
    from dltrain.data.dataset import Dataset
    from dltrain.data.encoding.encoding import Encoding

SPLITS_BY_INTEREST = ("test", "validation", "train")


@dataclass(frozen=True)
class Answers:
    """Predictions of the rows of a split.

    rows: int64 (rows,), the number of each in its file. names: the labels of classes, in the order of their numbers, or the names
    of the targets.
    """

    split: str
    rows: NDArray[np.int64]
    outcome: Outcome
    names: tuple[str, ...]

    @property
    def task(self) -> Task:
        """What was learned."""
        return self.outcome.task


def answers_in(run: Run, summary: Summary | None, encoding: Encoding | None) -> Answers | None:
    """What a run has written down of its test rows; None where it has not, or has no target. Raises DamagedError."""
    if summary is None or summary.task not in SUPERVISED or (frame := run.read_predictions()) is None:
        return None
    labels = (run.read_confusion_matrix() or {}).get("labels")
    return _answers({name: frame[name] for name in frame.columns}, Task(summary.task), encoding, labels)


def answers_of_target(run: Run, summary: Summary | None, encoding: Encoding | None, target: str) -> Answers | None:
    """The same of one of several targets, whose encoding is that of it alone. Raises DamagedError."""
    if summary is None or encoding is None or (frame := run.read_predictions()) is None:
        return None
    columns: dict[str, Any] = {"row": frame["row"], "true": frame[f"true_{target}"], "predicted": frame[f"predicted_{target}"]}
    columns |= {f"probability_{label}": frame[f"probability_{target}_{label}"] for label in encoding.labels}
    return _answers(columns, encoding.task, encoding, encoding.labels)


def _answers(columns: dict[str, Any], task: Task, encoding: Encoding | None, known: list[Any] | None) -> Answers:
    rows = columns["row"].to_numpy().astype(np.int64)
    if not task.has_labels:
        names = [name.removeprefix("true").removeprefix("_") for name in columns if name.startswith("true")]
        values = [_beside(columns, word, names) for word in ("true", "predicted")]
        shown = encoding.target_names if encoding is not None and len(encoding.target_names) == len(names) else names
        return Answers("test", rows, Outcome(task, values[0], values[1]), tuple(map(str, shown)))
    labels = known or [name.removeprefix("probability_") for name in columns if name.startswith("probability_")]
    probabilities = np.stack([columns[f"probability_{label}"].to_numpy() for label in labels], axis=1).astype(np.float64)
    if task.is_multilabel:
        named = [""] if len(labels) == 1 else [str(label) for label in labels]
        numbers = [_beside(columns, word, named).astype(np.int64) for word in ("true", "predicted")]
    else:
        number = {label: index for index, label in enumerate(labels)}
        numbers = [np.array([number[one] for one in columns[word]], np.int64) for word in ("true", "predicted")]
    return Answers("test", rows, Outcome(task, numbers[0], numbers[1], probabilities), tuple(map(str, labels)))


def _beside(columns: dict[str, Any], word: str, names: list[str]) -> NDArray[np.float64]:
    """The columns of each name, side by side: (rows, names)."""
    return np.stack([columns[f"{word}_{name}" if name else word].to_numpy() for name in names], axis=1).astype(np.float64)


def answers_of(saved: Saved, dataset: Dataset) -> Answers | None:
    """What a network answers of the most telling rows; None where it predicts nothing of the columns."""
    encoding = saved.encoding
    if encoding.task not in SUPERVISED:
        return None
    split = next(name for name in SPLITS_BY_INTEREST if getattr(dataset, name) is not None)
    part = getattr(dataset, split)
    evaluator = saved.trained.evaluator
    predictions = evaluator.predictions(saved.trained.scores(saved.trained.rows(part, dataset.train)))
    names = encoding.labels if encoding.task.has_labels else encoding.target_names
    return Answers(split, part.rows, evaluator.outcome(predictions, part.target), tuple(map(str, names)))
