"""The sections of a run's page, a file each, in the order in which a reader needs them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dltrain.report.document import Section
from dltrain.report.markup import Markup
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


def sections_of(subject: Subject, words: Words) -> Iterator[Section]:
    """The sections that apply to a run."""
    for name, told in SECTIONS.items():
        if (content := told(subject, words)) is not None:
            yield Section(name, words(f"heading.{name}"), content)
