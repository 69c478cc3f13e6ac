"""A checkpoint that somebody edited and hashed anew: damage with its key, or a prediction; no traceback, no other weights."""

from __future__ import annotations

import copy
import json
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from carried_out import carried_out
from hostile import sealed

from dltrain.commands.evaluate import evaluate
from dltrain.commands.predict import predict
from dltrain.commands.resume import resume
from dltrain.commands.training.display import Display, Unfinished
from dltrain.errors import DamagedError, DltrainError, InputError
from dltrain.training.loop import is_paused

Key = tuple[str | int, ...]
Edit = Callable[[dict[str, Any], dict[str, Any]], None]  # of the entries of tensors, and of the state

FILLED = {"c": "xyz", "d": ("yes", "no"), "f": ("good", "bad", "fine"), "y": "nm"}
ROWS = [
    ",".join([f"{i % 7}", f"{i % 5 or ''}", f"2021-01-{i % 28 + 1:02}", f"{i / 4}", *(of[i % len(of)] for of in FILLED.values())])
    for i in range(60)
]
TABLE = "\n".join(["a,b,e,g,c,d,f,y", *ROWS])
KINDS = "columns: {c: {type: categorical, encoding: embedding}, d: boolean, f: {type: text, length: 3}}"
SPECS = {
    "table": "data: {source: d.csv, target: y, exclude: [f, g], columns: {d: boolean}}\nmodel: {layers: [4], batch_norm: true}",
    "everything": f"data: {{source: d.csv, target: y, {KINDS}}}\nmodel: {{layers: [4]}}",
    "values": "data: {source: d.csv, target: [a, g], exclude: [f]}\nmodel: {layers: [4]}",
    "reduced": "data: {source: d.csv, target: y, exclude: [f, g], reduce: {type: pca, components: 2}}\nmodel: {layers: [4]}",
    "text": "data: {source: d.csv, target: y, features: [f], columns: {f: {type: text, tokenizer: character}}}\n"
    "model: {layers: [{type: embedding, dimensions: 2}, {type: gru, units: 2}]}",
    "pictures": "data: {source: p.npz, target: label}\n"
    "model: {layers: [{type: conv2d, channels: 2, kernel_size: 3}, global_average_pool]}",
    "windows": "data: {source: d.csv, target: a, features: [a], split: {order: true}, window: {length: 3}}\n"
    "model: {layers: [{type: gru, units: 2}]}",
    "ensemble": "data: {source: d.csv, target: y, exclude: [f, g]}\nmodel: {layers: [2]}\n"
    "ensemble: {type: stacking, members: 2, folds: 2}",
    "gan": "data: {source: d.csv, features: [a, g]}\nmodel: {type: gan, generator: [2], discriminator: [2], latent: 2}",
    "autoencoder": "data: {source: d.csv, features: [a, b, c, d]}\nmodel: {type: autoencoder, encoder: [2], decoder: [2]}",
}
PARTS = {  # of whose checkpoints none answers for the whole run
    "sweep": "data: {source: d.csv, target: y, exclude: [f, g]}\nmodel: {layers: [2], dropout: 0.1}\nsweep: {seeds: 2}",
    "seeds": "engine: autograd\ndata: {source: d.csv, target: y, exclude: [f, g]}\nmodel: {layers: [2]}\nsweep: {seeds: 2}",
    "folds": "data: {source: d.csv, target: y, exclude: [f, g], split: {folds: 2}}\nmodel: {layers: [2]}",
}
HUGE = 10**400
VALUES = [None, "xyzzy", -1, 1e300, HUGE, 10**9, [], {}, True]  # what is put in the place of each leaf


@dataclass
class Saved:
    """A run, its data to predict for, and its best checkpoint taken apart."""

    run: Path
    data: Path
    entries: dict[str, Any]
    state: dict[str, Any]
    content: bytes

    def edited(self, edit: Edit, folder: Path) -> Path:
        """The checkpoint with something changed and a hash that is right."""
        entries, state = copy.deepcopy(self.entries), copy.deepcopy(self.state)
        edit(entries, state)
        path = folder / "edited.safetensors"
        path.write_bytes(repacked(entries, state, self.content))
        return path


def taken_apart(path: Path) -> tuple[dict[str, Any], dict[str, Any], bytes]:
    whole = path.read_bytes()
    length = int.from_bytes(whole[:8], "little")
    entries = json.loads(whole[8 : 8 + length])
    state = json.loads(entries.pop("__metadata__")["dltrain"])
    return entries, state, whole[8 + length :]


def repacked(entries: dict[str, Any], state: dict[str, Any], content: bytes) -> bytes:
    told = {"sha256": "0" * 64, "format": 2, **{key: value for key, value in state.items() if key not in ("sha256", "format")}}
    metadata = {"dltrain": json.dumps(told, separators=(",", ":"))}
    header = json.dumps({"__metadata__": metadata, **entries}, separators=(",", ":")).encode()
    return sealed(header + b" " * (-len(header) % 8), content)


def laid_out(kind: str, folder: Path) -> tuple[Path, Path]:
    """The spec of a kind of experiment of two epochs, and its data."""
    (folder / "d.csv").write_text(TABLE, "utf-8")
    random = np.random.default_rng(0)
    np.savez(folder / "p.npz", picture=random.random((40, 1, 6, 6)).astype(np.float32), label=np.arange(40) % 2)
    spec = folder / "s.yaml"
    spec.write_text(f"threads: 1\n{(SPECS | PARTS)[kind]}\ntraining: {{epochs: 2}}\n", "utf-8")
    return spec, folder / ("p.npz" if kind == "pictures" else "d.csv")


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Saved]:
    found: dict[str, Saved] = {}

    def of(kind: str) -> Saved:
        if kind not in found:
            folder = tmp_path_factory.mktemp(kind)
            spec, data = laid_out(kind, folder)
            carried_out(spec=spec, run_dir=folder / "run")
            found[kind] = Saved(folder / "run", data, *taken_apart(folder / "run" / "checkpoints" / "best.safetensors"))
        return found[kind]

    return of


def interrupted(kind: str, folder: Path) -> Saved:
    """A run that a signal has ended after its first epoch, and its last checkpoint."""

    def interrupting(_: Any, records: Iterator[Any]) -> Iterator[Any]:
        for record in records:
            yield record
            if not is_paused(record):
                signal.raise_signal(signal.SIGTERM)

    spec, data = laid_out(kind, folder)
    with pytest.raises(Unfinished):
        carried_out(spec=spec, run_dir=folder / "run", display=Display(charts=False, watch=interrupting))
    (last,) = (folder / "run").rglob("last.safetensors")
    return Saved(folder / "run", data, *taken_apart(last))


def leaves(value: Any, key: Key = ()) -> Iterator[Key]:
    """The keys of all values of a state, of long lists the first and the last."""
    if key:
        yield key
    if isinstance(value, dict):
        for name, item in value.items():
            yield from leaves(item, (*key, name))
    elif isinstance(value, list):
        for index in sorted({0, len(value) - 1} & set(range(len(value)))):
            yield from leaves(value[index], (*key, index))


def holder(state: dict[str, Any], key: Key) -> Any:
    """What the last step of a key is a key of."""
    found: Any = state
    for step in key[:-1]:
        found = found[step]
    return found


def edits(state: dict[str, Any], *, all_of_them: bool) -> Iterator[tuple[str, Edit]]:
    """Every value of a state replaced by each that it could not be, and left out; or by one of these, another in each place."""
    for index, key in enumerate(leaves({name: value for name, value in state.items() if name not in ("sha256", "format")})):
        name = ".".join(map(str, key))
        chosen = VALUES if all_of_them else VALUES[index % (len(VALUES) + 1) :][:1]
        for value in chosen:
            yield f"{name} = {str(value)[:20]}", partial(put, key=key, value=value)
        if all_of_them or not chosen:
            yield f"without {name}", partial(leave_out, key=key)


def put(_: dict[str, Any], state: dict[str, Any], *, key: Key, value: Any) -> None:
    holder(state, key)[key[-1]] = value


def leave_out(_: dict[str, Any], state: dict[str, Any], *, key: Key) -> None:
    del holder(state, key)[key[-1]]


def outcome_of(path: Path, data: Path) -> str:
    """What comes of a prediction: `done`, or what is said of the damage. Anything else is raised."""
    try:
        predict(checkpoint=path, data=data)
    except DamagedError as error:
        return str(error)
    return "done"


# What a checkpoint cannot be blamed for: where the data was, and what could have been so, such as the name of an array.
ELSEWHERE = (
    "encoding.features.0.name = xyzzy",
    "spec.data.source",
    "spec.data.missing_values",
    "= 1e+300",
    "levels.",
    "pairs.",
    "classes.",
)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # of numbers such as 1e300
@pytest.mark.parametrize("kind", SPECS)
def test_every_edit_of_a_state_ends_in_damage_or_in_a_prediction(
    saved: Callable[[str], Saved], tmp_path: Path, many: bool, kind: str
) -> None:
    one = saved(kind)
    for name, edit in edits(one.state, all_of_them=many):
        try:
            told = outcome_of(one.edited(edit, tmp_path), one.data)
        except InputError as error:
            told = str(error) if not any(key in name for key in ELSEWHERE) else "edited"
        assert told == "done" or "edited" in told, f"{name}: {told}"


FEW = 12  # edits of each kind that the slower commands are tried with


def some(state: dict[str, Any], *, many: bool) -> list[tuple[str, Edit]]:
    """All edits, or a few from all over the state."""
    found = list(edits(state, all_of_them=many))
    return found if many else found[:: max(1, len(found) // FEW)]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # of numbers such as 1e300
@pytest.mark.parametrize("kind", SPECS)
def test_an_edited_checkpoint_is_evaluated_or_refused(
    saved: Callable[[str], Saved], tmp_path: Path, many: bool, kind: str
) -> None:
    one = saved(kind)
    for _, edit in some(one.state, many=many):
        with suppress(DamagedError, InputError):
            evaluate(checkpoint=one.edited(edit, tmp_path))


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("kind", [*SPECS, *PARTS])
def test_an_edited_checkpoint_is_gone_on_with_or_refused(tmp_path: Path, many: bool, kind: str) -> None:
    one = interrupted(kind, tmp_path)
    for name, edit in some(one.state, many=many):
        told = resumed(one, edit, tmp_path)
        assert told is None or not isinstance(told, DamagedError) or "'" in str(told), f"{name}: {told}"


def resumed(one: Saved, edit: Edit, folder: Path) -> DltrainError | None:
    """How a copy of a run ends whose last checkpoint is edited; anything else than a refusal or the end is raised."""
    shutil.rmtree(copy := folder / "copy", ignore_errors=True)
    shutil.copytree(one.run, copy)
    (last,) = copy.rglob("last.safetensors")
    shutil.move(one.edited(edit, folder), last)
    try:
        resume(run=copy, display=Display(charts=False))
    except (DamagedError, InputError, Unfinished) as error:
        return error
    return None


def test_the_tensors_and_seeds_of_a_sweep_are_checked(tmp_path: Path) -> None:
    one = interrupted("sweep", tmp_path)

    def told(edit: Edit) -> str:
        error = resumed(one, edit, tmp_path)
        assert isinstance(error, DamagedError)
        return str(error).partition(" is not as any training wrote it: ")[2]

    for name in (name for name in one.entries if not name.startswith("history.")):

        def retype(entries: dict[str, Any], _: dict[str, Any], name: str = name) -> None:
            entries[name]["dtype"] = "I32"

        def rename(entries: dict[str, Any], _: dict[str, Any], name: str = name) -> None:
            entries[name + "x"] = entries.pop(name)

        form = f"'{name}' must be a tensor of float32 {tuple(one.entries[name]['shape'])}, "
        assert told(retype).startswith(f"{form}not of int32")
        assert told(rename) == f"{form}but is missing"
    assert told(partial(put, key=("seeds", 0), value=7)) == "'seeds' must be those of the sweep, 0, 1"
    assert told(partial(put, key=("step",), value=HUGE)) == "'step' must be at most 9,007,199,254,740,992"
    assert told(partial(put, key=("fingerprint",), value=None)) == "'fingerprint' must be a word, not null"


def test_the_keys_are_told(saved: Callable[[str], Saved], tmp_path: Path) -> None:
    one = saved("table")

    def told(key: str, value: Any) -> str:
        steps = tuple(int(step) if step.isdigit() else step for step in key.split("."))
        path = one.edited(lambda _, state: holder(state, steps).__setitem__(steps[-1], value), tmp_path)
        return outcome_of(path, one.data).removeprefix(f"'{path}' is not as any training wrote it: ").removeprefix(f"{path}: ")

    assert told("encoding.features.0.name", None) == "'encoding.features.0.name' must be a word, not null"
    assert told("encoding.features.0.scale.offset.0", "x") == "'encoding.features.0.scale.offset.0' must be a number, not 'x'"
    assert (
        told("encoding.features.0.scale.divisor", [0.0]) == "'encoding.features.0.scale.divisor.0' must be another number than 0"
    )
    assert told("encoding.features.3.levels", None) == "'encoding.features.3.levels' must be a list, not null"
    assert told("encoding.features.3.dimensions", "x") == "'encoding.features.3.dimensions' must be a whole number, not 'x'"
    assert told("encoding.features.3.levels", ["x", "x", "z"]) == (
        "'encoding.features.3.levels.1' must be another than 'x', which stands there twice"
    )
    assert told("encoding.features.0.name", "z") == (
        "'encoding.features.0' must be what 'spec.data.columns' says of the column 'z'"
    )
    assert told("encoding.target.kind", "labels") == "'encoding.target.classes' must be left out; expected columns, pairs"
    assert told("epoch", -1) == "'epoch' must be at least 0, not -1"
    assert told("epoch", 7).startswith("'history' must be that of 7 epochs, as 'epoch' says, not of ")
    assert told("labels", ["n"]) == "'labels' must be the labels of 'encoding.target'"
    assert told("spec.data.target", HUGE).startswith("its spec is not one that this dltrain reads: 'spec.data.target': ")


def test_what_is_nested_deeply_is_refused(saved: Callable[[str], Saved], tmp_path: Path) -> None:
    one = saved("table")

    def nest(_: dict[str, Any], state: dict[str, Any]) -> None:
        for _ in range(300):
            state["spec"]["model"]["layers"] = [{"type": "residual", "layers": state["spec"]["model"]["layers"]}]

    assert "'spec' is nested more than 100 deep" in outcome_of(one.edited(nest, tmp_path), one.data)


@pytest.mark.parametrize("kind", ["table", "everything", "ensemble", "gan", "autoencoder", "pictures"])
def test_tensors_of_another_type_or_shape_are_not_taken(saved: Callable[[str], Saved], tmp_path: Path, kind: str) -> None:
    one = saved(kind)
    names = [
        name for name, entry in one.entries.items() if ".model." in f".{name}" and entry["dtype"] == "F32" and entry["shape"]
    ]
    for name in names:

        def retype(entries: dict[str, Any], _: dict[str, Any], name: str = name) -> None:
            entries[name]["dtype"] = "I32"

        def reshape(entries: dict[str, Any], _: dict[str, Any], name: str = name) -> None:
            entries[name]["shape"] = [1, *entries[name]["shape"]]

        def rename(entries: dict[str, Any], _: dict[str, Any], name: str = name) -> None:
            entries[name + "x"] = entries.pop(name)

        expected = f"'{name}' must be a tensor of float32 "
        assert f"{expected}{tuple(one.entries[name]['shape'])}, not of int32" in outcome_of(
            one.edited(retype, tmp_path), one.data
        )
        assert expected in outcome_of(one.edited(reshape, tmp_path), one.data)
        assert outcome_of(one.edited(rename, tmp_path), one.data) != "done"


@pytest.mark.parametrize(
    ("kind", "layers", "key"),
    [
        ("table", ("layers", 0), "model.layers.0"),
        ("everything", ("layers", 0), "model.layers.0"),
        ("ensemble", ("layers", 0), "member.1.model.layers.0"),
        ("gan", ("generator", 0), "model.generator.network.layers.0"),
        ("autoencoder", ("encoder", 0), "model.layers.0"),
    ],
)
def test_memory_is_asked_for_once_the_sizes_agree(
    saved: Callable[[str], Saved], tmp_path: Path, kind: str, layers: Key, key: str
) -> None:
    def widen(_: dict[str, Any], state: dict[str, Any]) -> None:
        state["spec"]["model"][layers[0]][layers[1]]["units"] = 10**8

    one = saved(kind)
    assert f"'{key}' must be tensors of " in outcome_of(one.edited(widen, tmp_path), one.data)
