"""What a finished run of a network that predicts shows beyond its numbers: its course, and where a threshold lies."""

from __future__ import annotations

import functools
import itertools
import math
import re

import numpy as np

from dltrain.data.part import Part
from dltrain.diagnosis.course import Course
from dltrain.diagnosis.facts import THRESHOLD
from dltrain.diagnosis.finding import Finding
from dltrain.diagnosis.given import Given
from dltrain.diagnosis.reference import reference_of
from dltrain.kinds.networks import records_with, with_others
from dltrain.runs.history import History
from dltrain.runs.summary import BySplit
from dltrain.training.measuring import baselines
from dltrain.training.measuring.measure import Evaluator
from dltrain.training.session import Session

GRID = 2001
UNITS = "mm|cm|m|km|mg|g|kg|ms|s|min|h|°C|%|원|세|년"


def course_of(session: Session[Evaluator], measured: BySplit, constant: float | None) -> Course:
    """What the training of a network that predicts has shown."""
    course = Course(
        Given(session.resolved, session.dataset),
        first_training(session.history),
        constant_loss=constant,
        status=session.status,
        measured=measured,
        matrices=session.run.read_confusion_matrix() or {},
        nearest=functools.partial(reference_of, session.dataset),
    )
    return with_others(course, session.health, functools.partial(records_with, session.history))


def first_training(history: History) -> History:
    """The records of the first of several trainings, such as the members of an ensemble; of a single one all."""
    epochs = history.column("epoch")
    ends = [index for index, (epoch, after) in enumerate(itertools.pairwise(epochs), 1) if after <= epoch]
    return history.part(0, ends[0] if ends else None)


def constant_loss(session: Session[Evaluator]) -> float | None:
    """The loss on the training rows of the class frequencies, or the mean."""
    train, rows = session.splits["train"]
    answer = np.tile(baselines.scores(session.evaluator, train), (rows.count, 1))
    loss = session.evaluator.objective.loss_of_scores(answer, rows)
    return loss if math.isfinite(loss) else None


def thresholds(session: Session[Evaluator]) -> list[Finding]:
    """Where the answer changes along the one feature of a two-class problem, in the feature's own unit."""
    encoding = session.evaluator.encoding
    values = encoding.single_number(session.dataset.train.inputs)
    if not encoding.task.is_binary or values is None:
        return []
    grid = np.linspace(values.min(), values.max(), GRID)
    probabilities = _chances(session, grid)
    cut = session.evaluator.threshold or 0.5
    borders = np.flatnonzero((probabilities[:-1] > cut) != (probabilities[1:] > cut))
    feature, labels = encoding.features[0].name, encoding.labels
    facts: list[Finding] = []
    for i in borders[:5]:
        # Linear interpolation between two grid points that lie on either side of the threshold.
        fraction = (cut - probabilities[i]) / (probabilities[i + 1] - probabilities[i])
        border = float(grid[i] + fraction * (grid[i + 1] - grid[i]))
        below, above = (labels[1], labels[0]) if probabilities[i] > cut else (labels[0], labels[1])
        message = THRESHOLD.en.format(below=below, above=above, where=feature, value=with_unit(border, feature))
        facts.append(Finding(fact="threshold", where=feature, evidence={"value": border}, message=message))
    return facts


def with_unit(value: float, column: str) -> str:
    """A value with the unit that its column's name ends in, if it does: `7.47 cm` for diameter_cm or `diameter (cm)`."""
    unit = re.search(rf"(?:_|\()({UNITS})\)?$", column)
    return f"{value:.4g} {unit[1]}" if unit else f"{value:.4g}"


def _chances(session: Session[Evaluator], grid: np.ndarray) -> np.ndarray:
    """The probability of the positive class at each value of the one feature."""
    (name,) = session.dataset.train.inputs
    block = session.evaluator.encoding.encode_single_number(grid)
    unknown = np.zeros(len(grid), np.int64)
    rows = session.engine.load(Part({name: block}, unknown, None, np.arange(len(grid))))
    return session.evaluator.predictions(session.engine.scores(rows))[:, 1]
