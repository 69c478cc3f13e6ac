"""The search of a sweep: which setting is tried next, whose turn it is, and where that is kept, so that many processes and
machines share it and any of them may be killed. This is the room's one door."""

from dltrain.sweeps.importance import importances
from dltrain.sweeps.study import Record, Study, Trial, check_installed, check_storage, open_study, search_of, trials_of

__all__ = ["Record", "Study", "Trial", "check_installed", "check_storage", "importances", "open_study", "search_of", "trials_of"]
