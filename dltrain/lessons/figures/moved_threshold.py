"""Why accuracy is not what is descended on: it and the loss, as a threshold is moved."""

from __future__ import annotations

from dltrain.charts import Axis
from dltrain.charts.series import series
from dltrain.lazy import np
from dltrain.lessons.figures.base import FIGURES, Figure, Scene, Shown, Value
from dltrain.types import option, options

PLACES = 400


@FIGURES.entry("moved_threshold")
@options
class MovedThreshold(Figure):
    """The accuracy and the loss on the training rows, as the bias of a trained neuron moves its threshold over the number.

    Numbers: `rows`, `different`, how many different accuracies there are, and `flat`, the share of places at which a small
    move changes the accuracy not at all.
    """

    of: str = option(help="the training: one number, two classes, no hidden layer")

    def show(self, scene: Scene) -> Shown:
        session = scene.trained[self.of].session
        encoding, (part, rows) = session.dataset.encoding, session.splits["train"]
        values = encoding.single_number(part.inputs)
        assert values is not None
        z = session.engine.scores(rows).astype(float)[:, 0]
        slope = float(np.polyfit(values, z, 1)[0])  # the scores are linear in the number
        places = np.linspace(values.min(), values.max(), PLACES)
        accuracies, losses = [], []
        for place in places:
            moved = (slope * (values - place))[:, None].astype(np.float32)
            losses.append(session.evaluator.objective.loss_of_scores(moved, rows))
            accuracies.append(float(np.mean((moved[:, 0] > 0) == (part.target == 1))))
        names = (scene.say(f"threshold ({encoding.features[0].name})", f"임곗값 ({encoding.features[0].name})"), "")
        panels = [
            series({"": (places.tolist(), accuracies)}, title=scene.say("accuracy", "정확도"), names=names, y=Axis(0.4, 1)),
            series({"": (places.tolist(), losses)}, title=scene.say("cross-entropy", "교차 엔트로피"), names=names),
        ]
        flat = float(np.mean(np.diff(accuracies) == 0))
        numbers: dict[str, Value] = {"rows": len(values), "different": len(set(accuracies)), "flat": flat}
        return Shown(panels, numbers)
