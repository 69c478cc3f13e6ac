"""The page of a sweep: its members, what their keys do, and the page of its best one."""

from __future__ import annotations

from typing import Any

from dltrain import charts
from dltrain.charts.style import Spec
from dltrain.commands.loading.own_spec import own_spec
from dltrain.commands.sweeping.pictures import importance_of
from dltrain.metrics import direction_of
from dltrain.report import seeds
from dltrain.report.document import Section
from dltrain.report.figures import figure, side_by_side
from dltrain.report.markup import Markup, folded, joined, paragraphs, table, tag
from dltrain.report.sections import headline, sections_of
from dltrain.report.subject import read
from dltrain.report.words import Words
from dltrain.runs import Run, Summary
from dltrain.runs.sweeps import Member, SweepRecord, best_run_of, read_sweep
from dltrain.spec.experiment import Experiment
from dltrain.spec.writing import in_brief
from dltrain.text.formatting import number

FIRST = 20  # members that are shown at once
KEYS = 12  # that are drawn against the monitor


def swept(run: Run, words: Words) -> tuple[str, Markup, list[Section]]:
    """The title, the first words and the sections of a sweep's page. Raises InputError, DamagedError."""
    loaded, record, summary = own_spec(run, as_written=True), read_sweep(run.folder), run.read_summary()
    if record.members and not any(member.values for member in record.members):
        return _of_seeds(run, record, summary, words)
    monitor = summary.monitor if summary is not None else _monitor_of(loaded.experiment)
    maximize = direction_of(monitor.partition("_")[2] or monitor) == "max"
    title = run.folder.resolve().name
    sections = [Section("members", words("heading.members"), _members(record, monitor, maximize, words))]
    if record.members:
        sections.append(Section("keys", words("heading.keys"), _keys(record, monitor, maximize, words)))
    lead = _lead(record, monitor, words)
    if (best := best_run_of(run.folder)) is not None:
        subject, chosen = read(Run(best)), record.best_member
        beside = _first_seed(chosen, summary, words) if chosen is not None and len(chosen.seeds) > 1 else None
        lead = joined(lead, tag("h3", words("sweep.member")), paragraphs(beside), headline.render(subject, words))
        sections += sections_of(subject, words)
    return title, lead, sections


def _of_seeds(run: Run, record: SweepRecord, summary: Summary | None, words: Words) -> tuple[str, Markup, list[Section]]:
    """The page of a sweep over seeds alone, in which nothing is chosen."""
    lead = seeds.render(record.members[0].seeds, summary, words)
    sections = []
    if summary is not None and summary.members:
        sections.append(Section("seeds", words("heading.seeds"), seeds.seeds_table(summary, summary.members, words)))
    if (first := best_run_of(run.folder)) is not None:
        subject = read(Run(first))
        head = tag("h3", words("seeds.one", seed=subject.experiment.seed))
        lead = joined(lead, head, paragraphs(words("seeds.below")), headline.render(subject, words))
        sections += sections_of(subject, words)
    return run.folder.resolve().name, lead, sections


def _first_seed(best: Member, summary: Summary | None, words: Words) -> str | None:
    """That the best member's own result is that of its first seed, beside the mean over all of them."""
    facts = {} if summary is None else seeds.over_seeds(summary, words)
    return words("sweep.first_seed", count=len(best.seeds), seed=best.seeds[0], **facts) if facts else None


def _monitor_of(experiment: Experiment) -> str:
    """What the best member of a sweep that goes on is chosen by."""
    monitor = "auto" if experiment.sweep is None else experiment.sweep.monitor
    return "validation_loss" if monitor == "auto" else monitor


def _lead(record: SweepRecord, monitor: str, words: Words) -> Markup:
    """How many members there are, and which is the best by what."""
    ended = sum(member.status == "completed" for member in record.members)
    lines = [words("sweep.count", count=f"{len(record.members):,}", ended=f"{ended:,}")]
    best = record.best_member
    if best is not None:
        facts = {"number": best.number, "monitor": monitor, "value": _monitor(best)}
        lines.append(words("sweep.best", **facts))
        if best.values:
            lines.append(words("sweep.values", values=", ".join(f"{key}: {_value(value)}" for key, value in best.values.items())))
    flattered = words("sweep.chosen") if ended > 1 else None
    return joined(tag("p", " ".join(lines), class_="lead"), paragraphs(flattered))


def _value(value: Any) -> str:
    """A value of a key on one line, numbers in four figures."""
    return in_brief(value)


def _monitor(member: Member) -> str:
    deviation = f" ± {number(member.deviation)}" if member.deviation is not None else ""
    return f"{number(member.monitor)}{deviation}"


def _members(record: SweepRecord, monitor: str, maximize: bool, words: Words) -> Markup:
    """A row a member, the best first, those without a value last."""
    keys = list(dict.fromkeys(key for member in record.members for key in member.values))

    def place(member: Member) -> tuple[bool, float, int]:
        value = member.monitor
        return value is None, 0.0 if value is None else -value if maximize else value, member.number

    rows = [
        [
            f"{member.number}{' ★' if member.number == record.best else ''}",
            _monitor(member),
            *(_value(member.values[key]) if key in member.values else "" for key in keys),
            f"{len(member.seeds)}",
            words.known(f"sweep.{member.status}", member.status),
        ]
        for member in sorted(record.members, key=place)
    ]
    head = [words("sweep.number"), monitor, *keys, words("sweep.seeds"), words("sweep.status")]
    first = table(head, rows[:FIRST], label=words("heading.members"))
    if len(rows) <= FIRST:
        return first
    more = words("sweep.more", count=f"{len(rows) - FIRST:,}")
    return joined(first, folded(more, table(head, rows[FIRST:], label=more)))


def _keys(record: SweepRecord, monitor: str, maximize: bool, words: Words) -> Markup:
    """Parallel coordinates, each key against the monitor, and what share each key has."""
    settings, values = [member.values for member in record.members], [member.monitor for member in record.members]
    rows = [[key, f"{share:.0%}"] for key, share in importance_of(record, maximize).items()]
    told = table([words("sweep.key"), words("sweep.share")], rows, label=words("sweep.share")) if rows else None
    if not charts.can_be_drawn(settings, values):
        return joined(paragraphs(words("sweep.too_few")), told)
    lines = charts.parallel_coordinates(settings, values, monitor=monitor, maximize=maximize)
    panels = charts.against_monitor(settings, values, monitor=monitor, maximize=maximize)["concat"]
    return joined(
        figure(_body(lines), label=words("sweep.parallel", monitor=monitor), caption=words("sweep.parallel_caption")),
        told,
        side_by_side([_against(panel, monitor, words) for panel in panels[:KEYS]]),
    )


def _against(panel: Spec, monitor: str, words: Words) -> Markup:
    return figure(panel, label=words("sweep.against", key=panel["title"]["text"], monitor=monitor))


def _body(whole: Spec) -> Spec:
    """A chart without the frame around it, which a page has for itself."""
    return {key: value for key, value in whole.items() if key not in ("$schema", "title", "config", "padding", "background")}
