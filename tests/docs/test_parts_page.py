"""docs/parts.md: a part of each kind in one file, and the commands of the page, run as they are written."""

import re
import shlex
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "parts.md").read_text("utf-8")


@pytest.mark.usefixtures("own_parts")
def test_the_parts_are_trained_with_and_the_commands_work(dltrain):
    for name in ("spec.yaml", "parts.py"):
        Path(name).write_text("\n".join(re.findall(rf"```\w+ {re.escape(name)}\n(.*?)```", PAGE, re.DOTALL)), "utf-8")
    Path("rows.csv").write_text("x1,x2\n0.5,0.1\n0.2,1\n", "utf-8")
    commands = "".join(re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)).splitlines()
    assert len(commands) == 5
    for line in commands:
        result = dltrain(*shlex.split(line)[1:])
        assert result.code == 0, line + result.err
    assert "8 sine → scale → 1" in Path("mine/log.txt").read_text("utf-8")
