"""What was asked, and how good the answer is beside the simplest one, in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dltrain.metrics import is_loss, own_name
from dltrain.report.markup import Markup, joined, table, tag
from dltrain.report.subject import Subject
from dltrain.report.words import Words
from dltrain.runs import Summary
from dltrain.runs.summary import joined_baselines
from dltrain.tasks import Task
from dltrain.text.formatting import number


def render(subject: Subject, words: Words) -> Markup:
    """The first words of a page: what was asked, the result, how the training ended, and what is not on the page."""
    lead = [tag("p", asked(subject, words)), tag("p", " ".join(result(subject, words)), class_="lead")]
    lead.append(tag("p", " ".join(status(subject, words)), class_="soft"))
    lead += [tag("p", one, class_="warn") for one in missing(subject, words)]
    return joined(*lead, results(subject.summary, words) if subject.summary is not None else None)


def asked(subject: Subject, words: Words) -> str:
    """What the network was to learn."""
    if environment := subject.experiment.model.acts_in:
        return words("asked.acts", source=environment)
    source, encoding = _source(subject), subject.encoding
    if encoding is None:
        return words("asked.unknown", source=source)
    names = [feature.name for feature in encoding.features]
    features = words("features.one", name=names[0]) if len(names) == 1 else words("features.count", count=f"{len(names):,}")
    facts: dict[str, Any] = {"source": source, "features": features, "target": ", ".join(encoding.target_columns)}
    task = encoding.task
    if task.is_multitask:
        each = ", ".join(f"{name} ({encoding.target.summary(name)})" for name in encoding.target_columns)
        return words("asked.several", **(facts | {"target": each}))
    if task.has_classes:
        return words("asked.classes", classes=len(encoding.labels), **facts)
    if task.is_multilabel:
        return words("asked.labels", classes=len(encoding.labels), **facts)
    if task.is_generation:
        return words("asked.more", **facts)
    if task.groups:
        return words("asked.groups", **facts)
    if task.writes:
        return words("asked.text", source=source)
    if task.is_reconstruction:
        return words("asked.inputs", **facts)
    if encoding.window is not None:
        return words("asked.ahead", horizon=words.counted("rows", encoding.horizon), steps=encoding.steps, **facts)
    return words("asked.values", **facts)


def _source(subject: Subject) -> str:
    """The name of the data: of a file without its folders."""
    if subject.tables is not None:
        return subject.tables.train.name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    source = subject.experiment.data.source
    page = getattr(source, "train", source)
    return str(getattr(page, "path", page)).rpartition("/")[2]


def result(subject: Subject, words: Words) -> Iterator[str]:
    """The main metric on the most telling rows, beside the baseline."""
    summary = subject.summary
    if summary is None or not summary.metrics:
        yield words("result.none")
        return
    for metric in main_metrics(subject, summary):
        yield from _result(summary, metric, words)


def main_metrics(subject: Subject, summary: Summary) -> list[str]:
    """The first metric beside the loss; of several targets that of each."""
    names = [name for name in summary.metrics[summary.splits[-1]] if not is_loss(name)]
    of_each = [next((name for name in names if name.startswith(f"{one.target}.")), None) for one in subject.each]
    return [name for name in of_each if name] or [main_metric(summary)]


def _result(summary: Summary, metric: str, words: Words) -> Iterator[str]:
    split = summary.splits[-1]
    value, rows = summary.metrics[split].get(metric), f"{summary.rows.get(split, 0):,}"
    facts = {"rows": rows, "split": words.split(split, Task(summary.task))}
    if metric == "accuracy":
        yield words("result.accuracy", value=shown(metric, value), **facts)
    else:
        yield words("result.metric", value=shown(metric, value), metric=metric, **facts)
    for name, measured in summary.baselines.items():
        beside = measured.get(split, {}).get(metric)
        if beside is not None:
            key = f"beside.{name}" if name in ("majority", "mean", "quantile", "last_value") else "beside.other"
            yield words(key, name=name, value=shown(metric, beside))


def main_metric(summary: Summary) -> str:
    """The first metric beside the loss; the loss where it stands alone."""
    names = list(summary.metrics[summary.splits[-1]])
    return next((name for name in names if not is_loss(name)), names[0])


def shown(metric: str, value: float | None) -> str:
    """A value of a metric as a headline has it."""
    return f"{value:.1%}" if own_name(metric) == "accuracy" and value is not None else number(value)


def status(subject: Subject, words: Words) -> Iterator[str]:
    """How the training ended."""
    summary = subject.summary
    if summary is None:
        yield words("status.unfinished", epochs=words.counted("epochs", len(subject.records)))
        return
    seconds = words("unit.seconds", count=f"{summary.seconds:,.1f}")
    if subject.experiment.model.is_fitted_at_once and summary.status == "completed":
        yield words("status.fitted", seconds=seconds)
    else:
        yield words(f"status.{summary.status}", epochs=words.counted("epochs", summary.epochs), seconds=seconds)
    if summary.members and summary.seeds is None:
        yield words("status.members", members=len(summary.members))
    if summary.folds is not None:
        yield words("status.folds", folds=summary.folds)
    elif summary.seeds is not None:
        yield words("status.seeds", seeds=summary.seeds)
    elif summary.best_epoch is not None and summary.members is None and not subject.experiment.model.is_fitted_at_once:
        yield words("status.best", best=f"{summary.best_epoch:,}", monitor=summary.monitor)


def missing(subject: Subject, words: Words) -> Iterator[str]:
    """What is not on the page, and why."""
    for key, values in subject.missing:
        yield words(key, **values)
    summary = subject.summary
    if summary is None or not Task(summary.task).predicts:
        return
    if summary.status == "interrupted":
        yield words("missing.interrupted", folder=str(subject.run.folder))
        return
    if "validation" not in summary.rows and not subject.experiment.model.is_fitted_at_once:
        yield words("missing.validation", monitor=summary.monitor)
    if "test" not in summary.rows:
        yield words("missing.test")


def results(summary: Summary, words: Words) -> Markup | None:
    """Every metric of every split, side by side with the first baseline."""
    if not summary.metrics:
        return None
    splits = summary.splits
    head = [words("table.metric"), *(words(f"short.{split}") for split in splits)]
    beside = next(iter(joined_baselines(summary.baselines).items()), None)
    if beside is not None:
        head.append(f"{beside[0]} ({words(f'short.{splits[-1]}')})")
    rows = []
    for metric in summary.metrics[splits[0]]:
        row = [metric, *(_cell(summary, split, metric) for split in splits)]
        if beside is not None:
            row.append(number(beside[1].get(splits[-1], {}).get(metric)))
        rows.append(row)
    return table(head, rows, label=words("table.results"))


def _cell(summary: Summary, split: str, metric: str) -> str:
    value = number(summary.metrics[split].get(metric))
    deviation = ((summary.deviations or {}).get(split) or {}).get(metric)
    return value if deviation is None else f"{value} ± {number(deviation)}"
