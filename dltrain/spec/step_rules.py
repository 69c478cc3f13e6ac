"""What contradicts among the keys that say how a step is taken, as far as the spec alone tells it."""

from __future__ import annotations

from collections.abc import Iterator

from dltrain.errors import Problem, listing
from dltrain.models.inputs import INPUTS
from dltrain.models.options import ModelOptions
from dltrain.spec.suggestions import suggest_nearest
from dltrain.spec.training import Training, average_of


def decay_problems(training: Training) -> Iterator[Problem]:
    """Which parameters decay, where none does."""
    if training.decay == "all":
        return
    usual = training.optimizer.default_weight_decay
    if (usual if training.weight_decay == "auto" else training.weight_decay) == 0:
        message = "'decay' can never act: there is no weight decay; write weight_decay: 1e-4 beside it, or leave it out"
        yield Problem(("training", "decay"), message, at_key=True)


def accumulate_problems(training: Training) -> Iterator[Problem]:
    """Batches that are to be added up where there is one alone."""
    if training.batch_size == "all" and training.accumulate != 1:
        message = "'accumulate' can never act: a batch of all rows is the one of its epoch; write a batch_size"
        yield Problem(("training", "accumulate"), message, at_key=True)


def shuffle_problems(training: Training) -> Iterator[Problem]:
    """An order of blocks where all rows are one batch."""
    if training.batch_size == "all" and training.shuffle == "blocks":
        message = "'shuffle' can never act: a batch of all rows has no order; write a batch_size"
        yield Problem(("training", "shuffle"), message, at_key=True)


def average_problems(training: Training) -> Iterator[Problem]:
    """An average of the weights that has nothing to average."""
    average, epochs = average_of(training), training.epochs
    if average is None:
        return
    if epochs == 0:
        yield Problem(("training", "average_weights"), "'average_weights' can never act: 'epochs' is 0", at_key=True)
        return
    for key, message in average.problems(None if epochs == "auto" else epochs):
        yield Problem(("training", "average_weights", key), message)


def factor_problems(training: Training, model: ModelOptions) -> Iterator[Problem]:
    """Factors of learning rates that belong to no layer that learns."""
    factors, path = training.learning_rate_factors, ("training", "learning_rate_factors")
    if factors == "none":
        return
    if not isinstance(factors, dict):
        if factors > 1:
            message = (
                f"'learning_rate_factors' must be at most 1 where it is one number, not {factors:g}: layers before the last "
            )
            yield Problem(path, message + "learn more slowly, each by this factor; write {0: 2} for one that is to learn faster")
        return
    if not factors:
        yield Problem(path, "'learning_rate_factors' is empty and can never act; leave it out", at_key=True)
    known = model.layer_names
    if known is None:
        return
    for name in factors:
        if name not in known:
            hint = suggest_nearest(name, known) or f"; expected {listing(known, 12)}"
            if name.removeprefix(f"{INPUTS}.").split(".")[0] in (getattr(model, "branches", None) or {}):
                hint = f"; what columns pass by themselves has one rate: write {INPUTS}"
            yield Problem((*path, name), f"there is no layer {name!r}{hint}", at_key=True)
        elif (name == INPUTS and model.freezes_inputs) or (name.isdigit() and int(name) in model.frozen_layers):
            yield Problem((*path, name), f"layer {name} is frozen: no learning rate acts on it", at_key=True)
