"""What the models that learn without answers have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.data.dataset import Dataset, encode_new
from dltrain.data.encoding.encoding import Encoding
from dltrain.data.table import Table
from dltrain.diagnosis.course import Course
from dltrain.diagnosis.finding import Finding
from dltrain.diagnosis.given import Given
from dltrain.errors import InputError
from dltrain.kinds.answers import Answering
from dltrain.kinds.kind import Predictions, Trained
from dltrain.kinds.unsupervised.engine import Fitted, UnsupervisedEngine, predictor_of, rows_of
from dltrain.runs import Run
from dltrain.runs.history import Record
from dltrain.runs.stored_tensors import strip_prefix
from dltrain.runs.summary import BySplit
from dltrain.spec.resolve import Resolved
from dltrain.training.fitting import PREFIX
from dltrain.training.session import Session, parts_of


class Unsupervised:
    """A model of the rows themselves."""

    labels: Sequence[str] = ()  # the columns of predictions that are names rather than measures

    def measuring(self, resolved: Resolved) -> Any:
        """What measures what is found."""
        raise NotImplementedError

    def columns_of(self, found: Any, given: NDArray[Any]) -> dict[str, Any]:
        """What is found in rows, which are `given`, (rows, numbers), as the columns of a table."""
        raise NotImplementedError

    def tell(self, session: Session[Any], found: Mapping[str, Any]) -> None:
        """Writes down what was found in the rows of each split."""
        raise NotImplementedError

    def session(self, resolved: Resolved, dataset: Dataset, network: Any, run: Run, stopping: Callable[[], bool]) -> Session[Any]:
        """The fit, before it begins."""
        blocks = dataset.encoding.blocks
        splits = {name: (part, rows_of(part, blocks)) for name, part in parts_of(dataset).items()}
        engine = UnsupervisedEngine(resolved, blocks, splits["train"][1])
        return Session(resolved, dataset, engine, self.measuring(resolved), splits, run, stopping)

    def after_epoch(self, session: Session[Any], record: Record) -> None:
        """Nothing is drawn before the end."""

    def measure(self, session: Session[Any], splits: Sequence[str]) -> BySplit:
        """Writes what was found in the test rows, and what the model is, on the way."""
        measured: BySplit = {}
        every: dict[str, Any] = {}
        for name in splits:
            part, rows = session.splits[name]
            every[name] = found = session.engine.scores(rows)
            measured[name] = session.evaluator.measure(found, rows, part)
            if name == "test":
                session.run.write_predictions({"row": part.rows, **self.columns_of(found, rows.inputs[0])})
        self.tell(session, every)
        return measured

    def baselines(
        self, session: Session[Any], splits: Sequence[str], done: bool, say: Callable[[str], None]
    ) -> dict[str, BySplit]:
        """None: nothing is answered. Says what the fit found out of the ordinary."""
        for notice in getattr(session.engine, "notices", ()):
            say(notice)
        return {}

    def constant(self, session: Session[Any]) -> float | None:
        """None: nothing is answered."""
        return None

    def course(self, session: Session[Any], measured: BySplit) -> Course:
        """What the fit has shown."""
        return Course(Given(session.resolved, session.dataset), session.history, status=session.status, measured=measured)

    def facts(self, session: Session[Any], course: Course) -> list[Finding]:
        """None."""
        return []

    def load(self, resolved: Resolved, encoding: Encoding, tensors: Mapping[str, np.ndarray], device: str) -> Trained:
        """The model of a checkpoint's tensors. Raises Misfit where they are not those of its spec."""
        plan: Any = resolved.plan
        fitted = Fitted(strip_prefix(dict(tensors), PREFIX), predictor_of(resolved, tensors, plan.inputs))
        return Trained(
            resolved,
            encoding,
            fitted,
            self.measuring(resolved),
            rows=lambda part, train: rows_of(part, encoding.blocks),
            scores=lambda rows: fitted.predict(rows.inputs[0]),
        )

    def predict(self, trained: Trained, table: Table) -> Predictions:
        """What is found in the rows of a table. Raises DataError."""
        part, notices = encode_new(trained.encoding, table, with_target=False)
        rows = trained.rows(part, None)
        files = {"file": list(table.files)} if table.files else {}
        columns = {"row": part.rows, **files, **self.columns_of(trained.scores(rows), rows.inputs[0])}
        return Predictions(columns, list(self.labels), [name for name in columns if name.startswith("probability_")], notices)

    def answering(self, trained: Trained) -> Answering:
        """Raises InputError: there is no network."""
        raise InputError(f"a model of type {trained.resolved.kind} is no network and cannot be exported; use dltrain predict")
