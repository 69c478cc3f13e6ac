"""How much memory this process may still take: what the system has left, and what control groups and limits allow."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

GROUP = "the control group of this process (a container's limit)"

RECLAIMABLE = (
    "total_inactive_file",
    "total_active_file",
    "inactive_file",
    "active_file",
)  # bytes of files, given up where needed
UNLIMITED = 2**62  # bytes: a group of the first version that has no limit names a larger number


@dataclass(frozen=True)
class Bound:
    """What bounds the memory of this process: its name, how many bytes it allows, and how many of them it leaves."""

    name: str
    allowed: int
    left: int


def free_memory(root: Path = Path("/")) -> int | None:
    """Bytes, the least that any of them leaves; None where the system does not tell. `root` is the system's own."""
    if sys.platform == "win32":
        return None
    known = [bound.left for bound in bounds(root)]
    if (available := _of_system(root)) is not None:
        known.append(available)
    return max(0, min(known)) if known else None


def bounds(root: Path = Path("/")) -> list[Bound]:
    """All that bound the memory of this process but the system's own: limits on addresses and on data, and control groups."""
    return [] if sys.platform == "win32" else [*_of_limits(root), *_of_groups(root)]


def _of_system(root: Path) -> int | None:
    for line in _lines(root / "proc/meminfo"):
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    return None


def _of_groups(root: Path) -> Iterator[Bound]:
    """The control group of this process, and each above it, in both versions of control groups."""
    for line in _lines(root / "proc/self/cgroup"):
        _, controllers, path = line.split(":", 2)
        if not controllers:
            folder, limit, used = root / "sys/fs/cgroup", "memory.max", "memory.current"
        elif "memory" in controllers.split(","):
            folder, limit, used = root / "sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.usage_in_bytes"
        else:
            continue
        own = folder / path.strip("/")
        # Within a container the path may be that outside of it, and the group itself lies at the top.
        for group in [own, *own.parents] if own.is_dir() else [folder]:
            if group != folder and folder not in group.parents:
                break
            allowed, taken = _number(group / limit), _number(group / used)
            if allowed is not None and taken is not None and allowed < UNLIMITED:
                yield Bound(GROUP, allowed, allowed - max(0, taken - _reclaimable(group)))


def _reclaimable(group: Path) -> int:
    given = dict(line.split(maxsplit=1) for line in _lines(group / "memory.stat") if " " in line)
    names = RECLAIMABLE[:2] if RECLAIMABLE[0] in given else RECLAIMABLE[2:]
    return sum(int(given.get(name, 0)) for name in names)


def _of_limits(root: Path) -> Iterator[Bound]:
    """The limits on addresses (ulimit -v) and on data (ulimit -d)."""
    import resource

    taken = {
        line.split(":")[0]: int(line.split()[1]) * 1024 for line in _lines(root / "proc/self/status") if line.endswith(" kB")
    }
    for name, kind, counted in (("ulimit -v", "RLIMIT_AS", "VmSize"), ("ulimit -d", "RLIMIT_DATA", "VmData")):
        soft, _ = resource.getrlimit(getattr(resource, kind))
        if soft != resource.RLIM_INFINITY and counted in taken:
            yield Bound(name, soft, soft - taken[counted])


def _number(path: Path) -> int | None:
    """The number in a file; None where there is none, such as `max`."""
    lines = _lines(path)
    return int(lines[0]) if lines and lines[0].isdecimal() else None


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text("utf-8", "replace").splitlines()
    except OSError:
        return []
