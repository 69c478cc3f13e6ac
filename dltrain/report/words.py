"""The words of the page, in English and Korean: one table, which the tests compare."""

from __future__ import annotations

from typing import Any

from dltrain.report.tables import TABLE
from dltrain.tasks import Task
from dltrain.text.language import Language


class Words:
    """The words in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, key: str, /, **values: Any) -> str:
        """The words of a key, with the values that stand in braces. Raises KeyError where there are none of that key."""
        return TABLE[key][self.language is Language.ko].format(**values)

    def known(self, key: str, otherwise: str) -> str:
        """The words of a key, and what stands in their place where there are none: of names that only some runs have."""
        return TABLE[key][self.language is Language.ko] if key in TABLE else otherwise

    def split(self, name: str, task: Task | None = None) -> str:
        """`test rows`, of a split; of a task that acts `test episodes`."""
        return self(f"episodes.{name}") if task is not None and task.acts else self(f"split.{name}")

    def counted(self, unit: str, count: int) -> str:
        """`1 epoch`, `2,000 epochs`."""
        return self(f"count.{unit}.{'one' if count == 1 else 'many'}", count=f"{count:,}")
