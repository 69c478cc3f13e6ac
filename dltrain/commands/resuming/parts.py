"""A run of runs that goes on, folds or the members of a sweep: all of them are checked before the first one is touched."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import dltrain.runs as runs
from dltrain.commands.preparing.setup import prepare_to_train
from dltrain.commands.resuming.single import ready
from dltrain.commands.training.display import Display
from dltrain.commands.training.folds import carry_out_folds, fold_count, fold_folder, of_fold
from dltrain.commands.training.parts_by_rank import rank_pool
from dltrain.commands.training.ranks import facts_of_parts
from dltrain.commands.training.train_single import train_one
from dltrain.errors import InputError
from dltrain.runs import Run, Summary
from dltrain.spec import writing
from dltrain.spec.loading import Loaded

Resume = Callable[[Run, Loaded, Display], "Summary"]
OwnSpec = Callable[[Run], Loaded]

SETTLED = ("engine", "threads", "precision", "device")  # by each part for itself, from the number of its rows


@dataclasses.dataclass(frozen=True)
class RunParts:
    """How the parts of a run go on. `own_spec` reads the spec of a part that has begun, `resume` goes on with it."""

    allow_changes: bool
    anew: str
    own_spec: OwnSpec
    resume: Resume

    def resume_folds(self, run: Run, loaded: Loaded, display: Display) -> Summary:
        """Goes on with folds, one after another. Raises what `resume` raises, before anything is written where one is refused."""
        folds = range(1, fold_count(loaded.experiment) + 1)
        self.check([(fold_folder(run, fold), of_fold(loaded, fold)) for fold in folds])
        with rank_pool() as pool:
            if pool.world > 1:  # folds that were not begun have no data that theirs could be compared with
                pool.agree(facts_of_parts(prepare_to_train(of_fold(loaded, 1), begins=False, searches=False)))
            run.reopen()
            run.write_spec(writing.as_yaml(loaded.experiment))  # whoever goes on after a kill goes on with this one
            return carry_out_folds(run, loaded, display, self.resumed_or_begun, pool)

    def check(self, parts: list[tuple[Path, Loaded]]) -> None:
        """Raises InputError, DamagedError where one of the parts that have begun cannot go on."""
        for folder, loaded in parts:
            if (part := _begun(folder)) is not None:
                begun = self.own_spec(part)
                now = self._of_part(begun, loaded)
                if now.experiment != begun.experiment:
                    ready(part, now, self.allow_changes, self.anew, Display())

    def _of_part(self, begun: Loaded, above: Loaded) -> Loaded:
        """The spec above as a part that has begun takes it: what it has settled for itself stays."""
        data = dataclasses.replace(above.experiment.data, columns=begun.experiment.data.columns)
        settled = {key: getattr(begun.experiment, key) for key in SETTLED}
        return dataclasses.replace(above, experiment=dataclasses.replace(above.experiment, data=data, **settled))

    def resumed_or_begun(self, loaded: Loaded, folder: Path | None, display: Display) -> Summary:
        """Goes on with a part that has begun, and begins one that has not."""
        assert folder is not None
        part = _begun(folder)
        if part is None:
            return train_one(loaded, folder, display)
        return self.resume(part, self._of_part(self.own_spec(part), loaded), display)


def _begun(folder: Path) -> Run | None:
    try:
        return runs.open(folder, to_mend=True)
    except InputError:
        return None
