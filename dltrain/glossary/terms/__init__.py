"""The terms of a first course in deep learning, a file a topic; to add one is to write it into the list of its topic."""

from __future__ import annotations

from dltrain.glossary.term import Topic
from dltrain.glossary.terms import (
    calculus,
    data,
    learning,
    passing_on,
    preparation,
    tasks,
)

TOPICS: tuple[Topic, ...] = (
    calculus.TOPIC,
    learning.TOPIC,
    tasks.TOPIC,
    passing_on.TOPIC,
    data.TOPIC,
    preparation.TOPIC,
)
