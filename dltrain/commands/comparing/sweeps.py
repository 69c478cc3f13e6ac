"""Sweeps among the runs that are compared: their best members, chosen by validation, speak for them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import dltrain.runs as runs
from dltrain.commands.comparing.specs import SpecDict, plain_spec
from dltrain.runs import sweeps


@dataclass(frozen=True)
class BestMember:
    """The best member of a sweep: its spec, the folders of its runs that were kept, one a seed, and how many members with a
    result it is the best of."""

    spec: SpecDict
    folders: tuple[Path, ...]
    among: int


def best_member(folder: Path, spec: SpecDict) -> BestMember | None:
    """The best member of the sweep in a folder, whose own spec this is; None where it is no sweep, or has no best one whose run
    was kept. Raises DamagedError."""
    if "sweep" not in spec or not sweeps.is_sweep(folder):
        return None
    record = sweeps.read_sweep(folder)
    best = record.best_member
    folders = [] if best is None else _kept(folder, best)
    if not folders:
        return None
    text, _ = runs.read_ended(folders[0])
    among = sum(member.monitor is not None for member in record.members)
    return BestMember(plain_spec(folders[0], text), tuple(folders), among)


def kept_members(folder: Path) -> list[Path]:
    """The runs of a sweep's members that were kept; none where the folder is no sweep's. Raises DamagedError."""
    if not sweeps.is_sweep(folder):
        return []
    return [kept for member in sweeps.read_sweep(folder).members for kept in _kept(folder, member)]


def _kept(folder: Path, member: sweeps.Member) -> list[Path]:
    inside = [folder / Path(name).name for name in member.runs]  # a name cannot lead out of the sweep
    return [path for path in inside if (path / runs.SPEC).is_file()]
