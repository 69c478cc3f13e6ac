"""Each config of configs/broken/ shows the problem that it is named after, first; its repaired twin shows none."""

from pathlib import Path

import pytest

from dltrain.commands.check import check
from dltrain.diagnosis import PROBLEMS

BROKEN = Path(__file__).parents[2] / "configs" / "broken"
BEFORE = [name for name in PROBLEMS if "before" in vars(PROBLEMS[name])]


@pytest.mark.parametrize("problem", BEFORE)
def test_a_broken_spec_shows_its_problem_before_the_first_step(problem):
    found = check(spec=BROKEN / f"{problem}.yaml").findings
    assert [finding.problem for finding in found] == [problem]
    assert found[0].message
    assert [finding for finding in check(spec=BROKEN / f"{problem}_repaired.yaml").findings if finding.ails] == []
