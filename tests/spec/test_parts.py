"""`use:` and `--use`: files of parts are run where a user names them, and never otherwise."""

import json
from pathlib import Path

import pytest

import dltrain as package
from dltrain.models.activations import ACTIVATIONS
from dltrain.spec import parts

SINE = """from dltrain.models.activations import ACTIVATIONS
from dltrain.models.activations.base import Activation
from dltrain.types import options


@ACTIVATIONS.entry("sine")
@options
class Sine(Activation):
    \"\"\"sin z.\"\"\"

    of_input = True

    def forward(self, xp, z, out=None):
        return xp.sin(z, out=out)

    def backward(self, xp, z, a, d):
        d *= xp.cos(z)
"""
SPEC = "data: {source: moons}\nmodel: {layers: [4], activation: sine}\ntraining: {epochs: 2}\n"

pytestmark = pytest.mark.usefixtures("own_parts")


def forget():
    """As in a new process: nothing has been run."""
    for entries in parts._run.values():
        parts._leave(entries.names)
    parts._run.clear()
    parts._given.clear()


@pytest.fixture
def typed(dltrain):
    """Types a command as in a process of its own, in a folder with `own/spec.yaml` and `own/parts.py`."""
    Path("own").mkdir()
    Path("own/parts.py").write_text(SINE, "utf-8")
    Path("own/spec.yaml").write_text(f"use: [parts.py]\n{SPEC}", "utf-8")

    def run(*words):
        forget()
        return dltrain(*words)

    return run


def trained(typed, *words):
    result = typed("train", "own/spec.yaml", "--run-dir", "run", "--no-pictures", *words)
    assert result.code == 0, result.err


def test_a_spec_names_files_beside_it_and_the_run_records_what_they_were(typed):
    trained(typed)
    spec = package.Run("run").summary and Path("run/spec.yaml").read_text("utf-8")
    assert f"use: [{Path('own/parts.py').absolute()}]" in spec
    assert "use_sha256: [" in spec
    assert typed("train", "run/spec.yaml", "--run-dir", "again", "--no-pictures").code == 0


def test_beside_a_command_a_file_does_the_same(typed):
    Path("plain.yaml").write_text(SPEC, "utf-8")
    assert typed("check", "plain.yaml").code == 2
    assert typed("check", "plain.yaml", "--use", "own/parts.py").code == 0
    assert typed("train", "plain.yaml", "--use=own/parts.py", "--run-dir", "run", "--no-pictures").code == 0
    assert f"use: [{Path('own/parts.py').absolute()}]" in Path("run/spec.yaml").read_text("utf-8")


@pytest.mark.parametrize("command", ["evaluate", "report", "diagnose"])
def test_what_is_trained_never_runs_code_by_itself(typed, command):
    trained(typed)
    refused = typed(command, "run")
    assert refused.code == 2
    assert "never runs code by itself; if you trust the file, add --use parts.py" in refused.err.replace("\n", " ")
    assert "sine" not in ACTIVATIONS
    assert typed(command, "run", "--use", "own/parts.py").code == 0


def test_python_asks_for_the_file_too(typed):
    trained(typed)
    forget()
    with pytest.raises(package.InputError, match=r"in Python: use=\[...\]"):
        package.load("run")
    assert package.load("run", use=["own/parts.py"]).predict({"x1": [0.5], "x2": [0.1]}).height == 1
    assert package.train({"use": ["own/parts.py"], **SMALL}, pictures=False).status == "completed"


SMALL = {"data": {"source": "moons"}, "model": {"layers": [4], "activation": "sine"}, "training": {"epochs": 2}}


def test_a_changed_file_is_named_and_refused_unless_changes_are_allowed(typed):
    trained(typed)
    Path("own/parts.py").write_text(SINE.replace("xp.sin(z, out=out)", "xp.sin(z, out=out) * 1.0"), "utf-8")
    refused = typed("resume", "run", "--set", "training.epochs=3", "--no-pictures")
    assert refused.code == 2
    assert "parts.py' has changed since: its SHA-256 was" in refused.err
    assert typed("resume", "run", "--set", "training.epochs=3", "--no-pictures", "--allow-changes").code == 0
    assert "use_sha256" in json.loads(Path("run/changes.json").read_text("utf-8"))


def test_a_moved_file_is_known_by_what_it_is(typed):
    trained(typed)
    Path("own/parts.py").rename("moved.py")
    assert "there is no file" in typed("resume", "run", "--set", "training.epochs=3").err
    result = typed("resume", "run", "--set", "training.epochs=3", "--no-pictures", "--use", "moved.py")
    assert result.code == 0, result.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def f(:\n", "parts.py:1: invalid syntax"),
        ("import numpy\nimport nowhere_to_be_found\n", "parts.py:2: ModuleNotFoundError: No module named 'nowhere_to_be_found'"),
        (SINE.replace("sine", "relu"), "parts.py:6: ValueError: the activation 'relu' is there already; choose another name"),
        (SINE + "\n1 / 0\n", "parts.py:19: ZeroDivisionError: division by zero"),
        ("import sys\nsys.exit(3)\n", "parts.py:2: SystemExit: 3"),
    ],
)
def test_what_is_wrong_in_a_file_is_told_with_its_line(typed, text, said):
    Path("own/parts.py").write_text(text, "utf-8")
    result = typed("check", "own/spec.yaml")
    assert result.code == 2
    assert said in result.err
    assert "sine" not in ACTIVATIONS


def test_a_file_that_is_corrected_takes_its_own_place(typed):
    forget()
    first = package.train("own/spec.yaml", pictures=False)
    Path("own/parts.py").write_text(SINE.replace("sin z.", "sin z, once more."), "utf-8")
    assert package.train("own/spec.yaml", pictures=False).predictions.equals(first.predictions)


@pytest.mark.parametrize("words", [["--set", "ensemble={type: bagging, members: 2}"], ["--set", "data.split={folds: 2}"]])
def test_ensembles_and_folds_take_them(typed, words):
    trained(typed, *words)
    assert "finished" in typed("resume", "run").err


def test_the_workers_of_a_sweep_take_them(typed):
    grid = ["--grid", "model.layers=[2],[3]", "--workers", "2", "--run-dir", "swept", "--no-pictures"]
    result = typed("sweep", "own/spec.yaml", *grid)
    assert result.code == 0, result.err
    record = json.loads(Path("swept/sweep.json").read_text("utf-8"))
    assert [member["status"] for member in record["members"]] == ["completed"] * 2
