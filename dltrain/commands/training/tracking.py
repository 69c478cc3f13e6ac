"""A training whose records go to trackers as well: each is fed by a process of its own, which follows the run's files."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dltrain.runs as runs
from dltrain.commands.training.display import Display, Say, Start
from dltrain.runs import Run
from dltrain.runs import tracked as files
from dltrain.spec.experiment import Experiment
from dltrain.spec.writing import plain
from dltrain.text.formatting import count
from dltrain.trackers import TRACKERS, Job, Messenger, Tracker
from dltrain.trackers.parameters import parameters_of

if TYPE_CHECKING:
    from dltrain.runs.history import Record

BETWEEN = 0.2  # seconds between two times that a tracker is listened to
TIMEOUT = 10  # seconds for which a tracker waits for its server
PATIENCE = 30.0  # seconds without a word, after which a tracker is given up when all is trained
IN_HASTE = 5.0  # the same where the user has asked for an end
MAX_SECONDS = 120.0  # seconds in all
SHOWN = 5  # parts that are named


@contextmanager
def tracked(run: Run, experiment: Experiment, display: Display, say: Say, hurried: Callable[[], bool]) -> Iterator[Display]:
    """Has the trackers of a resolved spec follow a run within the block, at whose end it has ended. What it yields is the display
    to train with. Whatever becomes of a tracker is said, and nothing else."""
    if not experiment.track:
        yield display
        return
    following = _Following(run, [Messenger(_job(run, experiment, one)) for one in experiment.track], say)
    try:
        yield dataclasses.replace(display, watch=following.watch(display))
    except Exception:  # whatever ended the training, the trackers hear of all that it had recorded
        following.finish(hurried)
        raise
    except BaseException:  # the process is to end at once: nothing waits for a tracker
        following.close()
        raise
    else:
        following.finish(hurried)


def send_rest(run: Run, experiment: Experiment, display: Display) -> None:
    """Tells trackers what they have missed of a run that has ended. The caller holds the run's lock."""
    states = [files.state_path(run, _options(one)) for one in experiment.track or []]
    if any(state.exists() and not files.is_all_sent(state) for state in states):
        with tracked(run, experiment, display, display.say, lambda: False):
            pass


def untracked_words(whole: Run) -> list[str]:
    """What is to be said of the parts of a run, folds or members, whose end trackers were not told."""
    lines = []
    for tracker, parts in files.incomplete(whole).items():
        names = ", ".join(list(parts)[:SHOWN]) + (", …" if len(parts) > SHOWN else "")
        why = next((f": {words}" for words in parts.values() if words), "")
        lines.append(f"notice: {tracker}: how {count(len(parts), 'part')} of the run ended is missing there ({names}){why}")
    return lines


def _options(tracker: Tracker) -> dict[str, Any]:
    return {"type": TRACKERS.name_of(tracker), **plain(tracker)}


def _job(run: Run, experiment: Experiment, tracker: Tracker) -> Job:
    options, (whole, name) = _options(tracker), files.whole_of(run)
    events, began = files.events_path(run), run.origin()
    return Job(
        tracker=options,
        name=name,
        folder=str(run.folder.absolute()),
        metrics=str(files.metrics_path(run)),
        events=str(events),
        shown=str(events if whole == run.folder.absolute() else events.parent),
        state=str(files.state_path(run, options)),
        parameters=parameters_of(plain(experiment)),
        kept=files.lines_of_metrics(run),
        results=files.result_paths(run),
        timeout=TIMEOUT,
        note=(began and began.note) or "",
        changes=files.changes_of(run),
    )


class _Following:
    """The messengers of a run, and what is said of them."""

    def __init__(self, run: Run, messengers: list[Messenger], say: Say) -> None:
        self.run, self.messengers, self.say = run, messengers, say
        self.heard = 0.0

    def watch(self, display: Display) -> Callable[[Start, Iterator[Record]], Iterator[Record]]:
        """What passes on the records, and says what has gone wrong with a tracker meanwhile."""

        def watch(start: Start, records: Iterator[Record]) -> Iterator[Record]:
            for record in display.watch(start, records):
                self._listen()
                yield record

        return watch

    def _listen(self) -> None:
        if time.monotonic() - self.heard < BETWEEN:
            return
        self.heard = time.monotonic()
        for one in self.messengers:
            one.listen()
            for trouble in one.troubles:
                more = "training goes on, and what is missing there is sent when it can be"
                self.say(f"notice: {one.name}: {trouble}; {more}")
            one.troubles.clear()

    def finish(self, hurried: Callable[[], bool]) -> None:
        """Has all that is left sent, and says where it is, or what is missing."""
        self.run.flush()
        for one in self.messengers:
            one.end()
        for one in self.messengers:
            one.finish(lambda: IN_HASTE if hurried() else PATIENCE, MAX_SECONDS)
            self.say(f"tracked by {one.name}: {one.location}" if one.location is not None else self._missing(one))

    def close(self) -> None:
        """Ends all of it."""
        for one in self.messengers:
            one.close()

    def _missing(self, messenger: Messenger) -> str:
        there, sent = files.lines_of_metrics(self.run), files.sent_lines(Path(messenger.job.state))
        records = f"{count(there - sent, 'record')} of {there:,} and " if there > sent else ""
        why = f": {messenger.trouble}" if messenger.trouble else ""
        folder = self.run.folder
        typed = f"send it with: dltrain resume {folder.parent if runs.is_run(folder.parent) else folder}"
        return f"notice: {messenger.name}: {records}how the run ended are missing there{why}; {typed}"
