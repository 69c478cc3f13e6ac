"""How the probabilities rank the rows of each class before the others: ROC and precision-recall curves."""

from __future__ import annotations

from dltrain.charts.axes import Axis
from dltrain.charts.layers import rule
from dltrain.charts.names import distinct
from dltrain.charts.panels import SIDE
from dltrain.charts.series import series
from dltrain.lazy import np
from dltrain.report.analyses.ranking import Ranking, ranking
from dltrain.report.answers import Answers
from dltrain.report.figures import figure, side_by_side
from dltrain.report.markup import Markup, folded, joined, paragraphs, table
from dltrain.report.subject import Subject
from dltrain.report.words import Words

SHARES = Axis(0.0, 1.02)
DRAWN = 8  # classes
MAX_CLASSES = 100  # classes that are looked at


def render(subject: Subject, words: Words) -> Markup | None:
    """The curves of the last of two classes, else of each class against the rest, the worst ranked of many; None where there are
    no probabilities."""
    answers = subject.answers
    found = None if answers is None else rankings(answers)
    if answers is None or not found:
        return None
    worst = dict(sorted(found.items(), key=lambda pair: pair[1].roc_auc)[:DRAWN])
    drawn = {name: one for name, one in found.items() if name in worst}
    split = words.split(answers.split)
    first = next(iter(drawn.items()))
    key = "ranking.one" if len(found) == 1 else "ranking.all" if len(drawn) == len(found) else "ranking.worst"
    facts = {"split": split, "name": first[0], "area": f"{first[1].roc_auc:.3f}", "average": f"{first[1].average_precision:.3f}"}
    short = distinct(list(drawn), 20)  # two names that read alike would be one line
    diagonal = rule([{"x": 0, "y": 0, "x2": 1, "y2": 1}])
    roc = series(
        dict(zip(short, (one.roc for one in drawn.values()), strict=True)),
        title="ROC",
        names=(words("ranking.false"), words("ranking.true")),
        y=SHARES,
        width=SIDE,
        height=SIDE,
        extra=[diagonal],
    )
    precision = series(
        dict(zip(short, (one.precision for one in drawn.values()), strict=True)),
        title=words("ranking.title"),
        names=(words("ranking.recall"), words("ranking.precision")),
        y=SHARES,
        width=SIDE,
        height=SIDE,
    )
    areas = ", ".join(f"{name} {one.roc_auc:.3f}" for name, one in drawn.items())
    figures = [
        figure(roc, label=words("ranking.roc_label", areas=areas)),
        figure(precision, label=words("ranking.precision_label", split=split)),
    ]
    head = [words("data.class"), "roc_auc", "average_precision"]
    rows = [[name, f"{one.roc_auc:.4f}", f"{one.average_precision:.4f}"] for name, one in found.items()]
    numbers = table(head, rows, label=words("ranking.areas"))
    return joined(
        paragraphs(words(key, **facts)),
        side_by_side(figures),
        numbers if len(rows) == 1 else folded(words("ranking.areas"), numbers),
    )


def rankings(answers: Answers) -> dict[str, Ranking]:
    """The curves of each class by its name; of two classes those of the last."""
    outcome = answers.outcome
    if outcome.probabilities is None or len(answers.names) > MAX_CLASSES:
        return {}
    indices = range(1, 2) if answers.task.is_binary else range(len(answers.names))
    truth = outcome.true == 1 if answers.task.is_multilabel else outcome.true[:, None] == np.arange(len(answers.names))
    found = {answers.names[index]: ranking(truth[:, index], outcome.probabilities[:, index]) for index in indices}
    return {name: one for name, one in found.items() if one is not None}
