"""Runs of MLflow, by its own client against a small server that fails where it is told to."""

import dataclasses
import socket
import time
from contextlib import suppress

import pytest
from fake_mlflow import fake_mlflow
from tracked_lines import conclude, job, record, write

from dltrain.trackers.following import Following
from dltrain.trackers.mlflow import MLflow, fitting

pytestmark = pytest.mark.filterwarnings("ignore")  # of MLflow's own, which the process that sends ignores


@pytest.fixture
def server(tmp_path):
    with fake_mlflow(tmp_path / "artifacts") as fake:
        yield fake


def following(tmp_path, server, kept=0, **more):
    given = job(tmp_path, kept, tracker={"type": "mlflow"}, **more)
    return Following(given, MLflow(server.uri, "iris"))


def all_sent(one):
    while one.step():
        pass
    return one


def in_the_end(one):
    """As the process that sends does: after a failure again."""
    for _ in range(3):
        with suppress(Exception):
            return all_sent(one)
    raise AssertionError("it never gets there")


def test_curves_parameters_results_and_files(tmp_path, server):
    write(tmp_path, record(1, member=2), record(2))
    (tmp_path / "confusion_matrix.png").write_bytes(b"a picture")
    conclude(tmp_path, epochs=2)
    all_sent(following(tmp_path, server, note="with more data")).conclude()
    (name, run), files = *server.runs.items(), tmp_path / "artifacts"
    assert server.experiments == ["iris"]
    assert server.history(name, "member-2/train_loss") == [(1, 1.0)]
    assert server.history(name, "train_loss") == [(2, 0.5)]
    assert server.history(name, "final/test_accuracy") == [(2, 0.5)]
    assert run["params"] == {"training.optimizer.type": "adam", "training.epochs": "3"}
    assert run["status"] == "FINISHED"
    assert run["tags"]["mlflow.note.content"] == "with more data"
    assert (files / name / "checkpoints" / "best.safetensors").read_bytes() == b"weights"
    assert (files / name / "pictures" / "confusion_matrix.png").read_bytes() == b"a picture"
    assert {path.name for path in (files / name).iterdir() if path.is_file()} == {
        "spec.yaml",
        "summary.json",
        "confusion_matrix.json",
    }


@pytest.mark.parametrize(
    ("path", "fault"),
    [("experiments/create", "error"), ("runs/create", "silent"), ("runs/log-batch", "silent"), ("runs/log-batch", "lost")],
)
def test_an_answer_that_never_comes_makes_neither_gaps_nor_doubles(tmp_path, server, path, fault):
    write(tmp_path, record(1), record(2), record(3))
    server.faults[path] = [fault]
    in_the_end(following(tmp_path, server))
    (name,) = server.runs
    assert [step for step, _ in server.history(name, "train_loss")] == [1, 2, 3]


def test_a_killed_run_goes_on_in_the_same_run_of_mlflow(tmp_path, server):
    """Killed when its last lines had arrived, and it could not note that."""
    write(tmp_path, record(1), record(2))
    server.faults["runs/log-batch"] = ["silent"]
    with pytest.raises(Exception, match="timed out") as late:
        all_sent(following(tmp_path, server))
    assert MLflow(server.uri).words(late.value) == f"{server.uri} does not answer in time"
    (name,) = server.runs
    write(tmp_path, record(1), record(2), record(3))
    all_sent(following(tmp_path, server, kept=2))
    assert [*server.runs] == [name]
    assert server.history(name, "train_loss") == [(1, 1.0), (2, 0.5), (3, pytest.approx(1 / 3))]


def test_a_parameter_that_has_changed_is_told_by_a_tag(tmp_path, server):
    """Parameters of MLflow cannot change."""
    write(tmp_path, record(1))
    conclude(tmp_path)
    all_sent(following(tmp_path, server)).conclude()
    write(tmp_path, record(1), record(2))
    more = {"training.optimizer.type": "adam", "training.epochs": "9"}
    all_sent(following(tmp_path, server, kept=1, parameters=more)).conclude()
    ((_, run),) = server.runs.items()
    assert run["params"]["training.epochs"] == "3"
    assert {key: value for key, value in run["tags"].items() if key.startswith("changed")} == {"changed.training.epochs": "9"}
    assert len([metric for metric in run["metrics"] if metric["key"] == "final/test_accuracy"]) == 1  # it is the same


@pytest.mark.parametrize("path", ["", "runs/create", "runs/set-tag"])
def test_a_run_that_is_trained_otherwise_goes_on_in_another_one(tmp_path, server, path):
    """Also where the server fails at one of the steps that takes."""
    write(tmp_path, record(1), record(2))
    all_sent(following(tmp_path, server))
    write(tmp_path, record(1), record(2, 7.0))
    server.faults[path] = ["error"]
    in_the_end(following(tmp_path, server, kept=1, changes="training.learning_rate"))
    (before, first), (after, second) = server.runs.items()
    assert server.history(after, "train_loss") == [(1, 1.0), (2, 7.0)]
    assert second["tags"]["dltrain.continues"] == before
    assert (first["tags"]["dltrain.continued_by"], first["status"]) == (after, "KILLED")


def test_a_server_that_is_not_there_is_told_soon(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        uri = f"http://127.0.0.1:{free.getsockname()[1]}"
    write(tmp_path, record(1))
    began, tracker = time.monotonic(), MLflow(uri, "iris")
    with pytest.raises(Exception, match="refused") as refused:
        Following(job(tmp_path), tracker).step()
    assert tracker.words(refused.value) == f"{uri} refuses the connection; is a server running there?"
    assert time.monotonic() - began < 8


def test_parameters_are_made_to_fit():
    long = fitting({"data.columns.크기 (cm)": "x" * 7000, "a" * 300: "1"})
    assert [(len(key), len(value)) for key, value in long.items()] == [(20, 6000), (250, 1)]
    assert next(iter(long)) == "data.columns.크기 _cm_"


@pytest.mark.parametrize(
    ("there", "given", "written"),
    [
        ("", None, "sqlite:///{cwd}/mlflow.db"),
        ("sqlite:///a.db", None, "sqlite:///{cwd}/a.db"),
        ("", "sqlite:///a.db", "sqlite:///{folder}/a.db"),
        ("", "sqlite:////b/a.db", "sqlite:////b/a.db"),
        ("http://ada:geheim@host:5000", None, "http://host:5000"),
        ("http://host:5000", "http://other", "http://other"),
    ],
)
def test_what_is_open_is_settled_without_a_password(tmp_path, monkeypatch, there, given, written):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", there)
    tracker = MLflow() if given is None else MLflow(given)
    resolved = tracker.resolved(tmp_path / "specs", "iris")
    expected = written.format(cwd=tmp_path, folder=tmp_path / "specs")
    assert dataclasses.asdict(resolved) == {"uri": expected, "experiment": "iris"}


def test_the_password_is_that_of_the_environment(monkeypatch):
    from dltrain.trackers.mlflow import _with_credentials

    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://ada:geheim@host:5000")
    assert _with_credentials("http://host:5000") == "http://ada:geheim@host:5000"
    assert _with_credentials("http://other:5000") == "http://other:5000"
