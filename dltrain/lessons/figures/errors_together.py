"""On how many rows how many members of an ensemble are wrong at once, beside what it would be if they erred independently."""

from __future__ import annotations

from dltrain.charts import Axis, panel
from dltrain.charts.layers import points, rule
from dltrain.charts.style import BLUE, ORANGE
from dltrain.lazy import np
from dltrain.lessons.committees import independent, members_of, wrong
from dltrain.lessons.figures.base import FIGURES, Figure, Scene, Shown, Value
from dltrain.types import option, options

BAR = 9  # pixels


@FIGURES.entry("errors_together")
@options
class ErrorsTogether(Figure):
    """A panel a training: bars for the share of the test rows on which so many members are wrong, points for what it would be if
    each erred as often as it does, whatever the others do.

    Numbers, by the name of the training: `all`, the share of rows on which all members are wrong, `most`, on which more than half
    are, and `independent`, the share on which more than half would be.
    """

    of: list[str] = option(help="the trainings, ensembles of classes, by name")

    def show(self, scene: Scene) -> Shown:
        panels, numbers = [], dict[str, Value]()
        for name in self.of:
            committee, test = members_of(scene.trained[name]), scene.trained[name].setup.dataset.test
            assert test is not None
            errs = wrong(committee.answers(test), test)
            shares = np.bincount(errs.sum(axis=0), minlength=len(errs) + 1) / errs.shape[1]
            expected = independent(errs.mean(axis=1))
            more_than_half = len(errs) // 2 + 1
            numbers |= {
                f"{name}.all": float(shares[-1]),
                f"{name}.most": float(shares[more_than_half:].sum()),
                f"{name}.independent": float(expected[more_than_half:].sum()),
            }
            bars = [{"x": x, "y": 0, "x2": x, "y2": 100 * share} for x, share in enumerate(shares.tolist())]
            dots = [{"x": x, "y": 100 * share} for x, share in enumerate(expected.tolist())]
            layers = [rule(bars, BLUE, dash=(), width=BAR), points(dots, ORANGE, size=60)]
            legend = [
                (scene.say("as they are", "실제"), BLUE),
                (scene.say("if they erred independently", "서로 독립으로 틀린다면"), ORANGE),
            ]
            titles = (scene.say("members that are wrong", "틀린 구성원 수"), scene.say("test rows (%)", "시험 데이터 (%)"))
            x = Axis(-0.6, len(errs) + 0.6)
            panels.append(panel(scene.called[name], layers, x=x, y=Axis(0, 100), names=titles, legend=legend))
        return Shown(panels, numbers)
