"""How a run began, as the first line of its log has it: the file of its spec and what was set over it, when, by which words."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dltrain.files import strict_json

HEAD = "spec: "
MAX_LINE_BYTES = 2**20  # bytes of the line that are read


@dataclass(frozen=True)
class Origin:
    """The file of a spec and the `KEY=VALUE` that were set over it; when the run began (ISO 8601 with its zone), the words that
    were typed, and what its user noted. None is what is not known."""

    path: Path
    sets: tuple[str, ...] = ()
    started: str | None = None
    command: str | None = None
    note: str | None = None

    @property
    def facts(self) -> dict[str, str | None]:
        """What a summary has of it."""
        return {"started": self.started, "command": self.command, "note": self.note}

    def line(self) -> str:
        """The first line of the log."""
        written = {"file": str(self.path), "set": list(self.sets)}
        return HEAD + strict_json.dumps(written | {key: value for key, value in self.facts.items() if value is not None})


def of_line(line: str) -> Origin | None:
    """What `line` wrote; None where that is something else."""
    if not line.startswith(HEAD):
        return None
    try:
        noted: dict[str, Any] = strict_json.loads(line.removeprefix(HEAD))
        facts = {key: noted.get(key) for key in ("started", "command", "note")}
        if not all(value is None or isinstance(value, str) for value in facts.values()):
            return None
        return Origin(Path(noted["file"]), tuple(map(str, noted["set"])), **facts)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def read(path: Path) -> Origin | None:
    """The origin that the log at `path` begins with; None where it has none, or cannot be read."""
    try:
        with path.open("rb") as file:
            return of_line(file.readline(MAX_LINE_BYTES).decode("utf-8").rstrip("\n"))
    except (OSError, UnicodeDecodeError):
        return None
