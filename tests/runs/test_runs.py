"""Run directories: numbered without collision, locked, read strictly, and resumed from what is whole."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dltrain import runs
from dltrain.errors import DamagedError, InputError
from dltrain.files.atomic import WriteError
from dltrain.files.locking import LockLostError, locked
from dltrain.runs.summary import NO_SUMMARY

SPEC = "name: xor\n"
WEIGHTS = {"weight": np.ones(3, np.float32)}
posix = pytest.mark.skipif(os.name != "posix", reason="locks are the system's")


@pytest.fixture
def run(tmp_path: Path) -> runs.Run:
    return runs.create("xor", "name: xor\n", tmp_path / "runs")


def damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


def test_numbers_count_up_from_the_highest(tmp_path: Path) -> None:
    assert runs.create("타이타닉", SPEC, tmp_path).folder == tmp_path / "타이타닉-1"
    (tmp_path / "타이타닉-9").mkdir()
    (tmp_path / "타이타닉-x").mkdir()
    (tmp_path / "타이타닉-30-1").mkdir()  # the first run of another name
    assert runs.create("타이타닉", SPEC, tmp_path).folder == tmp_path / "타이타닉-10"
    assert runs.create("a.b[c]", SPEC, tmp_path).folder == tmp_path / "a.b[c]-1"


def test_processes_that_race_get_numbers_of_their_own(tmp_path: Path) -> None:
    racer = """
import sys; from pathlib import Path; from dltrain import runs
for _ in range(25): runs.create("a", "name: a", Path(sys.argv[1]))
"""
    racers = [subprocess.Popen([sys.executable, "-c", racer, str(tmp_path)]) for _ in range(4)]
    assert [process.wait() for process in racers] == [0] * 4
    assert {path.name for path in tmp_path.iterdir()} == {f"a-{number}" for number in range(1, 101)}


@posix
def test_only_what_is_old_and_held_by_nobody_is_swept(tmp_path: Path) -> None:
    """Another container's or machine's process has an id that means nothing here."""
    young, old, held = (tmp_path / f".run.{digit * 16}.tmp" for digit in "abc")
    for folder in (young, old, held):
        folder.mkdir()
        (folder / "spec.yaml").touch()
    with locked(held):
        for folder in (old, held):
            os.utime(folder, (0, 0))
        runs.create("xor", SPEC, tmp_path)
        assert sorted(path.name for path in tmp_path.iterdir()) == [young.name, held.name, "xor-1"]


@posix
@pytest.mark.parametrize("how", ["removed", "moved", "replaced", "unlocked"])
def test_a_folder_that_was_taken_away_is_not_written_in(run: runs.Run, how: str) -> None:
    def taken_away() -> None:
        if how == "moved":
            run.folder.rename(run.folder.with_name("moved"))
        elif how == "unlocked":
            (run.folder / ".lock").unlink()
        else:
            shutil.rmtree(run.folder)
        if how == "replaced":
            run.folder.mkdir()
            for name in (".lock", "metrics.jsonl", "summary.json", "SHA256SUMS"):
                (run.folder / name).write_bytes(others)

    def training() -> None:
        with run.lock():
            run.append_metrics({"epoch": 1})
            run.append_metrics({"epoch": 2})
            taken_away()
            for write in writes:
                with pytest.raises(LockLostError):
                    write()

    others = b"another's"
    writes: list[Callable[[], object]] = [
        lambda: run.write_summary(NO_SUMMARY),
        lambda: run.write_checkpoint("last", WEIGHTS, {"epoch": 2}),
        lambda: run.write_chart("curves", b""),
        lambda: run.rewrite_metrics([]),
        run.reopen,
    ]
    with pytest.raises(LockLostError, match=r"was removed, moved or replaced .* writes nothing more there"):
        training()
    if how == "replaced":
        assert {path.read_bytes() for path in run.folder.iterdir()} == {others}
        assert len(list(run.folder.iterdir())) == 4
    if how == "moved":
        assert (run.folder.with_name("moved") / "metrics.jsonl").read_text() == '{"epoch": 1}\n'


def link_to_a_pipe(path: Path) -> None:
    os.mkfifo(path.with_name(f"{path.name}.pipe"))
    path.symlink_to(f"{path.name}.pipe")


@posix
@pytest.mark.parametrize(("make", "kind"), [(os.mkfifo, "pipe"), (os.mkdir, "folder"), (link_to_a_pipe, "pipe")])
def test_what_is_no_file_is_not_read_or_written(run: runs.Run, make: Callable[[Path], None], kind: str) -> None:
    """A pipe would be waited for without an end, and a device be replaced."""
    for name in ("metrics.jsonl", "summary.json", "SHA256SUMS", "log.txt"):
        make(run.folder / name)
    for read, name in ((run.read_metrics, "metrics.jsonl"), (run.read_summary, "summary.json")):
        with pytest.raises(DamagedError, match=f"{name}' cannot be read: it is a {kind}, not a file; remove it"):
            read()
    with pytest.raises(DamagedError, match=f"metrics.jsonl' is a {kind}, not a file; remove it\n.*summary.json' is "), run.lock():
        pass
    with pytest.raises(WriteError, match=f"log.txt' cannot be written: it is a {kind}, not a file; remove it"):
        run.log("words")
    with pytest.raises(WriteError, match=f"metrics.jsonl' cannot be written: it is a {kind}, not a file; remove it"):
        run.rewrite_metrics([])


def test_a_chosen_folder_must_be_new_or_empty(tmp_path: Path) -> None:
    folder = tmp_path / "새" / "폴더"
    folder.mkdir(parents=True)
    (folder / ".lock").touch()  # what a killed process left
    (folder / ".spec.yaml.7.tmp").touch()
    assert runs.create("a", SPEC, folder=folder).folder == folder
    assert [path.name for path in folder.iterdir()] == ["spec.yaml"]
    with pytest.raises(InputError, match="is not empty"):
        runs.create("a", SPEC, folder=folder)
    (folder / "thesis.txt").touch()
    with pytest.raises(InputError, match="is not empty; expected a new or an empty folder"):
        runs.create("a", SPEC, folder=folder)
    with pytest.raises(InputError, match=r"'.*thesis.txt' is a file"):
        runs.create("a", SPEC, folder=folder / "thesis.txt")


def test_where_no_run_can_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "runs").touch()
    with pytest.raises(InputError, match="is a file"):
        runs.create("a", SPEC, tmp_path / "runs")
    with pytest.raises(InputError, match="is a file, or lies in one"):
        runs.create("a", SPEC, tmp_path / "runs" / "deeper")
    with pytest.raises(InputError, match="file name too long"):
        runs.create("가" * 200, SPEC, tmp_path)
    for name in ("", "../a", "a/b", "a\\b", "a\0"):
        with pytest.raises(InputError, match="a run cannot be named"):
            runs.create(name, SPEC, tmp_path)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(WriteError, match="cannot be made: permission denied"):
        runs.create("a", SPEC, tmp_path)
    monkeypatch.undo()
    assert [path.name for path in tmp_path.iterdir()] == ["runs"]


@posix
def test_results_are_read_only_as_they_were_at_the_end(run: runs.Run) -> None:
    run.append_metrics({"epoch": 1, "train_loss": 0.125})
    run.write_predictions({"row": [5], "true": [1], "predicted": [1]})
    run.write_confusion_matrix({"labels": [0, 1], "test": [[0, 0], [0, 1]]})
    run.write_summary(replace(NO_SUMMARY, status="completed", epochs=1))
    assert subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=run.folder).returncode == 0
    reads = {
        "metrics.jsonl": run.read_metrics,
        "predictions.parquet": run.read_predictions,
        "confusion_matrix.json": run.read_confusion_matrix,
        "summary.json": run.read_summary,
    }
    for name, read in reads.items():
        path = run.folder / name
        whole = path.read_bytes()
        assert read() is not None
        path.write_bytes(whole.replace(b"1", b"2", 1))
        with pytest.raises(DamagedError, match=rf"'.*{name}' is damaged: .*; dltrain resume .*xor-1 makes it anew"):
            read()
        assert any(name in what for what in run.damages())
        path.write_bytes(whole)
    run.reopen()
    assert sorted(path.name for path in run.folder.iterdir()) == ["metrics.jsonl", "spec.yaml"]


def test_a_run_whose_spec_is_a_folder_is_not_told_as_the_run_that_was_meant(tmp_path: Path) -> None:
    (tmp_path / "odd" / "spec.yaml").mkdir(parents=True)
    with pytest.raises(InputError, match=r"odd' is not a run: it has no spec.yaml$"):
        runs.open(tmp_path / "odd")


def test_opening_names_what_is_missing_and_what_is_near(run: runs.Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert runs.open(run.folder) == run
    (run.folder.parent / "empty").mkdir()
    with pytest.raises(InputError, match=r"'.*empty' is not a run: it has no spec.yaml"):
        runs.open(run.folder.parent / "empty")
    with pytest.raises(InputError, match="is a file; expected a run directory"):
        runs.open(run.spec_path)
    with pytest.raises(InputError, match=r"there is no run '.*xor-2'; did you mean '.*runs.xor-1'\?"):
        runs.open(run.folder.parent / "xor-2")
    monkeypatch.chdir(run.folder.parent.parent)
    with pytest.raises(InputError, match=r"there is no run 'xro-1'; did you mean 'runs.xor-1'\?"):
        runs.open(Path("xro-1"))


def test_a_checkpoint_is_found_by_its_file_or_its_run(run: runs.Run) -> None:
    with pytest.raises(InputError, match="has no checkpoint yet"):
        runs.find_checkpoint(run.folder)
    run.write_checkpoint("best", WEIGHTS, {"epoch": 1})
    best = run.folder / "checkpoints" / "best.safetensors"
    assert runs.find_checkpoint(run.folder) == best
    assert runs.find_checkpoint(best) == best


def test_files_come_back_as_they_went(run: runs.Run) -> None:
    assert run.read_summary() is None
    assert run.read_confusion_matrix() is None
    assert run.read_predictions() is None
    run.write_spec("name: 실험\n")
    summary = replace(NO_SUMMARY, name="자료", status="diverged", epochs=3)
    run.write_summary(replace(summary, metrics={"train": {"loss": float("inf")}}, steps=np.int64(3)))
    run.write_confusion_matrix({"labels": ["개"], "test": np.array([[1]])})
    run.write_predictions({"row": np.array([5]), "true": ["개"], "predicted": ["개"], "probability_개": np.array([1.0])})
    run.log("첫 줄")
    run.log("둘째 줄\n")
    run.flush()
    opened = runs.open(run.folder)
    assert opened.read_spec() == "name: 실험\n"
    assert opened.read_summary() == replace(summary, metrics={"train": {"loss": None}}, steps=3)
    assert opened.read_confusion_matrix() == {"labels": ["개"], "test": [[1]]}
    predictions = opened.read_predictions()
    assert predictions is not None
    assert predictions.to_dicts() == [{"row": 5, "true": "개", "predicted": "개", "probability_개": 1.0}]
    assert (run.folder / "log.txt").read_text("utf-8") == "첫 줄\n둘째 줄\n"
    assert run.write_chart("curves", b"png").read_bytes() == b"png"
    assert '\n  "status": "diverged",\n' in (run.folder / "summary.json").read_text("utf-8")


def test_damaged_files_name_the_place(run: runs.Run) -> None:
    (run.folder / "summary.json").write_text('{\n"status": NaN}', "utf-8")
    with pytest.raises(DamagedError, match=r"summary.json' is damaged: NaN is not a JSON number"):
        run.read_summary()
    (run.folder / "summary.json").write_text('{\n"status"}', "utf-8")
    with pytest.raises(DamagedError, match=r"summary.json' is damaged: .* line 2"):
        run.read_summary()
    run.spec_path.write_bytes(b"name: a\nseed: \xff\n")
    with pytest.raises(DamagedError, match=r"spec.yaml' is damaged in line 2: it is not UTF-8"):
        run.read_spec()
    run.spec_path.unlink()
    with pytest.raises(DamagedError, match=r"spec.yaml' cannot be read: no such file"):
        run.read_spec()
    (run.folder / "predictions.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(DamagedError, match=r"predictions.parquet' is damaged"):
        run.read_predictions()


numbers = st.none() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
records = st.lists(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), numbers, max_size=4), max_size=5)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records, st.data())
def test_metrics_torn_anywhere_lose_no_whole_line(run: runs.Run, lines: list[dict[str, float]], data: st.DataObject) -> None:
    run.rewrite_metrics([])
    for line in lines:
        run.append_metrics(line)
    run.flush()
    assert run.read_metrics() == lines
    path = run.folder / "metrics.jsonl"
    whole = path.read_bytes()
    kept = whole[: data.draw(st.integers(0, len(whole)))]
    path.write_bytes(kept)
    read = run.read_metrics()
    assert read == lines[: len(read)]
    assert len(read) - kept.count(b"\n") in (0, 1)  # 1: all of a line but its end


def test_metrics_wait_for_their_turn(run: runs.Run) -> None:
    path = run.folder / "metrics.jsonl"
    assert run.read_metrics() == []
    run.append_metrics({"epoch": 1, "train_loss": float("nan")})  # the first is seen at once
    assert path.read_text("utf-8") == '{"epoch": 1, "train_loss": null}\n'
    for epoch in range(2, 100):
        run.append_metrics({"epoch": epoch})
    assert len(run.read_metrics()) < 99
    run.write_checkpoint("last", WEIGHTS, {"epoch": 99})  # no checkpoint is ahead of its metrics
    assert [record["epoch"] for record in run.read_metrics()] == list(range(1, 100))
    run.append_metrics({"epoch": 100})
    run.rewrite_metrics([{"epoch": 1}])
    run.flush()
    assert run.read_metrics() == [{"epoch": 1}]


def test_a_broken_line_in_the_middle_is_damage(run: runs.Run) -> None:
    for middle in ('{"epoch": 2, "tr', "[2]", '{"epoch": 2, "epoch": 2}', '{"epoch": NaN}', ""):
        (run.folder / "metrics.jsonl").write_text('{"epoch": 1}\n' + middle + '\n{"epoch": 3}\n', "utf-8")
        with pytest.raises(DamagedError, match=r"metrics.jsonl' is damaged in line 2"):
            run.read_metrics()


def test_metrics_on_a_full_disk_are_not_torn(run: runs.Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run.append_metrics({"epoch": 1})

    class Full:
        def __init__(self, path: Path) -> None:
            self.path = path

        def __enter__(self) -> Full:
            return self

        def __exit__(self, *_: object) -> None: ...

        def write(self, content: bytes) -> None:
            self.path.write_bytes(self.path.read_bytes() + content[:5])
            raise OSError(errno.ENOSPC, "No space left on device")

    run.append_metrics({"epoch": 2})
    real = Path.open
    monkeypatch.setattr(Path, "open", lambda path, mode="r", **more: Full(path) if mode == "ab" else real(path, mode, **more))
    with pytest.raises(WriteError, match=r"metrics.jsonl' cannot be written: no space left on device"):
        run.flush()
    monkeypatch.undo()
    assert run.read_metrics() == [{"epoch": 1}]
    run.flush()
    assert run.read_metrics() == [{"epoch": 1}, {"epoch": 2}]


def test_a_folder_in_the_place_of_a_checkpoint_is_damage(run: runs.Run) -> None:
    run.checkpoint_path("best").mkdir(parents=True)
    with pytest.raises(DamagedError, match=r"best.safetensors' is a folder, not a file; "):
        runs.find_checkpoint(run.folder)


def test_the_later_checkpoint_is_the_latest(run: runs.Run) -> None:
    assert run.latest_checkpoint() is None
    run.write_checkpoint("best", WEIGHTS, {"epoch": 3})
    latest = run.latest_checkpoint()
    assert latest is not None
    assert (latest.which, latest.notes) == ("best", ())  # best is written before last: a kill in between is no loss
    for epoch, which in ((2, "best"), (3, "last"), (4, "last")):
        run.write_checkpoint("last", WEIGHTS, {"epoch": epoch})
        latest = run.latest_checkpoint()
        assert latest is not None
        assert (latest.which, latest.state["epoch"], latest.notes) == (which, max(epoch, 3), ())
        np.testing.assert_array_equal(latest.tensors["weight"], [1, 1, 1])


def test_a_damaged_checkpoint_is_told_and_the_other_taken(run: runs.Run) -> None:
    run.write_checkpoint("best", WEIGHTS, {"epoch": 3})
    run.write_checkpoint("last", WEIGHTS, {"epoch": 5})
    damage(run.checkpoint_path("last"))
    latest = run.latest_checkpoint()
    assert latest is not None
    assert latest.state == {"epoch": 3}
    assert latest.notes == (f"the checkpoint '{run.checkpoint_path('last')}' is damaged (its SHA-256 does not match)",)
    damage(run.checkpoint_path("best"))
    told = r"best.safetensors' is damaged .*\nno whole checkpoint is left, nor a whole '.*spec.yaml'; train again"
    with pytest.raises(DamagedError, match=told):
        run.latest_checkpoint()
    run.write_checkpoint("last", WEIGHTS, {"epoch": 6})
    run.checkpoint_path("best").unlink()
    latest = run.latest_checkpoint()
    assert latest is not None
    assert latest.state == {"epoch": 6}
    assert latest.notes == (f"the checkpoint '{run.checkpoint_path('best')}' is missing",)
    run.write_checkpoint("last", WEIGHTS, {"epoch": "six"})
    with pytest.raises(DamagedError, match="does not say how far training was"):
        run.latest_checkpoint()


HOLDER = """
import sys; from pathlib import Path; from dltrain import runs
with runs.open(Path(sys.argv[1])).lock():
    (Path(sys.argv[1]) / f".summary.json.7.tmp").touch()
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(run: runs.Run) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", HOLDER, str(run.folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


@posix
def test_a_run_in_use_is_refused(run: runs.Run, holder: subprocess.Popen[str]) -> None:
    with pytest.raises(InputError, match=rf"the run '.*' is in use by process {holder.pid}"), run.lock():
        pass
    holder.communicate("")
    with run.lock():
        pass
    assert not (run.folder / ".lock").exists()


@posix
def test_a_dead_processs_lock_is_reclaimed_and_its_temporaries_are_removed(run: runs.Run, holder: subprocess.Popen[str]) -> None:
    run.write_checkpoint("last", WEIGHTS, {"epoch": 1})
    leftover = run.folder / "checkpoints" / ".last.safetensors.1.tmp"
    leftover.touch()
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    assert (run.folder / ".lock").exists()
    with run.lock():
        assert not leftover.exists()
        assert not list(run.folder.glob(".*.tmp"))
        with pytest.raises(InputError, match=f"in use by process {os.getpid()}"), run.lock():
            pass
    assert sorted(path.name for path in run.folder.iterdir()) == ["checkpoints", "spec.yaml"]


COUNTING = """
import sys; from pathlib import Path; from dltrain import runs; from dltrain.errors import InputError
run, counter = runs.open(Path(sys.argv[1])), Path(sys.argv[1]) / "counter"
for _ in range(200):
    while True:
        try:
            with run.lock():
                counter.write_text(str(int(counter.read_text()) + 1))
            break
        except InputError:
            pass
"""


@posix
def test_the_lock_lets_in_one_at_a_time(run: runs.Run) -> None:
    (run.folder / "counter").write_text("0")
    processes = [subprocess.Popen([sys.executable, "-c", COUNTING, str(run.folder)]) for _ in range(3)]
    assert [process.wait() for process in processes] == [0] * 3
    assert (run.folder / "counter").read_text() == "600"


def test_the_lock_writes_out_what_waits(run: runs.Run) -> None:
    def interrupted() -> None:
        with run.lock():
            run.append_metrics({"epoch": 1})
            run.append_metrics({"epoch": 2})
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert run.read_metrics() == [{"epoch": 1}, {"epoch": 2}]


@pytest.mark.parametrize("place", ["os.fsync", "os.replace"])
def test_a_full_disk_keeps_what_was_there(run: runs.Run, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    run.write_summary(replace(NO_SUMMARY, epochs=1))
    run.write_checkpoint("last", WEIGHTS, {"epoch": 1})

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(place, fail)
    with pytest.raises(WriteError, match=r"SHA256SUMS' cannot be written: no space left on device; the previous file is kept"):
        run.write_summary(replace(NO_SUMMARY, epochs=2))
    with pytest.raises(WriteError):
        run.write_checkpoint("last", WEIGHTS, {"epoch": 2})
    with pytest.raises(WriteError):
        run.write_predictions({"row": [1]})
    with pytest.raises(WriteError):
        run.rewrite_metrics([{"epoch": 1}])
    monkeypatch.undo()
    assert run.read_summary() == replace(NO_SUMMARY, epochs=1)
    assert run.read_checkpoint("last")[1] == {"epoch": 1}
    files = [path.name for path in run.folder.rglob("*") if path.is_file()]
    assert sorted(files) == ["SHA256SUMS", "last.safetensors", "spec.yaml", "summary.json"]


def test_importing_runs_is_cheap() -> None:
    heavy = "import sys, json, dltrain.runs; print(json.dumps([m for m in ('numpy', 'torch', 'polars') if m in sys.modules]))"
    assert json.loads(subprocess.check_output([sys.executable, "-c", heavy])) == []
