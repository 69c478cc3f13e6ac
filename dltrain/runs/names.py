"""The names of a run's files."""

from __future__ import annotations

from pathlib import Path

RUNS = Path("runs")
SPEC = "spec.yaml"
METRICS = "metrics.jsonl"
HEALTH = "health.jsonl"
SUMMARY = "summary.json"
CONFUSION_MATRIX = "confusion_matrix.json"
PREDICTIONS = "predictions.parquet"
IMPORTANCES = "importances.json"
TREE = "tree.txt"
CLUSTERS = "clusters.json"
COMPONENTS = "components.json"
LOG = "log.txt"
CHANGES = "changes.json"
SUMS = "SHA256SUMS"
CHECKPOINTS = "checkpoints"
PAGE = "report.html"
EXPORTED = "model"  # of whatever ending
SWEEP = "sweep.json"
BEST_SPEC = "best.yaml"
TRACKING = "tracking"  # the folder in which trackers keep how far they are
EVENTS = "tensorboard"  # the folder of event files
LANES = "lanes.json"  # of a stack of members, their numbers
CHOICES = "choices.json"  # of the command line of a sweep
OUTCOMES = (CONFUSION_MATRIX, PREDICTIONS, IMPORTANCES, TREE, CLUSTERS, COMPONENTS)  # of a training that has ended
RESULTS = (SPEC, METRICS, *OUTCOMES, CHANGES, SWEEP, BEST_SPEC)  # what a summary goes with
