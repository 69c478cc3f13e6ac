"""Passwords in URLs, which nothing that is kept or shown may hold."""

from __future__ import annotations

import re

_OF_USER = re.compile(r"(://[^:/@]*:).*@")  # to the last @: one in a password may stand as it is
_OF_QUERY = re.compile(r"([?&;]\w*(?:password|passwd|pwd|secret|token)\w*=)[^&;#]*", re.IGNORECASE)


def without_password(word: str) -> str:
    """The word with stars for the password of a URL in it: `postgresql://ada:***@host/db`. RFC 3986, section 3.2.1 (2005).

    The time is in proportion to the length, whatever the text: up to the last @ of a line the first search that gets as far as
    `.*@` finds one."""
    return _OF_QUERY.sub(r"\1***", "".join(map(_without_user, word.splitlines(keepends=True))))


def _without_user(line: str) -> str:
    end = line.rfind("@") + 1
    return _OF_USER.sub(r"\1***@", line[:end]) + line[end:]
