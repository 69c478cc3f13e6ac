"""The folder of what can be made again: encoded rows, and what is compiled for pictures."""

from __future__ import annotations

import os
import sys
from pathlib import Path

VARIABLE = "DLTRAIN_CACHE"


def cache_folder() -> Path:
    """The folder that the variable DLTRAIN_CACHE names, else `dltrain` where this user's programs keep what they can make again
    (XDG Base Directory Specification; macOS, Windows: theirs)."""
    if named := os.environ.get(VARIABLE, "").strip():
        return Path(named).expanduser().absolute()
    home = Path.home()
    usual = {"darwin": home / "Library/Caches", "win32": home / "AppData/Local"}.get(sys.platform, home / ".cache")
    return Path(os.environ.get("XDG_CACHE_HOME") or usual) / "dltrain"
