"""The models that learn without answers, and with them all that are fitted at once."""

from __future__ import annotations

from dltrain.models.classical.kinds import ClassicalModel
from dltrain.models.unsupervised.clustering import GaussianMixtureModel, KMeansModel
from dltrain.models.unsupervised.components import PcaModel, SvdModel

FittedModel = ClassicalModel | KMeansModel | GaussianMixtureModel | PcaModel | SvdModel
