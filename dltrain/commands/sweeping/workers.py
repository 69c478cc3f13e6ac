"""Who trains the members of a sweep: this process, one after another, or several processes beside each other."""

from __future__ import annotations

import dataclasses
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Protocol

import dltrain
from dltrain.commands.sweeping.member import Order, Outcome, Report, train_member
from dltrain.commands.training.progress import Progress

KILLED = "its process was killed, as systems do when their memory runs out"
SECONDS_TO_SAVE = 60.0  # after which a worker that was asked to end is made to
Messages = queue.Queue[tuple["WorkerProcess", dict[str, Any]]]


class Workers(Protocol):
    """Trains members. `wait` returns how the next one came out, and tells `report` of all of them meanwhile."""

    @property
    def free(self) -> int:
        """How many members can be begun before one is waited for."""

    def begin(self, order: Order) -> None:
        """Takes a member over."""

    def wait(self, report: Report) -> Outcome:
        """How one of those that were begun came out."""


class InProcess:
    """This process trains each member when it is waited for."""

    def __init__(self) -> None:
        self._orders: list[Order] = []

    @property
    def free(self) -> int:
        return 1 - len(self._orders)

    def begin(self, order: Order) -> None:
        self._orders.append(order)

    def wait(self, report: Report) -> Outcome:
        return train_member(self._orders.pop(), report)


class WorkerProcess:
    """A process at work, which takes orders as lines of JSON on its `stdin` and whose own `lines` go to a queue; `order` is what
    it has in hand."""

    def __init__(self, messages: Messages, stdin: IO[str], lines: IO[str]) -> None:
        self.messages, self.stdin, self.lines = messages, stdin, lines
        self.order: Order | None = None
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with self.lines, suppress(OSError):
            for line in self.lines:
                self.messages.put((self, json.loads(line)))
        self.messages.put((self, {"gone": True}))

    def send(self, message: dict[str, Any]) -> None:
        """Sends it a message; nothing to one that has gone."""
        with suppress(OSError):
            self.stdin.write(json.dumps(message) + "\n")
            self.stdin.flush()

    def let_go(self) -> None:
        """Asks it to end."""
        with suppress(OSError):
            self.stdin.close()

    def await_end(self) -> None:
        """Waits until it has saved what it trained, but not for ever."""


class StartedWorker(WorkerProcess):
    """One that this process starts."""

    def __init__(self, messages: Messages) -> None:
        home = str(Path(dltrain.__file__).parent.parent)
        paths = os.pathsep.join([home, *filter(None, [os.environ.get("PYTHONPATH")])])
        given = {name: value for name, value in os.environ.items() if name != "RANK"}  # it is none of torchrun's processes
        self.process = subprocess.Popen(
            [sys.executable, "-m", "dltrain.commands.sweeping.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env={"OPENBLAS_NUM_THREADS": "1", **given, "PYTHONPATH": paths},
            start_new_session=True,  # Ctrl-C reaches this process alone, which then asks its workers to end
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        super().__init__(messages, self.process.stdin, self.process.stdout)

    def await_end(self) -> None:
        try:
            self.process.wait(SECONDS_TO_SAVE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class WorkerPool:
    """So many processes: those that `call` makes known, and others of its own, each started when it is needed first."""

    def __init__(self, count: int, call: Callable[[Messages], list[WorkerProcess]] = lambda messages: []) -> None:
        self.count = count
        self.messages: Messages = queue.Queue()
        self.workers = call(self.messages)

    @property
    def free(self) -> int:
        """How many members can be begun before one is waited for."""
        return self.count - sum(worker.order is not None for worker in self.workers)

    def begin(self, order: Order) -> None:
        worker = next((one for one in self.workers if one.order is None), None)
        if worker is None:
            worker = StartedWorker(self.messages)
            self.workers.append(worker)
        worker.order = order
        worker.send(dataclasses.asdict(order))

    def wait(self, report: Report) -> Outcome:
        while True:
            worker, message = self.messages.get()
            if "progress" in message:
                progress = Progress(**message["progress"])
                answer = report(progress)
                if progress.asks:
                    worker.send({"prune": answer})
            elif "outcome" in message:
                worker.order = None
                return Outcome(**message["outcome"])
            else:
                order, worker.order = worker.order, None
                self.workers.remove(worker)
                if order is not None:
                    return Outcome(order.number, "failed", error=KILLED)

    def dismiss(self) -> None:
        """Tells all of them that there is nothing more to do."""
        for worker in self.workers:
            worker.send({"end": True})

    def end(self) -> None:
        """Lets all of them go, once what they train is saved."""
        for worker in self.workers:
            worker.let_go()
        for worker in self.workers:
            worker.await_end()


@contextmanager
def workers_of(count: int, call: Callable[[Messages], list[WorkerProcess]] | None = None) -> Iterator[Workers]:
    """So many workers, which end with the block; those that `call` makes known are among them."""
    if count == 1:
        yield InProcess()
        return
    pool = WorkerPool(count, call) if call else WorkerPool(count)
    try:
        yield pool
        pool.dismiss()
    finally:
        pool.end()
