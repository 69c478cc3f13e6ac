"""Baselines: the simpler learners of scikit-learn beside which a network stands, each with its options and its builder.

They learn from the training rows as the network sees them, and from the same targets: class numbers, or scaled values.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Literal

from dltrain.tasks import SUPERVISED, Task
from dltrain.types import Choices, option, options

Predicts = Literal["classes", "values", "rows"]


@options
class Baseline:
    """A simpler learner. `weighs_rows`: whether it can count some rows more than others; `has_probabilities`: whether it tells
    how likely a class is; `many_values`: whether one learner predicts several values at once; `streams`: whether it learns from
    rows that do not fit into memory."""

    tasks: ClassVar[frozenset[Task]] = SUPERVISED
    weighs_rows: ClassVar[bool] = True
    has_probabilities: ClassVar[bool] = True
    many_values: ClassVar[bool] = True
    streams: ClassVar[bool] = False

    def problem(self, rows: int) -> tuple[str, str] | None:
        """What of it does not go with so many training rows: an option, and what to say of it."""
        return None

    def estimator(self, predicts: Predicts, seed: int, threads: int) -> Any:
        """The scikit-learn estimator, not fitted yet. `seed` is below 2³²."""
        raise NotImplementedError


BASELINES: Choices[Baseline] = Choices("baseline")


def baseline_names(baselines: Sequence[Baseline]) -> list[str]:
    """The name of each: its type, followed by the options that are not their defaults where the type occurs more than once."""
    types = [type(baseline) for baseline in baselines]
    return [
        "_".join([BASELINES.name_of(one), *(changed_options(one) if types.count(type(one)) > 1 else [])]) for one in baselines
    ]


def changed_options(baseline: Baseline) -> Iterator[str]:
    """The options that are not their defaults, such as `trees_200`."""
    for field in dataclasses.fields(baseline):
        if (value := getattr(baseline, field.name)) != field.default:
            yield f"{field.name}_{value}"


@BASELINES.entry("majority")
@options
class Majority(Baseline):
    """The class frequencies of the training rows as every row's probabilities; of numbers their mean. Always measured."""

    tasks = SUPERVISED | {Task.RECONSTRUCTION}
    streams = True


@BASELINES.entry("linear")
@options
class Linear(Baseline):
    """Logistic regression, or for numbers ridge regression (sklearn's LogisticRegression, C = 1 / l2; Ridge, alpha = l2)."""

    l2: float = option(1.0, help="the strength of the L2 penalty on the weights", above=0)

    def estimator(self, predicts: Predicts, seed: int, threads: int) -> Any:
        from sklearn.linear_model import LogisticRegression, Ridge

        if predicts == "values":
            return Ridge(alpha=self.l2, random_state=seed)
        return LogisticRegression(C=1 / self.l2, max_iter=1000, random_state=seed)


@BASELINES.entry("nearest_neighbors")
@options
class NearestNeighbors(Baseline):
    """The classes, or the mean, of the training rows that are nearest (Cover and Hart 1967, IEEE Trans. Inf. Theory 13)."""

    weighs_rows = False

    neighbors: int = option(5, help="how many training rows are asked", at_least=1)

    def problem(self, rows: int) -> tuple[str, str] | None:
        if self.neighbors <= rows:
            return None
        return "neighbors", f"there are {rows:,} training rows; expected at most that many neighbors, not {self.neighbors:,}"

    def estimator(self, predicts: Predicts, seed: int, threads: int) -> Any:
        from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor

        return (KNeighborsRegressor if predicts == "values" else KNeighborsClassifier)(self.neighbors, n_jobs=threads)


@BASELINES.entry("tree")
@options
class Tree(Baseline):
    """A decision tree (Breiman, Friedman, Olshen and Stone 1984, CART)."""

    depth: int = option(None, help="how many questions a row answers at most; unlimited if omitted", at_least=1)

    def estimator(self, predicts: Predicts, seed: int, threads: int) -> Any:
        from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

        kind = DecisionTreeRegressor if predicts == "values" else DecisionTreeClassifier
        return kind(max_depth=self.depth, random_state=seed)


@BASELINES.entry("forest")
@options
class Forest(Baseline):
    """Random forest (Breiman 2001, Machine Learning 45)."""

    trees: int = option(100, help="how many trees vote", at_least=1, most=100_000)
    depth: int = option(None, help="how many questions a row answers in a tree at most; unlimited if omitted", at_least=1)

    def estimator(self, predicts: Predicts, seed: int, threads: int) -> Any:
        from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

        kind = RandomForestRegressor if predicts == "values" else RandomForestClassifier
        return kind(self.trees, max_depth=self.depth, n_jobs=threads, random_state=seed)


@BASELINES.entry("svm")
@options
class SupportVectorMachine(Baseline):
    """Support vector machine (Cortes and Vapnik 1995, Machine Learning 20; for numbers ε-insensitive, Drucker et al. 1997).

    It has classes but no probabilities, hence no loss. Its time grows with the square of the rows and more.
    """

    has_probabilities = False
    many_values = False

    kernel: Literal["rbf", "linear", "polynomial"] = option("rbf", help="the similarity of two rows")
    c: float = option(1.0, help="the weight of the rows' losses against the penalty on the weights", above=0)

    def estimator(self, predicts: Predicts, seed: int, threads: int) -> Any:
        from sklearn.svm import SVC, SVR

        kernel = "poly" if self.kernel == "polynomial" else self.kernel
        return SVR(kernel=kernel, C=self.c) if predicts == "values" else SVC(kernel=kernel, C=self.c, random_state=seed)


@BASELINES.entry("k_means")
@options
class KMeans(Baseline):
    """The centre of the nearest of k clusters in place of each row: one of k codes, beside those of an autoencoder.

    Lloyd 1982, IEEE Trans. Inf. Theory 28; first centres by k-means++, Arthur and Vassilvitskii 2007, the best of four.
    """

    tasks = frozenset({Task.RECONSTRUCTION})

    clusters: int = option(10, help="how many clusters", at_least=1)

    def problem(self, rows: int) -> tuple[str, str] | None:
        if self.clusters <= rows:
            return None
        return "clusters", f"there are {rows:,} training rows; expected at most that many clusters, not {self.clusters:,}"

    def estimator(self, predicts: Predicts, seed: int, threads: int) -> Any:
        from sklearn.cluster import KMeans as Clusters

        return Clusters(self.clusters, n_init=4, random_state=seed)
