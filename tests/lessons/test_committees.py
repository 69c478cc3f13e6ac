"""Members of an ensemble one by one: together they are the run's own answer; how often several err at once by chance."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dltrain.commands.train import train
from dltrain.commands.training.display import Display
from dltrain.lessons.committees import independent, members_of, wrong
from dltrain.lessons.trained import Trained
from dltrain.runs import Run

SPEC = """
data: {source: {type: moons, rows: 60, noise: 0.3}, split: {validation: 0.2, test: 0.5}}
model: {layers: [2]}
training: {epochs: 3}
ensemble: {type: %s, members: 3}
"""


def test_errors_of_members_that_are_independent() -> None:
    # Two coins: neither, one or both. Three members that err once in four: 27, 27, 9 and 1 of 64.
    assert independent(np.array([0.5, 0.5])) == pytest.approx([0.25, 0.5, 0.25])
    assert independent(np.full(3, 0.25)) * 64 == pytest.approx([27, 27, 9, 1])
    assert independent(np.array([0.1, 0.4])) == pytest.approx([0.54, 0.42, 0.04])  # 0.9 · 0.6, 0.1 · 0.6 + 0.9 · 0.4, 0.1 · 0.4


@pytest.mark.parametrize("kind", ["voting", "boosting", "stacking, folds: 2"])
def test_all_members_together_are_what_the_run_was_measured_by(kind: str, tmp_path: Path) -> None:
    spec = tmp_path / "spec.yaml"
    spec.write_text(SPEC % kind, "utf-8")
    summary = train(spec=spec, run_dir=tmp_path / "run", display=Display(charts=False))
    trained = Trained(spec, (), Run(tmp_path / "run"), summary)
    members, test = members_of(trained), trained.setup.dataset.test
    assert test is not None
    answers = members.answers(test)
    assert answers.shape == (members.count, 30, 2)
    assert answers.sum(axis=2) == pytest.approx(np.ones((members.count, 30)))
    assert wrong(members.together(answers), test).mean() == pytest.approx(1 - (summary.metrics["test"]["accuracy"] or 0))
    first = wrong(members.together(answers[:1]), test)
    assert kind.startswith("stacking") or (first == wrong(answers[0], test)).all()
