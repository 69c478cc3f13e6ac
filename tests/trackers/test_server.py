"""A training that is killed and goes on, as a real server of MLflow and TensorBoard's own reader have it."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlencode

import pytest
from tracked_lines import curve, events_of

SPEC = """
name: 붓꽃
data: {source: iris}
model: {layers: [8]}
training: {epochs: 4000, save_every: 0.2s}
metrics: [accuracy, slow]
track: [tensorboard, mlflow]
use: [slow.py]
"""
SLOW = """
import time
from dltrain.metrics import METRICS, Metric
from dltrain.tasks import CLASSES
from dltrain.types import options

@METRICS.entry("slow")
@options
class Slow(Metric):
    'Takes a while, but no processor.'

    tasks = CLASSES
    direction = "min"

    def measure(self, outcome):
        time.sleep(0.03)
        return 0.0
"""
LONGEST = 60  # seconds that are waited for anything


def until(holds):
    """What `holds` gives, once it is not false."""
    end = time.monotonic() + LONGEST
    while time.monotonic() < end:
        with contextlib.suppress(OSError, ValueError, KeyError, StopIteration):
            if found := holds():
                return found
        time.sleep(0.05)
    raise AssertionError("it never came to be")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The server that `mlflow server` starts, with its records in SQLite; without the runners of jobs beside it."""
    folder = tmp_path_factory.mktemp("mlflow")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "_MLFLOW_SERVER_FILE_STORE": f"sqlite:///{folder / 'mlflow.db'}",
        "_MLFLOW_SERVER_ARTIFACT_ROOT": "mlflow-artifacts:/",
        "_MLFLOW_SERVER_ARTIFACT_DESTINATION": str(folder / "artifacts"),
        "_MLFLOW_SERVER_SERVE_ARTIFACTS": "true",
        "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
        "MLFLOW_DISABLE_TELEMETRY": "true",
    }
    command = [sys.executable, "-m", "uvicorn", "--host", "127.0.0.1", "--port", str(port), "mlflow.server.fastapi_app:app"]
    with (folder / "log.txt").open("w") as log:
        process = subprocess.Popen(command, env=environment, cwd=folder, stdout=log, stderr=log)
    try:
        until(lambda: urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5).read())
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def asked(server, what, body=None, **query):
    """What the server answers."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{server}/api/2.0/{what}?{urlencode(query)}", data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


def sent(run, tracker):
    return json.loads(next((run / "tracking").glob(f"{tracker}-*.json")).read_text())["sent"]


@pytest.mark.usefixtures("own_parts")
def test_a_killed_training_goes_on_where_it_was_without_gaps_or_doubles(dltrain, server, tmp_path, monkeypatch):
    monkeypatch.setenv("MLFLOW_TRACKING_URI", server)
    Path("spec.yaml").write_text(SPEC, "utf-8")
    Path("slow.py").write_text(SLOW, "utf-8")
    typed = [sys.executable, "-m", "dltrain", "train", "spec.yaml", "--no-pictures", "--quiet"]
    training = subprocess.Popen(typed, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    run = tmp_path / "runs" / "붓꽃-1"
    try:
        saved = run / "checkpoints" / "last.safetensors"
        until(lambda: sent(run, "mlflow") > 0 and sent(run, "tensorboard") > 0 and saved.exists())
    finally:
        training.kill()
        training.wait()
    epochs = (run / "metrics.jsonl").read_bytes().count(b"\n") + 20  # what is saved, and what was sent, are no more than these
    ended = dltrain("resume", run, "--set", f"training.epochs={epochs}", "--no-pictures")
    assert ended.code == 0
    assert f"tracked by mlflow: {server}/#/experiments/1/runs/" in ended.err

    metrics = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    expected = [(record["epoch"], pytest.approx(record["validation_loss"])) for record in metrics]
    assert len(expected) == epochs
    assert curve(events_of(run / "tensorboard"), "loss/validation") == expected

    (found,) = asked(server, "mlflow/runs/search", {"experiment_ids": ["1"]})["runs"]
    name = found["info"]["run_id"]
    query = {"run_id": name, "metric_key": "validation_loss", "max_results": 25_000}
    history = asked(server, "mlflow/metrics/get-history", **query)["metrics"]
    assert sorted((metric["step"], metric["value"]) for metric in history) == expected
    check_result(server, found, run)


def check_result(server, found, run):
    """The run as MLflow has it: its state, parameters, final metrics and files."""
    summary = json.loads((run / "summary.json").read_text())
    data = {kind: {pair["key"]: pair["value"] for pair in found["data"][kind]} for kind in ("params", "metrics", "tags")}
    assert (found["info"]["run_name"], found["info"]["status"]) == ("붓꽃-1", "FINISHED")
    assert data["params"]["training.optimizer.type"] == "adam"
    assert data["params"]["training.epochs"] == "4000"
    assert data["tags"]["changed.training.epochs"] == str(summary["epochs"])
    assert data["metrics"]["final/test_accuracy"] == summary["test"]["accuracy"]
    name = found["info"]["run_id"]
    files = asked(server, "mlflow/artifacts/list", run_id=name)["files"]
    assert {file["path"] for file in files} >= {"spec.yaml", "confusion_matrix.json", "checkpoints"}
    path = f"{server}/get-artifact?" + urlencode({"run_uuid": name, "path": "checkpoints/best.safetensors"})
    with urllib.request.urlopen(path, timeout=20) as answer:
        assert answer.read() == (run / "checkpoints" / "best.safetensors").read_bytes()


def test_the_sender_ends_with_the_training(tmp_path):
    """It is told by its parent's end, also where a copy of that keeps the pipe to it open."""
    script = """
import os, subprocess, sys, time
from dltrain.trackers.channel import Channel
if os.fork() == 0:
    channel = Channel("tensorboard")
    print(channel.process.pid, flush=True)
    if os.fork() == 0:
        time.sleep(60)
    os.kill(os.getpid(), 9)
os.wait()
"""
    told = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        sender = int(told.stdout.readline())
        until(lambda: not Path(f"/proc/{sender}").exists() or "Z" in Path(f"/proc/{sender}/stat").read_text().split(")")[1])
    finally:
        os.killpg(told.pid, signal.SIGKILL)
        told.communicate()
