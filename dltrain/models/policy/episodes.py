"""What a policy has in place of rows: episodes, each of which begins with a seed of its own."""

from __future__ import annotations

import hashlib

import numpy as np

from dltrain.data.dataset import Dataset
from dltrain.data.encoding.encoding import Encoding
from dltrain.data.encoding.numeric import NumericFeature
from dltrain.data.encoding.targets.unsupervised import NoTarget
from dltrain.data.part import Part
from dltrain.data.transforms.scale import Scale
from dltrain.environments.base import Environment, Space
from dltrain.randomness import seed_of
from dltrain.tasks import Task

SEEDS = "seeds"  # the block of inputs that holds them: int64 (episodes,)


def dataset_of(environment: Environment, validation_episodes: int, test_episodes: int) -> Dataset:
    """The episodes that measure a policy as the parts of a data set, whose rows are their numbers. Raises InputError."""
    space = environment.make().space
    train, validation = (_part(split, validation_episodes) for split in ("train", "validation"))
    fingerprint = hashlib.sha256(repr(environment).encode()).hexdigest()
    return Dataset(train, validation, _part("test", test_episodes), encoding_of(space), fingerprint, [])


def seeds_of(part: Part) -> list[int]:
    """What each episode of a part begins with."""
    seeds: list[int] = part.inputs[SEEDS].tolist()
    return seeds


def encoding_of(space: Space) -> Encoding:
    """The numbers of an observation as the columns that a network sees, scaled as the space says."""
    scales = space.scales or ((0.0, 1.0),) * len(space.numbers)
    features = [
        NumericFeature(name, 0, "error", 0.0, False, Scale((offset,), (divisor,)))
        for name, (offset, divisor) in zip(space.numbers, scales, strict=True)
    ]
    return Encoding(tuple(features), NoTarget((), str(Task.CONTROL)), None, ())


def _part(split: str, episodes: int) -> Part:
    seeds = np.array([seed_of(0, f"{split} episode", number) for number in range(episodes)], np.int64)
    return Part({SEEDS: seeds}, np.zeros((episodes, 0), np.float32), None, np.arange(episodes, dtype=np.int64))
