"""What a search came to: its summary, in which the best member speaks, and its closing words."""

from __future__ import annotations

import dataclasses
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from dltrain.commands.training.folds import deviations_of, findings_of, means_of
from dltrain.diagnosis import Finding
from dltrain.diagnosis.sentence import LOST
from dltrain.runs import Run, Summary
from dltrain.runs.summary import MemberSummary
from dltrain.runs.sweeps import Member, SweepRecord
from dltrain.spec.setting_columns import flat, flat_keys
from dltrain.spec.writing import in_brief
from dltrain.text.formatting import count, number
from dltrain.text.layout import available, columns

SHOWN = 20  # members in the closing table


def summary_above(record: SweepRecord, summaries: Sequence[Summary], monitor: str, importance: Mapping[str, float]) -> Summary:
    """The summary of a sweep by those of its best member's runs: their means, sample deviations beside them."""
    first, best = summaries[0], record.best_member
    assert best is not None
    lost = [member.number for member in record.members if member.status == "diverged"]
    evidence = {"members": len(lost), "of": len(record.members)}
    message = LOST.en.format(**evidence)
    own = [Finding(problem="diverged", severity="warning", evidence=evidence, message=message).plain()] if lost else []
    return dataclasses.replace(
        first,
        status="completed",
        seeds=len(summaries),
        best_epoch=None,
        monitor=monitor,
        epochs=max(summary.epochs for summary in summaries),
        steps=sum(summary.steps for summary in summaries),
        seconds=sum(summary.seconds for summary in summaries),
        metrics={split: means_of([summary.metrics[split] for summary in summaries]) for split in first.splits},
        deviations={split: deviations_of([summary.metrics[split] for summary in summaries]) for split in first.splits},
        members=[_of_seed(summary) for summary in summaries],
        findings=[*findings_of(summaries, "members"), *own],
        trials=dict(Counter(member.status for member in record.members)),
        best={"number": best.number, "values": dict(best.values), "monitor": best.monitor, "deviation": best.deviation},
        chosen=chosen(record, monitor) if best.values else None,
        importance=importance or None,
    )


def _of_seed(summary: Summary) -> MemberSummary:
    return MemberSummary(
        seed=summary.seed,
        status=summary.status,
        epochs=summary.epochs,
        best_epoch=summary.best_epoch or 0,
        metrics=summary.metrics,
    )


def chosen(record: SweepRecord, monitor: str) -> str:
    """How the best was chosen, and what that means for its figures."""
    best = record.best_member
    assert best is not None
    split = "training" if monitor.startswith("train_") else "validation"
    of = f"the mean over {len(best.seeds)} seeds" if len(best.seeds) > 1 else "the value of one seed"
    among = sum(member.status == "completed" for member in record.members)
    if among == 1:
        return f"member {best.number} is the only one that was completed, so nothing was chosen; its test rows were measured once"
    return (
        f"member {best.number} was chosen on {split} rows, as the best of {count(among, 'member')} by {monitor} ({of}), so its "
        f"{split} figures flatter it; the test rows were measured once, for it alone, when it had been chosen"
    )


def words(summary: Summary, record: SweepRecord, run: Run, measures: str) -> str:
    """The closing words: the members, the best, its figures, and how much each key mattered."""
    best = record.best_member
    assert best is not None
    within = available(sys.stderr)
    counted = ", ".join(f"{amount:,} {status}" for status, amount in (summary.trials or {}).items())
    seeds = f", {len(best.seeds)} seeds each" if len(best.seeds) > 1 else ""
    lines = [
        f"{summary.name}: {count(len(record.members), 'member')}{seeds}; {counted}",
        "",
        members_table(record, summary.monitor),
    ]
    if best.values:
        lines += ["", f"the best is member {best.number}", columns(_values(best), right=False, within=within)]
    lines += ["", figures(summary), "", measures, ""]
    lines += [f"  {summary.chosen}", ""] if summary.chosen else []
    if summary.importance:
        rows = [(key, f"{share:.0%}") for key, share in summary.importance.items()]
        lines += ["  how much of the difference each key makes", columns(rows, within=within, indent="    "), ""]
    lines += [f"  found {finding['message']}" for finding in summary.findings]
    facts = [("spec", f"{run.folder / 'best.yaml'}, which trains the best again"), ("run", str(run.folder))]
    return "\n".join([*lines, columns(facts, right=False, within=within)])


def _values(member: Member) -> list[tuple[str, str]]:
    return [(key, in_brief(value)) for key, value in member.values.items()]


def figures(summary: Summary) -> str:
    """The metrics of the best on every split, with deviations where it has several seeds."""
    rows = [["", *summary.splits]]
    for name in summary.metrics[summary.splits[0]]:
        row = [name]
        for split in summary.splits:
            deviation = (summary.deviations or {})[split][name] if len(summary.members or ()) > 1 else None
            row.append(number(summary.metrics[split][name]) + (f" ± {number(deviation)}" if deviation is not None else ""))
        rows.append(row)
    return columns(rows, within=available(sys.stderr))


def members_table(record: SweepRecord, monitor: str) -> str:
    """The members by number; of many the best."""
    shown = _shown(record)
    settings = {member.number: flat(member.values) for member in shown}
    keys = flat_keys([member.values for member in shown])
    several = any(len(member.seeds) > 1 for member in shown)
    head = ["member", *map(short, keys), monitor, *(["deviation"] if several else []), "status"]
    rows = [
        [
            f"{member.number}{' *' if member.number == record.best else ''}",
            *(in_brief(setting[key]) if key in (setting := settings[member.number]) else "" for key in keys),
            number(member.monitor),
            *([number(member.deviation)] if several else []),
            member.status,
        ]
        for member in shown
    ]
    table = columns([head, *rows], within=available(sys.stderr))
    more = len(record.members) - len(shown)
    return f"{table}\n  and {count(more, 'other')}, none of them better (all in sweep.json)" if more else table


def _shown(record: SweepRecord) -> list[Member]:
    """All members, or of many as many as fit: the first, the best among them."""
    if len(record.members) <= SHOWN:
        return list(record.members)
    best = record.best_member
    others = [member for member in record.members if member is not best]
    shown: list[Any] = [*others[: SHOWN - 1], best]
    return sorted(shown, key=lambda member: member.number)


def short(key: str) -> str:
    """The last word of a key."""
    return key.rpartition(".")[2].strip('"') or key
