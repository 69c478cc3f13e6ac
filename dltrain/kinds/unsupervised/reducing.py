"""Principal components and singular vectors at work: fewer numbers a row, and what they give back of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.kinds.kind import Kind
from dltrain.kinds.unsupervised.base import Unsupervised
from dltrain.kinds.unsupervised.components import Reduced
from dltrain.kinds.unsupervised.measure import ReducedMeasure
from dltrain.kinds.unsupervised.pictures import component_panel, draw, say_missing_fonts, scree_panel
from dltrain.runs.names import COMPONENTS
from dltrain.runs.stored_tensors import strip_prefix
from dltrain.runs.summary import Summary
from dltrain.spec.resolve import Resolved
from dltrain.training.fitting import PREFIX
from dltrain.training.session import Session


class Reducing(Unsupervised):
    """A model that has fewer numbers for a row."""

    def measuring(self, resolved: Resolved) -> ReducedMeasure:
        return ReducedMeasure(resolved.experiment.metrics)

    def tell(self, session: Session[Any], found: Mapping[str, Reduced]) -> None:
        session.run.write_outcome(COMPONENTS, described(session))

    def columns_of(self, found: Reduced, given: NDArray[Any]) -> dict[str, Any]:
        """`error`, the mean squared error over a row's scaled numbers, and component_<number>, counted from 1."""
        components = found.components
        errors = np.square(found.back - given).mean(axis=1)
        return {"error": errors} | {f"component_{number}": one for number, one in enumerate(components.T, 1)}

    def draw(self, session: Session[Any], summary: Summary, note: str, say: Callable[[str], None]) -> None:
        """Draws components.png, the training rows in the plane of the first two components, and scree.png."""
        part, rows = session.splits["train"]
        say_missing_fonts(session, say)
        told: Any = session.run.read_outcome(COMPONENTS) or {}
        shares = [one["share"] for one in told["components"]]
        components = session.engine.scores(rows).components
        draw(session.run, "components", component_panel(session.dataset.encoding, part, components, shares))
        draw(session.run, "scree", [scree_panel(told)])


def described(session: Session[Any]) -> dict[str, Any]:
    """The content of components.json: of each component its variance, its share of the whole, the share of it and those before
    it, and its loadings by the name of the number that they are of; `variances` of all axes that there are."""
    arrays = strip_prefix(dict(session.engine.snapshot()), PREFIX)
    total, variances = float(arrays["total"][0]), arrays["variances"]
    shares = variances / total if total > 0 else np.zeros_like(variances)
    names = session.dataset.encoding.number_names
    if session.dataset.encoding.reduction is not None:
        names = [f"{session.dataset.encoding.reduction.how}_{number}" for number in range(arrays["axes"].shape[1])]
    return {
        "components": [
            {
                "component": number + 1,
                "variance": float(variances[number]),
                "share": float(shares[number]),
                "cumulative": float(shares[: number + 1].sum()),
                "loadings": dict(zip(names, axis.tolist(), strict=True)),
            }
            for number, axis in enumerate(arrays["axes"])
        ],
        "total": total,
        "variances": variances.tolist(),
    }


KIND: Kind = Reducing()
