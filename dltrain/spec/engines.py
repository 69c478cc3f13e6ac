"""Which step engine trains a network, and why another one cannot.

`autograd` is PyTorch's automatic differentiation and takes every network. `explicit` has the gradients of dense networks written
out by hand, on PyTorch's tensors; `numpy` is the same on NumPy's arrays, where most of them take steps at least as fast and
PyTorch, whose import takes longer than many a training, is never loaded.
"""

from __future__ import annotations

import dataclasses
import os
from typing import TYPE_CHECKING, Literal

from dltrain.losses import Loss
from dltrain.models.activations import ACTIVATIONS, Activation
from dltrain.models.layers import LAYERS
from dltrain.models.plan import NetworkPlan, Plan, single
from dltrain.tasks import Task

if TYPE_CHECKING:
    from dltrain.spec.experiment import Experiment

EngineName = Literal["auto", "autograd", "explicit", "numpy"]
SMALL_STEP = 4_000_000  # multiplications: below this a step is too short to share among cores
LARGE_STEP = 2_000_000_000  # multiplications: from here on shares are worth four cores
SMALL_SHARE = 200_000  # multiplications: below this a step of some members of a stack is too short for a core of their own


def engine_for(
    experiment: Experiment, plan: NetworkPlan, loss: Loss, form: Task, output: Activation | None, rows: int
) -> EngineName:
    """What `engine: auto` stands for."""
    if not plan.networks:
        return "numpy"
    if explicit_refusal(experiment, plan, loss, form, output):
        return "autograd"
    if is_gpu(experiment.device):
        return "explicit" if experiment.sweep is not None and _can_be_in_step(experiment) else "autograd"
    if experiment.sweep is None and step_size(experiment, plan, rows) >= SMALL_STEP and _is_slow_in_numpy(single(plan)):
        return "explicit"
    return "numpy"


def refusal(experiment: Experiment, plan: NetworkPlan, loss: Loss, form: Task, output: Activation | None) -> str | None:
    """Why the engine that was asked for cannot train this network; None where it can."""
    if not plan.networks:
        message = f"{plan.words} has no network that the {experiment.engine} engine could train; leave 'engine' out"
        return message if experiment.engine not in ("auto", "numpy") else None
    if experiment.engine in ("auto", "autograd"):
        return None
    of_cpu = experiment.engine == "numpy" and is_gpu(experiment.device)
    anywhere = dataclasses.replace(experiment, device="cpu") if of_cpu else experiment
    cannot = f"the {experiment.engine} engine cannot train this"
    if why := explicit_refusal(anywhere, plan, loss, form, output):
        return f"{cannot}: {why}; leave 'engine' out, or write autograd"
    return (
        f"{cannot}: it works on the CPU, not on {experiment.device}; write device: cpu, or leave 'engine' out" if of_cpu else None
    )


def explicit_refusal(experiment: Experiment, plan: NetworkPlan, loss: Loss, form: Task, output: Activation | None) -> str | None:
    """Why there are no gradients by hand for this network; None where there are."""
    model = experiment.model
    if not model.has_explicit_gradients:
        return "it takes sequential models only"
    for key, given in (
        ("ensemble", experiment.ensemble),
        ("freeze", model.frozen_layers),
        ("initialize_from", model.initialize_from),
    ):
        if given:
            return f"it does not know '{key}'"
    training = experiment.training
    for key, asked in (("augment", experiment.data.augment), ("mixup", training.mixup), ("cutmix", training.cutmix)):
        if asked:
            return f"it does not know '{key}'"
    if experiment.precision in ("bfloat16", "tf32"):
        return "it computes in float32"
    if experiment.device == "mps":
        return "it works on the CPU and on cuda, not on mps"
    network = single(plan)
    if codes := next((name for name, _, levels in network.blocks if levels), None):
        return f"the column '{codes}' needs a learned embedding"
    if network.branches:
        return f"the column '{next(iter(network.branches))}' has layers of its own"
    if unknown := _unknown_layer(network):
        return f"it does not know the layer {unknown}"
    if not loss.on_scores and not (output and output.explicit):
        return "it does not know the output's activation"
    return None


def is_gpu(device: str) -> bool:
    """Whether a device is surely none of the processor's own."""
    return device not in ("auto", "cpu")


def gains_from_gpu(experiment: Experiment, plan: NetworkPlan, rows: int) -> bool:
    """Whether `device: auto` is a GPU where there is one: a short step takes longer to be started there than to be computed here.
    Whoever asks for gradients by hand is given these, on the processor."""
    return experiment.engine == "autograd" and step_size(experiment, plan, rows) >= SMALL_STEP


def _is_slow_in_numpy(plan: Plan) -> bool:
    """Whether a layer has an activation whose formula takes numpy many passes over memory, and PyTorch one."""
    functions = (getattr(layer, "activation", None) or getattr(layer, "function", None) for layer in plan.layers)
    return any(isinstance(function, Activation) and not function.quick_in_numpy for function in functions)


def _unknown_layer(plan: Plan) -> str | None:
    """The first layer without gradients by hand, in words."""
    layers = (*plan.layers, plan.output)
    for number, (layer, shape) in enumerate(zip(layers, plan.shapes, strict=True)):
        if layer.stages(str(number), shape) is None:
            activation = getattr(layer, "activation", None) or getattr(layer, "function", None)
            after = f" with {ACTIVATIONS.name_of(activation)}" if isinstance(activation, Activation) else ""
            return f"{number}, {LAYERS.name_of(layer)}{after}"
    return None


def takes_shares(experiment: Experiment, plan: NetworkPlan, loss: Loss) -> bool:
    """Whether a batch may be cut into shares: the batch norm of torch, and a loss that is no mean of its rows', need all rows at
    once; a stack's members are shared instead."""
    networks = plan.networks.values()
    is_whole = experiment.engine == "autograd" and not all(network.is_divisible for network in networks)
    is_one_on_the_cpu = len(networks) == 1 and not is_gpu(experiment.device)
    return is_one_on_the_cpu and loss.is_mean and not is_whole and not is_stacked(experiment)


def shares_for(experiment: Experiment, plan: NetworkPlan, loss: Loss, rows: int) -> int:
    """How many shares a batch is cut into: as the work of a step is worth, whatever the machine, because it changes last bits."""
    size = sum(network.multiplications_in_turn for network in plan.networks.values()) * rows_of_step(experiment, rows)
    if size < SMALL_STEP or not takes_shares(experiment, plan, loss):
        return 1
    return min(2 if size < LARGE_STEP else 4, rows_of_step(experiment, rows))


def torch_threads(experiment: Experiment, plan: NetworkPlan, loss: Loss) -> int:
    """How many threads PyTorch itself uses, in training and for what is measured after it: one where processes take the shares of
    a batch, for these are copied from one that has no others."""
    return 1 if takes_shares(experiment, plan, loss) else int(experiment.threads)


def threads_for(experiment: Experiment, plan: NetworkPlan, loss: Loss, rows: int) -> int:
    """One core for short steps; for longer ones a core for each share of a batch.

    Where PyTorch itself divides a step, half of the cores: a step on all of them waits for whatever else runs. The shards of a
    stack wait for nothing but each other's epochs.
    """
    if is_stacked(experiment):
        assert experiment.sweep is not None
        return stack_threads(experiment, plan, rows, experiment.sweep.seeds)
    shares = shares_for(experiment, plan, loss, rows)
    if shares > 1:
        return min(shares, available_cores())
    return 1 if step_size(experiment, plan, rows) < SMALL_STEP else max(1, available_cores() // 2)


def stack_threads(experiment: Experiment, plan: NetworkPlan, rows: int, lanes: int) -> int:
    """How many cores a stack of so many such networks is worth: each trains a shard of them. A GPU takes all at once."""
    if is_gpu(experiment.device):
        return 1
    return max(1, min(available_cores(), lanes, lanes * step_size(experiment, plan, rows) // SMALL_SHARE))


def is_stacked(experiment: Experiment) -> bool:
    """Whether the runs of a sweep are trained as one stack."""
    return experiment.sweep is not None and can_stack(experiment)


def can_stack(experiment: Experiment) -> bool:
    """Whether a resolved experiment can be trained beside others in one stack: where numpy takes the steps, or gradients by hand
    do on a GPU, and they can be taken together."""
    engine = "explicit" if is_gpu(experiment.device) else "numpy"
    return experiment.engine == engine and experiment.model.has_data and _can_be_in_step(experiment)


def _can_be_in_step(experiment: Experiment) -> bool:
    """Whether the learning rate follows from the epoch alone, and there is no threshold to be chosen for each."""
    return isinstance(experiment.threshold, int | float) and not experiment.training.schedule.needs_history


def is_recorded(experiment: Experiment, plan: NetworkPlan, rows: int) -> bool:
    """Whether steps on a GPU are so short that their kernels would wait for the processor to start them: they are recorded, and
    started as one. In larger ones the kernels take longer than that, and a record keeps all memory of a step."""
    return experiment.device.startswith("cuda") and step_size(experiment, plan, rows) < LARGE_STEP


def step_size(experiment: Experiment, plan: NetworkPlan, rows: int) -> int:
    """About how many multiplications a step takes on its way forward."""
    return plan.multiplications * rows_of_step(experiment, rows)


def rows_of_step(experiment: Experiment, rows: int) -> int:
    """How many rows a batch has."""
    batch = experiment.training.batch_size
    return rows if batch == "all" else min(int(batch), rows)


def available_cores() -> int:
    """How many processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
