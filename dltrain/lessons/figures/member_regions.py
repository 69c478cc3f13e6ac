"""What members of an ensemble answer in the plane of two numbers, and what all of them answer as one."""

from __future__ import annotations

from dltrain import charts
from dltrain.lessons.committees import members_of, wrong
from dltrain.lessons.figures.base import FIGURES, Figure, Scene, Shown
from dltrain.types import option, options


@FIGURES.entry("member_regions")
@options
class MemberRegions(Figure):
    """A panel for each of these members, and a last one for all members together, with the training rows.

    Numbers: `members`, how many there are.
    """

    of: str = option(help="the training, an ensemble of classes of two numbers")
    members: list[int] = option(help="the members that are shown, by number from 1")

    def show(self, scene: Scene) -> Shown:
        from dltrain.kinds.regions import surface

        trained = scene.trained[self.of]
        dataset, committee = trained.setup.dataset, members_of(trained)
        encoding, test = dataset.encoding, dataset.test
        assert test is not None
        tested = committee.answers(test)
        labels = charts.drawable_labels(encoding.labels)
        names = (encoding.features[0].name, encoding.features[1].name)
        parts = {"train": scene.say("training rows", "훈련 데이터")}
        panels = []
        for number in self.members:
            title = scene.say(f"member {number}", f"{number}번 구성원")
            one = surface(encoding, {"train": dataset.train}, lambda part, index=number - 1: committee.answers(part)[index])  # type: ignore[misc]
            title = f"{title}: {scene.say('error', '오류율')} {wrong(tested[number - 1], test).mean():.1%}"
            panels.append(charts.regions(one, labels, names, parts, title))
        whole = surface(encoding, {"train": dataset.train}, lambda part: committee.together(committee.answers(part)))
        title = scene.say(f"all {committee.count} together", f"{committee.count}개 모두 함께")
        title = f"{title}: {scene.say('error', '오류율')} {wrong(committee.together(tested), test).mean():.1%}"
        panels.append(charts.regions(whole, labels, names, parts, title))
        return Shown(panels, {"members": committee.count})
