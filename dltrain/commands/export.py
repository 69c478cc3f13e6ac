"""`dltrain export`: a run as one file that answers without dltrain, from raw columns."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dltrain.runs as runs
from dltrain import __version__
from dltrain.commands.loading import saved
from dltrain.commands.loading.run_data import missing_file
from dltrain.commands.loading.saved import Saved
from dltrain.commands.preparing.setup import dataset_of, read_tables
from dltrain.errors import InputError, did_you_mean, listing
from dltrain.files import strict_json
from dltrain.files.atomic import check_place, write_atomically

if TYPE_CHECKING:
    from dltrain.data.part import Part
    from dltrain.export import Made

ENDINGS = {"onnx": ".onnx", "torch": ".pt2"}
SPLITS_BY_INTEREST = ("test", "validation", "train")


@dataclass(frozen=True)
class Exported:
    """An exported model: where it is, what it is, on which rows of the run it was checked, and what is to be said. `vocabulary`:
    the file with the numbers of tokens, where it takes texts."""

    path: Path
    made: Made
    split: str | None
    notices: tuple[str, ...]
    vocabulary: Path | None = None


def export(*, run: Path, format: str, output: Path | None = None) -> Exported:
    """Writes the model of a run's best checkpoint, or of a checkpoint, as one file: `output`, or model.onnx in the run's folder.

    Raises InputError where the format or the output is none, a package is not installed or the model cannot be exported,
    DamagedError, UnlikeError where what was exported does not answer as the run does, WriteError.
    """
    if format not in ENDINGS:
        raise InputError(f"there is no format '{format}'{did_you_mean(format, ENDINGS) or f'; expected {listing(ENDINGS)}'}")
    if output is not None:
        if output.suffix.lower() != ENDINGS[format]:
            raise InputError(f"'{output}': expected a file that ends in {ENDINGS[format]}, such as model{ENDINGS[format]}")
        check_place(output)
    from dltrain import export as room

    if format == "onnx":
        room.check_installed()
    make = {"onnx": room.onnx_of, "torch": room.torch_of}[format]
    model = saved.load(run, f"dltrain export {{}} --format {format}")
    if model.resolved.experiment.precision == "bfloat16":
        why = "an exported model computes in float32, and would differ from this run, which computes in bfloat16"
        raise InputError(f"{why}; train it with --set precision=float32 to export it")
    path = output or runs.exported_path(model.path, ENDINGS[format])
    known, split, notices = _known(model)
    made = make(model.trained, model.kind.answering(model.trained), _origin(model), known)
    vocabulary = None
    if texts := room.vocabularies(model.encoding):
        vocabulary = path.with_suffix(".vocabulary.json")
        write_atomically(vocabulary, strict_json.dumps(texts, indent=2).encode("utf-8"))
    write_atomically(path, made.content)
    return Exported(path, made, split, (*model.notices, *notices), vocabulary)


def _origin(model: Saved) -> dict[str, str]:
    """Where a model says that it comes from."""
    experiment = model.resolved.experiment
    folder = model.path.absolute().parent.parent
    return {"dltrain": __version__, "name": str(experiment.name), "run": folder.name, "epoch": str(model.epoch)}


def _known(model: Saved) -> tuple[tuple[dict[str, Any], Part] | None, str | None, tuple[str, ...]]:
    """The most telling rows of the run's own data, raw and encoded, and which; where they are not there, why."""
    from dltrain.export import of_part

    experiment = model.resolved.experiment
    if not model.resolved.model.has_data:
        return None, None, ()
    if (missing := missing_file(experiment.data)) is not None:
        return None, None, (f"the data of the run is no longer at '{missing[1]}': checked on made-up rows alone",)
    tables = read_tables(experiment, Path())
    if tables.fingerprint != model.fingerprint:
        return None, None, ("the data of the run has changed since it was trained: checked on made-up rows alone",)
    dataset = dataset_of(experiment, tables, use_up=False)
    split = next(name for name in SPLITS_BY_INTEREST if getattr(dataset, name) is not None)
    part: Part = getattr(dataset, split)
    table = tables.given().get(split, tables.train)
    return (of_part(model.encoding, table, part), part), split, ()
