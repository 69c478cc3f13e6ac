"""The next token of a text, after each of those that are seen."""

from __future__ import annotations

from dataclasses import dataclass

from dltrain.data.encoding.targets.target import Target
from dltrain.tasks import Task


@dataclass(frozen=True)
class NextToken(Target):
    """The codes of the text itself, one token further on: (rows, context). No column is its own."""

    kind = "next_token"

    @property
    def task(self) -> Task:
        return Task.LANGUAGE_MODELING
