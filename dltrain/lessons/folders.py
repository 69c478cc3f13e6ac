"""Where a lesson's page goes: a folder of its own."""

from __future__ import annotations

import re
from pathlib import Path

from dltrain.errors import InputError
from dltrain.files.atomic import WriteError

LESSONS = Path("lessons")


def new_folder(name: str, output: Path | None) -> Path:
    """Makes `output`, which must be new or empty, or else `lessons/<name>-<n>` in the working directory, n above all there.

    Raises InputError where it is not empty or cannot be, WriteError where the disk refuses.
    """
    try:
        if output is None:
            return _numbered(name)
        output.mkdir(parents=True, exist_ok=True)
        if any(output.iterdir()):
            raise InputError(f"--output '{output}' is not empty; expected a new or an empty folder for the lesson")
        return output
    except (FileExistsError, NotADirectoryError):
        raise InputError(f"'{output or LESSONS}' is a file, or lies in one; expected a folder for the lesson") from None
    except OSError as error:
        raise WriteError.of(output or LESSONS, error) from error


def _numbered(name: str) -> Path:
    LESSONS.mkdir(exist_ok=True)
    pattern = re.compile(re.escape(name) + "-([0-9]+)")
    number = max((int(match[1]) for entry in LESSONS.iterdir() if (match := pattern.fullmatch(entry.name))), default=0)
    while True:
        number += 1
        folder = LESSONS / f"{name}-{number}"
        try:
            folder.mkdir()
        except FileExistsError:  # by a process that was quicker
            continue
        return folder
