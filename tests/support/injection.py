"""Faults at chosen file operations: everything below a folder that this process makes, writes, renames or removes is counted."""

from __future__ import annotations

import builtins
import errno
import fcntl
import io
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

FULL = ("open", "write", "mkdir", "fsync", "rename")  # what fails on a full or failing disk; taking away still works

SIGNALS = {
    "term": [signal.SIGTERM],
    "int": [signal.SIGINT],
    "hup": [signal.SIGHUP],
    "twice": [signal.SIGTERM, signal.SIGINT],
}


class Faults:
    """Counts file operations below `folder` and, at the `at`-th (from 1) or the first that has `at` in its words, strikes.

    `act`: `kill` (before the operation), `torn` (in the next write, half done), `short` (writes from then on take half of
    what they are given), `term`, `int`, `hup`, `twice` (signals, before the operation), or an error's name such as ENOSPC, which
    then all operations meet that need room, and `once:EIO`, which only that one meets.
    """

    def __init__(self, folder: Path, at: int | str = 0, act: str = "") -> None:
        self.folder, self.at, self.act = os.path.realpath(folder), at, act
        self.log: list[str] = []
        self.names: dict[int, str] = {}

    def meets(self, operation: str, path: Any) -> str | None:
        """Takes note of an operation and strikes if it is its turn; what a write is to do otherwise than usual."""
        name = self.name_of(path)
        if name is None:
            return None
        self.log.append(f"{operation} {name}")
        if isinstance(self.at, str) and self.at in self.log[-1]:
            self.at = len(self.log)
        if not self.act or isinstance(self.at, str) or len(self.log) < self.at:
            return None
        if self.act == "short" or (self.act == "torn" and operation == "write"):
            return self.act
        is_first = len(self.log) == self.at
        word, _, code = self.act.rpartition(":")
        if hasattr(errno, code):
            if is_first or (word != "once" and operation in FULL):
                number = getattr(errno, code)
                raise OSError(number, os.strerror(number), str(path))
        elif is_first and self.act != "torn":
            for number in SIGNALS.get(self.act, [signal.SIGKILL]):
                os.kill(os.getpid(), number)
        return None

    def name_of(self, path: Any) -> str | None:
        """The path inside the folder; None of what lies elsewhere."""
        if isinstance(path, int):
            return self.names.get(path)
        where = os.path.abspath(os.fspath(path))
        return os.path.relpath(where, self.folder) if (where + os.sep).startswith(self.folder + os.sep) else None

    def install(self) -> None:
        """Puts the counting functions in place of the system's, for the rest of this process."""
        for name, word in {"mkdir": "mkdir", "rmdir": "unlink", "unlink": "unlink", "remove": "unlink"}.items():
            self._count(os, name, word, 0)
        for name in ("rename", "replace"):
            self._count(os, name, "rename", 1)
        for name in ("fsync", "ftruncate", "truncate", "write"):
            self._count(os, name, name, 0)
        self._count(fcntl, "flock", "lock", 0)
        self._install_open()

    def _count(self, module: Any, name: str, word: str, index: int) -> None:
        real: Callable[..., Any] = getattr(module, name)

        def counting(*arguments: Any, **more: Any) -> Any:
            self.meets(word, arguments[index])
            return real(*arguments, **more)

        setattr(module, name, counting)

    def _install_open(self) -> None:
        faults, real_open, real_os_open, real_close = self, builtins.open, os.open, os.close

        class CountedFile(io.FileIO):
            def write(self, content: Any) -> int:
                if faults.meets("write", self.name) and len(content) > 1:
                    written = super().write(memoryview(content)[: len(content) // 2])
                    if faults.act == "torn":
                        os.kill(os.getpid(), signal.SIGKILL)
                    return written
                return super().write(content)

            def close(self) -> None:
                if not self.closed:
                    faults.names.pop(self.fileno(), None)
                super().close()

        def opening(file: Any, mode: str = "r", *arguments: Any, **more: Any) -> Any:
            if isinstance(file, int) or not set(mode) & set("wax+") or faults.name_of(file) is None:
                return real_open(file, mode, *arguments, **more)
            assert "b" in mode, "a run's files are written as bytes"
            faults.meets("open", file)
            raw = CountedFile(file, mode.replace("b", ""))
            faults.names[raw.fileno()] = faults.name_of(file) or ""
            return io.BufferedWriter(raw)

        def opening_descriptor(path: Any, *arguments: Any, **more: Any) -> int:
            name = faults.name_of(path)
            if name is not None:
                faults.meets("open", path)
            descriptor = real_os_open(path, *arguments, **more)
            if name is not None:
                faults.names[descriptor] = name
            return descriptor

        def closing(descriptor: int) -> None:
            faults.names.pop(descriptor, None)
            real_close(descriptor)

        builtins.open = io.open = opening  # type: ignore[assignment]
        os.open, os.close = opening_descriptor, closing  # type: ignore[assignment]
