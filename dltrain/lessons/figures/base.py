"""What every figure of a lesson answers, and the table of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dltrain.lessons.trained import Trained
from dltrain.text.language import Language
from dltrain.types import Choices

Panel = dict[str, Any]  # a panel's description
Value = float | int | str | None


@dataclass(frozen=True)
class Scene:
    """What a figure is made of: the trainings of its lesson by name, and how each is called in its language."""

    trained: Mapping[str, Trained]
    called: Mapping[str, str]
    language: Language

    def say(self, english: str, korean: str) -> str:
        """The words in the language of the page."""
        return korean if self.language is Language.ko else english


@dataclass(frozen=True)
class Shown:
    """A figure as it came out: its panels, so many in a line, and its numbers, which the lesson's words may give."""

    panels: Sequence[Panel]
    numbers: Mapping[str, Value] = field(default_factory=dict)
    columns: int = 2


class Figure:
    """What every figure answers; its options are the fields of the entry."""

    def show(self, scene: Scene) -> Shown:
        """Computes the figure from the trainings of its lesson, and draws it up in the language of the page."""
        raise NotImplementedError


FIGURES: Choices[Figure] = Choices("figure")
