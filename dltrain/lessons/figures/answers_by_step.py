"""What recurrent networks would answer after each step of a sequence."""

from __future__ import annotations

from dltrain.charts import Axis
from dltrain.charts.layers import points
from dltrain.charts.series import series
from dltrain.charts.style import COLOURS, GREY, INK
from dltrain.lazy import np
from dltrain.lessons.figures.base import FIGURES, Figure, Scene, Shown, Value
from dltrain.lessons.remembering import answers_by_step, sequences_of
from dltrain.types import option, options


@FIGURES.entry("answers_by_step")
@options
class AnswersByStep(Figure):
    """Two test sequences, in the first of which the marked bit is 1, in the second 0: the bits as dots, the marked one large, and
    a line a training, the probability of 1 if the sequence ended at this step.

    Numbers, by the name of the training: `one` and `zero`, the probability after the last step of either; `step`, the marked one.
    """

    of: list[str] = option(help="the trainings, by name: recurrent networks on bits of which one is marked")
    marked: int = option(help="the step whose bit is marked, from 1", at_least=1)

    def show(self, scene: Scene) -> Shown:
        numbers: dict[str, Value] = {"step": self.marked}
        panels = []
        for answer, key in ((1, "one"), (0, "zero")):
            lines = {}
            for name in self.of:
                session = scene.trained[name].session
                sequences, target = sequences_of(session, "test"), session.splits["test"][0].target
                fitting = (sequences[:, self.marked - 1, 1] == 1) & (target == answer)
                sequence = sequences[np.flatnonzero(fitting)[0]]
                (probabilities,) = answers_by_step(session, sequence[None]).tolist()
                lines[scene.called[name]] = ([float(step) for step in range(1, len(sequence) + 1)], probabilities)
                numbers[f"{name}.{key}"] = probabilities[-1]
            bits = [{"x": float(step), "y": bit} for step, bit in enumerate(sequence[:, 0].tolist(), 1)]
            dots = [points(bits, GREY, size=28), points(bits[self.marked - 1 : self.marked], INK, size=130)]
            title = scene.say(f"the marked bit is {answer}", f"표시된 비트가 {answer}일 때")
            names = (scene.say("step", "스텝"), "")
            panels.append(series(lines, title=title, names=names, y=Axis(-0.08, 1.08), colours=COLOURS, extra=dots, height=150))
        return Shown(panels, numbers)
