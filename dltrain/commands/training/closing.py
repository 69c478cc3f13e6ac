"""The closing words of a training: what was trained on what, for how long, how good it is and against what, and where it is."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dltrain.commands.preparing.setup import Setup
from dltrain.commands.training.measures import loss_in_words, measured_in_words
from dltrain.errors import listing
from dltrain.metrics import METRICS
from dltrain.models.ensembles import ENSEMBLES
from dltrain.optimizers import OPTIMIZERS
from dltrain.optimizers.averages import AVERAGES
from dltrain.runs import SPLITS, Run, Summary
from dltrain.runs.summary import joined_baselines
from dltrain.spec import mixing_rules, training_length
from dltrain.spec.resolve import Resolved
from dltrain.spec.training import split_of
from dltrain.text.formatting import count, number
from dltrain.text.layout import available, columns

if TYPE_CHECKING:
    from dltrain.data.encoding.encoding import Encoding

LABEL = 40  # columns of a label in a line


def closing_words(setup: Setup, run: Run, summary: Summary) -> str:
    """The closing summary as plain text."""
    facts = [
        ("data", _data(setup, summary)),
        ("network" if setup.resolved.plan.lines else "model", _network(setup)),
        *([("ensemble", _ensemble(setup, summary))] if summary.members is not None else []),
        ("training", _training(setup, summary)),
        ("result", _ending(setup, summary)),
        *([("threshold", _threshold(setup, summary))] if summary.threshold is not None else []),
    ]
    facts += [("found", finding) for finding in finding_lines(summary, run)]
    within = available(sys.stderr)
    lines = [
        f"{summary.name}",
        columns(facts, right=False, within=within),
        "",
        results(summary),
        "",
        measured(setup.resolved, setup.dataset.encoding),
        "",
        *_tree(run),
    ]
    return "\n".join([*lines, columns([("run", str(run.folder))], right=False, within=within)])


def _tree(run: Run) -> list[str]:
    """The tree that the run has found, if it is one."""
    text = run.read_tree()
    return [] if text is None else [*(f"  {line}" for line in text.splitlines()), ""]


def finding_lines(summary: Summary, run: Run) -> list[str]:
    """The facts that were found, and the first of the problems with the command that shows more."""
    facts = [str(finding["message"]) for finding in summary.findings if "fact" in finding]
    problems = [finding for finding in summary.findings if "problem" in finding]
    if not problems:
        return facts
    more = f", and {count(len(problems) - 1, 'other')}" if len(problems) > 1 else ""
    return [*facts, f"{problems[0]['message']} ({problems[0]['problem']}{more}); see more with: dltrain diagnose {run.folder}"]


def measured(resolved: Resolved, encoding: Encoding) -> str:
    """What the numbers are."""
    experiment = resolved.experiment
    words = measured_in_words(resolved, encoding.task)
    mixing = mixing_rules.asked_for(experiment.training)
    if mixing and split_of(resolved.monitor)[0] != "train":
        words += f"; an epoch's train_loss is of rows mixed by {listing(mixing)}, and lies above that of the rows themselves"
    return f"  {words}"


def results(summary: Summary) -> str:
    """The metrics of every split side by side; on the most telling one the members' mean, and the baseline's.

    Several baselines have a table of their own.
    """
    splits, metrics = summary.splits, summary.metrics
    head, rows = ["", *splits], [[name] + [number(metrics[split][name]) for split in splits] for name in metrics[splits[0]]]
    if members := summary.members:
        is_sum = members[0].up_to is not None  # a member of a sum means nothing without those before it
        head.append(f"{'after member 1' if is_sum else 'mean member'} ({splits[-1]})")
        for row in rows:
            row.append(number(_mean([member.metrics[splits[-1]][row[0]] for member in (members[:1] if is_sum else members)])))
    baselines = joined_baselines(summary.baselines)
    if len(baselines) > 1:
        return f"{columns([head, *rows], within=available(sys.stderr))}\n\n{baseline_table(summary)}"
    for name, measured in baselines.items():
        split = next(split for split in reversed(SPLITS) if split in measured)
        head.append(f"{name} ({split})")
        for row in rows:
            row.append(number(measured[split].get(row[0])))
    return columns([head, *rows], within=available(sys.stderr))


def baseline_table(summary: Summary) -> str:
    """The network and each baseline, a line each, on the most telling split."""
    measured = next(iter(summary.baselines.values()))
    split = next(split for split in reversed(SPLITS) if split in measured)
    lines = {"the network": summary.metrics[split]} | {name: by_split[split] for name, by_split in summary.baselines.items()}
    names = list(summary.metrics[split])
    table = [[f"{split} rows", *names], *([who, *(number(values.get(name)) for name in names)] for who, values in lines.items())]
    return columns(table, within=available(sys.stderr))


def _data(setup: Setup, summary: Summary) -> str:
    encoding = setup.dataset.encoding
    rows = summary.rows
    names = {"train": "training", "validation": "validation", "test": "test"}
    parts = ", ".join(f"{rows[split]:,} {names[split]}" for split in SPLITS if split in rows)
    if encoding.task.acts:
        numbers = ", ".join(f"{rows[split]:,} {names[split]}" for split in ("validation", "test") if split in rows)
        return f"{numbers} episodes of {setup.resolved.model.acts_in}"
    if encoding.task.is_generation or encoding.task.groups:
        return f"{parts} rows of {count(len(encoding.features), 'column')}"
    if encoding.task.writes:
        return f"{parts} {encoding.features[0].summary()}"
    if encoding.task.is_multitask:
        target = " + ".join(f"{name} ({encoding.target.summary(name)})" for name in encoding.target_columns)
    elif not encoding.labels:
        target = " and ".join(encoding.target_columns) or "themselves"
        if encoding.horizon > 1:
            target += f" of the next {encoding.horizon} rows"
    elif encoding.task.is_multilabel:
        target = count(len(encoding.labels), "label")
    else:
        target = f"{count(len(encoding.labels), 'class', 'classes')} ({_in_short(encoding.labels)})"
    examples = "groups" if encoding.group else "rows"
    if encoding.window:
        examples = f"windows of {count(encoding.steps, 'row')}"
    return f"{parts} {examples}; {count(len(encoding.features), 'feature')} → {target}"


def _in_short(labels: Sequence[object]) -> str:
    """The first labels, as many as a line bears."""
    names = [str(label) for label in labels[:10]]
    if not all(name.isascii() and name.isprintable() and len(name) <= LABEL for name in names):
        from dltrain.charts.names import distinct  # which most runs without pictures need not load

        names = distinct(names, LABEL)
    shown = [name for index, name in enumerate(names) if sum(map(len, names[:index])) < 100]
    return ", ".join(shown) + (", …" if len(shown) < len(labels) else "")


def _network(setup: Setup) -> str:
    plan = setup.resolved.plan
    return f"{plan.words}; {count(plan.parameters, 'parameter')}" if plan.lines else plan.words


def _ensemble(setup: Setup, summary: Summary) -> str:
    ensemble = setup.resolved.experiment.ensemble
    assert ensemble is not None
    assert summary.members is not None
    made, wanted = len(summary.members), ensemble.members
    members = f"{made} of {wanted} members" if made < wanted else count(made, "member")
    best = listing([member.best_epoch for member in summary.members], 10)
    words = f"{ENSEMBLES.name_of(ensemble)} of {members}; {count(summary.parameters, 'parameter')}"
    return words + (f"; best at the epochs {best}" if made else "")


def _threshold(setup: Setup, summary: Summary) -> str:
    """At what probability the classes are told apart, and by what it was chosen."""
    experiment, labels = setup.resolved.experiment, setup.dataset.encoding.labels
    best = f"where {METRICS.name_of(experiment.threshold)} is best on the validation rows"
    return f"{labels[1]} is predicted above a probability of {summary.threshold:.4g}, {best}"


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _training(setup: Setup, summary: Summary) -> str:
    training = setup.resolved.experiment.training
    where = f"{summary.device}, {count(summary.threads, 'thread')}"
    if how := setup.resolved.model.how(training):
        return f"{how}; {summary.seconds:.1f} s on {where}"
    rows, epochs = summary.rows["train"], summary.epochs
    batch = training_length.rows_of_batch(training, rows)
    several = f"{training.accumulate:,} " if training.accumulate > 1 else ""
    arithmetic = f"{count(rows, 'row')} × {count(epochs, 'epoch')} / {several}batches of {batch:,}"
    how = f"{OPTIMIZERS.name_of(training.optimizer)} at {training.learning_rate:g} on {loss_in_words(setup.resolved)}"
    if training.average_weights != "none":
        how += f", weights averaged by {AVERAGES.name_of(training.average_weights)}"
    steps = count(summary.steps, "step") + (f" ({arithmetic})" if summary.members is None and summary.changes is None else "")
    return f"{steps} of {how}; {summary.seconds:.1f} s on {where}"


def _ending(setup: Setup, summary: Summary) -> str:
    if setup.resolved.model.is_fitted_at_once and summary.status == "completed":
        return "fitted to all training rows at once"
    best = f"best at epoch {summary.best_epoch:,}" if summary.members is None else "each member at its best epoch"
    best = f"{best} by {summary.monitor}" if summary.best_epoch != summary.epochs else best
    epochs = count(summary.epochs, "epoch")
    return {
        "completed": f"completed {epochs}; {best}",
        "stopped_early": f"stopped early after {epochs}; {best}",
        "interrupted": f"interrupted after {epochs}; {best}",
        "diverged": f"diverged after {epochs}: the loss is no longer a number; {best}",
    }[summary.status]
