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

MOST, PICTURES = 12, 24
COLUMNS = 10  # of a row that are shown
NAMED = 4  # targets, or labels, of a row that are shown


def told(subject: Subject, words: Words) -> Markup | None:
    """The worst mistakes; None where nothing is predicted of rows."""
    answers = subject.answers
    if answers is None:
        return None
    rows = rows_of(subject, answers.split)
    places = worst(answers.outcome, PICTURES)
    if not len(places):
        return paragraphs(words("mistakes.none", split=words.split(answers.split)))
    key = "mistakes.classes" if answers.task.has_classes else "mistakes.labels" if answers.task.has_labels else "mistakes.values"
    caption = paragraphs(words(key, split=words.split(answers.split)))
    if rows is not None and rows.picture(int(answers.rows[places[0]])) is not None:
        return joined(caption, tag("ul", *(_picture(answers, rows, int(place), words) for place in places), class_="pictures"))
    head = [words("mistakes.row"), words("mistakes.true"), words("mistakes.predicted"), words("mistakes.by")]
    shown = [] if rows is None else list(rows.features[:COLUMNS])
    lines = [
        [*_told(answers, int(place), rows), *(_cell(rows, answers, int(place), name) for name in shown)]
        for place in places[:MOST]
    ]
    return joined(
        caption, table([*head, *(shortened(name, 40) for name in shown)], lines, label=words("heading.mistakes"), numbers=False)
    )


def _told(answers: Answers, place: int, rows: Rows | None) -> list[Child]:
    """The row's name, what is true, what was predicted, and how wrong that is."""
    row = int(answers.rows[place])
    true, predicted = _in_words(answers, place, answers.outcome.true), _in_words(answers, place, answers.outcome.predicted)
    return [rows.name(row) if rows is not None else f"{row + 1:,}", true, predicted, _wrongness(answers, place)]


def _in_words(answers: Answers, place: int, values: np.ndarray) -> str:
    if answers.task.has_classes:
        return shortened(answers.names[int(values[place])], 40)
    if answers.task.is_multilabel:
        return ", ".join(name for name, holds in zip(answers.names, values[place], strict=True) if holds) or "–"
    return ", ".join(number(float(value)) for value in values[place][:NAMED])


def _wrongness(answers: Answers, place: int) -> str:
    """How sure the wrong answer was; of values how far it is from the truth."""
    outcome = answers.outcome
    if answers.task.has_classes:
        return f"{confidence(outcome)[place]:.1%}"
    if outcome.probabilities is not None:
        return f"{np.abs(outcome.probabilities[place] - outcome.true[place]).max():.1%}"
    errors = outcome.predicted[place] - outcome.true[place]
    return ", ".join(f"{'+' if error > 0 else ''}{number(float(error))}" for error in errors[:NAMED])


def _cell(rows: Rows | None, answers: Answers, place: int, name: str) -> Child:
    if rows is None:
        return ""
    text = rows.cell(int(answers.rows[place]), name)
    return tag("div", text, class_="text") if isinstance(rows.table.columns[name], Texts) else text


def _picture(answers: Answers, rows: Rows, place: int, words: Words) -> Markup:
    """One wrong picture with what it is, what it was taken for, and how surely."""
    row = int(answers.rows[place])
    _, true, predicted, by = _told(answers, place, rows)
    told, name = words("mistakes.picture", true=true, predicted=predicted, by=by), words("mistakes.named", row=rows.name(row))
    return tag(
        "li",
        tag("img", src=rows.picture(row), alt=f"{name}: {told}"),
        told,
        tag("br"),
        tag("span", name, class_="soft"),
    )
