"""The tree of a model, or the first of its trees, as it is drawn: thresholds and values in the columns' own units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.charts import Tree, TreeNode
from dltrain.data.encoding.encoding import Encoding
from dltrain.kinds.classical.learners import CLASSES
from dltrain.kinds.classical.numbers import Number, in_figures, numbers_of
from dltrain.kinds.classical.stored.trees import LEAF
from dltrain.runs.stored_tensors import strip_prefix
from dltrain.tasks import Task

FEW = 4  # classes whose rows are counted in a node


def has_tree(tensors: Mapping[str, NDArray[Any]]) -> bool:
    """Whether a model is made of trees that ask anything."""
    return "0.feature" in tensors


def drawn_tree(encoding: Encoding, tensors: Mapping[str, NDArray[Any]], depth: int) -> Tree:
    """The first tree of a model's arrays down to so many questions; of several labels or values that have one each, that of the
    first."""
    arrays = strip_prefix(dict(tensors), "0.")
    trees = len(arrays["roots"])
    which = "the tree" if trees == 1 else f"the first of {trees:,} trees"
    labels = _labels_of(encoding, arrays)
    several = encoding.labels if encoding.task is Task.MULTILABEL else encoding.target_names
    if len(several) > 1 and not encoding.task.has_classes and arrays["value"].shape[1] < len(several):
        which += f", for {several[0]}"
    if "start" in arrays:
        which += _of_boosted(encoding)
        labels = ()
    return Tree(_Reader(encoding, arrays, numbers_of(encoding), labels).node(int(arrays["roots"][0]), depth), labels, which)


def _labels_of(encoding: Encoding, arrays: Mapping[str, NDArray[Any]]) -> tuple[str, ...]:
    """The classes that the tree tells apart; none where it tells numbers."""
    if not encoding.labels:
        return ()
    both = [f"not {encoding.labels[0]}", str(encoding.labels[0])]
    names = both if encoding.task is Task.MULTILABEL else [str(label) for label in encoding.labels]
    return tuple(names[index] for index in arrays[CLASSES].tolist())


def _of_boosted(encoding: Encoding) -> str:
    if not encoding.labels:
        return "; its answers are added up"
    one = encoding.labels[0 if len(encoding.labels) > 2 or encoding.task is Task.MULTILABEL else 1]
    return f"; its answers are added up, and speak for {one} where they are above 0"


@dataclass(frozen=True)
class _Reader:
    """Nodes out of arrays. labels: the classes whose shares a node has; none where it has values, or what is added to a score."""

    encoding: Encoding
    arrays: Mapping[str, NDArray[Any]]
    numbers: list[Number]
    labels: tuple[str, ...]

    def node(self, index: int, depth: int) -> TreeNode:
        arrays = self.arrays
        is_leaf = arrays["feature"][index] == LEAF
        question, true_is_left = "", True
        if not is_leaf:
            question, true_is_left = self.numbers[arrays["feature"][index]].question(float(arrays["threshold"][index]))
        shares = tuple(arrays["value"][index].tolist()) if self.labels else ()
        yes = no = None
        if not is_leaf and depth:
            ends = [self.node(int(arrays[side][index]), depth - 1) for side in ("left", "right")]
            yes, no = ends if true_is_left else reversed(ends)
        cut = 0 if yes else self.questions(index)
        return TreeNode(question, self.answer(index), self.rows(index), shares, self.level(index), cut, yes, no)

    def questions(self, index: int) -> int:
        """How many questions are asked from a node on."""
        left, right = self.arrays["left"], self.arrays["right"]
        waiting, found = [index], 0
        while waiting:
            here = waiting.pop()
            if self.arrays["feature"][here] != LEAF:
                found += 1
                waiting += [int(left[here]), int(right[here])]
        return found

    def answer(self, index: int) -> str:
        """The likeliest class; the mean of each target in its own unit; or what is added."""
        value = self.arrays["value"][index]
        if self.labels:
            return self.labels[int(value.argmax())]
        if "start" not in self.arrays:
            return ", ".join(map(in_figures, self.own(value).round(9).tolist()))
        added = float((self.own(value) - self.own(0 * value))[0]) if not self.encoding.labels else float(value[0])
        return f"{'+' if added >= 0 else ''}{in_figures(float(f'{added:.3g}'))}"

    def own(self, value: NDArray[np.float64]) -> NDArray[np.float64]:
        """Scaled values of the targets, or of the first of them, in their own units."""
        all_of_them = np.zeros((1, len(self.encoding.target_names)))
        all_of_them[0, : len(value)] = value
        return self.encoding.target_values(all_of_them)[0, : len(value)]

    def rows(self, index: int) -> str:
        """`60 rows: 0, 30, 30` of few classes, else `60 rows`."""
        if "rows" not in self.arrays:
            return ""
        rows = float(self.arrays["rows"][index])
        words = f"{_counted(rows)} row{'s' * (rows != 1)}"
        if 0 < len(self.labels) <= FEW:
            return f"{words}: {', '.join(_counted(float(share) * rows) for share in self.arrays['value'][index])}"
        return words if self.labels or "start" in self.arrays else f"{words}: {self.answer(index)}"

    def level(self, index: int) -> float:
        """Where the value lies between the least and the greatest of the tree."""
        if self.labels:
            return 0.0
        ends = np.append(self.arrays["roots"], len(self.arrays["value"]))[:2]
        values = self.arrays["value"][ends[0] : ends[1], 0]
        return float((self.arrays["value"][index, 0] - values.min()) / (np.ptp(values) or 1.0))


def _counted(rows: float) -> str:
    """A whole number where it is one; rows that count more or less than one are no whole numbers."""
    return f"{rows:,.0f}" if abs(rows - round(rows)) < 1e-6 * max(1.0, rows) else f"{rows:,.1f}"
