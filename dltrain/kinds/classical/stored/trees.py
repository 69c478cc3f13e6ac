"""Trees as one list of nodes: a tree, the mean of a forest, the sum of boosted ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.files.typed_json import Misfit
from dltrain.kinds.classical.stored.checked import Arrays, dense, shaped, shares, within
from dltrain.kinds.classical.stored.linear import probabilities_of

LEAF = -1
CELLS = 2**22  # rows × trees that are looked at at once: 32 MB of node numbers


def arrays_of(estimator: Any) -> dict[str, NDArray[Any]]:
    """feature, left, right (nodes,): int32, feature -1 in a leaf; threshold (nodes,) and value (nodes, outputs): float64; roots
    (trees,): int32. A row goes left where its number is at most the threshold. rows, gain (nodes,): float64, the weight of the
    training rows that came to a node, and by how much its question lessens their impurity or the loss.

    Of boosted trees `value` is (nodes, 1), the trees of the outputs take turns, and `start` (outputs,) is what they add to.
    """
    if hasattr(estimator, "_predictors"):
        return _of_boosted(estimator)
    trees = [one.tree_ for one in getattr(estimator, "estimators_", [estimator])]
    joined = [
        (
            np.where(tree.children_left < 0, LEAF, tree.feature),
            tree.children_left,
            tree.children_right,
            tree.threshold,
            _shares(tree.value[:, 0]) if hasattr(estimator, "classes_") else tree.value[:, :, 0],
            tree.weighted_n_node_samples,
            _lessened(tree),
        )
        for tree in trees
    ]
    return _put_together(joined)


def _shares(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """The shares of the classes in a node, whichever of both a version of scikit-learn keeps."""
    shares: NDArray[np.float64] = counts / counts.sum(axis=1, keepdims=True)
    return shares


def _lessened(tree: Any) -> NDArray[np.float64]:
    """By how much each node's question lessens the impurity of its rows, as a share of those of the root."""
    weighed: NDArray[np.float64] = tree.weighted_n_node_samples * tree.impurity
    below = weighed[tree.children_left] + weighed[tree.children_right]
    lessened: NDArray[np.float64] = np.where(tree.children_left < 0, 0.0, weighed - below)
    return lessened / float(tree.weighted_n_node_samples[0])


def _of_boosted(estimator: Any) -> dict[str, NDArray[Any]]:
    nodes = [one.nodes for step in estimator._predictors for one in step]
    joined = [
        (
            np.where(one["is_leaf"], LEAF, one["feature_idx"]),
            one["left"],
            one["right"],
            np.where(one["is_leaf"], 0.0, np.minimum(one["num_threshold"], np.finfo(np.float64).max)),
            one["value"][:, None],
            one["count"],
            np.where(one["is_leaf"], 0.0, one["gain"]),
        )
        for one in nodes
    ]
    return {**_put_together(joined), "start": np.asarray(estimator._baseline_prediction, np.float64).reshape(-1)}


def _put_together(trees: list[Any]) -> dict[str, NDArray[Any]]:
    roots = np.cumsum([0, *(len(tree[0]) for tree in trees)])[:-1]
    feature = np.concatenate([tree[0] for tree in trees]).astype(np.int32)
    left, right = (
        np.concatenate([tree[side].astype(np.int64) + root for tree, root in zip(trees, roots, strict=True)]) for side in (1, 2)
    )
    return {
        "feature": feature,
        "left": np.where(feature == LEAF, 0, left).astype(np.int32),
        "right": np.where(feature == LEAF, 0, right).astype(np.int32),
        "threshold": np.where(feature == LEAF, 0.0, np.concatenate([tree[3] for tree in trees])),
        "value": np.concatenate([tree[4] for tree in trees]).astype(np.float64),
        "roots": roots.astype(np.int32),
        "rows": np.concatenate([tree[5] for tree in trees]).astype(np.float64),
        "gain": np.concatenate([tree[6] for tree in trees]).astype(np.float64),
    }


def importances_of(arrays: Arrays, numbers: int, deviations: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """The share of each number in what all questions gain, each tree of a forest counting the same (Breiman 2001): (numbers,);
    None of a model that was saved before gains were kept."""
    if "gain" not in arrays:
        return None
    inner = np.flatnonzero(arrays["feature"] != LEAF)
    trees = np.searchsorted(arrays["roots"], inner, side="right") - 1 if "start" not in arrays else np.zeros(len(inner), np.int64)
    gained = np.zeros((int(trees.max(initial=0)) + 1, numbers))
    np.add.at(gained, (trees, arrays["feature"][inner]), arrays["gain"][inner])
    totals = gained.sum(axis=1, keepdims=True)
    return shares(np.divide(gained, totals, out=gained, where=totals > 0).sum(axis=0))


def learner_of(arrays: Arrays, numbers: int, outputs: int, classes: bool) -> Callable[[Any], NDArray[np.float64]]:
    """Probabilities (rows, classes) or values (rows, outputs). Raises Misfit where the nodes are no trees."""
    count = len(shaped(arrays, "feature", (None,), "int32"))
    feature = within(shaped(arrays, "feature", (count,), "int32"), "feature", LEAF, numbers)
    left = within(shaped(arrays, "left", (count,), "int32"), "left", 0, count)
    right = within(shaped(arrays, "right", (count,), "int32"), "right", 0, count)
    roots = within(shaped(arrays, "roots", (None,), "int32"), "roots", 0, count)
    inner = feature != LEAF
    own = np.arange(count)
    for name, side in (("left", left), ("right", right)):
        if (side <= own)[inner].any():
            raise Misfit(name, "numbers of nodes that come after their own")
    threshold = shaped(arrays, "threshold", (count,))
    is_boosted, units = "start" in arrays, 1 if classes and outputs == 2 else outputs
    value = shaped(arrays, "value", (count, 1 if is_boosted else outputs))
    start = shaped(arrays, "start", (units,)) if is_boosted else None
    for name in {"rows", "gain"} & set(arrays):  # not of models that were saved before these were kept
        shaped(arrays, name, (count,))

    def leaves(X: NDArray[Any]) -> NDArray[np.int64]:
        """The leaf that each row comes to in each tree: (rows, trees)."""
        nodes = np.tile(roots, (len(X), 1))
        indices = np.arange(len(X))[:, None]
        while (going := inner[nodes]).any():
            goes_left = X[indices, np.where(going, feature[nodes], 0)] <= threshold[nodes]
            nodes = np.where(going, np.where(goes_left, left[nodes], right[nodes]), nodes)
        return nodes

    def of_some(X: Any) -> NDArray[np.float64]:
        given = value[leaves(dense(X))]
        if start is None:
            mean: NDArray[np.float64] = given.mean(axis=1)
            return mean
        sums = start + given[:, :, 0].reshape(len(given), -1, units).sum(axis=1)
        return probabilities_of(sums) if classes else sums

    def predict(X: Any) -> NDArray[np.float64]:
        size = max(1, CELLS // len(roots))
        pieces = [of_some(X[begin : begin + size]) for begin in range(0, X.shape[0], size)]
        return np.concatenate(pieces) if pieces else np.zeros((0, outputs))

    return predict
