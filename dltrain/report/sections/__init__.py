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
Told = Callable[[Subject, Words], Markup | None]

SECTIONS: dict[str, Told] = {
    "findings": findings.told,
    "data": data.told,
    "network": network.told,
    "model": model.told,
    "curves": curves.told,
    "pictures": pictures.told,
    "clusters": clusters.told,
    "components": components.told,
    "confusion": confusion.told,
    "calibration": calibration.told,
    "ranking": ranking.told,
    "residuals": residuals.told,
    "forecast": forecast.told,
    "importance": importance.told,
    "mistakes": mistakes.told,
    "health": health.told,
    "baselines": baselines.told,
    "reproduce": reproduce.told,
}


OF_EACH = ("confusion", "calibration", "ranking", "residuals", "forecast", "mistakes")  # of several targets


def sections_of(subject: Subject, words: Words) -> Iterator[Section]:
    """The sections that apply to a run."""
    for name, told in SECTIONS.items():
        content = _of_each(subject, told, words) if subject.each and name in OF_EACH else told(subject, words)
        if content is not None:
            yield Section(name, words(f"heading.{name}"), content)


def _of_each(subject: Subject, told: Told, words: Words) -> Markup | None:
    """A section of each of several targets, below the name of each; None where it applies to none of them."""
    contents = [(one.target, content) for one in subject.each if (content := told(one, words)) is not None]
    return joined(*(part for target, content in contents for part in (tag("h3", target), content))) if contents else None
