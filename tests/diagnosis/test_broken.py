"""Each config of configs/broken/ shows the problem that it is named after, first; its repaired twin shows none."""

from pathlib import Path

import pytest

from dltrain.commands.check import check
from dltrain.commands.train import train
from dltrain.commands.training.display import Display, Unfinished
from dltrain.diagnosis import PROBLEMS

BROKEN = Path(__file__).parents[2] / "configs" / "broken"
BEFORE = [name for name in PROBLEMS if "before" in vars(PROBLEMS[name])]
DURING = [name for name in PROBLEMS if name not in BEFORE and (BROKEN / f"{name}.yaml").exists()]
QUICK = {"learning_rate_too_high", "dying_relu", "not_learned", "exploding_gradient"}  # the others with --whole


@pytest.mark.parametrize("problem", BEFORE)
def test_a_broken_spec_shows_its_problem_before_the_first_step(problem):
    found = check(spec=BROKEN / f"{problem}.yaml").findings
    assert [finding.problem for finding in found] == [problem]
    assert found[0].message
    assert [finding for finding in check(spec=BROKEN / f"{problem}_repaired.yaml").findings if finding.ails] == []


def problems(path, folder):
    """What a training shows, hints left out."""
    try:
        summary = train(spec=path, sets=["threads=1"], run_dir=folder, display=Display(charts=False))
    except Unfinished as error:
        summary = error.summary
    return [finding["problem"] for finding in summary.findings if finding["severity"] != "hint"]


@pytest.mark.parametrize("problem", DURING)
def test_a_broken_spec_shows_its_problem_in_training(problem, tmp_path, whole):
    if problem not in QUICK and not whole:
        pytest.skip("with --whole")
    assert problems(BROKEN / f"{problem}.yaml", tmp_path / "broken")[0] == problem
    assert problems(BROKEN / f"{problem}_repaired.yaml", tmp_path / "repaired") == []
