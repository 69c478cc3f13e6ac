"""`dltrain init` on the command line: what excludes what, and what is said."""

import os
import pty
import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "none is given: name DATA, a table or a folder to look at"),
        (("a.csv", "--lesson", "xor"), "not DATA and --lesson at once"),
        (("--lesson", "xor", "--target", "a"), "--target never acts beside --lesson"),
    ],
)
def test_words_that_exclude_each_other(dltrain, tmp_path, words, message):
    ended = dltrain("init", *words)
    assert (ended.code, ended.out) == (2, "")
    assert message in ended.err
    assert list(tmp_path.iterdir()) == []


def test_a_spec_is_no_data(dltrain, tmp_path):
    (tmp_path / "moons.yaml").write_text("data: {source: moons}\nmodel: {layers: [4]}\n", "utf-8")
    ended = dltrain("init", "moons.yaml")
    assert (ended.code, ended.out) == (2, "")
    assert "moons.yaml: by its name a spec, which dltrain train takes, and no data" in ended.err


def test_a_copied_lesson_says_how_to_train_it(dltrain, tmp_path):
    ended = dltrain("init", "--lesson", "tangerines")
    assert ended.out == "tangerines: look at it, then\n\n  dltrain train tangerines/tangerines.yaml\n"
    assert {path.name for path in (tmp_path / "tangerines").iterdir()} == {"tangerines.yaml", "tangerines.csv"}


def test_a_target_that_nothing_tells_is_asked_for_on_a_terminal(tmp_path):
    rows = "\n".join(f"{i % 7},{i % 5},K{i}" for i in range(60))
    (tmp_path / "rows.csv").write_text(f"a,b,code\n{rows}\n", "utf-8")
    there, here = pty.openpty()
    os.write(there, b"b\n")
    command = [sys.executable, "-m", "dltrain", "init", "rows.csv"]
    with subprocess.Popen(command, cwd=tmp_path, stdin=here, stdout=subprocess.PIPE, stderr=here, text=True) as process:
        answered, _ = process.communicate(timeout=60)
    asked = os.read(there, 4096).decode()
    os.close(here)
    os.close(there)
    assert "Which column is to be predicted: a, b?" in asked
    assert answered.startswith("rows.yaml: look at it")
    assert "target: b " in (tmp_path / "rows.yaml").read_text("utf-8")
