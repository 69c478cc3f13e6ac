"""`-` in the place of a spec: what comes through stdin, its paths relative to the current folder."""

import io
import json
import sys

import pytest
import yaml

SPEC = """\
data: {source: 자료/a.csv, target: kind}  # of the current folder
model: {layers: [4]}
training: {epochs: 2, learning_rate: 1e-9}
"""


@pytest.fixture(autouse=True)
def table(tmp_path):
    (tmp_path / "자료").mkdir()
    rows = "".join(f"{number},{'ab'[number % 2]}\n" for number in range(60))
    (tmp_path / "자료/a.csv").write_text(f"x,kind\n{rows}", encoding="utf-8")


@pytest.fixture
def typed(dltrain, monkeypatch):
    """Types a command into which a text is piped."""

    def run(text, *words):
        raw = text if isinstance(text, bytes) else text.encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
        return dltrain(*words)

    return run


def test_a_run_of_it_goes_on_and_is_repaired(typed, dltrain, tmp_path):
    """Its name is that of its spec or else `stdin`; there is no file of its user's to copy with comments, only the run's own."""
    assert typed(SPEC, "train", "-", "-q", "--no-pictures").code == 0
    spec = yaml.safe_load((tmp_path / "runs/stdin-1/spec.yaml").read_text("utf-8"))
    assert spec["data"]["source"] == str(tmp_path / "자료/a.csv")
    [listed] = json.loads(dltrain("runs", "--json").out)
    assert (listed["spec"], listed["name"]) == ("<stdin>", "stdin")
    assert dltrain("resume", "stdin", "-s", "training.epochs=3", "-q", "--no-pictures").code == 0
    assert json.loads((tmp_path / "runs/stdin-1/summary.json").read_text("utf-8"))["epochs"] == 3
    applied = dltrain("diagnose", "stdin", "--apply")
    assert applied.code == 0
    assert (
        "stdin-1_repaired.yaml, which is the run's own spec, since the user's came through stdin, with the patch" in applied.out
    )
    assert dltrain("check", "stdin-1_repaired.yaml").code == 0


def test_errors_name_stdin_and_show_its_lines(typed):
    said = typed("data: {source: iris}\nmodel: {layer: [4]}\n", "check", "-")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("error: <stdin>:2:")
    assert "    2 | model: {layer: [4]}" in said.err


@pytest.mark.parametrize("command", ["train", "check", "sweep"])
def test_nothing_that_comes_is_an_error(command, typed):
    said = typed("", command, "-")
    assert (said.code, said.out) == (2, "")
    assert said.err == "error: <stdin>: nothing came; expected a spec, as in dltrain train - < titanic.yaml\n"


def test_bytes_that_are_no_spec_are_told(typed, monkeypatch):
    said = typed("model: 층".encode("cp949"), "check", "-")
    assert said.err == "error: <stdin>:1: not UTF-8 (byte 0xc3); save the file as UTF-8\n"
    monkeypatch.setattr("dltrain.spec.yaml12.MAX_BYTES", 2**20)
    said = typed(b"#" * (2**20 + 1), "check", "-")
    assert said.err == "error: <stdin>: larger than 1 MiB; a spec is a short YAML file\n"


def test_what_is_set_over_it_counts_too(typed):
    said = typed(SPEC, "check", "-", "-s", "model.layers=[5]")
    assert said.code == 0
    assert "units: 5" in said.out


def test_a_section_sweep_is_told_with_the_words_to_type(typed):
    said = typed(f"{SPEC}sweep: {{seeds: 2}}\n", "train", "-", "--no-pictures")
    assert "type: dltrain sweep -\n" in said.err


def test_a_sweep_comes_through_stdin_too(typed, tmp_path):
    assert typed(SPEC, "sweep", "-", "--seeds", "2", "-q", "--no-pictures").code == 0
    assert (tmp_path / "runs/stdin-1/sweep.json").is_file()


def test_a_closed_stdin_is_told(dltrain, monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)
    assert dltrain("check", "-").err == "error: <stdin>: it is closed; name a file, or pipe a spec into the command\n"
