"""The whole spec, and the keys of it that contradict each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Literal

from dltrain.data.checks import contradictions
from dltrain.data.options.fractions import has_validation
from dltrain.data.options.section import NO_DATA, Data
from dltrain.data.options.split import Split
from dltrain.errors import Path, Problem
from dltrain.losses import LOSSES, Loss
from dltrain.metrics import METRICS, Metric, metric_names
from dltrain.models.autoencoder import Autoencoder
from dltrain.models.baselines import BASELINES, Baseline, baseline_names
from dltrain.models.ensembles import ENSEMBLES, Ensemble
from dltrain.models.gan import Gan
from dltrain.models.language_model import LanguageModel
from dltrain.models.policy.options import Policy
from dltrain.models.pretrained.options import Pretrained
from dltrain.models.sequential import Model
from dltrain.models.unsupervised.kinds import FittedModel
from dltrain.spec import mixing_rules, multitask_rules, step_rules, threshold_rules
from dltrain.spec.messages import expected, shown
from dltrain.spec.refusals import smoothing_refusal, unrecorded
from dltrain.spec.sweep import Sweep
from dltrain.spec.training import EarlyStopping, Training
from dltrain.spec.unfitting import unfitting
from dltrain.spec.unread import BAD, until_unread
from dltrain.tasks import Task
from dltrain.trackers import TRACKERS, Tracker
from dltrain.types import Word, option, options

CHANGE_THE_LOSS = ("training.loss", "training.class_weights", "training.label_smoothing")  # keys that change what it measures
_NOT_IN_NAMES = r"/\\:*?\"<>|\x00-\x1f\ud800-\udfff"
RUN_NAME = Word(
    rf"(?!\.)[^{_NOT_IN_NAMES}]{{1,100}}", 'a name that a folder can have (no / \\ : * ? " < > |, not beginning with a dot)'
)


def run_name(stem: str) -> str:
    """A file's name as the name of its runs, with _ for what no folder's name may hold."""
    return re.sub(rf"^\.|[{_NOT_IN_NAMES}]", "_", stem)[:80]


DEVICE = Word(r"auto|cpu|cuda(:[0-9]+)?|mps", "auto, cpu, cuda, cuda:N or mps", ("auto", "cpu", "cuda", "mps"))


@options
class Experiment:
    """An experiment: what is learned from, by what network, how."""

    data: Data = option(NO_DATA, help="what is learned from; all but a policy need it")
    model: Model | Autoencoder | Gan | LanguageModel | Pretrained | Policy | FittedModel = option(help="the network")
    training: Training = option(Training(), help="how the network learns")
    name: Annotated[str, RUN_NAME] = option(None, help="the name of its runs; the file's own name if omitted")
    seed: int = option(
        0, help="of initial weights, row order, dropout and augmentation; not of the split", at_least=0, below=2**63
    )
    device: Annotated[str, DEVICE] = option(
        "auto",
        help="where to train; auto is the first GPU of NVIDIA's if there is one and steps are long enough to gain from it, mps "
        "the GPU of an Apple computer",
    )
    precision: Literal["float32", "tf32", "bfloat16", "auto"] = option(
        "float32",
        help="of the arithmetic; weights are always float32. tf32: products on a GPU of NVIDIA's round their factors to 10 bits. "
        "auto: bfloat16 on a GPU that has units for it, and for convolutions of pictures on processors that have",
    )
    threads: int | Literal["auto"] = option("auto", help="how many processor cores one step uses", at_least=1, at_most=1024)
    engine: Literal["auto", "autograd", "explicit", "numpy"] = option(
        "auto",
        help="what takes the steps: PyTorch's automatic differentiation, or for dense networks gradients by hand, on PyTorch's "
        "tensors or (small networks, without loading PyTorch) on NumPy's arrays",
    )
    threshold: float | Annotated[Metric, METRICS] = option(
        0.5,
        help="of two classes, the probability above which a row is predicted as the positive one: a number; or a metric, such as "
        "f1: the one that makes it best on the validation rows",
        above=0,
        below=1,
    )
    metrics: list[Annotated[Metric, METRICS]] = option(None, help="what is measured; the task's usual ones if omitted")
    baselines: list[Annotated[Baseline, BASELINES]] = option(
        None,
        help="simpler learners to stand beside the network; the majority class, or the mean, always does",
        absent_if_empty=True,
    )
    ensemble: Annotated[Ensemble, ENSEMBLES] = option(None, help="several networks that answer as one; a single one if omitted")
    track: list[Annotated[Tracker, TRACKERS]] = option(
        None, help="where records go besides the run directory; what fails there never stops a training", absent_if_empty=True
    )
    use: list[str] = option(
        None,
        help="Python files with parts of one's own, which enter layers, losses, metrics, ... under names for this spec",
        absent_if_empty=True,
    )
    use_sha256: list[Annotated[str, Word("[0-9a-f]{64}", "the 64 digits of a SHA-256")]] = option(
        None, help="of these files, as they must still be; written into the run's own spec", absent_if_empty=True
    )
    sweep: Sweep = option(
        None, help="several runs that differ in their seed or in other keys, for `dltrain sweep`; `dltrain train` does not use it"
    )


def problems(experiment: Experiment) -> list[Problem]:
    """What contradicts across keys, as far as it can be told where some values could not be read."""
    return [problem for rule in RULES for problem in until_unread(rule(experiment))]


def _data(experiment: Experiment) -> Iterator[Problem]:
    if experiment.data.is_absent:
        if experiment.model is BAD or experiment.model.has_data:
            yield Problem((), f"missing key 'data' in the spec: expected {expected(Data)}", at_key=True)
        return
    yield from contradictions.problems(experiment.data)


def _subwords(experiment: Experiment) -> Iterator[Problem]:
    if experiment.data.is_absent:
        return
    yield from contradictions.subword_problems(experiment.data)


def _model(experiment: Experiment) -> Iterator[Problem]:
    for rule in experiment.model.problems():
        yield from until_unread(rule)


def _precision(experiment: Experiment) -> Iterator[Problem]:
    if experiment.precision in ("bfloat16", "tf32") and experiment.engine in ("explicit", "numpy") and experiment.device != "mps":
        other = ", or write engine: autograd" if experiment.precision == "bfloat16" else ""
        yield Problem(("precision",), f"the {experiment.engine} engine computes in float32; leave 'precision' out{other}")
    elif experiment.precision == "tf32" and experiment.device in ("cpu", "mps"):
        yield Problem(("precision",), f"tf32 is for GPUs of NVIDIA, not for {experiment.device}; leave 'precision' out")
    if experiment.device == "mps" and experiment.precision == "bfloat16":
        yield Problem(("precision",), "on mps everything is computed in float32; leave 'precision' out")


def _unused(experiment: Experiment) -> Iterator[Problem]:
    """Keys that do not go with the kind of model."""
    yield from unfitting(experiment, experiment.model.unused, experiment.model.inferred)
    if experiment.data.target_kinds:
        yield from unfitting(experiment, multitask_rules.unused(experiment.model), multitask_rules.INFERRED)


def _sweep(experiment: Experiment) -> Iterator[Problem]:
    if experiment.sweep is None:
        return
    split = experiment.data.split
    if isinstance(split, Split) and split.folds:
        yield Problem(("sweep",), "'sweep' does not go with folds: choose what is to change from run to run", at_key=True)
    if experiment.ensemble is not None:
        yield Problem(
            ("sweep",), "'sweep' does not go with an ensemble, whose members differ in their seeds already", at_key=True
        )
    if experiment.seed + experiment.sweep.seeds > 2**63:
        yield Problem(("sweep", "seeds"), f"the seeds from {experiment.seed} on go beyond 2⁶³")


def _chosen_by(experiment: Experiment) -> Iterator[Problem]:
    """A monitor that the best setting of a sweep cannot be chosen by."""
    if experiment.sweep is None:
        return
    path, monitor = ("sweep", "monitor"), experiment.sweep.monitor
    if monitor.startswith("test_"):
        instead = monitor.replace("test_", "validation_", 1)
        message = f"the best is never chosen by the test rows, which then would tell too much of it; write {instead}"
        yield Problem(path, f"{shown(monitor)}: {message}")
        return
    changed = [key for key in experiment.sweep.parameters or {} if key in CHANGE_THE_LOSS]
    if changed and (monitor == "auto" or monitor.endswith("_loss")):
        message = f"a loss is no measure to choose by where '{changed[0]}' changes what it is; write monitor: validation_METRIC"
        yield Problem(path, message)
        return
    yield from _recorded(experiment, monitor, path)


def _optimizer(experiment: Experiment) -> Iterator[Problem]:
    for key, message in experiment.training.optimizer.problems():
        yield Problem(("training", "optimizer", key), message)


def _schedule(experiment: Experiment) -> Iterator[Problem]:
    for key, message in experiment.training.schedule.problems():
        yield Problem(("training", "schedule", key), message)


def _learning_rate(experiment: Experiment) -> Iterator[Problem]:
    """A search for the learning rate that has nothing to go by."""
    if experiment.training.learning_rate != "auto":
        return
    why = experiment.model.no_rate_search or (
        "there is nothing to train: 'epochs' is 0" if experiment.training.epochs == 0 else ""
    )
    if why:
        usual = experiment.training.optimizer.default_learning_rate
        message = f"no learning rate can be searched: {why}; write a number, or leave 'learning_rate' out for {usual:g}"
        yield Problem(("training", "learning_rate"), message)


def _decay(experiment: Experiment) -> Iterator[Problem]:
    yield from step_rules.decay_problems(experiment.training)


def _accumulate(experiment: Experiment) -> Iterator[Problem]:
    yield from step_rules.accumulate_problems(experiment.training)


def _mixing(experiment: Experiment) -> Iterator[Problem]:
    yield from mixing_rules.problems(experiment.training, experiment.model)


def _shuffle(experiment: Experiment) -> Iterator[Problem]:
    yield from step_rules.shuffle_problems(experiment.training)


def _average_weights(experiment: Experiment) -> Iterator[Problem]:
    yield from step_rules.average_problems(experiment.training)


def _learning_rate_factors(experiment: Experiment) -> Iterator[Problem]:
    if ("training", "learning_rate_factors") not in experiment.model.unused:
        yield from step_rules.factor_problems(experiment.training, experiment.model)


def _label_smoothing(experiment: Experiment) -> Iterator[Problem]:
    loss = experiment.training.loss
    if (
        isinstance(loss, Loss)
        and ("training", "label_smoothing") not in experiment.model.unused
        and (message := smoothing_refusal(experiment.training, loss))
    ):
        yield Problem(("training", "label_smoothing"), message, at_key=True)


def _class_weights(experiment: Experiment) -> Iterator[Problem]:
    loss = experiment.training.loss
    if isinstance(loss, Loss) and loss.tasks == {Task.REGRESSION} and experiment.training.class_weights != "none":
        message = f"'class_weights' can never act: the loss {LOSSES.name_of(loss)} has no classes"
        yield Problem(("training", "class_weights"), message, at_key=True)


def _early_stopping(experiment: Experiment) -> Iterator[Problem]:
    if experiment.training.epochs == 0 and experiment.training.early_stopping != "none":
        yield Problem(("training", "early_stopping"), "'early_stopping' can never act: 'epochs' is 0", at_key=True)


def _monitor(experiment: Experiment) -> Iterator[Problem]:
    """A monitor that no epoch records. Metrics that are not written out are known only after the data is read."""
    stopping = experiment.training.early_stopping
    if isinstance(stopping, EarlyStopping):
        yield from _recorded(experiment, stopping.monitor, ("training", "early_stopping", "monitor"))


def _recorded(experiment: Experiment, monitor: str, path: Path) -> Iterator[Problem]:
    """What is wrong with a monitor that is written at a path, where no epoch records it."""
    if monitor == "auto":
        return
    if only := experiment.model.only_monitor:
        known = [f"{split}_{only}" for split in ("validation", "train")]
        if monitor not in known:
            kind = experiment.model.type
            yield Problem(path, f"{shown(monitor)} says nothing of a {kind}'s quality; expected {' or '.join(known)}")
        elif monitor == known[0] and not has_validation(experiment.data):
            yield Problem(path, f"'{known[0]}' is never recorded: 'split' leaves no validation rows; write {known[1]}")
        return
    known = [*(metric_names(experiment.metrics) if experiment.metrics else METRICS), *multitask_rules.recorded(experiment.data)]
    if message := unrecorded(monitor, known):
        yield Problem(path, message)
    elif monitor.startswith("validation_") and not has_validation(experiment.data):
        instead = monitor.replace("validation_", "train_", 1)
        yield Problem(path, f"'{monitor}' is never recorded: 'split' leaves no validation rows; write {instead}")


def _metrics(experiment: Experiment) -> Iterator[Problem]:
    if experiment.metrics == []:
        yield Problem(("metrics",), "'metrics' is empty; name some, or leave it out for the task's usual ones")
    elif (
        experiment.metrics
        and not experiment.model.has_data
        and experiment.model.only_monitor not in ("", *metric_names(experiment.metrics))
    ):
        only = experiment.model.only_monitor
        yield Problem(("metrics",), f"'{only}' must be among the metrics: the best epoch is chosen by it", at_key=True)


def _threshold(experiment: Experiment) -> Iterator[Problem]:
    yield from threshold_rules.problems(experiment.threshold, experiment.data if experiment.model.has_data else None)


def _baselines(experiment: Experiment) -> Iterator[Problem]:
    if any(one is BAD for one in experiment.baselines or []):
        return
    names = baseline_names(experiment.baselines or [])
    for index, name in enumerate(names):
        if name in names[:index]:
            yield Problem(("baselines", index), f"'{name}' is named twice in 'baselines'")


def _track(experiment: Experiment) -> Iterator[Problem]:
    """What is wrong with the options of a tracker, and trackers that are named twice."""
    known: list[Tracker] = []
    for index, tracker in enumerate(experiment.track or []):
        if tracker in known:
            yield Problem(("track", index), f"'{TRACKERS.name_of(tracker)}' is named twice in 'track'")
        known.append(tracker)
        for key, message in tracker.problems():
            yield Problem(("track", index, key) if key else ("track", index), message)


def _use(experiment: Experiment) -> Iterator[Problem]:
    """Sums of files of parts without a file."""
    if experiment.use is None and experiment.use_sha256 is not None:
        yield Problem(("use_sha256",), "'use_sha256' can never act: there is no 'use'", at_key=True)


RULES = (
    _data,
    _subwords,
    _model,
    _precision,
    _unused,
    _sweep,
    _chosen_by,
    _optimizer,
    _schedule,
    _learning_rate,
    _decay,
    _accumulate,
    _mixing,
    _shuffle,
    _average_weights,
    _learning_rate_factors,
    _label_smoothing,
    _class_weights,
    _early_stopping,
    _monitor,
    _metrics,
    _threshold,
    _baselines,
    _track,
    _use,
)
