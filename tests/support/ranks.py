"""Ranks: several processes of one command, with the variables that torchrun sets, and no agent above them.

They are copies of a process that has imported what they need, so that a rank costs no import of torch.
"""

import contextlib
import multiprocessing
import os
import socket
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

PATIENCE = 60.0  # seconds
PRELOADED = [
    "torch.distributed",
    "polars",
    "dltrain.cli",
    "dltrain.commands.train",
    "dltrain.kinds",
    "dltrain.training.autograd.engine",
]


class Ranks:
    """`world` processes that carry out a command in a folder, or each in one of several `folders`; as if on so many `machines`,
    which share no memory, and as torchrun has started them again so many times, its `restarts`.

    `ends` is the signal that a rank sends itself before a step of its training, as if somebody else had; until that comes, the
    first process saves after every other step. With `gpus` the machine pretends to have so many, whose sums go through gloo."""

    def __init__(
        self,
        world: int,
        folder: Path,
        *words: object,
        folders: Sequence[Path] = (),
        machines: int = 1,
        restarts: int = 0,
        ends: Mapping[int, tuple[int, int]] = {},
        gpus: int = 0,
    ) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(PRELOADED)
        shared = {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(_free_port())}
        shared |= {"TORCHELASTIC_RESTART_COUNT": str(restarts)} if restarts else {}
        shared |= {"WORLD_SIZE": str(world), "LOCAL_WORLD_SIZE": str(world), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        self.files = [(folder / f"rank-{rank}.out", folder / f"rank-{rank}.err") for rank in range(world)]
        self.processes = [
            context.Process(
                target=_carry_out,
                args=(
                    [*map(str, words)],
                    folders[rank] if folders else folder,
                    shared | {"RANK": str(rank), "LOCAL_RANK": str(rank)},
                    self.files[rank],
                    f"machine {rank * machines // world}",
                    ends.get(rank),
                    bool(ends),
                    gpus,
                ),
                daemon=True,
            )
            for rank in range(world)
        ]
        for process in self.processes:
            process.start()

    def end(self) -> list[int | None]:
        """The exit codes, once all have ended, or were killed because they did not."""
        for process in self.processes:
            process.join(PATIENCE)
        for process in self.processes:
            process.kill()
        return [process.exitcode for process in self.processes]

    def out(self, rank: int = 0) -> str:
        """What a rank has said on stdout."""
        return self.files[rank][0].read_text()

    def err(self, rank: int = 0) -> str:
        """What a rank has said on stderr."""
        return self.files[rank][1].read_text()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _carry_out(
    words: list[str],
    folder: Path,
    environment: dict[str, str],
    files: tuple[Path, Path],
    machine: str,
    end: tuple[int, int] | None,
    saves: bool,
    gpus: int,
) -> None:
    for number, path in enumerate(files, 1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    sys.stdout, sys.stderr = (os.fdopen(number, "w", buffering=1) for number in (1, 2))
    os.chdir(folder)
    os.environ.update(environment)
    sys.argv = ["dltrain", *words]
    from dltrain.cli import main
    from dltrain.process import peers

    peers._host = lambda: machine if sys.platform.startswith("linux") else ""  # type: ignore[attr-defined]
    if saves:
        from dltrain.training.saving import Saver

        Saver.is_due = lambda saver: True  # type: ignore[method-assign]
    if end is not None:
        _end_at(*end)
    with _pretended(gpus) if gpus else contextlib.nullcontext():
        main()


@contextlib.contextmanager
def _pretended(gpus: int) -> Iterator[None]:
    """GPUs that are pretended, of which this process takes its own; what NCCL would hand over goes through gloo."""
    import pytest
    import torch
    import torch.distributed as dist
    from pretend_gpu import pretend_gpu

    from dltrain.commands.preparing import gpus as known
    from dltrain.training import distribution

    gather, reduce, taken = dist.all_gather_into_tensor, dist.all_reduce, []
    with pytest.MonkeyPatch.context() as patch, pretend_gpu(patch) as gpu:
        patch.setattr(known, "count", lambda: gpus)
        patch.setattr(torch.cuda, "device_count", lambda: gpus)
        patch.setattr(torch.cuda, "set_device", taken.append)
        patch.setitem(distribution.BACKENDS, "cuda", "gloo")
        patch.setattr(dist, "all_reduce", lambda numbers: reduce(numbers.here))
        patch.setattr(dist, "all_gather_into_tensor", lambda every, own: gather(every.here, own.here))
        try:
            yield
        except SystemExit as ended:
            if not ended.code:
                assert [str(wait) for wait in gpu.waits if wait.in_step] == []
                assert {*taken} == ({int(os.environ["LOCAL_RANK"])} if int(os.environ["WORLD_SIZE"]) > 1 else set())
            raise


def _end_at(number: int, step: int) -> None:
    """Sends this process a signal before a step."""
    from dltrain.training.session import Session

    pausing, sent = Session.pausing, []

    def ending(session: Session[Any]) -> bool:
        if session.engine.step == step and not sent:
            sent.append(number)
            os.kill(os.getpid(), number)
        return pausing(session)

    Session.pausing = ending  # type: ignore[method-assign]
