"""The network beside simpler learners, on the most telling rows."""

from __future__ import annotations

from dltrain.report.markup import Markup, table
from dltrain.report.subject import Subject
from dltrain.report.words import Words
from dltrain.tasks import Task
from dltrain.text.formatting import number


def render(subject: Subject, words: Words) -> Markup | None:
    """A line for the network and each baseline; None where none was measured."""
    summary = subject.summary
    if summary is None or not summary.baselines or not summary.splits:
        return None
    split = next((one for one in reversed(summary.splits) if any(one in by for by in summary.baselines.values())), None)
    if split is None:
        return None
    lines = {words("baselines.network"): summary.metrics[split]}
    lines |= {name: by_split[split] for name, by_split in summary.baselines.items() if split in by_split}
    metrics = list(summary.metrics[split])
    rows = [[who, *(number(values.get(metric)) for metric in metrics)] for who, values in lines.items()]
    label = words("baselines.caption", split=words.split(split, Task(summary.task)))
    return table([label, *metrics], rows, label=label)
