"""An experiment beside a run of it that was never stopped, to tell whether one that was ends as it does."""

from __future__ import annotations

import random
import shutil
import signal
import tempfile
from pathlib import Path

from carried_out import verb_of
from experiments import SPECS, lay_out
from processes import KILLED, Commands, Ended, differing

QUIET = ("--no-pictures", "--quiet")


class Bench:
    """An experiment in a folder of its own, the run of it that was never stopped, and how to go on with one that was.

    `spec` is the text of a spec, or the name of one of SPECS.
    """

    def __init__(self, commands: Commands, spec: str, folder: Path) -> None:
        self.commands, self.kind, self.folder = commands, spec, folder
        self.text = SPECS.get(spec, spec)
        lay_out(self.text, folder)
        self.kept, self.ended = commands.finished.get(self.text) or self._kept()
        self.finished("whole")

    def train(self, run: str, **more: object) -> Ended:
        return self.commands(verb_of(self.text), "spec.yaml", "--run-dir", run, *QUIET, folder=self.folder, **more)

    def _kept(self) -> tuple[Path, Ended]:
        """The run that was never stopped, laid by. A spec is trained once, unless its run tells in which folder the data are."""
        ended = self.train("whole")
        assert ended.code == 0, ended.err
        kept = Path(tempfile.mkdtemp(dir=self.commands.scratch.name)) / "whole"
        shutil.move(self.folder / "whole", kept)
        if str(self.folder) not in (kept / "spec.yaml").read_text("utf-8"):
            self.commands.finished[self.text] = kept, ended
        return kept, ended

    def finished(self, run: str) -> None:
        """Puts a copy of the run that was never stopped where one is that is to be damaged, extended or looked at."""
        shutil.copytree(self.kept, self.folder / run)

    def go_on(self, run: str, **more: object) -> Ended:
        """What a user would type after a kill."""
        if not (self.folder / run / "spec.yaml").exists():
            return self.train(run, **more)
        return self.commands("resume", run, *QUIET, folder=self.folder, **more)

    def chain(self, run: str, kills: int, chance: random.Random) -> int:
        """Kills the training, and what goes on with it, at so many random instants, in a save or out of it; how many hit."""
        return sum(
            self.go_on(run, signals=[(chance.uniform(0, self.ended.seconds), signal.SIGKILL)]).code == KILLED
            for _ in range(kills)
        )

    def check(self, run: str, where: object) -> None:
        """Goes on to the end and compares every file with the run that was never stopped."""
        ended = self.go_on(run)
        assert ended.code == 0, f"{where}: {ended.err}"
        assert differing(self.folder / run, self.folder / "whole") == [], f"{where}: {ended.err}"
        shutil.rmtree(self.folder / run)
