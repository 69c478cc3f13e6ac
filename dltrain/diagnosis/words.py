"""The same said in English and in Korean."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """The same said in each language, with names in braces that are alike in both."""

    en: str
    ko: str

    def __getitem__(self, language: str) -> str:
        return self.ko if language == "ko" else self.en

    def read(self, text: str) -> dict[str, str] | None:
        """What stands in the braces of a text that is these English words; None where it is not."""
        match = _pattern(self.en).fullmatch(text)
        return match.groupdict() if match else None


@functools.cache
def _pattern(english: str) -> re.Pattern[str]:
    """What matches the words with anything in their braces."""
    parts = re.split(r"\{(\w+)\}", english)
    return re.compile(
        "".join(f"(?P<{part}>.+?)" if index % 2 else re.escape(part) for index, part in enumerate(parts)), re.DOTALL
    )
