"""A finding as data: what is wrong with a run or a spec, the evidence, and the lines to change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Severity = Literal["error", "warning", "hint"]


@dataclass(frozen=True)
class Change:
    """One key of the spec, the value that it has, None where it has none, and the one to write instead; both as JSON has them."""

    key: str
    before: Any
    after: Any

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return {"key": self.key, "from": self.before, "to": self.after}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A `problem`, by its name in the table of problems, or a `fact`, such as a threshold that was found.

    `where` is a layer, such as layers.2, or a column; `epoch` the one in which it arose; `evidence` are numbers by name;
    `message` is one sentence.
    """

    problem: str = ""
    fact: str = ""
    severity: Severity = "hint"
    confidence: float = 1.0
    where: str | None = None
    epoch: int | None = None
    evidence: Mapping[str, float] = field(default_factory=dict)
    message: str
    patch: Sequence[Change] = ()

    @property
    def ails(self) -> bool:
        """Whether a healthy run has no such finding."""
        return self.severity != "hint"

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            **({"problem": self.problem} if self.problem else {"fact": self.fact}),
            "severity": self.severity,
            "confidence": self.confidence,
            "where": self.where,
            "epoch": self.epoch,
            "evidence": dict(self.evidence),
            "message": self.message,
            "patch": [change.plain() for change in self.patch],
        }


def of_plain(record: Mapping[str, Any]) -> Finding:
    """The finding that `plain` made, or an older dltrain: what it lacks is left at its default."""
    patch = [Change(one["key"], one.get("from"), one.get("to")) for one in record.get("patch", [])]
    names = ("problem", "fact", "severity", "confidence", "where", "epoch", "evidence", "message")
    return Finding(**{name: record[name] for name in names if name in record}, patch=patch)


def in_a_line(finding: Finding) -> str:
    """A finding as the terminal tells it: `warning: the initial weights are too small: … (initial_weights_too_small)`."""
    return f"{finding.severity}: {finding.message} ({finding.problem or finding.fact})"
