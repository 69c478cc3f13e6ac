"""The classical models, a class each. Those that are baselines, too, have the baselines' options and estimators."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from dltrain.models import baselines
from dltrain.models.baselines import Baseline, Predicts
from dltrain.models.classical.options import ClassicalOptions
from dltrain.types import option, options


class _AnyScale(ClassicalOptions):
    """A model of trees: a question about a column is the same one in any unit."""

    @property
    def depends_on_scale(self) -> bool:
        return False


@options
class _LinearType:
    type: Literal["linear"] = option(help="the kind of model")


@options
class LinearModel(Baseline, _LinearType, ClassicalOptions):
    """Linear regression: the weighted sum of the numbers of a row with the least squared error (Legendre 1805); with `l2` ridge
    regression (Hoerl & Kennard 1970, Technometrics 12)."""

    takes: ClassVar[str] = "values"

    l2: float = option(0.0, help="the strength of the L2 penalty on the weights", at_least=0)

    @property
    def depends_on_scale(self) -> bool:
        """Only by the penalty: the least squares are the same in any unit."""
        return self.l2 > 0

    def estimator(self, predicts: Predicts, seed: int, threads: int) -> Any:
        from sklearn.linear_model import LinearRegression, Ridge

        return Ridge(alpha=self.l2, random_state=seed) if self.l2 else LinearRegression()


@options
class _LogisticType:
    type: Literal["logistic"] = option(help="the kind of model")


@options
class LogisticModel(Baseline, _LogisticType, ClassicalOptions):
    """Logistic regression: the softmax of weighted sums of the numbers of a row (Cox 1958, J. R. Stat. Soc. B 20)."""

    takes: ClassVar[str] = "classes"

    l2: float = option(1.0, help="the strength of the L2 penalty on the weights", above=0)

    def estimator(self, predicts: Predicts, seed: int, threads: int) -> Any:
        return baselines.Linear(l2=self.l2).estimator("classes", seed, threads)


@options
class _TreeType:
    type: Literal["tree"] = option(help="the kind of model")


@options
class TreeModel(baselines.Tree, _TreeType, _AnyScale):
    """A decision tree: questions about one number of a row each, down to a leaf (Breiman, Friedman, Olshen and Stone 1984)."""


@options
class _ForestType:
    type: Literal["forest"] = option(help="the kind of model")


@options
class ForestModel(baselines.Forest, _ForestType, _AnyScale):
    """Random forest: the mean of trees that see rows and columns drawn at random (Breiman 2001, Machine Learning 45)."""


@options
class _SvmType:
    type: Literal["svm"] = option(help="the kind of model")


@options
class SvmModel(baselines.SupportVectorMachine, _SvmType, ClassicalOptions):
    """Support vector machine: the widest margin between classes in a space of similarities (Cortes and Vapnik 1995, Machine
    Learning 20; for numbers ε-insensitive, Drucker et al. 1997). It has classes but no probabilities, hence no loss."""


@options
class _NeighborsType:
    type: Literal["nearest_neighbors"] = option(help="the kind of model")


@options
class NeighborsModel(baselines.NearestNeighbors, _NeighborsType, ClassicalOptions):
    """The classes, or the mean, of the training rows that are nearest (Cover and Hart 1967, IEEE Trans. Inf. Theory 13), which
    the checkpoint holds."""


@options
class _BoostedType:
    type: Literal["boosted_trees"] = option(help="the kind of model")


@options
class BoostedTreesModel(Baseline, _BoostedType, _AnyScale):
    """Gradient boosting: each tree learns what those before it have left (Friedman 2001, Ann. Statist. 29), on columns cut into
    256 bins (Ke et al. 2017, LightGBM)."""

    many_values: ClassVar[bool] = False
    takes_sparse: ClassVar[bool] = False

    trees: int = option(100, help="how many trees follow one another", at_least=1, most=100_000)
    shrinkage: float = option(0.1, help="the share of each tree's answer that is added", above=0, at_most=1)
    leaves: int = option(31, help="how many leaves a tree has at most", at_least=2)

    def estimator(self, predicts: Predicts, seed: int, threads: int) -> Any:
        from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

        kind = HistGradientBoostingRegressor if predicts == "values" else HistGradientBoostingClassifier
        return kind(
            max_iter=self.trees,
            learning_rate=self.shrinkage,
            max_leaf_nodes=self.leaves,
            early_stopping=False,
            random_state=seed,
        )


ClassicalModel = LinearModel | LogisticModel | TreeModel | ForestModel | SvmModel | NeighborsModel | BoostedTreesModel
