"""Principal components and singular vectors: the few axes along which rows vary most."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.data.transforms.reduction import singular
from dltrain.files.typed_json import Misfit
from dltrain.kinds.classical.stored.checked import Arrays, shaped
from dltrain.kinds.unsupervised.found import Floats


@dataclass(frozen=True)
class Reduced:
    """Rows by their components: float64 (rows, components), and what these give back of them: float64 (rows, numbers)."""

    components: Floats
    back: Floats


def joined(pieces: Sequence[Reduced]) -> Reduced:
    """Rows one behind another."""
    return Reduced(np.concatenate([one.components for one in pieces]), np.concatenate([one.back for one in pieces]))


def fitted(options: Any, rows: Floats, seed: int, say: Callable[[str], None]) -> dict[str, NDArray[Any]]:
    """offset (numbers,) that is subtracted; axes (components, numbers); variances (all axes,) of the training rows along every
    axis there is, and total (1,) over all numbers: float64. Says where the rows do not vary.

    The variances are those of scikit-learn: of principal components s² / (rows - 1), of singular vectors the variance of the
    rows' components, s² / rows less the square of their mean.
    """
    offset, sizes, axes = singular(rows, centred=options.is_centred)
    if options.is_centred:
        variances = np.square(sizes) / max(1, len(rows) - 1)
        total = rows.var(axis=0, ddof=min(1, len(rows) - 1)).sum()
    else:
        variances = np.maximum(np.square(sizes) / len(rows) - np.square(axes @ rows.mean(axis=0)), 0.0)
        total = rows.var(axis=0).sum()
    if not total > 0:
        say("notice: the training rows are all the same: no axis has any variance")
    count = components_for(options.components, variances, float(total))
    kept = axes[:count]
    return {"offset": offset, "axes": kept, "variances": variances, "total": np.array([float(total)])}


def components_for(wanted: float, variances: Floats, total: float) -> int:
    """How many components are kept: as many as are wanted, or as it takes to have more than this share of the variance."""
    if wanted >= 1:
        return int(wanted)
    if total <= 0:
        return 1
    shares = np.cumsum(variances) / total
    return min(int(np.searchsorted(shares, wanted, side="right")) + 1, len(variances))


def learner_of(options: Any, arrays: Arrays, numbers: int) -> Callable[[Floats], Reduced]:
    """What gives rows (rows, numbers) their components. Raises Misfit where the arrays are not those of such a model."""
    offset = shaped(arrays, "offset", (numbers,))
    axes = shaped(arrays, "axes", (int(options.components) if options.components >= 1 else None, numbers))
    variances = shaped(arrays, "variances", (None,))
    shaped(arrays, "total", (1,))
    if not 1 <= len(axes) <= len(variances):
        raise Misfit("axes", f"1 to {len(variances)} rows")

    def found(rows: Floats) -> Reduced:
        components = (rows - offset) @ axes.T
        return Reduced(components, components @ axes + offset)

    return found
