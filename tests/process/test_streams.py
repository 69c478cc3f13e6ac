"""What becomes of a command whose stdout or stderr is closed, full, or read by nobody."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dltrain.process import streams

pytestmark = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")

SPEC = """
name: 작은
threads: 1
engine: numpy
data:
  source: {type: inline, columns: [값, 답], rows: [[0, 예], [1, 아니오], [2, 예], [3, 아니오], [4, 예], [5, 아니오]]}
  target: 답
  split: none
model: {layers: []}
training: {epochs: 2}
"""
FULL = "error: stdout cannot be written: no space left on device"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where there are a spec and a run of it."""
    folder = tmp_path_factory.mktemp("streams")
    (folder / "spec.yaml").write_text(SPEC, encoding="utf-8")
    (folder / "new.csv").write_text("값\n1\n", encoding="utf-8")
    shell(folder, "dltrain train spec.yaml --run-dir run --no-pictures --quiet")
    return folder


def shell(folder: Path, line: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Types a line with `dltrain` in it, with a pipe's exit code that of its first part."""
    line = f"set -o pipefail; {line}".replace("dltrain", f"{sys.executable} -m dltrain")
    return subprocess.run(
        ["bash", "-c", line], cwd=folder, capture_output=True, encoding="utf-8", check=False, env=os.environ | environment
    )


@pytest.mark.parametrize("words", ["--help", "check spec.yaml", "predict run new.csv"])
def test_a_stdout_that_cannot_be_written(folder: Path, words: str) -> None:
    full = shell(folder, f"dltrain {words} > /dev/full")
    assert (full.returncode, full.stderr) == (3, FULL + "\n")
    closed = shell(folder, f"dltrain {words} >&-")
    assert (closed.returncode, closed.stderr) == (0, "")
    unread = shell(folder, f"dltrain {words} | true")
    assert unread.returncode in (0, 141)  # 0 where `true` has not ended when it is written to
    assert unread.stderr == ""


@pytest.mark.parametrize("gone", ["2>/dev/full", "2>&1 | true", "2>&- >&- <&-"])
def test_a_training_goes_on_whatever_becomes_of_stderr(folder: Path, gone: str) -> None:
    name = f"run{abs(hash(gone))}"
    assert shell(folder, f"dltrain train spec.yaml --run-dir {name} --no-pictures {gone}").returncode == 0
    assert json.loads((folder / name / "summary.json").read_text("utf-8"))["status"] == "completed"
    assert "completed 2 epochs" in (folder / name / "log.txt").read_text("utf-8")


@pytest.mark.parametrize(
    ("gone", "told"), [(">/dev/full", FULL), (">&-", "error: stdout is closed"), ("| sleep 0", "broken pipe")]
)
def test_a_summary_that_nobody_gets(folder: Path, gone: str, told: str) -> None:
    ended = shell(folder, f"dltrain train spec.yaml --run-dir json{len(gone)} --no-pictures --quiet --json {gone}")
    assert (ended.returncode, told in ended.stderr) == (3, True), ended.stderr
    assert "everything is saved" in ended.stderr
    assert (folder / f"json{len(gone)}" / "summary.json").exists()


@pytest.mark.parametrize("environment", [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C", "PYTHONUTF8": "0"}], ids=str)
def test_an_ascii_stdout_gets_utf_8(folder: Path, environment: dict[str, str]) -> None:
    ended = shell(folder, "dltrain predict run new.csv", **environment)
    assert ended.returncode == 0, ended.stderr
    assert "probability_아니오" in ended.stdout


def test_what_native_threads_write_to_stderr_is_dropped_while_it_is_silenced(capfd):
    with streams.silenced():
        os.write(2, b"thread 'polars-0' panicked at crates/polars-parquet/src/lib.rs\n")
    os.write(2, b"heard\n")
    assert capfd.readouterr().err == "heard\n"
