"""Averages of the weights: numbers by hand, and PyTorch's `swa_utils` as oracle."""

import dataclasses

import numpy as np
import pytest
import torch
from torch.optim.swa_utils import AveragedModel, update_bn

from dltrain.arrays import NUMPY, torch_arrays
from dltrain.losses import LOSSES
from dltrain.modules import seeded
from dltrain.optimizers import OPTIMIZERS
from dltrain.optimizers.averages import AVERAGES, take_in
from dltrain.randomness import row_order, seed_of, step_key
from dltrain.schedules import SCHEDULES, Plateau
from dltrain.tasks import Task
from dltrain.training.autograd.engine import AutogradEngine
from dltrain.training.loop import LoopSettings, rates
from dltrain.training.objective import Objective
from tests.training.explicit.test_explicit import LIBRARIES, drawn, network_of, never, planned, some_rows
from tests.training.test_shares import BATCH_NORM, ENGINES, PLAIN, assert_same_bits, engine_of, trained

EMA = dataclasses.replace(PLAIN, average=AVERAGES["ema"](decay=0.9), epochs=3)
SWA = dataclasses.replace(PLAIN, average=AVERAGES["swa"](start=2), epochs=3)


def averaged(average, weights):
    """The averages after each of some weights, as if each were a step."""
    value, seen = np.zeros(1), []
    for step, weight in enumerate(weights, 1):
        take_in(NUMPY, value, np.array([weight]), average.share_of_step(step))
        seen.append(float(value[0]))
    return seen


def test_ema_by_hand():
    # d = 0.5, weights 1, 2, 4: 1; (0.5·1 + 1·2) / 1.5 = 5/3; (0.25·1 + 0.5·2 + 1·4) / 1.75 = 3
    assert averaged(AVERAGES["ema"](decay=0.5), [1.0, 2.0, 4.0]) == pytest.approx([1, 5 / 3, 3])


def test_ema_is_the_plain_mean_at_first_and_what_torch_has_in_the_long_run():
    weights = np.arange(10.0)
    assert averaged(AVERAGES["ema"](decay=0.9999), weights)[-1] == pytest.approx(4.5, rel=1e-3)
    assert AVERAGES["ema"](decay=0.9).share_of_step(200) == pytest.approx(0.1)  # that of torch's get_ema_avg_fn


def test_swa_by_hand():
    # 4 epochs, from the half on: epochs 1 and 2 are not averaged, 3 is the first, 4 counts a half
    swa = AVERAGES["swa"](start="50%")
    assert swa.first_epoch(4) == 3
    assert [swa.share_of_epoch(epoch, 4) for epoch in range(1, 5)] == [1, 1, 1, 0.5]
    # every second epoch from epoch 2 on: 2, 4, 6
    swa = AVERAGES["swa"](start=2, every=2)
    assert [swa.share_of_epoch(epoch, 6) for epoch in range(1, 7)] == [1, 1, 0, 1 / 2, 0, 1 / 3]


def test_the_last_epoch_is_averaged_at_least():
    assert [AVERAGES["swa"]().first_epoch(epochs) for epochs in (1, 2, 4, 100)] == [1, 2, 4, 76]


def test_swa_may_have_a_rate_of_its_own():
    swa = AVERAGES["swa"](start=3, learning_rate=0.05)
    settings = LoopSettings(4, SCHEDULES["linear"](), 0.1, "train_loss", False, average=swa)
    seen = [rates(settings, 2, epoch, Plateau())(2 * epoch - 1) for epoch in range(1, 5)]
    assert seen == pytest.approx([0.1 * 7 / 8, 0.1 * 5 / 8, 0.05, 0.05])


@pytest.mark.parametrize(
    ("average", "epochs", "problems"),
    [
        (AVERAGES["swa"](start=9), 5, [("start", "'start' is epoch 9, and the run has 5: nothing is averaged; write 75%")]),
        (AVERAGES["swa"](start=9), None, []),
        (AVERAGES["swa"](start="100%"), 5, [("start", "'100%' leaves no epoch to average; expected less than 100%")]),
        (AVERAGES["swa"](start=5), 5, []),
        (AVERAGES["ema"](), 5, []),
    ],
)
def test_what_averages_nothing(average, epochs, problems):
    assert average.problems(epochs) == problems


def rate(step):
    return 0.02 / (1 + step)


def weights_in_training(settings, kind="autograd"):
    """The model after each step of an engine that averages nothing, by epochs."""
    engine, _ = engine_of(kind, 1, 1, dataclasses.replace(settings, average=None))
    seen = []
    for epoch in range(1, settings.epochs + 1):
        seen.append([])
        for number in range(engine.steps_per_epoch):
            engine.one_step(epoch, number, rate(engine.step))
            seen[-1].append({name: array for name, array in engine.snapshot().items() if name.startswith("model.")})
    return seen


def of_torch(settings, states):
    """The average of states by torch."""
    model = torch.nn.ParameterDict({n.replace(".", "_"): torch.tensor(a) for n, a in states[0].items() if a.dtype == np.float32})
    decay = getattr(settings.average, "decay", None)

    def corrected(average, weights, count):
        return average + (1 - decay) / (1 - decay ** (count + 1)) * (weights - average)

    averages = AveragedModel(model, avg_fn=corrected if decay else None)
    for state in states:
        for name, array in state.items():
            if array.dtype == np.float32:
                model[name.replace(".", "_")].data.copy_(torch.tensor(array))
        averages.update_parameters(model)
    return {name.replace(".", "_"): tensor.detach().numpy() for name, tensor in averages.module.items()}


@pytest.mark.parametrize("settings", [EMA, SWA], ids=["ema", "swa"])
@pytest.mark.parametrize("kind", ENGINES)
def test_as_averaged_models_of_torch(kind, settings):
    engine, _ = engine_of(kind, 1, 1, settings)
    epochs = weights_in_training(settings, kind)
    for epoch in range(1, 4):
        engine.epoch(epoch, rate, never)
    steps = [state for states in epochs for state in states]
    wanted = of_torch(settings, steps if settings is EMA else [epochs[1][-1], epochs[2][-1]])
    for name, array in engine.snapshot().items():
        if name.startswith("model.") and "running" not in name and "num_batches" not in name:
            np.testing.assert_allclose(array, wanted[name.replace(".", "_")], rtol=1e-5, atol=1e-6, err_msg=name)
    last = np.concatenate(
        [array.ravel() for name, array in steps[-1].items() if array.dtype == np.float32 and "running" not in name]
    )
    np.testing.assert_array_equal(np.sort(dict(engine.snapshot())["optimizer.weights"]), np.sort(last))  # go on from there


def test_before_swa_begins_the_weights_are_those_in_training():
    engine, _ = engine_of("numpy", 1, 1, SWA)
    engine.epoch(1, rate, never)
    plain, _ = engine_of("numpy", 1, 1)
    plain.epoch(1, rate, never)
    for name, array in plain.snapshot().items():
        np.testing.assert_array_equal(dict(engine.snapshot())[name], array, err_msg=name)


@pytest.mark.parametrize("kind", ENGINES)
def test_the_statistics_of_batch_norm_are_measured_anew(kind):
    """As torch's `update_bn` on the averaged network, with the same batches and, seeded alike, the same dropout."""
    if kind == "autograd":
        rows = some_rows(torch_arrays(), 50)
        objective = Objective(torch_arrays(), LOSSES["cross_entropy"](), Task.MULTICLASS, 3, None)
        made = planned(**BATCH_NORM)
        engine = AutogradEngine(network_of(made, drawn(made, 7)), OPTIMIZERS["adam"](), objective, rows, EMA, "cpu")
        borders = engine.feed.borders
    else:
        engine, _ = engine_of(kind, 1, 1, EMA)
        borders = engine.borders
    for epoch in (1, 2):
        engine.epoch(epoch, rate, never)
    found = {name.removeprefix("model."): array for name, array in engine.snapshot().items() if name.startswith("model.")}
    network = network_of(planned(**BATCH_NORM), {})
    network.load_state_dict({name: torch.from_numpy(np.array(array)) for name, array in found.items()})
    inputs = some_rows(LIBRARIES["torch"], 50).inputs[0][torch.from_numpy(row_order(7, 2, 50))]

    def batches():
        for number, (start, stop) in enumerate(borders):
            for name, module in seeded(network):
                module.key, module.first = step_key(seed_of(7, f"dropout {name}", 2), number), 0
            yield inputs[start:stop]

    update_bn(batches(), network)
    for name, tensor in network.state_dict().items():
        np.testing.assert_allclose(found[name], tensor.numpy(), rtol=1e-5, atol=1e-6, err_msg=name)


@pytest.mark.parametrize("settings", [EMA, SWA], ids=["ema", "swa"])
@pytest.mark.parametrize("kind", ENGINES)
def test_it_goes_on_bitwise(kind, settings):
    """From between two epochs, and from between two steps."""
    (whole, _), (first, _), (second, _) = (engine_of(kind, 1, 1, settings) for _ in range(3))
    losses = [whole.epoch(epoch, rate, never) for epoch in (1, 2, 3)]
    first.epoch(1, rate, never)
    assert first.epoch(2, rate, lambda: first.step == 6) is None
    second.restore(first.snapshot(), first.step, first.partial)
    assert [second.epoch(epoch, rate, never) for epoch in (2, 3)] == losses[1:]
    for name, array in whole.snapshot().items():
        np.testing.assert_array_equal(dict(second.snapshot())[name], array, err_msg=name)


@pytest.mark.parametrize("settings", [EMA, SWA], ids=["ema", "swa"])
@pytest.mark.parametrize("kind", ENGINES)
def test_shares_have_the_same_bits_whoever_computes_them(kind, settings):
    assert_same_bits(trained(kind, 3, 1, settings), trained(kind, 3, 2, settings))
