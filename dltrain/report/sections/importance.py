"""What each column is worth to the network: how much worse it is without it."""

from __future__ import annotations

from dltrain.charts.bars import bars
from dltrain.charts.names import shortened
from dltrain.report.analyses.importance import Importances, importances
from dltrain.report.figures import figure
from dltrain.report.markup import Markup, folded, joined, paragraphs, table
from dltrain.report.subject import Subject
from dltrain.report.words import Words
from dltrain.text.formatting import number

DRAWN = 20


def told(subject: Subject, words: Words) -> Markup | None:
    """A bar a column, with its deviation; None where the network or the data is not there, or there is but one column."""
    saved, dataset = subject.saved, subject.dataset
    if saved is None or dataset is None or not saved.encoding.task.has_target:
        return None
    split = "validation" if dataset.validation is not None else "test" if dataset.test is not None else "train"
    found = importances(saved.trained, getattr(dataset, split), subject.experiment.seed)
    if found is None or not found.columns:
        return None
    caption = words(
        "importance.caption",
        metric=found.metric,
        whole=number(found.whole),
        rows=f"{found.rows:,}",
        split=words.split(split),
        repeats=found.repeats,
    )
    first = found.columns[:DRAWN]
    values = [(shortened(one.column, 28), one.drop, one.deviation) for one in first]
    label = words("importance.label", first=", ".join(one.column for one in first[:3]))
    drawn = figure(bars(values, title=words("importance.axis", metric=found.metric)), label=label, beside=_beside(found))
    head = [words("data.column"), words("importance.drop"), words("importance.deviation")]
    rows = [[one.column, number(one.drop), number(one.deviation)] for one in found.columns]
    return joined(
        paragraphs(caption), drawn, folded(words("importance.table"), table(head, rows, label=words("importance.table")))
    )


def _beside(found: Importances) -> int:
    """Pixels beside the axis: the names of the columns."""
    return 40 + round(6.6 * max(len(shortened(one.column, 28)) for one in found.columns[:DRAWN]))
