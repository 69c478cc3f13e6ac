"""Run directories: the only place that knows their files' names, and the only reader and writer of them.

In Python it can be called: `dltrain.runs(folder)` lists the runs of a folder.
"""

import importlib
import sys
from types import ModuleType
from typing import Any

from dltrain.runs.checkpoint_history import read_checkpoint
from dltrain.runs.creation import create
from dltrain.runs.damage import with_remedy
from dltrain.runs.listing import ListedRun, is_run, listed, runs_in
from dltrain.runs.lookup import exported_path, find_checkpoint, locate, log_of, open
from dltrain.runs.names import PAGE, PREDICTIONS, RUNS, SPEC, SUMMARY
from dltrain.runs.origin import Origin
from dltrain.runs.quick import read_ended
from dltrain.runs.run import LATER_FIRST, Checkpoint, Run, Which
from dltrain.runs.summary import SPLITS, Summary
from dltrain.runs.unwritten import UnwrittenRun

__all__ = [
    "LATER_FIRST",
    "PAGE",
    "PREDICTIONS",
    "RUNS",
    "SPEC",
    "SPLITS",
    "SUMMARY",
    "Checkpoint",
    "ListedRun",
    "Origin",
    "Run",
    "Summary",
    "UnwrittenRun",
    "Which",
    "create",
    "exported_path",
    "find_checkpoint",
    "is_run",
    "listed",
    "locate",
    "log_of",
    "open",
    "read_checkpoint",
    "read_ended",
    "runs_in",
    "with_remedy",
]


class _Callable(ModuleType):
    def __call__(self, *given: Any, **named: Any) -> Any:
        """The runs of a folder, as `dltrain.python.listing.runs` gives them."""
        return importlib.import_module("dltrain.python.listing").runs(*given, **named)


sys.modules[__name__].__class__ = _Callable
