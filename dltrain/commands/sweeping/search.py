"""A search: trials are asked for, trained by whoever is free, and told; what is known of them is kept in `sweep.json`."""

from __future__ import annotations

import dataclasses
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from dltrain.commands.sweeping.member import Order, Outcome
from dltrain.commands.sweeping.outcomes import best_of, folders_of, known_members, member_of, number_of
from dltrain.commands.sweeping.workers import Workers
from dltrain.commands.training.display import Display, Unfinished
from dltrain.commands.training.progress import Board, Line, Progress
from dltrain.runs import SPEC, Run
from dltrain.runs.summary import Ending
from dltrain.runs.sweeps import ENDED, Member, SweepRecord, write_sweep
from dltrain.spec.writing import in_brief
from dltrain.sweeps import Study, Trial

Keep = Literal["all", "best", "none"]
BETWEEN_WRITES = 1.0  # seconds
BETWEEN_LOOKS = 1.0  # seconds, at what others have in hand
MAX_LANES, MAX_LANES_SHARED = 256, 32  # of the members that are taken at once where they might train together


@dataclass(frozen=True)
class Plan:
    """How the members of a sweep are trained: the text of its spec, the seeds, what the best is chosen by and whether more of it
    is better, after how many epochs a member is held against the others (0: never), whose runs are kept, and whether other
    processes carry it out as well."""

    spec: str
    seeds: Sequence[int]
    monitor: str
    maximize: bool
    every: int
    keep: Keep
    shared: bool


@dataclass
class Search:
    """A sweep under way, which writes to the directory `run`; its lock is the caller's."""

    run: Run
    plan: Plan
    study: Study
    display: Display
    board: Board
    members: dict[int, Member] = field(default_factory=dict)
    under_way: dict[int, Trial] = field(default_factory=dict)
    written: float = 0.0

    def order(self, number: int, values: Mapping[str, Any], *, test: bool = False, pictures: bool = False) -> Order:
        """What it takes to train a member."""
        plan = self.plan
        folders = folders_of(number, plan.seeds)
        every = 0 if test else plan.every
        return Order(
            number, plan.spec, str(self.run.folder), dict(values), list(plan.seeds), folders, plan.monitor, every, test, pictures
        )

    def carry_out(self, workers: Workers) -> None:
        """Trains every trial that there is to train. Raises Unfinished where a signal asked for an end; WriteError."""
        self._train([], workers)

    def carry_out_together(self, workers: Workers) -> None:
        """The same, as a search can whose trials do not depend on each other's ends: those that can train together do so."""
        from dltrain.commands.sweeping.stacks import stacks_of, train_stack

        most = MAX_LANES_SHARED if self.plan.shared else MAX_LANES
        while trials := self._taken(max(1, most // len(self.plan.seeds))):
            alone = dict(self.under_way)
            stacks = stacks_of([self.order(trial.number, trial.values) for trial in trials])
            if self.plan.shared and not stacks:  # others may have them
                self.release()
                break
            for lanes in stacks:
                outcomes = train_stack(self.run, lanes, self.plan.keep == "all", self._report)
                self._end(outcomes)
                for outcome in outcomes:
                    alone.pop(outcome.number, None)
            self._train(list(alone.values()), workers, asks=False)
        self._train([], workers)

    def _taken(self, count: int) -> list[Trial]:
        """So many trials, or as many as are left. What is known of one from before, when it ended and was not told, is told."""
        while True:
            trials = self.study.ask_many(count)
            self.under_way |= {trial.number: trial for trial in trials}
            told = [trial for trial in trials if (one := self.members.get(trial.number)) and one.status in ENDED]
            self._tell([self.members[trial.number] for trial in told])
            left = [trial for trial in trials if trial not in told]
            for trial in left:
                self.members[trial.number] = Member(trial.number, "running", dict(trial.values), list(self.plan.seeds))
                self.board.show(Line(trial.number, trial.values, "waiting"))
            if left or not trials:
                return left

    def _train(self, trials: list[Trial], workers: Workers, *, asks: bool = True) -> None:
        """Trains these trials and, where it `asks`, all others, until nobody has one in hand."""
        waiting = list(trials)
        while True:
            while workers.free:
                if not waiting and asks:
                    waiting = self._taken(1)
                if not waiting:
                    break
                trial = waiting.pop(0)
                self.board.show(Line(trial.number, trial.values, "running"))
                workers.begin(self.order(trial.number, trial.values))
            if self.under_way:
                self._end([workers.wait(self._report)])
            elif not asks or not self._others():
                return
            else:
                time.sleep(BETWEEN_LOOKS)

    def _others(self) -> int:
        """How many trials other processes have in hand; those that came to an end there are noted."""
        trials = self.study.trials()
        self.members |= known_members(self.run, trials, self.plan.seeds, self.plan.monitor, self.members)
        return sum(trial.status not in ENDED for trial in trials)

    def _report(self, progress: Progress) -> bool:
        trial = self.under_way[progress.number]
        self.board.show(Line(progress.number, trial.values, "running", progress, len(self.plan.seeds)))
        return progress.asks and self.study.report(trial, progress.epoch, progress.value)

    def _end(self, outcomes: Sequence[Outcome]) -> None:
        """Notes how members came out, then tells the study: a kill between the two loses nothing. Raises Unfinished."""
        for outcome in outcomes:
            if outcome.status == "interrupted":
                raise Unfinished("", outcome.exit_code or 143, Ending("", "interrupted"))
        ended = [member_of(outcome, self.under_way[outcome.number].values, self.plan.seeds) for outcome in outcomes]
        self.members |= {member.number: member for member in ended}
        if len(ended) > 1 or time.monotonic() - self.written >= BETWEEN_WRITES:
            self.write()
        self._tell(ended)

    def _tell(self, ended: Sequence[Member]) -> None:
        known = [(self.under_way.pop(one.number), one.monitor, one.status) for one in ended]
        self.study.tell_many(known)  # type: ignore[arg-type]  # it has ended
        for member in ended:
            self.board.show(Line(member.number, member.values, member.status, value=member.monitor))
            if member.error:
                values = ", ".join(f"{key} {in_brief(value)}" for key, value in member.values.items())
                self.say(f"member {member.number} failed ({values}): {member.error}")

    def say(self, text: str) -> None:
        """Says something, and logs it."""
        self.run.log(text)
        self.display.say(text)

    def release(self) -> None:
        """Gives back what is under way: whoever goes on with the sweep takes it up."""
        self.study.release(*self.under_way.values())
        self.under_way.clear()

    def write(self, status: str | None = None) -> None:
        """Writes `sweep.json` of a sweep that is under way, or was left as `status` says, as far as it is known, and removes runs
        that are not kept."""
        record = dataclasses.replace(self.record(), of=self.study.count, status=status)
        write_sweep(self.run, record)
        self.written = time.monotonic()
        kept = {folder for member in record.members for folder in member.runs}
        for folder in self.run.folder.glob("member-*"):
            one = self.members.get(number_of(folder.name))
            if folder.name not in kept and one is not None and one.status in ENDED:
                shutil.rmtree(folder, ignore_errors=True)

    def drop_unkept(self) -> None:
        """Of the best member's runs, leaves the first alone where none are to be kept."""
        best = self.record().best_member
        if self.plan.keep == "none" and best is not None:
            for folder in folders_of(best.number, best.seeds)[1:]:
                shutil.rmtree(self.run.folder / folder, ignore_errors=True)

    def forget_untested(self, member: Member) -> None:
        """Removes the runs of a member that were not measured on the test rows."""
        for folder in folders_of(member.number, member.seeds):
            run = Run(self.run.folder / folder)
            summary = run.read_summary() if run.spec_path.is_file() else None
            if summary is not None and "test" not in summary.metrics:
                shutil.rmtree(run.folder, ignore_errors=True)

    def record(self) -> SweepRecord:
        """All members by number, with the runs that are kept."""
        best = best_of(self.members.values(), self.plan.maximize)
        members = [dataclasses.replace(one, runs=self._runs_of(one, best)) for _, one in sorted(self.members.items())]
        return SweepRecord(members, best)

    def _runs_of(self, member: Member, best: int | None) -> list[str]:
        if member.status in ENDED and member.number != best and self.plan.keep != "all":
            return []
        folders = folders_of(member.number, member.seeds)
        return [folder for folder in folders if (self.run.folder / folder / SPEC).is_file()]
