"""From runs to their page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from dltrain import charts, runs
from dltrain.errors import InputError
from dltrain.files.atomic import write_whole
from dltrain.report.document import document
from dltrain.report.sections import headline, sections_of
from dltrain.report.subject import read
from dltrain.report.words import Words
from dltrain.text.language import Language

TYPED = "dltrain report {}"


def make(
    *, paths: Sequence[Path], language: Language, output: Path | None = None, say: Callable[[str], None] = lambda text: None
) -> Path:
    """Writes the page of a run, to `output` or else into its folder as report.html, and returns where it is. A run is only read.

    Raises InputError where a path is no run, DamagedError where its results are not as they were written, WriteError.
    """
    if obstacle := charts.obstacle():
        raise InputError(obstacle)
    if len(paths) > 1:
        raise InputError(f"a page tells of one run, not of {len(paths)}; dltrain compare shows several side by side")
    words = Words(language)
    run = runs.open(paths[0], typed=TYPED)
    subject = read(run)
    page = document(subject.name, headline.told(subject, words), list(sections_of(subject, words)), words)
    place = run.folder / runs.PAGE if output is None else output
    write_whole(place, page.encode("utf-8"))  # without the run's lock: nothing else of it is touched
    return place
