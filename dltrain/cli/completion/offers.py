"""What may be typed in the place of an option or an argument, by the name that the help gives it, such as SPEC or RUN."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import dltrain
from dltrain.cli.completion.line import Asked

Words = Sequence[tuple[str, str]]  # each with its help, which may be empty
FILES, SPECS, FOLDERS = ("files",), ("specs",), ("folders",)
LESSONS = Path(dltrain.__file__).parent / "lessons"  # whose door loads what makes them
HEAD = 2**16  # bytes of a table that are read for the names of its columns


@dataclass(frozen=True)
class Offer:
    """Words that may be typed, with their help, and what the shell offers of its own: files, specs or folders. goes_on: no blank
    comes behind a word."""

    words: Words = ()
    files: tuple[str, ...] = ()
    goes_on: bool = False


def offer(place: Asked) -> Offer:
    """What may stand where the cursor is."""
    if place.param is None:
        return Offer(tuple(place.names.items()))
    if choices := getattr(place.param.type, "choices", None):
        return Offer([(str(choice), "") for choice in choices])
    name = place.param.metavar or ""
    made = OF_OPTION.get(place.param.opts[0]) or OF_METAVAR.get(name)
    return made(place) if made else Offer(files=OF_THE_SHELL.get(name, ()))


def _settings(place: Asked) -> Offer:
    from dltrain.cli.completion.settings import setting

    words, goes_on = setting(place.begun)
    return Offer(words, FILES if place.begun.startswith("data.source=") else (), goes_on)


def _runs(place: Asked) -> Offer:
    from dltrain.runs.listing import runs_in
    from dltrain.runs.lookup import LATEST
    from dltrain.runs.names import RUNS

    folders = [] if not RUNS.is_dir() else sorted(runs_in(RUNS), key=lambda folder: folder.stat().st_mtime, reverse=True)
    names = [folder.name for folder in folders if folder.name not in place.given.get(place.param.metavar, ())]
    latest = [(LATEST, "the newest run")] if folders else []
    return Offer([*latest, *((name, "") for name in names)], FILES)


def _explained(place: Asked) -> Offer:
    """The words of the glossary, in both languages; of a name of several words the next one."""
    from dltrain.glossary.lookup import entries

    before = [word.lower() for word in place.given.get(place.param.metavar, ())]
    names = (name.split() for entry in entries() for name in entry.names)
    following = (words[len(before)] for words in names if _begins(words, before))
    return Offer([(word, "") for word in dict.fromkeys(following)])


def _begins(words: Sequence[str], before: Sequence[str]) -> bool:
    return len(words) > len(before) and [word.lower() for word in words[: len(before)]] == list(before)


def _lessons(place: Asked) -> Offer:
    names = sorted(path.parent.name for path in LESSONS.glob("*/lesson.yaml"))
    return Offer([(name, "") for name in names], FOLDERS if place.param.metavar == "[NAME]" else ())


def _examples(place: Asked) -> Offer:
    from dltrain.commands.drafting.examples import example_names

    return Offer([(name, "") for name in example_names()])


def _columns(place: Asked) -> Offer:
    """The names of the columns of the table that was typed before, where it is a text."""
    import csv

    tables = [word for name in ("INPUT", "INPUT...", "[DATA]") for word in place.given.get(name, ())]
    if not tables or not tables[0].lower().endswith((".csv", ".tsv")):
        return Offer()
    try:
        with Path(tables[0]).open(encoding="utf-8-sig", newline="") as file:
            head = file.read(HEAD).splitlines()[:1]
    except (OSError, UnicodeDecodeError):
        return Offer()
    names = [*csv.reader(head, delimiter="\t" if tables[0].lower().endswith(".tsv") else ",")]
    return Offer([(name, "") for name in (names[0] if names else ()) if name])


def _measured(place: Asked) -> Offer:
    from dltrain.cli.completion.settings import metrics

    facts = ("started", "run", "name", "status", "epochs", "seconds") if place.param.metavar == "M" else ("seconds",)
    return Offer([*((fact, "") for fact in facts), *metrics()])


def _encodings(place: Asked) -> Offer:
    return Offer([("utf-8", "the default"), ("utf-8-sig", "for Excel"), ("cp949", "Korean Windows"), ("euc-kr", "")])


OF_OPTION: Mapping[str, Callable[[Asked], Offer]] = {
    "--lesson": _lessons,
    "--example": _examples,
    "--encoding": _encodings,
    "--sort-by": _measured,
}
OF_METAVAR: Mapping[str, Callable[[Asked], Offer]] = {
    "KEY=VALUE": _settings,
    "KEY=V1,V2": _settings,
    "RUN": _runs,
    "RUN...": _runs,
    "CHECKPOINT_OR_RUN": _runs,
    "[WORD]": _explained,
    "[NAME]": _lessons,
    "COLUMN": _columns,
}
OF_THE_SHELL: Mapping[str, tuple[str, ...]] = {
    "SPEC": SPECS,
    "DIR": FOLDERS,
    "[DIR]": FOLDERS,
    "FILE": FILES,
    "[FILE]": FILES,
    "FILE.png": FILES,
    "FILE.html": FILES,
    "INPUT": FILES,
    "INPUT...": FILES,
    "[DATA]": FILES,
}
FREE = ("N", "T", "K", "TEXT", "URL")  # what nobody else can know
