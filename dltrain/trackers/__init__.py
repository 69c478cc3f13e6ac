"""Where records go besides the run directory: a table of trackers, and the process that feeds one of them.

`metrics.jsonl` is what a tracker is fed from. A process of its own follows that file and sends what is new, so that training
waits for nothing, and what could not be sent is still there when the tracker answers again, or when the run is resumed.
"""

from dltrain.trackers import mlflow, tensorboard
from dltrain.trackers.base import TRACKERS, Tracker, missing_packages
from dltrain.trackers.channel import kept_channels
from dltrain.trackers.job import Job, Results
from dltrain.trackers.messenger import Messenger

__all__ = ["TRACKERS", "Job", "Messenger", "Results", "Tracker", "kept_channels", "missing_packages", "mlflow", "tensorboard"]
