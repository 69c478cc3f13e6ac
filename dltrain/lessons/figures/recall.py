"""How often recurrent networks remember, by how long ago it was."""

from __future__ import annotations

from dltrain.charts import Axis
from dltrain.charts.series import series
from dltrain.lazy import np
from dltrain.lessons.figures.base import FIGURES, Figure, Scene, Shown, Value
from dltrain.lessons.remembering import answers_by_step, sequences_of
from dltrain.types import option, options


@FIGURES.entry("recall")
@options
class Recall(Figure):
    """A line a training: the accuracy on the validation and test rows together, by how many steps before the last one the marked
    bit was read, some steps taken together.

    Numbers, by the name of the training: `near` and `far`, the accuracy of the first and of the last of these groups.
    """

    of: list[str] = option(help="the trainings, by name: recurrent networks on bits of which one is marked")
    together: int = option(4, help="how many steps are taken together", at_least=1)

    def show(self, scene: Scene) -> Shown:
        lines, numbers = {}, dict[str, Value]()
        for name in self.of:
            session = scene.trained[name].session
            sequences = np.concatenate([sequences_of(session, split) for split in ("validation", "test")])
            target = np.concatenate([session.splits[split][0].target for split in ("validation", "test")])
            right = (answers_by_step(session, sequences)[:, -1] > 0.5) == (target == 1)
            ago = sequences.shape[1] - 1 - sequences[:, :, 1].argmax(axis=1)
            groups = ago // self.together
            shares = [float(right[groups == group].mean()) for group in range(groups.max() + 1)]
            middles = [group * self.together + (self.together - 1) / 2 for group in range(len(shares))]
            lines[scene.called[name]] = (middles, shares)
            numbers |= {f"{name}.near": shares[0], f"{name}.far": shares[-1]}
        names = (scene.say("steps since the marked bit", "표시된 비트 뒤에 지난 스텝"), scene.say("accuracy", "정확도"))
        return Shown([series(lines, names=names, y=Axis(0.3, 1.03), height=200)], numbers, columns=1)
