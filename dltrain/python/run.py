"""A run directory in Python: how it ended, what it wrote, and the way back to its network."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import dltrain.runs as directories
from dltrain.lazy import polars

if TYPE_CHECKING:
    from dltrain.commands.training.display import Display
    from dltrain.python.model import Model


class Run:
    """A run: its folder, and what lies there, read anew at every look. Raises DamagedError where a file is not as it was written.

    `Run(folder)` takes what the commands take: a folder, a name (`iris-1`), `iris` for its newest, `latest`.
    """

    def __init__(self, run: str | os.PathLike[str]) -> None:
        """Opens a run. Raises InputError where there is none, with the nearest one."""
        self._run = directories.open(Path(run), to_mend=True)

    @property
    def folder(self) -> Path:
        """The run directory."""
        return self._run.folder

    @property
    def name(self) -> str:
        """The folder's own name, such as `iris-1`."""
        return self.folder.absolute().name

    @property
    def status(self) -> str:
        """completed, stopped_early, interrupted or diverged; running, killed or damaged where there is no summary of it."""
        return directories.listed(self.folder).status

    @property
    def summary(self) -> dict[str, Any]:
        """How it ended, as `summary.json` has it: `run.summary["test"]["accuracy"]`; empty where it has not."""
        summary = self._run.read_summary()
        return {} if summary is None else summary.plain()

    @property
    def spec(self) -> dict[str, Any]:
        """The resolved spec, every default spelled out, which trains again to the same bits."""
        from dltrain.commands.loading.own_spec import own_spec

        spelled_out = own_spec(self._run).text.root.plain()
        assert isinstance(spelled_out, dict)
        return spelled_out

    @property
    def metrics(self) -> polars.DataFrame:
        """A row an epoch: epoch, train_loss, validation_loss, the metrics, learning_rate, seconds."""
        return polars.DataFrame(self._run.read_metrics(), infer_schema_length=None)

    @property
    def predictions(self) -> polars.DataFrame | None:
        """The test rows: row, true, predicted, the probability of each label; None where there are none."""
        return self._run.read_predictions()

    @property
    def confusion_matrix(self) -> dict[str, Any] | None:
        """`{labels, train, validation, test}`: rows are the true class, columns the predicted; None where there is none."""
        return self._run.read_confusion_matrix()

    @property
    def findings(self) -> list[dict[str, Any]]:
        """What the diagnosis found, the most likely cause first."""
        return [dict(finding) for finding in self.summary.get("findings", [])]

    @property
    def log(self) -> str:
        """What was said while it trained."""
        return directories.log_of(self._run)

    def load(self, checkpoint: Literal["best", "last"] = "best") -> Model:
        """The network of its best epoch, or of its last one. Raises InputError, DamagedError."""
        from dltrain.python.model import load

        return load(self.folder if checkpoint == "best" else self._run.checkpoint_path(checkpoint))

    def resume(self, *, allow_changes: bool = False, pictures: bool = True, **overrides: Any) -> Run:
        """Goes on from the last checkpoint, as `dltrain resume` does; a finished run is left as it is.

        overrides: as those of `train`: `run.resume(training__epochs=300)`. Raises what `train` raises.
        """
        from dltrain.commands.resume import resume
        from dltrain.python.carrying import carried_out
        from dltrain.python.specs import sets_of

        sets = sets_of(overrides)

        def work(display: Display) -> directories.Summary:
            return resume(run=self.folder, sets=sets, allow_changes=allow_changes, display=display)

        carried_out(work, pictures=pictures, folder=self.folder)
        return self

    def __fspath__(self) -> str:
        return os.fspath(self.folder)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Run) and self.folder.absolute() == other.folder.absolute()

    def __hash__(self) -> int:
        return hash(self.folder.absolute())

    def __repr__(self) -> str:
        from dltrain.python.display import line_of

        return line_of(self.folder, self.status, self.summary)

    def _repr_html_(self) -> str:
        from dltrain.python.display import html_of

        return html_of(self.folder, self.status, self.summary, self._run.read_chart("curves"))
