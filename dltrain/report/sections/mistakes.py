"""The rows on which the network is the most wrong, with what they hold."""

from __future__ import annotations

from dltrain.charts.names import shortened
from dltrain.data.table import Texts
from dltrain.lazy import np
from dltrain.report.analyses.mistakes import confidence, worst
from dltrain.report.answers import Answers
from dltrain.report.markup import Child, Markup, joined, paragraphs, table, tag
from dltrain.report.rows import Rows, rows_of
from dltrain.report.subject import Subject
from dltrain.report.words import Words
from dltrain.text.formatting import number

MAX_ROWS, PICTURES = 12, 24
COLUMNS = 10  # of a row that are shown
NAMED = 4  # targets, or labels, of a row that are shown


def render(subject: Subject, words: Words) -> Markup | None:
    """The worst mistakes; None where nothing is predicted of rows."""
    answers = subject.answers
    if answers is None:
        return None
    rows = rows_of(subject, answers.split)
    indices = worst(answers.outcome, PICTURES)
    if not len(indices):
        return paragraphs(words("mistakes.none", split=words.split(answers.split)))
    key = "mistakes.classes" if answers.task.has_classes else "mistakes.labels" if answers.task.has_labels else "mistakes.values"
    caption = paragraphs(words(key, split=words.split(answers.split)))
    if rows is not None and rows.picture(int(answers.rows[indices[0]])) is not None:
        return joined(caption, tag("ul", *(_picture(answers, rows, int(index), words) for index in indices), class_="pictures"))
    head = [words("mistakes.row"), words("mistakes.true"), words("mistakes.predicted"), words("mistakes.by")]
    shown = [] if rows is None else list(rows.features[:COLUMNS])
    lines = [
        [*_told(answers, int(index), rows), *(_cell(rows, answers, int(index), name) for name in shown)]
        for index in indices[:MAX_ROWS]
    ]
    return joined(
        caption, table([*head, *(shortened(name, 40) for name in shown)], lines, label=words("heading.mistakes"), numbers=False)
    )


def _told(answers: Answers, index: int, rows: Rows | None) -> list[Child]:
    """The row's name, what is true, what was predicted, and how wrong that is."""
    row = int(answers.rows[index])
    true, predicted = _in_words(answers, index, answers.outcome.true), _in_words(answers, index, answers.outcome.predicted)
    return [rows.name(row) if rows is not None else f"{row + 1:,}", true, predicted, _wrongness(answers, index)]


def _in_words(answers: Answers, index: int, values: np.ndarray) -> str:
    if answers.task.has_classes:
        return shortened(answers.names[int(values[index])], 40)
    if answers.task.is_multilabel:
        return ", ".join(name for name, holds in zip(answers.names, values[index], strict=True) if holds) or "–"
    return ", ".join(number(float(value)) for value in values[index][:NAMED])


def _wrongness(answers: Answers, index: int) -> str:
    """How sure the wrong answer was; of values how far it is from the truth."""
    outcome = answers.outcome
    if answers.task.has_classes:
        return f"{confidence(outcome)[index]:.1%}"
    if outcome.probabilities is not None:
        return f"{np.abs(outcome.probabilities[index] - outcome.true[index]).max():.1%}"
    errors = outcome.predicted[index] - outcome.true[index]
    return ", ".join(f"{'+' if error > 0 else ''}{number(float(error))}" for error in errors[:NAMED])


def _cell(rows: Rows | None, answers: Answers, index: int, name: str) -> Child:
    if rows is None:
        return ""
    text = rows.cell(int(answers.rows[index]), name)
    return tag("div", text, class_="text") if isinstance(rows.table.columns[name], Texts) else text


def _picture(answers: Answers, rows: Rows, index: int, words: Words) -> Markup:
    """One wrong picture with what it is, what it was taken for, and how surely."""
    row = int(answers.rows[index])
    _, true, predicted, by = _told(answers, index, rows)
    told, name = words("mistakes.picture", true=true, predicted=predicted, by=by), words("mistakes.named", row=rows.name(row))
    return tag(
        "li",
        tag("img", src=rows.picture(row), alt=f"{name}: {told}"),
        told,
        tag("br"),
        tag("span", name, class_="soft"),
    )
