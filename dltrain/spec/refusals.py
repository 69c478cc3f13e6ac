"""Why a key does not fit the loss or the metrics: checked once they are known, from the spec alone or from the data."""

from __future__ import annotations

from collections.abc import Iterable

from dltrain import vocabulary
from dltrain.errors import listing
from dltrain.losses import LOSSES, Loss
from dltrain.metrics import METRICS
from dltrain.spec.messages import shown
from dltrain.spec.suggestions import suggest_nearest
from dltrain.spec.training import SMOOTHABLE, Training, split_of


def smoothing_refusal(training: Training, loss: Loss) -> str | None:
    """Why label smoothing cannot act with this loss; None where it can, or is not asked for."""
    if not training.label_smoothing or LOSSES.name_of(loss) in SMOOTHABLE:
        return None
    return f"'label_smoothing' can never act with the loss {LOSSES.name_of(loss)}; it goes with {listing(SMOOTHABLE)}"


def unrecorded(monitor: str, metrics: Iterable[str]) -> str | None:
    """Why no epoch records what is to be monitored; None where each does. metrics: the names of those that are measured."""
    known = ["loss", *metrics]
    split, name = split_of(monitor)
    if split and name in known:
        return None
    head, _, tail = monitor.rpartition("/")[2].partition("_")
    tail = tail if tail in known else vocabulary.choice_called("metric", tail) or tail
    if split and name in METRICS:
        hint = f"; add {name} to 'metrics'"
    elif head == "test" and tail in known:
        hint = f"; the test rows are measured only at the end, write validation_{tail}"
    elif "validation".startswith(head) and tail in known:
        hint = f"; did you mean 'validation_{tail}'?"
    elif (own := vocabulary.choice_called("metric", monitor) or monitor) in known:
        hint = f"; write validation_{own} or train_{own}"
    else:
        recorded = [f"{part}_{metric}" for part in ("validation", "train") for metric in known]
        hint = suggest_nearest(monitor, recorded) or f"; expected one of {listing(recorded, 12)}"
    return f"no epoch records {shown(monitor)}{hint}"
