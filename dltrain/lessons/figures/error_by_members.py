"""How often ensembles err by how many of their members answer together."""

from __future__ import annotations

from dltrain.charts import Axis
from dltrain.charts.series import series
from dltrain.lazy import np
from dltrain.lessons.committees import members_of, wrong
from dltrain.lessons.figures.base import FIGURES, Figure, Scene, Shown, Value
from dltrain.types import option, options


@FIGURES.entry("error_by_members")
@options
class ErrorByMembers(Figure):
    """A line a training: the share of the test rows that its first so many members together get wrong, in percent.

    Numbers, by the name of the training: `mean`, the mean error of its members by themselves, `first`, that of the first one,
    `least` and `most`, those of the best and of the worst, and `whole`, that of all together.
    """

    of: list[str] = option(help="the trainings, ensembles of classes, by name")

    def show(self, scene: Scene) -> Shown:
        lines, numbers = {}, dict[str, Value]()
        for name in self.of:
            committee, test = members_of(scene.trained[name]), scene.trained[name].setup.dataset.test
            assert test is not None
            answers = committee.answers(test)
            together = [
                float(wrong(committee.together(answers[:so_many]), test).mean()) for so_many in range(1, len(answers) + 1)
            ]
            alone = wrong(answers, test).mean(axis=1)
            lines[scene.called[name]] = ([float(so_many) for so_many in range(1, len(answers) + 1)], [100 * e for e in together])
            numbers |= {
                f"{name}.mean": float(alone.mean()),
                f"{name}.first": float(alone[0]),
                f"{name}.least": float(alone.min()),
                f"{name}.most": float(alone.max()),
                f"{name}.whole": together[-1],
            }
        highest = max(float(np.max(values)) for _, values in lines.values())
        names = (scene.say("members", "구성원 수"), scene.say("test error (%)", "시험 오류율 (%)"))
        return Shown([series(lines, names=names, y=Axis(0, 1.1 * highest))], numbers, columns=1)
