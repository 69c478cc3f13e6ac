"""What of a spec goes with several targets of different kinds: the losses and metrics are those of each target."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dltrain.data.options.section import Data
from dltrain.errors import Path
from dltrain.metrics import METRICS, metric_names
from dltrain.models.activations import ACTIVATIONS
from dltrain.models.options import ModelOptions

_OF_EACH = "is of each target where they are of different kinds: write target: {{NAME: {{type: {kind}, {key}: ...}}}}"
UNUSED: Mapping[Path, str] = {  # and how the message goes on after the key
    ("training", "loss"): _OF_EACH.format(kind="class", key="loss"),
    ("training", "class_weights"): _OF_EACH.format(kind="class", key="class_weights"),
    ("metrics",): _OF_EACH.format(kind="class", key="metrics"),
    ("training", "label_smoothing"): "does not go with targets of different kinds; leave it out",
    ("threshold",): "does not go with targets of different kinds; leave it out",
    ("ensemble",): "does not go with targets of different kinds; train one network, or name one target",
    ("model", "output", "activation"): "is of each target where they are of different kinds: its loss tells it; leave it out",
}
INFERRED: Mapping[Path, Any] = {("model", "output", "activation"): ACTIVATIONS["linear"]()}  # as a run's own spec has it
_OTHER_MODEL = "names targets of different kinds, which a sequential model alone learns at once; name one column"


def unused(model: ModelOptions) -> Mapping[Path, str]:
    """The keys that do not go with targets of different kinds, and how the message goes on after each."""
    return UNUSED if model.takes_several_targets else {("data", "target"): _OTHER_MODEL}


def recorded(data: Data) -> Iterable[str]:
    """What may be recorded of each of several targets, by its name: `species.loss`, `species.accuracy`."""
    for name in data.targets if len(data.targets) > 1 else ():
        kind = data.target_kinds.get(name)
        metrics = metric_names(kind.metrics) if kind is not None and kind.metrics else METRICS
        yield from (f"{name}.{measure}" for measure in ("loss", *metrics))
