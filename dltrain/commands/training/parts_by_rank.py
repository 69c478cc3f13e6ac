"""The parts of a run, folds or members of a sweep, trained one after another; of several processes that torchrun started each
takes the next part that nobody has, and trains it by itself. They tell each other through torchrun's store, and read the results
from the disk that they share."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from dltrain.errors import DltrainError, InputError
from dltrain.process import launch
from dltrain.process.launch import PATIENCE, PAUSE, as_single_process, inequality, is_first, world_size
from dltrain.runs import Run, Summary, UnwrittenRun

RUN, NEXT, DONE, ENDED, LEFT, FACTS = (f"dltrain_part_{name}" for name in ("run", "next", "done", "ended", "left", "facts"))
BEAT = 0.5  # seconds after which a process says again that it is there
SILENCE = 60.0  # seconds without a word, after which a process is taken for killed
P = TypeVar("P")
R = TypeVar("R")


class GoneError(Exception):
    """A process that is needed was killed; which, in words."""


class EndedError(DltrainError):
    """Another process has said how all of them end: this one ends alike, and says nothing."""

    def __init__(self, exit_code: int) -> None:
        super().__init__("")
        self.exit_code = exit_code


class RankPool:
    """The processes that share the parts of a run; by itself one, which trains all of them."""

    def __init__(self) -> None:
        self.world, self.is_first = world_size(), is_first()
        self.rank = int(os.environ["RANK"]) if self.world > 1 else 0
        self.store: Any = launch.new_store() if self.world > 1 else None
        self._is_over = threading.Event()

    def shared_run(self, make: Callable[[], Run]) -> Run:
        """The run that the first process makes; the others write none but their parts."""
        if self.world == 1:
            return make()
        if self.is_first:
            run = make()
            self.store.set(RUN, str(run.folder.absolute()))
            return run
        return UnwrittenRun(Path(self._awaited(RUN).decode()))

    def agree(self, facts: Mapping[str, str]) -> None:
        """Waits for all to say what must be the same for all, by what it is. Where it is not, raises InputError in the first
        process and EndedError in the others."""
        if self.world == 1:
            return
        self.store.set(f"{FACTS}_{self.rank}", json.dumps(facts))
        every = [json.loads(self._awaited(f"{FACTS}_{rank}")) for rank in range(self.world)]
        if unequal := inequality(every, facts):
            raise InputError(unequal) if self.is_first else EndedError(InputError.exit_code)

    def train(self, parts: Sequence[P], train: Callable[[P], R], result_of: Callable[[P], R]) -> list[R]:
        """What became of each part, `result_of` of those that others may have trained. Raises what training one does, GoneError
        where a process was killed, EndedError in all processes but the first."""
        if self.world == 1:
            return [train(part) for part in parts]
        threading.Thread(target=self._keep_watch, daemon=True).start()
        try:
            while (index := self.store.add(NEXT, 1) - 1) < len(parts):
                with as_single_process():
                    train(parts[index])
                self.store.add(DONE, 1)
            if self.is_first:
                self._await_others(len(parts))
        finally:
            self._is_over.set()
        if not self.is_first:
            raise EndedError(int(self._awaited(ENDED)))
        return [result_of(part) for part in parts]

    def end(self, code: int) -> None:
        """Tells the others how all has ended, where they do not know."""
        if self.world == 1:
            return
        with suppress(RuntimeError):  # the store has gone with the first process
            if self.is_first or code:
                self.store.set(ENDED, str(code))
            self.store.add(LEFT, 1)
            until = time.monotonic() + PATIENCE
            while self.is_first and self.store.add(LEFT, 0) < self.world and time.monotonic() < until:
                time.sleep(PAUSE)  # the words may be in this process's memory, and be gone with it

    def _keep_watch(self) -> None:
        """Says now and then that this process is there; where another one has ended the run, what is in training here is saved
        and ends as well."""
        beat = f"{DONE}_{self.rank}"
        with suppress(RuntimeError):
            while not self._is_over.wait(BEAT):
                self.store.add(beat, 1)
                if self.store.check([ENDED]):
                    break
        if not self._is_over.is_set():
            os.kill(os.getpid(), signal.SIGTERM)

    def _await_others(self, parts: int) -> None:
        """Waits until all parts are trained. Raises GoneError where a process has gone, EndedError where one has failed."""
        heard = {rank: (0, time.monotonic()) for rank in range(1, self.world)}
        while self.store.add(DONE, 0) < parts:
            if self.store.check([ENDED]):
                raise EndedError(int(self.store.get(ENDED)))
            for rank, (beats, when) in heard.items():
                now = self.store.add(f"{DONE}_{rank}", 0)
                if now != beats:
                    heard[rank] = now, time.monotonic()
                elif time.monotonic() - when > SILENCE:
                    raise GoneError(f"rank {rank}, which trained a part of this run,")
            time.sleep(BEAT / 5)

    def _awaited(self, name: str) -> bytes:
        """What the first process says under a name, once it does. Raises GoneError where it has gone, EndedError where all end
        before."""
        try:
            while not self.store.check([name]):
                # What was said before the end counts, though it was not there a moment ago: who goes on ends the agreeing.
                if name != ENDED and self.store.check([ENDED]) and not self.store.check([name]):
                    raise EndedError(int(self.store.get(ENDED)))
                time.sleep(PAUSE)
            value: bytes = self.store.get(name)
        except RuntimeError:  # the store has gone with it
            raise GoneError("rank 0, which writes this run,") from None
        return value


@contextmanager
def rank_pool() -> Iterator[RankPool]:
    """The processes that share the parts of a run, of which all hear how the block has ended. Raises InputError where one has
    gone before there was a run."""
    pool, code = RankPool(), 1
    try:
        yield pool
        code = 0
    except DltrainError as error:
        code = error.exit_code
        raise
    except GoneError as error:  # before there was a run
        code = InputError.exit_code
        raise InputError(f"{error} was killed") from None
    finally:
        pool.end(code)


def summary_of(folder: Path) -> Summary:
    """The results of a part, whichever process trained it. Raises InputError where this one does not see them."""
    summary = Run(folder).read_summary()
    if summary is None:
        raise InputError(f"{folder} has no results that this process sees; all of them are to have the same disk")
    return summary
