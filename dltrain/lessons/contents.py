"""What a lesson's folder holds: its specs, its figures and its words."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from dltrain.errors import InputError, did_you_mean
from dltrain.lessons.figures import FIGURES, Figure
from dltrain.spec import yaml12
from dltrain.spec.reading import Reader
from dltrain.spec.spec_text import SpecText
from dltrain.text.language import Language
from dltrain.types import option, options

FOLDER = Path(__file__).parent
CONTENTS = "lesson.yaml"


@options
class Training:
    """One training of a lesson: a spec of its folder, with what is set otherwise than the spec has it."""

    spec: str = option(help="the name of a spec in the folder, without .yaml")
    set: list[str] = option((), help="what --set would be given")


@options
class Contents:
    """`lesson.yaml`: the trainings by name, where they are not just each spec once; what each is called in figures, in English
    and in Korean; the figures by name, in any order."""

    trainings: dict[str, Training] | None = option(None, help="each training by name; omitted, each spec of the folder once")
    names: dict[str, list[str]] | None = option(None, help="what a training is called in figures: [English, Korean]")
    figures: dict[str, Annotated[Figure, FIGURES]] = option(help="each figure by name")


@dataclass(frozen=True)
class Lesson:
    """A lesson as its folder has it."""

    name: str
    folder: Path
    contents: Contents

    @property
    def specs(self) -> list[Path]:
        """The specs, in the order of their names."""
        return [path for path in sorted(self.folder.glob("*.yaml")) if path.name != CONTENTS]

    @property
    def trainings(self) -> dict[str, Training]:
        """Each training by its name."""
        given = self.contents.trainings
        return {path.stem: Training(path.stem) for path in self.specs} if given is None else given

    def words(self, language: Language) -> str:
        """The words as Markdown, with places for numbers and figures."""
        return (self.folder / f"words.{language}.md").read_text("utf-8")

    def title(self, language: Language) -> str:
        """The heading of the words."""
        return self.words(language).split("\n")[0].removeprefix("# ")

    def seen(self, language: Language) -> str:
        """What is seen, in a sentence: the first paragraph of the words."""
        return " ".join(self.words(language).split("\n\n")[1].split("\n"))

    def called(self, training: str, language: Language) -> str:
        """What a training is called in figures."""
        english, korean = (self.contents.names or {}).get(training, [training.replace("_", " ")] * 2)
        return korean if language is Language.ko else english


def names() -> list[str]:
    """The names of the lessons, in the order of a course."""
    there = {path.parent.name for path in FOLDER.glob(f"*/{CONTENTS}")}
    return [name for name in ORDER if name in there] + sorted(there - set(ORDER))


def read(name: str) -> Lesson:
    """A lesson by its name, or by the path of a folder that is one. Raises InputError with the nearest name."""
    if name not in names():
        if (own := Path(name) / CONTENTS).is_file():
            return Lesson(own.parent.resolve().name, own.parent, contents_of(own))
        hint = did_you_mean(name, names())
        hint = f"{hint}; dltrain lesson, without a name, lists them" if hint or not (shown := _shown_by(name)) else shown
        raise InputError(f"unknown lesson '{name}'{hint}")
    folder = FOLDER / name
    return Lesson(name, folder, contents_of(folder / CONTENTS))


def _shown_by(word: str) -> str:
    """The lesson that shows an idea, by its name in either language: `; for what shows it write dltrain lesson overfitting`."""
    from dltrain.glossary.lookup import find
    from dltrain.glossary.related import lessons

    shown = lessons(find(word.replace("_", " ").replace("-", " ")).entries)
    return f"; for what shows it write dltrain lesson {shown[0]}" if shown else ""


def contents_of(path: Path) -> Contents:
    """What a `lesson.yaml` says. Raises InputError with its lines where it says what it may not."""
    text = path.read_text("utf-8")
    root, _ = yaml12.parse(text)
    reader = Reader(Contents)
    contents: Contents = reader.instance(Contents, root, ())
    if reader.problems:
        from dltrain.spec.spec_text import error_at

        raise error_at(str(path), text, SpecText(str(path), text, root).placed(reader.problems))
    return contents


# The order of a course; a lesson that is not named here comes after these.
ORDER = (
    "tangerines",
    "perceptron",
    "xor",
    "activations",
    "losses",
    "gradient_descent",
    "optimizers",
    "backpropagation",
    "epochs_and_batches",
    "initial_weights",
    "vanishing_gradients",
    "dying_relu",
    "batch_normalization",
    "overfitting",
    "ensembles",
    "one_hot_and_scaling",
    "confusion_matrix",
    "convolution",
    "recurrence",
    "autoencoder",
    "gan",
    "clustering",
    "reinforcement_learning",
)
