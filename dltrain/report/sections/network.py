"""The network: its layers as a drawing and as a table."""

from __future__ import annotations

from dltrain.report.markup import Markup, joined, paragraphs, table
from dltrain.report.subject import Subject
from dltrain.report.words import Words


def told(subject: Subject, words: Words) -> Markup | None:
    """The layers; None where they are not known, because neither a checkpoint nor the data is there."""
    if subject.resolved is None:
        return None
    plan = subject.resolved.plan
    head = [words(f"network.{key}") for key in ("layer", "what", "shape", "parameters")]
    rows = [[line.name, line.what, " × ".join(map(str, line.shape)), f"{line.parameters:,}"] for line in plan.lines]
    rows.append([words("network.total"), "", "", f"{plan.parameters:,}"])
    told = words("network.words", words=plan.words, parameters=f"{plan.parameters:,}")
    return joined(paragraphs(told), table(head, rows, label=words("network.layers")))
