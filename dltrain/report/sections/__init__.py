"""The sections of a run's page, a file each, in the order in which a reader needs them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dltrain.report.document import Section
from dltrain.report.markup import Markup, joined, tag
from dltrain.report.sections import (
    baselines,
    calibration,
    clusters,
    components,
    confusion,
    curves,
    data,
    findings,
    forecast,
    health,
    importance,
    mistakes,
    model,
    network,
    pictures,
    ranking,
    reproduce,
    residuals,
)
from dltrain.report.subject import Subject
from dltrain.report.words import Words

# What a section tells of a run; None where it does not apply.
Render = Callable[[Subject, Words], Markup | None]

SECTIONS: dict[str, Render] = {
    "findings": findings.render,
    "data": data.render,
    "network": network.render,
    "model": model.render,
    "curves": curves.render,
    "pictures": pictures.render,
    "clusters": clusters.render,
    "components": components.render,
    "confusion": confusion.render,
    "calibration": calibration.render,
    "ranking": ranking.render,
    "residuals": residuals.render,
    "forecast": forecast.render,
    "importance": importance.render,
    "mistakes": mistakes.render,
    "health": health.render,
    "baselines": baselines.render,
    "reproduce": reproduce.render,
}


OF_EACH = ("confusion", "calibration", "ranking", "residuals", "forecast", "mistakes")  # of several targets


def sections_of(subject: Subject, words: Words) -> Iterator[Section]:
    """The sections that apply to a run."""
    for name, render in SECTIONS.items():
        content = _of_each(subject, render, words) if subject.each and name in OF_EACH else render(subject, words)
        if content is not None:
            yield Section(name, words(f"heading.{name}"), content)


def _of_each(subject: Subject, render: Render, words: Words) -> Markup | None:
    """A section of each of several targets, below the name of each; None where it applies to none of them."""
    contents = [(one.target, content) for one in subject.each if (content := render(one, words)) is not None]
    return joined(*(part for target, content in contents for part in (tag("h3", target), content))) if contents else None
