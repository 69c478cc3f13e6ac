"""The language in which words are told: English, or Korean where the locale is Korean."""

from __future__ import annotations

import enum
import os
from collections.abc import Mapping


class Language(enum.StrEnum):
    """A language that words stand in, as `--language` takes it."""

    en = "en"
    ko = "ko"


def language_of(environment: Mapping[str, str] = os.environ) -> Language:
    """The language of the locale: Korean where LC_ALL, else LC_MESSAGES, else LANG says ko, otherwise English (POSIX, 8.2)."""
    locale = next(filter(None, (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return Language.ko if locale.replace(".", "_").split("_")[0].lower() in ("ko", "korean") else Language.en
