"""What every problem is: how it is found, what it explains, its words in English and Korean; and the table of problems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from dltrain.diagnosis.finding import Change, Finding, Severity
from dltrain.diagnosis.numbers import tidy
from dltrain.diagnosis.words import Words
from dltrain.types import Choices

if TYPE_CHECKING:
    from dltrain.diagnosis.course import Course
    from dltrain.diagnosis.given import Given

LANGUAGES = ("en", "ko")


WRITE = Words(en="write {}", ko="{} 라고 쓰세요")
LEAVE_OUT = Words(en="leave out {}", ko="{} 항목을 빼세요")


@dataclass(frozen=True)
class Seen:
    """What a check has seen: all of a finding that its class does not say. `message` stands in place of the class's own words."""

    confidence: float
    evidence: Mapping[str, float] = field(default_factory=dict)
    where: str | None = None
    epoch: int | None = None
    patch: Sequence[Change] = ()
    severity: Severity | None = None
    message: str = ""


class Check:
    """One problem. The docstring says why it happens, what it looks like, and where the thresholds come from.

    `general` says what it is, `evident` what was seen, with the names of the evidence, `where` and `epoch` in braces; both by
    language. Where this problem is found, those that it `explains` are its symptoms and are not told.
    """

    severity: ClassVar[Severity] = "warning"
    general: ClassVar[Words]
    evident: ClassVar[Words]
    explains: ClassVar[tuple[str, ...]] = ()
    without_rows: ClassVar[bool] = False  # whether it tells something of a policy, which has no rows, too
    by_layer: ClassVar[bool] = False  # whether the layers show it, which are sampled of each of several networks
    arises: ClassVar[bool] = False  # whether it is told while training goes on, since more epochs do not undo it
    confirmed: ClassVar[bool] = False  # whether what was seen before training counts no more once it has ended

    def before(self, given: Given) -> Iterable[Seen]:
        """What is seen of it before the first step."""
        return ()

    def during(self, course: Course) -> Iterable[Seen]:
        """What is seen of it in training, or once that has ended."""
        return ()

    @classmethod
    def sentence(cls, language: str = "en") -> str:
        """What the problem is, in a sentence. `language` is en or ko."""
        text = cls.general[language]
        return f"{text[:1].upper()}{text[1:]}."

    @classmethod
    def message(cls, finding: Finding, language: str = "en") -> str:
        """What was found, in a sentence with its numbers, and what to write. An older dltrain may have left other evidence, of
        which nothing is said."""
        evidence = {**finding.evidence, "where": finding.where, "epoch": finding.epoch}
        told = cls.general[language]
        with suppress(KeyError, TypeError, ValueError):
            told += f": {cls.evident[language].format(**evidence)}"
        return told + advice(finding.patch, language)


def advice(patch: Sequence[Change], language: str) -> str:
    """The lines to write, in words: `; write training.learning_rate: 0.01`."""
    lines = [f"{change.key}: {written(change.after)}" for change in patch if change.after is not None]
    left_out = [change.key for change in patch if change.after is None]
    words = [WRITE[language].format(", ".join(lines))] if lines else []
    words += [LEAVE_OUT[language].format(", ".join(left_out))] if left_out else []
    return f"; {', '.join(words)}" if words else ""


def written(value: Any) -> str:
    """A value as a spec has it on one line."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {written(one)}' for key, one in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(written, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.6g}" if isinstance(value, float) else str(value)


PROBLEMS: Choices[Check] = Choices("problem")


def finding_of(name: str, seen: Seen) -> Finding:
    """The finding of what the check of a problem has seen."""
    check = PROBLEMS[name]
    found = Finding(
        problem=name,
        severity=seen.severity or check.severity,
        confidence=round(seen.confidence, 2),
        where=seen.where,
        epoch=seen.epoch,
        evidence={name: tidy(value) for name, value in seen.evidence.items()},
        message=seen.message,
        patch=tuple(seen.patch),
    )
    if seen.message:
        return found
    return Finding(**{**vars(found), "message": check.message(found)})
