"""From runs to their page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import dltrain.runs as runs
from dltrain import charts
from dltrain.errors import InputError
from dltrain.files.atomic import check_place, write_atomically
from dltrain.report.document import document
from dltrain.report.sections import headline, sections_of
from dltrain.report.subject import read
from dltrain.report.words import Words
from dltrain.runs.sweeps import is_sweep
from dltrain.text.language import Language

TYPED = "dltrain report {}"
ENDINGS = (".html", ".htm")


def make(
    *, paths: Sequence[Path], language: Language, output: Path | None = None, say: Callable[[str], None] = lambda text: None
) -> Path:
    """Writes the page of a run, a sweep or several runs and returns where it is: at `output`, or else as report.html in the
    folder of the run, and of several in the working directory. Runs are only read.

    Raises InputError where a path is no run and where `output` is no place for a page, DamagedError where the results of a run
    are not as they were written, WriteError.
    """
    if output is not None:
        _check(output)
    if obstacle := charts.obstacle():
        raise InputError(obstacle)
    words = Words(language)
    page, place = _page_of_several(paths, words, say) if len(paths) > 1 else _page_of_one(paths[0], words)
    place = output or place
    write_atomically(place, page.encode("utf-8"))  # without the lock of a run: nothing else of it is touched
    return place


def _check(output: Path) -> None:
    """Raises InputError where it does not end as a page does, so that nothing else is written over, or cannot be written."""
    if output.suffix.lower() not in ENDINGS:
        raise InputError(f"'{output}': expected a file that ends in .html or .htm, such as report.html")
    check_place(output)


def _page_of_one(path: Path, words: Words) -> tuple[str, Path]:
    """The page of a run or a sweep, and where it usually is."""
    run = runs.open(path, typed=TYPED)
    if is_sweep(run.folder):
        from dltrain.report.sweep import swept

        title, lead, sections = swept(run, words)
    else:
        subject = read(run)
        title, lead, sections = subject.name, headline.render(subject, words), list(sections_of(subject, words))
    return document(title, lead, sections, words), run.folder / runs.PAGE


def _page_of_several(paths: Sequence[Path], words: Words, say: Callable[[str], None]) -> tuple[str, Path]:
    """The page of several runs, and where it usually is."""
    from dltrain.report.several import compared

    title, lead, sections, notices = compared(paths, words)
    for notice in notices:
        say(f"notice: {notice}")
    return document(title, lead, sections, words), Path(runs.PAGE)
