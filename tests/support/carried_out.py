"""What a user types to train a spec: `train`, or `sweep` where it has a section for that."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dltrain.commands.sweep import sweep
from dltrain.commands.train import train


def verb_of(text: str) -> str:
    """The command that uses all of a spec."""
    return "sweep" if "\nsweep:" in text else "train"


def carried_out(spec: Path, **more: Any) -> Any:
    """Trains a spec, or what its section `sweep` says."""
    return (sweep if verb_of(spec.read_text("utf-8")) == "sweep" else train)(spec=spec, **more)
