"""What has changed since a run's checkpoint, and which of it may: nothing that would make its spec lie about its weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dltrain.commands.comparing.differences import differences, value_as_yaml
from dltrain.commands.preparing.setup import Setup
from dltrain.data.encoding import serialization
from dltrain.data.options.section import Files
from dltrain.data.options.split import PARTS, Split
from dltrain.data.sources import SOURCES, source_of
from dltrain.errors import DataError, InputError, listing
from dltrain.runs import Checkpoint, Run
from dltrain.schedules import SCHEDULES
from dltrain.spec import writing
from dltrain.spec.loading import load_plain
from dltrain.spec.training import average_of
from dltrain.text.formatting import count

if TYPE_CHECKING:
    from dltrain.training.monitor import Monitor

Changes = dict[str, list[Any]]  # key → [before, now]

HARMLESS = {"training.save_every", "training.early_stopping.patience", "training.epochs"}
MEASURED = ("metrics", "baselines")  # what acts when all is trained, too
DATA = "the data (SHA-256)"
# What acts at the beginning of a training alone, and what chooses the rows that no training may see.
BEGINNINGS = ("model.type", "model.initialize_from", "ensemble", "sweep", "data.split")


@dataclass(frozen=True)
class Settled:
    """What has changed in ways that change the numbers, `harmful`, and in others; `recorded` are all harmful changes that the run
    has ever met. `refusal` is why it does not go on like this, where the weights fit what has changed; None where it does.
    """

    harmful: Changes
    mild: Changes
    recorded: dict[str, dict[str, Any]]
    refusal: str | None = None


def settle(run: Run, setup: Setup, checkpoint: Checkpoint, allow_changes: bool, anew: str) -> Settled:
    """What has changed, and whether it may. `anew` says how to train a new run instead.

    Raises InputError with what may not change, whatever the weights are; writes nothing.
    """
    harmful, mild = changes_of(setup, checkpoint)
    state = checkpoint.state
    if fixed := {key: values for key, values in harmful.items() if is_fixed(key)}:
        raise InputError(f"{run.folder}: {listing(fixed)} cannot change under way; {anew}\n{_told(fixed)}")
    _refuse_fewer_epochs(run, setup, state, anew)
    _refuse_less_patience(run, setup, state, mild, anew)
    before = run.read_changes()
    first = {key: before.get(key, {}).get("before", values[0]) for key, values in harmful.items()}
    recorded = before | {key: {"before": first[key], "now": values[1]} for key, values in harmful.items()}
    refusal = None
    if is_trained(setup, state) and (idle := {key: harmful[key] for key in harmful if not acts_at_the_end(key)}):
        refusal = _idle(run, setup, state, idle, anew)
    elif message := _other_meaning(setup, state):
        refusal = f"{run.folder}: {message}; {anew}"
    elif not allow_changes and any(before.get(key, {}).get("now") != now for key, (_, now) in harmful.items()):
        head = f"{run.folder} would not go on exactly as it began, because of what has changed since its checkpoint:"
        refusal = f"{head}\n{_told(harmful)}\ngo on all the same with --allow-changes, or {anew}"
    return Settled(harmful, mild, recorded, refusal)


def changes_of(setup: Setup, checkpoint: Checkpoint) -> tuple[Changes, Changes]:
    """What has changed since the checkpoint, key → [before, now]: what would change its numbers, and what would not."""
    was = load_plain(checkpoint.state["spec"], str(checkpoint.which))  # an older dltrain has not spelled out the newest defaults
    before, now = writing.plain(was), writing.plain(setup.resolved.experiment)
    changed = differences([before, now])
    harmless = HARMLESS - {"training.epochs"} if _depends_on_length(setup) else HARMLESS
    if (ensemble := setup.resolved.experiment.ensemble) is not None:
        # Members that are finished stay as they are, and others may follow; but not where all are needed to learn from.
        grows = not ensemble.parts and ensemble.members >= before.get("ensemble", {}).get("members", 0)
        harmless = {"training.save_every", "ensemble.members"} if grows else {"training.save_every"}
    if setup.resolved.experiment.sweep is not None:
        harmless = {"training.save_every"}
    moved = changed.keys() - differences([without_places(before), without_places(now)]).keys()
    is_same_data = checkpoint.state["fingerprint"] == setup.dataset.fingerprint
    if is_same_data:
        harmless |= {key for key in moved if key.startswith("data.")}
    harmless |= {key for key in moved if key in ("model.initialize_from", "use")}
    mild = {key: values for key, values in changed.items() if key in harmless or key.startswith(("baselines", "track"))}
    harmful = {key: values for key, values in changed.items() if key not in mild}
    if not is_same_data:
        harmful[DATA] = [checkpoint.state["fingerprint"][:12], setup.dataset.fingerprint[:12]]
    return harmful, mild


def without_places(spec: Mapping[str, Any]) -> dict[str, Any]:
    """A spec that does not say where its files are: one that was moved is still the same."""
    placeless = {key: value for key, value in spec.items() if key != "use"}  # whose SHA-256 tell them
    data, model = spec.get("data"), spec.get("model")
    if isinstance(data, dict) and "source" in data:
        placeless["data"] = data | {"source": _placeless(data["source"])}
    if isinstance(model, dict) and "initialize_from" in model and "initialize_from_sha256" in model:
        placeless["model"] = model | {"initialize_from": ""}
    return placeless


def _placeless(source: Any) -> Any:
    if isinstance(source, str):
        try:
            options = source_of(source)
        except DataError:
            return source
        source = {"type": SOURCES.name_of(options), **writing.plain(options)}
    if not isinstance(source, dict):
        return source
    parts = {part: _placeless(source[part]) for part in PARTS if part in source}
    places = SOURCES[source["type"]].paths if source.get("type") in SOURCES else ()
    return source | parts | {key: "" for key in places if key in source}


def is_fixed(key: str) -> bool:
    """Whether a key cannot act on what has begun, or would make test rows of rows that were trained on."""
    return any(key == begin or key.startswith(f"{begin}.") for begin in BEGINNINGS) or (
        key.startswith("model.") and ("initializer" in key.split("."))
    )


def cuts_other_batches(key: str) -> bool:
    """Whether a key decides which rows a step takes."""
    return key in (DATA, "training.batch_size", "training.accumulate") or key.startswith("data.")


def draws_other_rows(setup: Setup, changes: Changes) -> bool:
    """Whether the rows have changed of which a split is drawn; not where they or their files tell where they belong."""
    data = setup.resolved.experiment.data
    is_told = (isinstance(data.split, Split) and data.split.column is not None) or (
        isinstance(data.source, Files) and data.source.test is not None
    )
    return not is_told and bool({DATA, "data.rows"} & changes.keys())


def acts_at_the_end(key: str) -> bool:
    """Whether a key acts on what is measured when all is trained."""
    return key.partition(".")[0] in MEASURED


def epochs_of(history: Sequence[Mapping[str, Any]]) -> int:
    """How many epochs were trained; of an ensemble those of the longest training."""
    counts: dict[tuple[Any, Any], int] = {}
    for record in history:
        turn = record.get("member"), record.get("fold")
        counts[turn] = counts.get(turn, 0) + 1
    return max(counts.values(), default=0)


def is_trained(setup: Setup, state: Mapping[str, Any]) -> bool:
    """Whether no epoch is left to train."""
    experiment = setup.resolved.experiment
    if (ensemble := experiment.ensemble) is not None:
        finished = state.get("finished", {})
        return isinstance(finished, dict) and finished.get("trainings", 0) >= ensemble.members * (1 + ensemble.parts)
    if state.get("partial"):
        return False
    return len(state["history"]) >= int(experiment.training.epochs) or _followed(setup, state["history"])[0].stops


def _refuse_fewer_epochs(run: Run, setup: Setup, state: Mapping[str, Any], anew: str) -> None:
    epochs, done = int(setup.resolved.experiment.training.epochs), epochs_of(state["history"])
    least = done + bool(state.get("partial"))
    if epochs >= least or epochs >= state["spec"].get("training", {}).get("epochs", 0):
        return
    has = f"{count(done, 'epoch')} already" + (", and a part of the next" if least > done else "")
    raise InputError(
        f"{run.folder} has {has}, so training.epochs cannot be {epochs}; write --set training.epochs={least} or more, or {anew}"
    )


def _refuse_less_patience(run: Run, setup: Setup, state: Mapping[str, Any], mild: Changes, anew: str) -> None:
    """A patience that would have ended the training earlier than it was ended."""
    key = "training.early_stopping.patience"
    if key not in mild:
        return
    _, ended = _followed(setup, state["history"])
    done = len(state["history"])
    if ended is not None and (ended < done or state.get("partial")):
        raise InputError(
            f"{run.folder} has {count(done, 'epoch')} already; with {key}={mild[key][1]} it would have ended at epoch {ended}; "
            f"leave it at {mild[key][0]}, or {anew}"
        )


def _followed(setup: Setup, history: Sequence[Mapping[str, Any]]) -> tuple[Monitor, int | None]:
    """The monitor after these epochs, and the first of them at which it would have ended the training."""
    from dltrain.training.monitor import monitor_of

    monitor, ended = monitor_of(setup.resolved), None
    for epoch, record in enumerate(history, 1):
        monitor.observe(epoch, record)
        if monitor.stops and ended is None:
            ended = epoch
    return monitor, ended


def _idle(run: Run, setup: Setup, state: Mapping[str, Any], idle: Changes, anew: str) -> str:
    experiment = setup.resolved.experiment
    head = f"{run.folder} is trained to its end, so what has changed since its checkpoint can never act:"
    ways = [anew, f"to leave it as it was trained, remove '{run.spec_path}' and type: dltrain resume {run.folder}"]
    if experiment.ensemble is None and experiment.sweep is None:
        more = " ".join(f"--set {key}={value}" for key, value in _for_further_epochs(setup, state["history"]).items())
        ways = [anew, f"for it to act on further epochs, add --allow-changes {more}"]
    return "\n".join([head, _told(idle), "; or ".join(ways)])


def _for_further_epochs(setup: Setup, history: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """What to set for a single network that is trained to its end to be trained on: what ended it, twice as large."""
    training, done = setup.resolved.experiment.training, len(history)
    further = {}
    monitor, _ = _followed(setup, history)
    if monitor.stops and monitor.patience is not None:
        # Where what counts as better has changed, it may have waited for longer than its patience.
        further["training.early_stopping.patience"] = 2 * max(monitor.patience, int(monitor.waited.max()))
    if done >= int(training.epochs):
        further["training.epochs"] = 2 * max(int(training.epochs), 1)
    return further


def _other_meaning(setup: Setup, state: Mapping[str, Any]) -> str | None:
    """Where the weights would be taken for those of other columns, categories or classes, what is to be said."""
    labels, now = state["labels"], list(setup.dataset.encoding.labels)
    if labels != now:
        return f"the classes were {listing(labels, 8)} and are {listing(now, 8)}, which its weights do not know"
    was = serialization.from_json(state["encoding"])  # an older dltrain may have told less of it
    before, after = (meaning_of(serialization.as_json(encoding)) for encoding in (was, setup.dataset.encoding))
    if before == after:
        return None
    features = [{f.get("name"): f for f in meaning.get("features", []) if isinstance(f, dict)} for meaning in (before, after)]
    names = [str(name) for name in {**features[0], **features[1]} if features[0].get(name) != features[1].get(name)]
    what = (
        f"the columns {listing(names, 8)} have" if len(names) > 1 else f"the column {names[0]} has" if names else "the rows have"
    )
    return f"{what} other words or another form than those that its weights were trained for"


def meaning_of(encoding: Any) -> Any:
    """What the inputs of a network mean: an encoding without the numbers that are measured of the rows."""
    if isinstance(encoding, dict):
        return {key: meaning_of(value) for key, value in encoding.items() if key not in ("missing", "left_out")}
    if isinstance(encoding, list | tuple):
        return [meaning_of(value) for value in encoding]
    return 0.0 if isinstance(encoding, float) else encoding


def _depends_on_length(setup: Setup) -> bool:
    """Whether the learning rate of a step, or which weights are averaged, depends on how many steps there are in all."""
    training = setup.resolved.experiment.training
    schedule, average = training.schedule, average_of(training)
    if average is not None and average.depends_on_length:
        return True
    share = str(getattr(schedule, "warmup", "")).endswith("%")
    return share or SCHEDULES.name_of(schedule) in ("cosine", "linear", "one_cycle")


def lines_of(changes: Changes) -> list[str]:
    """A line for each key that has changed: its value before, and now."""
    return [f"  {key}: {_shown(before)} → {_shown(now)}" for key, (before, now) in changes.items()]


def _told(changes: Changes) -> str:
    return "\n".join(lines_of(changes))


def _shown(value: Any) -> str:
    return "–" if value is None else value_as_yaml(value)
