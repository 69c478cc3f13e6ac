"""The folder of what can be made again: encoded rows, decoded pictures, and what pages are made with."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

from dltrain.errors import InputError

VARIABLE = "DLTRAIN_CACHE"
FULL = (errno.ENOSPC, errno.EDQUOT)
REFUSED = (errno.EACCES, errno.EPERM)


def cache_folder() -> Path:
    """The folder that the variable DLTRAIN_CACHE names, else `dltrain` where this user's programs keep what they can make again
    (XDG Base Directory Specification; macOS, Windows: theirs). Raises InputError where there is no telling which it is."""
    if named := _named():
        try:
            folder = Path(named).expanduser()
        except RuntimeError:  # ~ of nobody
            raise InputError(f"the environment says {VARIABLE}={named}; there is no such home") from None
        if not folder.is_absolute():
            raise InputError(
                f"the environment says {VARIABLE}={named}; expected an absolute path, else each current folder had a cache of "
                f"its own: {VARIABLE}={folder.absolute()}"
            )
        return folder
    given = os.environ.get("XDG_CACHE_HOME", "")
    if os.path.isabs(given):  # else it is to be ignored
        return Path(given) / "dltrain"
    try:
        home = Path.home()
    except RuntimeError:
        raise InputError(f"this user has no home to keep rows in; name a folder by the variable {VARIABLE}") from None
    return home / {"darwin": "Library/Caches", "win32": "AppData/Local"}.get(sys.platform, ".cache") / "dltrain"


def obstacle(folder: Path, error: OSError) -> str:
    """Why nothing can be kept in a folder of the cache, what was expected, and what to do."""
    there = next((path for path in (folder, *folder.parents) if os.path.lexists(path)), folder)
    another = f"name {'another' if _named() else 'a'} folder by the variable {VARIABLE}"
    if error.errno in FULL:
        return f"its disk is full; make room there, or {another}"
    if not there.is_dir():
        return f"'{there}' is no folder; {another}"
    if error.errno in REFUSED:
        return f"this user may not {'read' if not os.access(there, os.R_OK | os.X_OK) else 'write'} in '{there}'; {another}"
    if error.errno == errno.EROFS:
        return f"the disk of '{there}' is read-only; {another}"
    words = error.strerror or str(error)
    return f"{words[:1].lower()}{words[1:]}; {another}"


def _named() -> str:
    return os.environ.get(VARIABLE, "").strip()
