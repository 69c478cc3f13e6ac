"""A lesson from its folder to its page: its specs trained, its figures drawn, its words filled with the numbers that came out."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from dltrain import charts
from dltrain.commands.sweep import sweep
from dltrain.commands.train import train
from dltrain.commands.training.display import Display, Unfinished
from dltrain.errors import InputError
from dltrain.files.atomic import write_atomically
from dltrain.lessons.contents import CONTENTS, Lesson, read
from dltrain.lessons.document import document
from dltrain.lessons.figures import Scene, Shown
from dltrain.lessons.folders import new_folder
from dltrain.lessons.trained import Trained
from dltrain.lessons.words import filled, flat
from dltrain.runs import Run, Summary
from dltrain.spec.loading import load
from dltrain.text.language import Language

PAGE = "index.html"
KOREAN = "가중치"


def make(*, name: str, language: Language, output: Path | None = None, say: Callable[[str], None] = lambda text: None) -> Path:
    """Trains what a lesson compares and writes its page, its pictures, its specs and its runs into `output`, which must be new
    or empty, or else into `lessons/<name>-<n>`. Returns where the page is.

    Raises InputError for a lesson that is not there, or where the folder cannot be, or nothing can be drawn; Unfinished.
    """
    lesson = read(name)
    if obstacle := charts.obstacle():
        raise InputError(obstacle)
    folder = new_folder(lesson.name, output)
    copy_specs(lesson, folder)
    trained = {}
    for number, training in enumerate(lesson.trainings, 1):
        say(f"training {number} of {len(lesson.trainings)}: {training}")
        trained[training] = trained_in(folder, lesson, training)
    say("drawing")
    figures = figures_of(lesson, trained, language)
    in_pictures = figures
    if language is Language.ko and (notice := charts.missing_font(KOREAN)):
        say(f"notice: {notice.rpartition(';')[0]}; the words in the .png files are English")
        in_pictures = figures_of(lesson, trained, Language.en)
    for figure, shown in in_pictures.items():
        write_atomically(folder / f"{figure}.png", charts.png(charts.gallery(shown.panels, shown.columns)))
    svgs = {figure: [charts.svg(charts.as_chart(panel)) for panel in shown.panels] for figure, shown in figures.items()}
    lost = {name for name, one in trained.items() if one.summary.status == "diverged"}
    words = filled(lesson.words(language), values_of(trained, figures, folder), lost)
    write_atomically(folder / PAGE, document(words, svgs, language).encode("utf-8"))
    return folder / PAGE


def copy_specs(lesson: Lesson, folder: Path) -> None:
    """Copies the specs of a lesson, and the data that lies beside them, for a student to change."""
    for path in sorted(lesson.folder.iterdir()):
        if path.is_file() and path.name != CONTENTS and path.suffix != ".md":
            shutil.copyfile(path, folder / path.name)


def trained_in(folder: Path, lesson: Lesson, name: str) -> Trained:
    """One training of a lesson, carried out in `folder`, where its spec lies. Raises Unfinished where it was interrupted."""
    training = lesson.trainings[name]
    spec, run = folder / f"{training.spec}.yaml", folder / "runs" / name
    try:
        many = load(spec, training.set).experiment.sweep is not None
        summary: Any = (sweep if many else train)(spec=spec, sets=training.set, run_dir=run, display=Display(charts=False))
    except Unfinished as error:
        if not isinstance(error.summary, Summary) or error.summary.status != "diverged":
            raise
        summary = error.summary
    return Trained(spec, training.set, Run(run), summary)


def figures_of(lesson: Lesson, trained: Mapping[str, Trained], language: Language) -> dict[str, Shown]:
    """Each figure by its name, in a language."""
    scene = Scene(trained, {name: lesson.called(name, language) for name in trained}, language)
    return {name: figure.show(scene) for name, figure in lesson.contents.figures.items()}


def values_of(trained: Mapping[str, Trained], figures: Mapping[str, Shown], folder: Path) -> dict[str, Any]:
    """What the words may give: of each training what its summary has, of each figure its numbers, and the `folder`."""
    values: dict[str, Any] = {"folder": shlex.quote(str(folder))}
    for name, one in trained.items():
        values |= flat(one.summary.plain(), name)
    for name, shown in figures.items():
        values |= {f"{name}.{key}": value for key, value in shown.numbers.items()}
    return values
