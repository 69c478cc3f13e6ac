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
SECONDS_TO_SAVE = 60.0  # after which a helper that was asked to end is made to
Heard = queue.Queue[tuple["Helper", dict[str, Any]]]


class Workers(Protocol):
    """Trains members. `wait` returns how the next one came out, and tells `report` of all of them meanwhile."""

    @property
    def free(self) -> int:
        """How many members can be begun before one is waited for."""

    def begin(self, order: Order) -> None:
        """Takes a member over."""

    def wait(self, report: Report) -> Outcome:
        """How one of those that were begun came out."""


class Alone:
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


class Helper:
    """A process at work, told by lines of JSON, whose own lines go to a queue; `order` is what it has in hand."""

    def __init__(self, heard: Heard, told: IO[str], lines: IO[str]) -> None:
        self.heard, self.told, self.lines = heard, told, lines
        self.order: Order | None = None
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with self.lines, suppress(OSError):
            for line in self.lines:
                self.heard.put((self, json.loads(line)))
        self.heard.put((self, {"gone": True}))

    def say(self, words: dict[str, Any]) -> None:
        """Tells it something; one that has gone is told nothing."""
        with suppress(OSError):
            self.told.write(json.dumps(words) + "\n")
            self.told.flush()

    def let_go(self) -> None:
        """Asks it to end."""
        with suppress(OSError):
            self.told.close()

    def await_end(self) -> None:
        """Waits until it has saved what it trained, but not for ever."""


class OwnHelper(Helper):
    """One that this process starts."""

    def __init__(self, heard: Heard) -> None:
        home = str(Path(dltrain.__file__).parent.parent)
        paths = os.pathsep.join([home, *filter(None, [os.environ.get("PYTHONPATH")])])
        given = {name: value for name, value in os.environ.items() if name != "RANK"}  # it is none of torchrun's processes
        self.process = subprocess.Popen(
            [sys.executable, "-m", "dltrain.commands.sweeping.helper"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env={"OPENBLAS_NUM_THREADS": "1", **given, "PYTHONPATH": paths},
            start_new_session=True,  # Ctrl-C reaches this process alone, which then asks its helpers to end
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        super().__init__(heard, self.process.stdin, self.process.stdout)

    def await_end(self) -> None:
        try:
            self.process.wait(SECONDS_TO_SAVE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Team:
    """So many processes: those that `call` makes known, and others of its own, each started when it is needed first."""

    def __init__(self, count: int, call: Callable[[Heard], list[Helper]] = lambda heard: []) -> None:
        self.count = count
        self.heard: Heard = queue.Queue()
        self.helpers = call(self.heard)

    @property
    def free(self) -> int:
        """How many members can be begun before one is waited for."""
        return self.count - sum(helper.order is not None for helper in self.helpers)

    def begin(self, order: Order) -> None:
        helper = next((one for one in self.helpers if one.order is None), None)
        if helper is None:
            helper = OwnHelper(self.heard)
            self.helpers.append(helper)
        helper.order = order
        helper.say(dataclasses.asdict(order))

    def wait(self, report: Report) -> Outcome:
        while True:
            helper, message = self.heard.get()
            if "progress" in message:
                progress = Progress(**message["progress"])
                answer = report(progress)
                if progress.asks:
                    helper.say({"prune": answer})
            elif "outcome" in message:
                helper.order = None
                return Outcome(**message["outcome"])
            else:
                order, helper.order = helper.order, None
                self.helpers.remove(helper)
                if order is not None:
                    return Outcome(order.number, "failed", error=KILLED)

    def dismiss(self) -> None:
        """Tells all of them that there is nothing more to do."""
        for helper in self.helpers:
            helper.say({"end": True})

    def end(self) -> None:
        """Lets all of them go, once what they train is saved."""
        for helper in self.helpers:
            helper.let_go()
        for helper in self.helpers:
            helper.await_end()


@contextmanager
def workers_of(count: int, call: Callable[[Heard], list[Helper]] | None = None) -> Iterator[Workers]:
    """So many workers, which end with the block; those that `call` makes known are among them."""
    if count == 1:
        yield Alone()
        return
    team = Team(count, call) if call else Team(count)
    try:
        yield team
        team.dismiss()
    finally:
        team.end()
