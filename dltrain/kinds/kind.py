"""What every kind of model does, and a network out of its checkpoint."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from dltrain.data.dataset import Dataset
from dltrain.data.encoding.encoding import Encoding
from dltrain.data.part import Part
from dltrain.data.table import Table
from dltrain.diagnosis.course import Course
from dltrain.diagnosis.finding import Finding
from dltrain.runs import Run
from dltrain.runs.history import Record
from dltrain.runs.summary import BySplit, Summary
from dltrain.spec.resolve import Resolved
from dltrain.training.loop import Scores
from dltrain.training.minibatches.rows import Rows

if TYPE_CHECKING:
    from dltrain.charts import Tree  # a run without pictures loads nothing that draws
    from dltrain.kinds.answers import Answering
    from dltrain.training.session import Session


@dataclass(frozen=True)
class Writing:
    """How a text is written on: by how many characters, how freely, and the seed of what is drawn.

    temperature: what scores are divided by; 0 takes the likeliest token; top_k: of how many likeliest tokens one is drawn, None
    for all
    """

    length: int = 200
    temperature: float = 1.0
    top_k: int | None = None
    seed: int = 0


@dataclass(frozen=True)
class Measured:
    """Loss and metrics of some rows, and the confusion matrix where there are classes; of several targets that of each target of
    classes, by its name, with its labels: `{"labels": ..., "matrix": ...}`."""

    metrics: dict[str, float | None]
    matrix: list[object] | None = None
    matrices: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Trained:
    """A network with the weights of a checkpoint, and all that it takes to measure it."""

    resolved: Resolved
    encoding: Encoding
    network: Any  # a torch module, or the explicit engine's
    evaluator: Any  # what measures the scores of its rows
    rows: Callable[[Part, Part | None], Rows]  # of a part; the training part, if given, tells how much each class counts
    scores: Callable[[Rows], Scores]
    device: str = "cpu"
    work: int = 0  # multiplications for a row; 0 for those that the plan says
    members: int = 0  # how many networks answer as one; 0 for a single one
    write_on: Callable[[str, Writing], str] | None = None  # a text, and more of it; None where no text can be written
    act_out: Callable[[int], Predictions] | None = None  # an episode by its number; None where nothing is acted
    drawn_tree: Callable[[int], Tree] | None = None  # its tree, so many questions deep; None where it is none

    def deciding_at(self, threshold: float | None) -> Trained:
        """The same with the threshold of two classes that was chosen for it; as it is where none was."""
        if threshold is None:
            return self
        return dataclasses.replace(self, evaluator=dataclasses.replace(self.evaluator, threshold=threshold))

    def measure(self, part: Part, train: Part | None) -> Measured:
        """Loss and metrics of a part as in training, and its confusion matrix where there are classes."""
        rows = self.rows(part, train)
        scores, evaluator = self.scores(rows), self.evaluator
        if self.encoding.task.is_multitask:
            metrics, matrices = evaluator.measured_with_matrices(scores, rows, part)
            return Measured(metrics, matrices=matrices)
        if not self.encoding.labels:
            return Measured(evaluator.measure(scores, rows, part))
        metrics, outcome = evaluator.measured(scores, rows, part)
        return Measured(metrics, evaluator.confusion_matrix(outcome))


@dataclass(frozen=True)
class Predictions:
    """A column each: those that were kept, row (from 0), the file of a picture, predicted, and the probability of each label. Of
    an autoencoder: row, file, error, code_<n>, reconstructed_<input>.

    labels, probabilities: the columns that hold them
    """

    columns: dict[str, Any]
    labels: list[str]
    probabilities: list[str]
    notices: list[str]


class Kind(Protocol):
    """One kind of model at work."""

    def session(self, resolved: Resolved, dataset: Dataset, network: Any, run: Run, stopping: Callable[[], bool]) -> Session[Any]:
        """The training of a network, before its first epoch; where the network is None, one that the explicit engine makes."""

    def after_epoch(self, session: Session[Any], record: Record) -> None:
        """Draws what is drawn while it trains."""

    def measure(self, session: Session[Any], splits: Sequence[str]) -> BySplit:
        """Loss and metrics of a finished session on these splits, of whose predictions it writes down what the run keeps."""

    def baselines(
        self, session: Session[Any], splits: Sequence[str], done: bool, say: Callable[[str], None]
    ) -> Mapping[str, BySplit]:
        """The baselines' measures on these splits; those that must be trained wait for the end of a run (`done`)."""

    def constant(self, session: Session[Any]) -> float | None:
        """The loss on the training rows of the best answer that is the same for all of them; None where there is none."""

    def course(self, session: Session[Any], measured: BySplit) -> Course:
        """What a finished session has shown, for the checks of the diagnosis."""

    def facts(self, session: Session[Any], course: Course) -> Sequence[Finding]:
        """What a finished session shows beyond its numbers that is no problem."""

    def draw(self, session: Session[Any], summary: Summary, note: str, say: Callable[[str], None]) -> None:
        """Draws the charts of a concluded session. note: what its numbers are. Says what the labels call for."""

    def load(self, resolved: Resolved, encoding: Encoding, tensors: Mapping[str, np.ndarray], device: str) -> Trained:
        """The network of a checkpoint's tensors. Raises Misfit where they are not those of its spec."""

    def predict(self, trained: Trained, table: Table) -> Predictions:
        """What a network says of the rows of a table. Raises DataError."""

    def answering(self, trained: Trained) -> Answering:
        """The network as one torch module that says what users are shown. Raises InputError where there is no such."""
