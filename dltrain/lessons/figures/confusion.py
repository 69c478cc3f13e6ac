"""One confusion matrix: the rows that it counts, its four cells, and every metric from them."""

from __future__ import annotations

import json
from typing import Any

from dltrain.charts import Axis, panel
from dltrain.charts.layers import layer, points, rule, words
from dltrain.charts.style import BLUE, INK, ORANGE
from dltrain.lazy import np
from dltrain.lessons.figures.base import FIGURES, Figure, Panel, Scene, Shown, Value
from dltrain.metrics import METRICS, Outcome
from dltrain.metrics.counts import F1, Precision, Recall, counts
from dltrain.types import option, options

SIDE = 230
# The cells by (true class, predicted class).
CELLS = {(0, 0): "TN", (0, 1): "FP", (1, 0): "FN", (1, 1): "TP"}


@FIGURES.entry("confusion")
@options
class Confusion(Figure):
    """Left each row at the probability of the second class that it was given, the first class below and the second above;
    right the matrix: how many rows are where.

    Numbers: `tn`, `fp`, `fn`, `tp`, `rows`, `true0`, `true1`, `predicted0` and `predicted1`, rows by their true and their
    predicted class; of each class `precision0`, `recall0`, `f10`, ... and `precision1`, ...; and by its name each metric that
    takes no more than the matrix.
    """

    of: str = option(help="the training, of two classes")
    split: str = option("test", help="which rows")

    def show(self, scene: Scene) -> Shown:
        session = scene.trained[self.of].session
        outcome, labels = outcome_of(session, self.split), [str(label) for label in session.dataset.encoding.labels]
        assert outcome.probabilities is not None
        title = scene.say(f"the probability of {labels[1]}", f"{labels[1]}일 확률")
        panels = [_rows(outcome, labels, title), _matrix(scene, outcome, labels)]
        return Shown(panels, numbers_of(outcome))


def outcome_of(session: Any, split: str) -> Outcome:
    """What was true and what the network predicts for the rows of a split."""
    part, rows = session.splits[split]
    evaluator = session.evaluator
    outcome: Outcome = evaluator.outcome(evaluator.predictions(session.engine.scores(rows)), part.target)
    return outcome


def numbers_of(outcome: Outcome) -> dict[str, Value]:
    """The counts of a matrix of two classes, and the metrics of them."""
    matrix = outcome.matrix
    numbers: dict[str, Value] = {"rows": int(matrix.sum())}
    numbers |= {name.lower(): int(matrix[cell]) for cell, name in CELLS.items()}
    of_classes = counts(outcome)
    for number in (0, 1):
        numbers[f"true{number}"] = int(matrix[number].sum())
        numbers[f"predicted{number}"] = int(matrix[:, number].sum())
        for name, metric in (("precision", Precision()), ("recall", Recall()), ("f1", F1())):
            numbers[f"{name}{number}"] = float(metric.of_counts(*of_classes)[number])
    for name in ("accuracy", "balanced_accuracy", "precision", "recall", "f1", "matthews", "cohen_kappa"):
        numbers[name] = METRICS[name]().value(outcome)
    return numbers


def _rows(outcome: Outcome, labels: list[str], title: str) -> Panel:
    assert outcome.probabilities is not None
    probability = outcome.probabilities[:, 1]
    heights = outcome.true + np.random.default_rng(0).uniform(-0.3, 0.3, len(probability))  # so that rows alike are seen
    layers = [rule([{"x": 0.5, "y": -0.5, "x2": 0.5, "y2": 1.5}], INK)]
    for right, colour in ((True, BLUE), (False, ORANGE)):
        chosen = (outcome.true == outcome.predicted) == right
        places = zip(probability[chosen].tolist(), heights[chosen].tolist(), strict=True)
        layers.append(points([{"x": x, "y": y} for x, y in places], colour, size=24))
    for (true, predicted), cell in CELLS.items():
        place = {"x": float(predicted), "y": true + 0.42, "text": f" {cell} "}
        layers.append(words([place], align="right" if predicted else "left", fontWeight=600))
    one = panel(title, layers, x=Axis(-0.02, 1.02), y=Axis(-0.5, 1.5), width=SIDE, height=SIDE)
    one["encoding"]["y"]["axis"] |= _classes(labels)
    return one


def _classes(labels: list[str]) -> dict[str, Any]:
    """The look of an axis with the two classes at 0 and 1."""
    return {"values": [0, 1], "labelExpr": f"{json.dumps(labels)}[datum.value]", "grid": False, "labelColor": INK}


def _matrix(scene: Scene, outcome: Outcome, labels: list[str]) -> Panel:
    layers, half = [], 0.5
    for (true, predicted), cell in CELLS.items():
        count, colour = int(outcome.matrix[true, predicted]), BLUE if true == predicted else ORANGE
        area = {"x": predicted - half, "x2": predicted + half, "y": true - half, "y2": true + half}
        shade = 0.12 + 0.68 * count / int(outcome.matrix[true].sum())
        mark = {"type": "rect", "fill": colour, "fillOpacity": shade, "stroke": "white", "strokeWidth": 2}
        layers.append(layer([area], mark, x2={"field": "x2"}, y2={"field": "y2"}))
        look: dict[str, Any] = {"align": "center"}
        layers.append(words([{"x": predicted, "y": true + 0.08, "text": f"{count:,}"}], fontSize=22, fontWeight=600, **look))
        layers.append(words([{"x": predicted, "y": true - 0.2, "text": cell}], **look))
    axis = Axis(-half, 1 + half)
    names = (scene.say("predicted class", "예측한 클래스"), scene.say("true class", "참 클래스"))
    one = panel(scene.say("how many rows", "행의 수"), layers, x=axis, y=axis, names=names, width=SIDE, height=SIDE)
    for side in ("x", "y"):
        one["encoding"][side]["axis"] |= _classes(labels)
    return one
