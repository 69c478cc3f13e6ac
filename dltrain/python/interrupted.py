"""The end of a training by Ctrl-C, as Python has it."""

from __future__ import annotations

from pathlib import Path


class Interrupted(KeyboardInterrupt):
    """Ctrl-C, or a notebook's stop button: everything is saved in `folder`, and `dltrain.Run(folder).resume()` goes on."""

    def __init__(self, message: str, folder: Path | None) -> None:
        super().__init__(message)
        self.folder = folder
