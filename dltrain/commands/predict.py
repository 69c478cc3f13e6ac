"""`dltrain predict`: labels and probabilities, or values, for new rows."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

from dltrain.commands.loading import saved
from dltrain.commands.predicting.rows import predicted
from dltrain.kinds.kind import Predictions


def predict(*, checkpoint: Path, data: Path, keep: Sequence[str] = ()) -> Predictions:
    """Predicts for every row of a file (`-` is stdin), its columns matched by name, those of `keep` copied in front. A gan makes
    as many new rows as the file has, in the columns and units of the training rows. Raises InputError, DamagedError."""
    return predicted(saved.load(checkpoint, f"dltrain predict {{}} {shlex.quote(str(data))}"), data, keep)
