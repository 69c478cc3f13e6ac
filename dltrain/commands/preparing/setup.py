"""From a loaded spec to everything a training needs: data, the resolved experiment, the network, the engine."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from dltrain.commands.preparing import gpus, mapped, row_cache
from dltrain.commands.preparing.checkpoint_size import check_fits
from dltrain.commands.preparing.initialize_from import transplant, with_origin
from dltrain.commands.preparing.kept_data import names_pictures, prepared_once
from dltrain.commands.preparing.notices import monitor_problems, notices_of
from dltrain.commands.preparing.rate_search import searched
from dltrain.commands.preparing.row_cache import Prepared
from dltrain.diagnosis import Finding, before_training, in_a_line
from dltrain.errors import Problem, SpecError
from dltrain.lazy import np
from dltrain.process import gpu
from dltrain.process.collector import without_garbage_collection
from dltrain.spec.engines import gains_from_gpu
from dltrain.spec.experiment import Experiment
from dltrain.spec.loading import Loaded
from dltrain.spec.resolve import Resolved, classes_are_soft, missing_files, resolve, target_is_scaled
from dltrain.trackers import missing_packages

if TYPE_CHECKING:
    from dltrain.data.dataset import Dataset
    from dltrain.data.encoding.encoding import Encoding
    from dltrain.data.options.section import Data
    from dltrain.data.reading import Tables


@dataclass(frozen=True)
class Setup:
    """A spec with its data read, split and encoded, and nothing left open. Made without torch."""

    resolved: Resolved
    dataset: Dataset
    rate_words: str = ""  # how the learning rate was found, where it was

    @functools.cached_property
    def findings(self) -> list[Finding]:
        """What is wrong with them before the first step."""
        return before_training(self.resolved, self.dataset)

    @property
    def untold(self) -> list[str]:
        """A line of each finding that no notice of the data tells already."""
        told = set(self.dataset.notices)
        return [in_a_line(finding) for finding in self.findings if finding.message not in told]


@without_garbage_collection
def prepare(loaded: Loaded, *, begins: bool = True) -> Setup:
    """Reads the data and settles the spec. Where no training `begins` by it, the file of `initialize_from` need not be there.

    Raises InputError, with the lines of the spec where the spec is to change.
    """
    given = loaded.experiment
    try:
        if problems := [
            *missing_files(given, loaded.folder, begins=begins),
            *gpus.problems(given),
            *missing_packages(given.track or []),
        ]:
            raise SpecError(problems)
        if begins:
            given = with_origin(given, loaded.folder)
        given = with_files(given, loaded.folder)
        data = prepared_once(given, loaded.folder, lambda: _prepared_data(given, loaded.folder))
        dataset, experiment = data.dataset, dataclasses.replace(given, data=data.section)
        rows, validated = len(dataset.train.rows), dataset.validation is not None
        try:
            resolved = resolve(experiment, dataset.encoding, rows=rows, validated=validated, folder=loaded.folder)
        except SpecError as error:
            from dltrain.spec.target_kind import advised

            raise advised(error, data.advice) from None
        ensemble = resolved.experiment.ensemble
        if ensemble and (problem := ensemble.problem(rows)):
            raise SpecError([Problem(("ensemble", problem[0]), problem[1])])
        if problems := data_problems(resolved, dataset):
            raise SpecError(problems)
        check_fits(resolved.experiment, dataset.encoding, data.name)
        if data.key is not None:
            row_cache.add_alias(data.key, row_cache.key_of(resolved.experiment, loaded.folder))
        notices = [*dataset.notices, *data.notices, *notices_of(resolved, dataset)]
        return Setup(resolved, dataclasses.replace(dataset, notices=notices))
    except SpecError as error:
        raise loaded.text.locate(error) from None


def _prepared_data(given: Experiment, folder: Path) -> Prepared:
    """Reads, splits and encodes the data, or takes the rows that are kept of it. Raises DataError, SpecError."""
    if (own := given.model.own_dataset()) is not None:
        return Prepared(own, given.data, given.model.type, (), "")
    key = _key_of_mapped(given, folder)
    if (known := row_cache.kept(key)) is not None and _is_to_be_mapped(given.data, known):
        return known
    tables = read_tables(given, folder)
    from dltrain.spec import target_kind  # numpy: a spec with errors need not wait for it

    target_kind.check_counts(given, tables)
    meant = target_kind.infer_target_kind(given, tables)
    dataset, section = dataset_of(meant.experiment, tables), meant.experiment.data
    section = dataclasses.replace(section, memory="mapped" if dataset.is_mapped else "resident")
    if tables.source is not None:
        section = dataclasses.replace(section, source=tables.source)
    pictures = tuple(named for table in tables.given().values() for named in table.pictures)
    prepared = Prepared(dataset, section, tables.train.name, meant.notices, meant.advice, key, pictures)
    row_cache.keep(prepared, meant.experiment, folder)
    return prepared


def _key_of_mapped(experiment: Experiment, folder: Path) -> str | None:
    """The key of rows that may be kept: those that are to be mapped, or may be, which their pictures tell. Raises DataError,
    SpecError."""
    if experiment.data.is_absent or experiment.data.memory == "resident" or experiment.model.running_text is not None:
        return None
    if experiment.data.memory == "auto" and not names_pictures(experiment.data):
        from dltrain.data import reading

        if not reading.storage_of(experiment.data, folder).is_mapped:
            return None
    return row_cache.key_of(experiment, folder)


def _is_to_be_mapped(data: Data, known: Prepared) -> bool:
    """Whether rows that name pictures, which are kept, would take so much memory that they are to be mapped; others are."""
    if data.memory != "auto" or not names_pictures(data):
        return True
    from dltrain.data.placement import fitting

    return fitting(data, known.bytes, "the rows would take")[0].is_mapped


def with_files(experiment: Experiment, folder: Path) -> Experiment:
    """The experiment with what the files say that its model names, and what that settles of its data. Raises SpecError."""
    model: Any = experiment.model.opened(folder)
    return dataclasses.replace(experiment, model=model, data=model.settled_data(experiment.data))


@without_garbage_collection
def read_data(experiment: Experiment, folder: Path, known: Encoding | None = None) -> Dataset:
    """The data of an experiment, split and encoded; paths are relative to `folder`. known: the encoding of its training rows,
    where it is there already. Raises DataError, SpecError."""
    if (kept := row_cache.kept(_key_of_mapped(experiment, folder))) is not None:
        return kept.dataset
    return experiment.model.own_dataset() or dataset_of(experiment, read_tables(experiment, folder), known=known)


def read_tables(experiment: Experiment, folder: Path) -> Tables:
    """The raw tables of an experiment; paths are relative to `folder`. Raises DataError, SpecError."""
    from dltrain.data import reading  # numpy

    return reading.read(experiment.data, folder, with_target=not experiment.model.purpose)


def dataset_of(experiment: Experiment, tables: Tables, *, use_up: bool = True, known: Encoding | None = None) -> Dataset:
    """The tables, split and encoded; with `use_up` their memory may be given up. Raises DataError, SpecError."""
    from dltrain.data import dataset as datasets  # numpy

    return datasets.prepare(
        experiment.data,
        tables,
        scale_target=target_is_scaled(experiment),
        soft_classes=classes_are_soft(experiment),
        purpose=experiment.model.purpose,
        keeps_target=experiment.model.keeps_target,
        running=experiment.model.running_text,
        kinds_taken=functools.partial(experiment.model.column_kinds, known=known),
        use_up=use_up,
    )


def data_problems(resolved: Resolved, dataset: Dataset) -> list[Problem]:
    """What goes with other rows than these."""
    rows, baselines = len(dataset.train.rows), resolved.experiment.baselines or []
    refusals = [(index, baseline.problem(rows)) for index, baseline in enumerate(baselines)]
    problems = [Problem(("baselines", index, refusal[0]), refusal[1]) for index, refusal in refusals if refusal]
    if message := _one_row_refusal(resolved, rows):
        problems.append(Problem(("training", "batch_size"), message))
    problems += [*monitor_problems(resolved, dataset), *mapped.problems(resolved, dataset)]
    return [*problems, *resolved.model.target_problems(dataset.train.target, resolved.form, resolved.loss)]


def _one_row_refusal(resolved: Resolved, rows: int) -> str | None:
    """What to say where a step is of one row, of which batch norm has no deviation."""
    size = resolved.experiment.training.batch_size
    if (rows if size == "all" else min(int(size), rows)) == 1 and resolved.plan.normalizes_rows:
        return "batch_norm needs the deviation of two rows a step or more, and a step here is one; write batch_size: 2, or more"
    return None


def device_for(name: str) -> str:
    """The device that `auto` stands for, or the one named. Raises SpecError where there is no such GPU."""
    if name == "cpu":
        return "cpu"
    import torch

    if name == "mps":
        if message := gpus.refusal_of_mps(torch.backends.mps.is_built(), torch.backends.mps.is_available()):
            raise SpecError([Problem(("device",), message)])
        return name
    count = torch.cuda.device_count()  # of NVIDIA's management library, which leaves CUDA alone
    count = count if count and torch.cuda.is_available() else 0
    if name == "auto":
        return "cuda" if count else "cpu"
    if message := gpus.refusal(name, count):
        raise SpecError([Problem(("device",), message)])
    return name


def device_like(name: str) -> str:
    """Where a network that was trained on a device answers: on a GPU of that kind where there is one."""
    if name == "mps":
        import torch

        return "mps" if torch.backends.mps.is_available() else "cpu"
    return device_for("auto" if name.startswith("cuda") else "cpu")


def prepare_to_train(loaded: Loaded, *, begins: bool = True, searches: bool = True) -> Setup:
    """As `prepare`, with `device: auto` and `precision: auto` settled as well, which needs torch, and, unless it is not to be
    searched, `learning_rate: auto`, which trains a little. Raises SpecError as well where there are too few GPUs."""
    setup = prepare(loaded, begins=begins)
    experiment = setup.resolved.experiment
    engine = experiment.engine
    try:
        device = device_of(setup, loaded.experiment)
        if device != "cpu" and engine == "explicit" and experiment.device == "auto":
            engine = "autograd"  # `explicit` was meant for the processor
        if device == "cuda" and (
            message := gpu.take_local_gpu()
        ):  # before CUDA is asked anything, which takes memory of the first one
            raise SpecError([Problem(("device",), message)])
        precision = _precision(setup.resolved, device, engine)
        model = experiment.model.sealed()
    except SpecError as error:
        raise loaded.text.locate(error) from None
    gpu.settle(device, precision)
    settled = dataclasses.replace(experiment, device=device, precision=precision, engine=engine, model=model)
    resolved, words = dataclasses.replace(setup.resolved, experiment=settled), ""
    if searches and resolved.searches_rate:
        resolved, words = searched(resolved, setup.dataset, functools.partial(build_network, begins=begins))
    return Setup(resolved, setup.dataset, words)


def device_of(setup: Setup, given: Experiment) -> str:
    """Where a training is done: on the device of the spec, or on what `auto` stands for. Raises SpecError."""
    experiment = setup.resolved.experiment
    if experiment.engine == "numpy" or not experiment.model.has_data:
        return "cpu"
    if experiment.device == "auto" and not may_gain_from_gpu(setup, given):
        return "cpu"
    return device_for(experiment.device)


def may_gain_from_gpu(setup: Setup, given: Experiment) -> bool:
    """Whether `device: auto` is a GPU, where there is one, for the spec that was given: never where that asks for gradients by
    hand, which are of the processor."""
    experiment = setup.resolved.experiment
    if experiment.engine == "explicit" and given.engine != "explicit":
        experiment = dataclasses.replace(experiment, engine="autograd")
    return gains_from_gpu(experiment, setup.resolved.plan, len(setup.dataset.train.rows))


def _precision(resolved: Resolved, device: str, engine: str) -> Literal["float32", "tf32", "bfloat16"]:
    """The precision of the spec, or what `auto` stands for on a device. Raises SpecError where the device has it not."""
    asked = resolved.experiment.precision
    if asked == "auto" and engine == "explicit":
        return "float32"
    if asked == "auto":
        return precision_for(resolved, device)
    if asked == "tf32" and not (device.startswith("cuda") and gpu.has_tf32(device)):
        raise SpecError([Problem(("precision",), gpus.refusal_of_tf32(device))])
    return asked


def precision_for(resolved: Resolved, device: str) -> Literal["float32", "bfloat16"]:
    """What `precision: auto` stands for."""
    if device == "mps":
        return "float32"
    if device != "cpu":
        return "bfloat16" if gpu.has_bfloat16(device) else "float32"
    return "bfloat16" if resolved.plan.gains_from_bfloat16 and has_bfloat16_units() else "float32"


def has_bfloat16_units() -> bool:
    """Whether the processor multiplies bfloat16 by itself (AVX-512 or AMX), as far as the system tells: Linux does."""
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").partition("flags")[2].partition("\n")[0]
    except OSError:
        return False
    return not {"avx512_bf16", "amx_bf16"}.isdisjoint(flags.split())


def build_network(resolved: Resolved, say: Callable[[str], None], *, begins: bool = True) -> Any:
    """The network with its initial weights: those of `initialize_from`, if training `begins`, where name and shape agree; frozen
    layers are marked. None where the explicit engine makes its own."""
    if resolved.experiment.engine != "autograd":
        return None
    from dltrain.randomness import numpy_generator

    experiment, model = resolved.experiment, resolved.model

    def generator_for(layer: str) -> np.random.Generator:
        return numpy_generator(experiment.seed, f"initial weights {layer}")

    network = model.build(resolved.plan, generator_for)
    if begins:
        model.begin(network)
    if model.initialize_from and begins:
        say(transplant(network, Path(model.initialize_from)))
    if model.freezes_inputs:
        network.inputs.requires_grad_(False)
    for number in model.frozen_layers:
        network.layers[number].requires_grad_(False)
    return network
