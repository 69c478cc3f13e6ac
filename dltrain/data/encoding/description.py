"""Each column in words: how it will be seen."""

from __future__ import annotations

from dataclasses import dataclass

from dltrain.data.encoding.encoding import Encoding
from dltrain.data.transforms.reduction import Projection


@dataclass(frozen=True)
class Described:
    """A column as it will be seen. width: its inputs; missing: training rows without a value; values: how many are told apart."""

    name: str
    kind: str
    encoding: str
    width: int
    missing: int
    values: int | None


def describe(encoding: Encoding) -> list[Described]:
    """Each column with how it will be seen: features, then targets, the weight, and what is left out."""
    described = [Described(f.name, f.kind, f.summary(), f.width, f.missing, f.values) for f in encoding.features]
    if encoding.reduction is not None:
        described.append(_reduction(encoding.reduction))
    values = len(encoding.labels) if encoding.task.has_classes else None
    ahead = f", {encoding.horizon} rows ahead" if encoding.horizon > 1 else ", in the next row" if encoding.window else ""
    described += [
        Described(name, "target", encoding.target.summary(name) + ahead, 0, 0, values) for name in encoding.target_columns
    ]
    if encoding.weight is not None:
        described.append(Described(encoding.weight, "weight", "how much a row counts", 0, 0, None))
    if encoding.group is not None:
        described.append(Described(encoding.group, "group", "which rows are one sequence", 0, 0, None))
    return described + [Described(name, "left out", "", 0, 0, None) for name in encoding.left_out]


def _reduction(reduction: Projection) -> Described:
    of = {"pca": "variance", "svd": "sum of squares"}[reduction.how]
    words = f"{reduction.width} numbers as {reduction.components}, which hold {reduction.share:.1%} of their {of}"
    return Described(reduction.how, "reduction", words, reduction.components, 0, None)
