"""Two processes that carry out one sweep share its trials by a database: each trial is trained once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from postgres import postgres

SPEC = """
name: 함께
threads: 1
data: {source: {type: moons, rows: 60, noise: 0.2}}
model: {layers: [4]}
training: {epochs: 5}
sweep: {parameters: {training.optimizer: [adam, sgd, nadam], training.schedule: [constant, cosine]}}
"""


def shared(folder: Path, storage: str) -> list[dict]:
    """The records of two processes that start the same command at the same time."""
    (folder / "spec.yaml").write_text(SPEC, "utf-8")
    words = [sys.executable, "-m", "dltrain", "sweep", "spec.yaml", "--storage", storage, "--workers", "1", "--keep", "all"]
    names = ("one", "two")
    both = [
        subprocess.Popen(
            [*words, "--no-pictures", "--quiet", "--run-dir", name],
            cwd=folder,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        )
        for name in names
    ]
    for process in both:
        _, told = process.communicate(timeout=300)
        assert process.returncode == 0, told
    return [json.loads((folder / name / "sweep.json").read_text("utf-8")) for name in names]


def check_shared(folder: Path, records: list[dict]) -> None:
    one, two = records
    assert one["best"] == two["best"]
    assert [member["number"] for member in one["members"]] == list(range(1, 7))
    for mine, theirs in zip(one["members"], two["members"], strict=True):
        assert {key: mine[key] for key in ("number", "status", "values", "monitor")} == {
            key: theirs[key] for key in ("number", "status", "values", "monitor")
        }
        if mine["number"] != one["best"]:  # which both measure on the test rows
            assert len(mine["runs"]) + len(theirs["runs"]) == 1
    assert (folder / "one" / "best.yaml").read_text("utf-8") == (folder / "two" / "best.yaml").read_text("utf-8")


def test_two_processes_share_one_sqlite_file(tmp_path):
    check_shared(tmp_path, shared(tmp_path, f"sqlite:///{tmp_path / 'trials.sqlite'}"))


def test_two_processes_share_one_postgresql_server_and_no_password_is_kept(tmp_path):
    with postgres() as url:
        check_shared(tmp_path, shared(tmp_path, url))
    texts = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert not any(b"secret" in text for text in texts)
