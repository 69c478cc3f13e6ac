"""The data as the network sees it: the rows of each split, the classes, and every column."""

from __future__ import annotations

from collections.abc import Iterator

from dltrain.charts.names import distinct, shortened
from dltrain.charts.sparkline import sparkline
from dltrain.data.dataset import Dataset
from dltrain.data.encoding.description import Described, describe
from dltrain.data.part import Part
from dltrain.data.table import Array, Table, Texts, missing_cells
from dltrain.lazy import np
from dltrain.report.analyses.columns import distribution_of
from dltrain.report.markup import Child, Markup, folded, joined, paragraphs, table, tag
from dltrain.report.rows import rows_of
from dltrain.report.subject import Subject
from dltrain.report.words import Words
from dltrain.runs import SPLITS

FIRST = 30  # columns that are shown at once
MAX_COLUMNS = 400  # that are shown at all
PICTURES = 40  # classes of which a picture is shown
NAME = 60  # columns of text of a name or a word


def render(subject: Subject, words: Words) -> Markup:
    """Rows, classes and columns; where the data is not there any more, the rows alone."""
    if environment := subject.experiment.model.acts_in:
        rows = subject.summary.rows if subject.summary is not None else {}
        return joined(_rows(dict(rows), words) if rows else None, paragraphs(words("data.episodes", environment=environment)))
    if subject.dataset is None or subject.tables is None:
        rows = subject.summary.rows if subject.summary is not None else {}
        return joined(_rows(dict(rows), words) if rows else None, paragraphs(words("data.unknown")))
    parts = {name: part for name in SPLITS if (part := getattr(subject.dataset, name)) is not None}
    return joined(
        _classes(subject.dataset, parts, words) or _rows({name: len(part.rows) for name, part in parts.items()}, words),
        _pictures(subject, words),
        tag("h3", words("data.columns")),
        *_columns(describe(subject.dataset.encoding), subject.tables.train, words),
        _notices(subject.dataset.notices, words),
    )


def _rows(rows: dict[str, int], words: Words) -> Markup:
    return table([words(f"short.{name}") for name in rows], [[f"{count:,}" for count in rows.values()]], label=words("data.rows"))


def _classes(dataset: Dataset, parts: dict[str, Part], words: Words) -> Markup | None:
    """How many rows of each class each split has; None where there are no classes."""
    encoding = dataset.encoding
    if not encoding.task.has_labels:
        return None
    counts = {name: _counted(part, len(encoding.labels)) for name, part in parts.items()}
    rows: list[list[Child]] = [
        [name, *(f"{by_class[index]:,}" for by_class in counts.values())]
        for index, name in enumerate(distinct([str(label) for label in encoding.labels[:MAX_COLUMNS]], NAME))
    ]
    rows.append([words("network.total"), *(f"{len(part.rows):,}" for part in parts.values())])
    return table([words("data.class"), *(words(f"short.{name}") for name in parts)], rows, label=words("data.classes"))


def _counted(part: Part, classes: int) -> list[int]:
    """How many rows are of each class, or have each label."""
    if part.target.ndim == 1:
        counts: list[int] = np.bincount(part.target, minlength=classes).tolist()
        return counts
    return [round(float(total)) for total in part.target.sum(axis=0)]


def _pictures(subject: Subject, words: Words) -> Markup | None:
    """The first training row of each class as a picture; None where rows are none."""
    dataset, rows = subject.dataset, rows_of(subject, "train")
    if dataset is None or rows is None or not dataset.encoding.task.has_classes or dataset.train.target.ndim > 1:
        return None
    items = []
    for index, label in enumerate(dataset.encoding.labels[:PICTURES]):
        there = np.flatnonzero(dataset.train.target == index)
        picture = rows.picture(int(dataset.train.rows[there[0]])) if len(there) else None
        if picture is None:
            return None
        name = shortened(str(label), NAME)
        items.append(tag("li", tag("img", src=picture, alt=name), name))
    return joined(tag("h3", words("data.examples")), tag("ul", *items, class_="pictures"))


def _columns(described: list[Described], source: Table, words: Words) -> Iterator[Markup]:
    """The first columns as a table, the others in one that is folded."""
    head = [words(f"data.{key}") for key in ("column", "kind", "missing", "values", "shape")]
    lines = [
        [shortened(one.name, NAME), words.known(f"data.kind.{one.kind}", one.kind), *_cells(one, source, words)]
        for one in described[:MAX_COLUMNS]
    ]
    yield table(head, lines[:FIRST], label=words("data.columns"))
    if len(described) > FIRST:
        more = words("data.more", count=f"{len(described) - FIRST:,}")
        yield folded(more, table(head, lines[FIRST:], label=more))


def _cells(one: Described, source: Table, words: Words) -> Iterator[Child]:
    """What is missing of a column, its values in words, and how they are distributed."""
    column = source.columns.get(one.name)
    if column is None:
        yield from ("", "", "")
        return
    missing = int(np.count_nonzero(missing_cells(column)))
    yield f"{missing:,}" if missing else ""
    if isinstance(column, Array):
        yield words("data.array", shape=" × ".join(map(str, column.values.shape[1:])))
        yield ""
        return
    found = distribution_of(column)
    if found is None:
        yield from ("", "")
        return
    facts = {"low": f"{found.low:.4g}", "median": f"{found.median:.4g}", "high": f"{found.high:.4g}"}
    name = shortened(one.name, NAME)
    if found.levels:
        first = f"{shortened(found.levels[0], 24)} ({found.counts[0]:,})"
        yield words("data.levels", count=f"{found.values:,}", first=first)
        yield Markup(sparkline(found.counts, words("data.bars", name=name)))
        return
    yield words("data.texts" if isinstance(column, Texts) else "data.range", **facts)
    yield Markup(sparkline(found.counts, words("data.histogram", name=name, low=facts["low"], high=facts["high"])))


def _notices(notices: list[str], words: Words) -> Markup | None:
    if not notices:
        return None
    return folded(f"{words('data.notices')} ({len(notices)})", tag("ul", *(tag("li", notice) for notice in notices)))
