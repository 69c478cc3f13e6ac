"""Which class is taken for which: counts, shares and the pairs that are confused most."""

from __future__ import annotations

from typing import Any

from dltrain.charts import matrix_panel
from dltrain.charts.names import distinct
from dltrain.report.figures import figure
from dltrain.report.markup import Markup, folded, joined, table, tag
from dltrain.report.subject import Subject
from dltrain.report.words import Words

PAIRS = 10  # that are named
MAX_CLASSES = 60  # classes whose counts are given as a table


def render(subject: Subject, words: Words) -> Markup | None:
    """The matrix of the most telling split; None where there are no classes."""
    matrices = subject.matrices
    split = next((split for split in ("test", "validation", "train") if split in (matrices or {})), None)
    if matrices is None or split is None or subject.each:
        return None
    labels, matrix = [str(label) for label in matrices["labels"]], matrices[split]
    if matrix and matrix[0] and isinstance(matrix[0][0], list):
        return _of_labels(labels, matrix, words)
    right, rows = sum(matrix[i][i] for i in range(len(labels))), sum(map(sum, matrix))
    names = distinct(labels, 24)
    axes = words("chart.predicted"), words("chart.true")
    legend = words("chart.of_true"), words("chart.right"), words("chart.wrong")
    drawn = figure(
        matrix_panel(names, matrix, axes=axes, legend=legend),
        label=words("confusion.label", split=words.split(split), right=f"{right:,}", rows=f"{rows:,}"),
        caption=words("confusion.caption", split=words.split(split)),
    )
    return joined(drawn, _pairs(labels, matrix, words), _counts(labels, matrix, words))


def _pairs(labels: list[str], matrix: list[list[int]], words: Words) -> Markup:
    found = confused(matrix)[:PAIRS]
    if not found:
        return tag("p", words("confusion.none"))
    head = [words("confusion.pairs"), words("confusion.count"), words("confusion.share")]
    rows = [
        [
            words("confusion.pair", true=labels[true], predicted=labels[predicted]),
            f"{count:,}",
            f"{count / sum(matrix[true]):.1%}",
        ]
        for true, predicted, count in found
    ]
    return table(head, rows, label=words("confusion.pairs"))


def confused(matrix: list[list[int]]) -> list[tuple[int, int, int]]:
    """The true class, the predicted one and how many rows, of each pair that was confused; the most frequent first."""
    pairs = [(i, j, count) for i, line in enumerate(matrix) for j, count in enumerate(line) if i != j and count]
    return sorted(pairs, key=lambda pair: (-pair[2], pair[0], pair[1]))


def _counts(labels: list[str], matrix: list[list[int]], words: Words) -> Markup | None:
    if len(labels) > MAX_CLASSES:
        return None
    rows = [[label, *(f"{count:,}" for count in line)] for label, line in zip(labels, matrix, strict=True)]
    title = words("confusion.counts")
    return folded(title, table([words("confusion.corner"), *labels], rows, label=title))


def _of_labels(labels: list[str], matrices: list[Any], words: Words) -> Markup:
    """Of several labels a line each."""
    keys = ("no_no", "no_yes", "yes_no", "yes_yes")
    head = [words("confusion.label_of"), *(words(f"confusion.{key}") for key in keys)]
    rows = [[label, *(f"{count:,}" for line in square for count in line)] for label, square in zip(labels, matrices, strict=True)]
    return table(head, rows, label=words("confusion.labels"))
