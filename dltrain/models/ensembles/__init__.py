"""Ensembles: how several networks of one spec are made to differ, and how their answers become one. A file a family."""

from dltrain.models.ensembles import averaging, boosting, stacking
from dltrain.models.ensembles.base import ENSEMBLES, Combiner, Ensemble

__all__ = ["ENSEMBLES", "Combiner", "Ensemble", "averaging", "boosting", "stacking"]
