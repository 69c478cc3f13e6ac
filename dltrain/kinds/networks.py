"""The courses of several networks of one training: the members of an ensemble or of a stack, a generator and a discriminator."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from dltrain.diagnosis.course import Course
from dltrain.diagnosis.health import Sample, by_network, in_words
from dltrain.runs.history import History, Record

Tags = dict[str, Any]


def with_others(course: Course, samples: Sequence[Sample], history_of: Callable[[Tags], History]) -> Course:
    """A course with the samples of the first network that was sampled, and the courses of the others beside it.

    history_of: the records of a network, by its tags
    """
    groups = by_network(samples)
    if len(groups) < 2:
        return dataclasses.replace(course, health=samples)
    others = [
        dataclasses.replace(course, history=history_of(dict(tags)), health=health, whose=in_words(tags), measured={}, matrices={})
        for tags, health in list(groups.items())[1:]
    ]
    (first, health), *_ = groups.items()
    return dataclasses.replace(course, health=health, whose=in_words(first), others=others)


def records_with(history: Iterable[Record], tags: Tags) -> History:
    """The records of a member of an ensemble: those that have these tags, and no fold but theirs."""
    names = ("member", "fold")
    return History(one for one in history if all(one.get(name) == tags.get(name) for name in names))


def records_in_stack(history: Iterable[Record], tags: Tags) -> History:
    """The records of a member of a stack: its own losses, as long as it was in training."""
    ((name, own),) = tags.items()
    kept = []
    for record in history:
        members = record["members"]
        if own in members[name]:
            index = members[name].index(own)
            kept.append({"epoch": record["epoch"], **{key: values[index] for key, values in members.items() if key != name}})
    return History(kept)
