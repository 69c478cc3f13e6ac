"""Who has taken a trial: a process of a machine, and whether it still lives."""

from __future__ import annotations

import functools
import os
import socket
import sys
from pathlib import Path


@functools.cache
def machine() -> str:
    """This machine, as far as processes can see each other: its name, when it was started, and the namespace of process ids."""
    parts = [socket.gethostname()]
    for path in ("/proc/sys/kernel/random/boot_id", "/proc/self/ns/pid"):
        try:
            parts.append(os.readlink(path) if "/ns/" in path else Path(path).read_text(encoding="ascii").strip())
        except OSError:  # no Linux: the name alone
            continue
    return " ".join(parts)


def this_process() -> str:
    """The name of this process: no other has it, at any time, on any machine."""
    return f"{machine()}/{os.getpid()}/{_started(os.getpid())}"


def is_dead(worker: str) -> bool:
    """Whether a process has ended, as far as that can be told: it is one of this machine, and there is none such."""
    where, _, process = worker.partition("/")
    pid, _, started = process.partition("/")
    if where != machine() or not pid.isdecimal() or sys.platform == "win32":
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:
        pass  # another user's
    return _started(int(pid)) != started


def is_here(worker: str) -> bool:
    """Whether a process is, or was, one of this machine."""
    return worker.partition("/")[0] == machine() and sys.platform != "win32"


def _started(pid: int) -> str:
    """When a process was started, in ticks of the system since its own start; empty where there is no telling, or it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] in "ZX" else fields[19]
