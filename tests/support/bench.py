"""An experiment beside a run of it that was never stopped, to tell whether one that was ends as it does."""

from __future__ import annotations

import shutil
from pathlib import Path

from experiments import lay_out
from processes import Commands, Ended, differing

QUIET = ("--no-pictures", "--quiet")


class Bench:
    """An experiment in a folder of its own, the run of it that was never stopped, and how to go on with one that was."""

    def __init__(self, commands: Commands, kind: str, folder: Path) -> None:
        self.commands, self.folder = commands, folder
        lay_out(kind, folder)
        self.ended = self.train("whole")
        assert self.ended.code == 0, self.ended.err

    def train(self, run: str, **more: object) -> Ended:
        return self.commands("train", "spec.yaml", "--run-dir", run, *QUIET, folder=self.folder, **more)

    def go_on(self, run: str, **more: object) -> Ended:
        """What a user would type after a kill."""
        if not (self.folder / run / "spec.yaml").exists():
            return self.train(run, **more)
        return self.commands("resume", run, *QUIET, folder=self.folder, **more)

    def check(self, run: str, where: object) -> None:
        """Goes on to the end and compares every file with the run that was never stopped."""
        ended = self.go_on(run)
        assert ended.code == 0, f"{where}: {ended.err}"
        assert differing(self.folder / run, self.folder / "whole") == [], f"{where}: {ended.err}"
        shutil.rmtree(self.folder / run)
