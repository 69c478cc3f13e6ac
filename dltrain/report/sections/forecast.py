"""A series: what was forecast and what came, in the order of time."""

from __future__ import annotations

from dltrain.charts.series import series
from dltrain.charts.style import BLUE, GREY
from dltrain.report.figures import figure
from dltrain.report.markup import Markup, joined, paragraphs
from dltrain.report.subject import Subject
from dltrain.report.words import Words

POINTS = 800  # of a line, the last ones
TARGETS = 4


def render(subject: Subject, words: Words) -> Markup | None:
    """The last windows, of each target the nearest row ahead and, where there are several, the farthest; None where rows are no
    windows of one series."""
    answers, encoding = subject.answers, subject.encoding
    if answers is None or encoding is None or encoding.window is None or encoding.group is not None or answers.task.has_labels:
        return None
    targets = len(answers.names) // encoding.horizon
    first, last = list(range(targets))[:TARGETS], list(range(len(answers.names) - targets, len(answers.names)))[:TARGETS]
    figures = []
    for index in dict.fromkeys([*first, *last]):
        ahead = index // targets  # the row of a window's first target is `rows`; this one lies so many rows later
        rows = (answers.rows[-POINTS:] + ahead + 1).tolist()
        lines = {
            words("forecast.true"): (rows, answers.outcome.true[-POINTS:, index].tolist()),
            words("forecast.predicted"): (rows, answers.outcome.predicted[-POINTS:, index].tolist()),
        }
        name = answers.names[index]
        label = words("forecast.label", name=name, ahead=words.counted("rows", ahead + 1))
        drawn = series(lines, title=label, names=(words("forecast.row"), ""), colours=(GREY, BLUE), height=200)
        figures.append(figure(drawn, label=label, beside=70, zoom=True))
    count = min(POINTS, len(answers.rows))
    return joined(paragraphs(words("forecast.caption", split=words.split(answers.split), count=f"{count:,}")), *figures)
