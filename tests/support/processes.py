"""Commands in processes of their own, to be killed, signalled and met by faults; and what of a run must be the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dltrain.runs import read_checkpoint

TIMES = ("seconds", "rows_per_second", "started", "command")
UNLIKE = ("log.txt", "SHA256SUMS")  # what was said, and the sums of files with times in them
KILLED = -9


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit code (-9 if it was killed), what it said, the seconds and the bytes of memory that it took,
    and its file operations unless it was killed."""

    code: int
    out: str
    err: str
    seconds: float
    memory: int
    operations: list[str] = field(default_factory=list)


class Commands:
    """Types commands, each in a process that dies alone: `commands("train", "xor.yaml", folder=tmp_path)`."""

    def __init__(self) -> None:
        one_thread = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "POLARS_MAX_THREADS"), "1")
        environment = os.environ | one_thread | {"_RJEM_MALLOC_CONF": "background_thread:false"}  # of polars' jemalloc
        command = [sys.executable, str(Path(__file__).with_name("server.py"))]
        self.server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
        self.scratch = tempfile.TemporaryDirectory()
        self.finished: dict[str, tuple[Path, Ended]] = {}  # by the text of a spec: a run of it that was never stopped
        assert self._answer() == "ready\n"

    def __call__(
        self,
        *words: object,
        folder: Path,
        fault: tuple[int | str, str] | None = None,
        signals: Sequence[tuple[float, int]] = (),
        environment: Mapping[str, str] = {},
        first: str = "",
    ) -> Ended:
        """Runs a command in a folder. `fault`: (at which file operation, what), see Faults; `signals`: (after seconds, which);
        `first`: a module there that is imported before any of dltrain's."""
        said = {name: str(Path(self.scratch.name) / name) for name in ("out", "err", "log")}
        order = {
            "words": [*map(str, words)],
            "folder": str(folder),
            "fault": {"at": fault[0], "act": fault[1]} if fault else {},
            "signals": list(signals),
            "environment": dict(environment),
            "first": first,
            **said,
        }
        assert self.server.stdin is not None
        self.server.stdin.write(json.dumps(order) + "\n")
        self.server.stdin.flush()
        answer = json.loads(self._answer())
        out, err, log = (Path(path).read_text("utf-8", "replace") for path in said.values())
        return Ended(answer["code"], out, err, answer["seconds"], answer["memory"], json.loads(log) if log else [])

    def _answer(self) -> str:
        assert self.server.stdout is not None
        return self.server.stdout.readline()

    def close(self) -> None:
        self.server.communicate("\n")  # an order to end: a copy of this process may hold its end of the pipe, which then has none
        self.scratch.cleanup()


def outcome(run: Path) -> dict[str, Any]:
    """All of a run that must be the same: tensors and states of the checkpoints, records and summary, without times; predictions
    and confusion matrix as they are; of folds each. A run has no other files but pictures and a log."""
    found: dict[str, Any] = {}
    for path in sorted(path for path in run.rglob("*") if path.is_file() and path.name not in UNLIKE):
        name = str(path.relative_to(run))
        if path.suffix == ".safetensors":
            tensors, state = read_checkpoint(path)
            state["history"] = [timeless(record) for record in state["history"]]
            found[name] = {key: (array.dtype.str, array.shape, array.tobytes()) for key, array in tensors.items()}, state
        elif path.name == "metrics.jsonl":
            found[name] = [timeless(json.loads(line)) for line in path.read_text("utf-8").splitlines()]
        elif path.name == "summary.json":
            found[name] = timeless(json.loads(path.read_text("utf-8")))
        elif path.suffix == ".png":
            found[name] = "there"
        else:
            found[name] = path.read_bytes()
    return found


def timeless(record: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key not in TIMES}


def differing(run: Path, whole: Path) -> list[str]:
    """The files in which two runs differ, those that only one has included."""
    one, other = outcome(run), outcome(whole)
    return [name for name in sorted({*one, *other}) if one.get(name) != other.get(name)]
