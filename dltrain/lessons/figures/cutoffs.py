"""What becomes of the metrics as the probability changes from which on a row is taken for the second class."""

from __future__ import annotations

from dataclasses import replace

from dltrain.charts import Axis
from dltrain.charts.layers import line, points, words
from dltrain.charts.series import series
from dltrain.charts.style import GREY, INK
from dltrain.lazy import np
from dltrain.lessons.figures.base import FIGURES, Figure, Panel, Scene, Shown, Value
from dltrain.lessons.figures.confusion import numbers_of, outcome_of
from dltrain.metrics import METRICS, Outcome
from dltrain.types import option, options

PLACES = 101  # cutoffs from 0 to 1


@FIGURES.entry("cutoffs")
@options
class Cutoffs(Figure):
    """Left precision, recall and F1 of the second class at every cutoff, right the ROC curve that the cutoffs draw.

    Numbers: `roc_auc`; `low`, the cutoff that is tried beside a half, and with it `fn`, `fp`, `precision` and `recall`.
    """

    of: str = option(help="the training, of two classes")
    split: str = option("test", help="which rows")
    low: float = option(0.25, help="a cutoff to try beside a half", above=0, below=1)

    def show(self, scene: Scene) -> Shown:
        outcome = outcome_of(scene.trained[self.of].session, self.split)
        at = {cutoff: numbers_of(moved(outcome, cutoff)) for cutoff in np.linspace(0, 1, PLACES).tolist()}
        names = {"precision": ("precision", "정밀도"), "recall": ("recall", "재현율"), "f1": ("F1", "F1")}
        lines = {
            scene.say(*called): (list(at), [_value(one, f"{name}1") for one in at.values()]) for name, called in names.items()
        }
        axis = scene.say("cutoff", "기준 확률")
        panels = [series(lines, names=(axis, ""), y=Axis(0, 1.02), width=230, height=230), _roc(scene, outcome, self.low)]
        tried = numbers_of(moved(outcome, self.low))
        numbers: dict[str, Value] = {"roc_auc": METRICS["roc_auc"]().value(outcome), "low": f"{self.low:g}"}
        numbers |= {"fn": tried["fn"], "fp": tried["fp"], "precision": tried["precision1"], "recall": tried["recall1"]}
        return Shown(panels, numbers)


def _value(numbers: dict[str, Value], name: str) -> float:
    """The number; NaN for the precision where nothing is taken for the second class, which a line leaves out."""
    return float("nan") if not numbers["predicted1"] and name == "precision1" else float(numbers[name] or 0)


def moved(outcome: Outcome, cutoff: float) -> Outcome:
    """The same probabilities, with rows taken for the second class from another probability on."""
    assert outcome.probabilities is not None
    return replace(outcome, predicted=(outcome.probabilities[:, 1] >= cutoff).astype(outcome.predicted.dtype))


def _roc(scene: Scene, outcome: Outcome, low: float) -> Panel:
    assert outcome.probabilities is not None
    cutoffs = [2.0, *sorted(set(outcome.probabilities[:, 1].tolist()), reverse=True)]
    steps = [_rates(outcome, cutoff) for cutoff in cutoffs]
    marked = [(cutoff, *_rates(outcome, cutoff)) for cutoff in (0.5, low)]
    extra = [line([{"x": 0, "y": 0}, {"x": 1, "y": 1}], GREY, width=1, dash=(4, 3))]
    xs, ys = [x for x, _ in steps], [y for _, y in steps]
    names = (scene.say("false positive rate, FP / (FP + TN)", "거짓 양성률, FP / (FP + TN)"), scene.say("recall", "재현율"))
    title = scene.say("ROC curve", "ROC 곡선")
    one = series({"": (xs, ys)}, title=title, names=names, y=Axis(0, 1.02), width=230, height=230, extra=extra)
    one["layer"].append(points([{"x": x, "y": y} for _, x, y in marked], INK, size=60))
    one["layer"].append(words([{"x": x, "y": y, "text": f"{cutoff:g}"} for cutoff, x, y in marked], dx=7, dy=9))
    return one


def _rates(outcome: Outcome, cutoff: float) -> tuple[float, float]:
    """The false positive rate and the recall of the second class at a cutoff."""
    matrix = moved(outcome, cutoff).matrix
    return float(matrix[0, 1] / matrix[0].sum()), float(matrix[1, 1] / matrix[1].sum())
