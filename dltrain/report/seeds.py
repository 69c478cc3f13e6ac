"""What a page tells of one spec that was trained with several seeds, of which none is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from dltrain.report.markup import Markup, joined, paragraphs, table, tag
from dltrain.report.sections import headline
from dltrain.report.words import Words
from dltrain.runs import Summary
from dltrain.runs.summary import MemberSummary
from dltrain.text.formatting import number


def render(seeds: Sequence[int], summary: Summary | None, words: Words) -> Markup:
    """How many seeds there are, and the mean of the result over them with its deviation."""
    lines = [words("seeds.count", count=f"{len(seeds):,}")]
    if summary is not None and (facts := over_seeds(summary, words)):
        lines.append(words("seeds.result", **facts))
    return joined(tag("p", " ".join(lines), class_="lead"), paragraphs(words("seeds.none_chosen")))


def over_seeds(summary: Summary, words: Words) -> dict[str, str]:
    """The `metric` of a headline, the rows (`split`) that it was measured on, and its `value` over the seeds; empty where nothing
    was measured."""
    if not summary.metrics:
        return {}
    split, metric = summary.splits[-1], headline.main_metric(summary)
    return {"metric": metric, "split": words.split(split), "value": _spread(summary, split, metric)}


def seeds_table(summary: Summary, members: Sequence[MemberSummary], words: Words) -> Markup:
    """A row a seed with its results on all splits, and a row of their means and deviations."""
    columns = [(split, metric) for split in summary.splits for metric in summary.metrics[split]]
    head = [words("seeds.seed"), words("sweep.status"), words("seeds.epochs")]
    head += [f"{words(f'short.{split}')} {metric}" for split, metric in columns]
    rows = [
        [f"{one.seed}", words.known(f"sweep.{one.status}", one.status), f"{one.epochs:,}", *_values(one, columns)]
        for one in members
    ]
    rows.append([words("seeds.mean"), "", "", *(_spread(summary, split, metric) for split, metric in columns)])
    return table(head, rows, label=words("heading.seeds"))


def _values(member: MemberSummary, columns: Sequence[tuple[str, str]]) -> list[str]:
    return [number(member.metrics.get(split, {}).get(metric)) for split, metric in columns]


def _spread(summary: Summary, split: str, metric: str) -> str:
    """The mean over the seeds ± their sample deviation, which one seed alone has none of."""
    value = number(summary.metrics[split].get(metric))
    deviation = (summary.deviations or {}).get(split, {}).get(metric) if len(summary.members or ()) > 1 else None
    return value if deviation is None else f"{value} ± {number(deviation)}"
