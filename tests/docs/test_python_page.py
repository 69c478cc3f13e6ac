"""docs/python.md: its examples run in order, in one session, and print what stands below them."""

import contextlib
import io
import re
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "python.md").read_text("utf-8")
FRAME = re.compile(r"^shape: .*?┘\n", re.DOTALL | re.MULTILINE)  # its look is polars' own
NUMBER = re.compile(r"-?\d+\.\d+")


def test_the_examples_print_what_the_page_says(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "configs", "configs", ignore=shutil.ignore_patterns("broken"))
    session: dict[str, object] = {}
    examples = re.findall(r"```python\n(.*?)```(?:\s+```text\n(.*?)```)?", PAGE, re.DOTALL)
    assert len(examples) > 8
    for code, expected in examples:
        with contextlib.redirect_stdout(io.StringIO()) as said:
            exec(compile(code, "docs/python.md", "exec"), session)
        lines = FRAME.sub("", said.getvalue())
        assert NUMBER.sub("#", lines) == NUMBER.sub("#", expected), code
        numbers, shown = ([float(number) for number in NUMBER.findall(text)] for text in (lines, expected))
        assert numbers == pytest.approx(shown, abs=0.03), code  # other processors round otherwise
