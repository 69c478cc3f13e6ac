"""docs/columns.md: the table is made, trained on and predicted for as the page says, and reaches what it says."""

import json
import re
import shlex
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "columns.md").read_text("utf-8")


def block(name):
    return re.search(rf"```\w+ {re.escape(name)}\n(.*?)```", PAGE, re.DOTALL)[1]


def test_the_example_trains_and_predicts(dltrain):
    exec(compile(block("make.py"), "make.py", "exec"), {})
    Path("slips.yaml").write_text(block("slips.yaml"), "utf-8")
    _, *commands = re.search(r"```sh\n(.*?)```", PAGE, re.DOTALL)[1].splitlines()
    for line in commands:
        result = dltrain(*shlex.split(line)[1:])
        assert result.code == 0, line + result.err
    assert json.loads(Path("slips/summary.json").read_text("utf-8"))["test"]["r2"] == pytest.approx(0.9, abs=0.05)
    assert Path("amounts.csv").read_text("utf-8").splitlines()[1].startswith("scans/000.png,0,")


def test_a_picture_that_is_not_there_is_told_as_the_page_says(dltrain):
    exec(compile(block("make.py"), "make.py", "exec"), {})
    Path("slips.csv").write_text(Path("slips.csv").read_text("utf-8").replace("scans/002.png", "scans/002.pgn"), "utf-8")
    Path("slips.yaml").write_text(block("slips.yaml"), "utf-8")
    (message,) = re.search(r"```text\n(.*?)```", PAGE, re.DOTALL)[1].splitlines()
    assert dltrain("check", "slips.yaml").err.strip() == message.replace("/home/me", str(Path.cwd()))
