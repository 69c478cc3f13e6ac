"""The explicit engine beside PyTorch's automatic differentiation, its oracle."""

import dataclasses

import numpy as np
import pytest
import torch

from dltrain.arrays import NUMPY, Arrays, torch_arrays
from dltrain.losses import LOSSES, form_of
from dltrain.models.activations import ACTIVATIONS, Activation
from dltrain.models.architecture import plan
from dltrain.models.layers import LAYERS
from dltrain.models.plan import Plan
from dltrain.models.sequential import Model
from dltrain.modules import seeded
from dltrain.optimizers import OPTIMIZERS
from dltrain.randomness import numpy_generator, seed_of, step_key
from dltrain.tasks import Task
from dltrain.training.autograd.engine import AutogradEngine
from dltrain.training.explicit.engine import ExplicitEngine
from dltrain.training.explicit.network import ExplicitNetwork, Initial, initial_weights
from dltrain.training.minibatches.batches import Settings
from dltrain.training.minibatches.rows import Rows
from dltrain.training.objective import Objective
from dltrain.training.shares import run_alone

LIBRARIES = {"numpy": NUMPY, "torch": torch_arrays()}
WITH_GRADIENTS = [name for name in ACTIVATIONS if ACTIVATIONS[name]().explicit]
UNITS = {Task.BINARY: 1, Task.MULTICLASS: 3, Task.MULTILABEL: 3, Task.REGRESSION: 2}
ROWS, FEATURES = 12, 5


def planned(form: str = Task.MULTICLASS, **options) -> Plan:
    options.setdefault("layers", [7, 6])
    return plan(Model(**options), [("x", (FEATURES,), None)], UNITS[form], ACTIVATIONS["linear"]())


def drawn(made: Plan, seed: int = 0) -> Initial:
    """Initial weights, with the biases and the scales of batch norm away from 0 and 1, where errors would hide."""
    weights = initial_weights(made, lambda layer: numpy_generator(seed, layer))
    random = numpy_generator(seed, "offsets")
    return {n: w if n.endswith("linear.weight") else w + random.normal(0, 0.3, w.shape).astype("f4") for n, w in weights.items()}


def network_of(made: Plan, weights: Initial) -> torch.nn.Module:
    network = Model(layers=[]).build(made, lambda layer: np.random.default_rng(0))
    network.load_state_dict({name: torch.from_numpy(array) for name, array in weights.items()}, strict=False)
    return network


def targets_of(form: str, random: np.random.Generator, rows: int = ROWS) -> np.ndarray:
    if form == Task.MULTICLASS:
        return random.integers(0, 3, rows)
    if form == Task.REGRESSION:
        return random.normal(size=(rows, 2)) + 3  # where poisson may count
    return random.integers(0, 2, (rows, UNITS[form])).astype(np.float64)


def compared(made: Plan, loss, form: str, output: Activation | None = None, smoothing=0.0, weights=None, library="numpy"):
    """Loss and gradients of a batch in float64, in training, by hand and by torch: each a mapping by name."""
    random = np.random.default_rng(5)
    x, y = random.normal(size=(ROWS, FEATURES)), targets_of(form, random)
    initial = drawn(made)
    oracle = network_of(made, initial).double().train()
    xp = LIBRARIES[library]
    explicit = ExplicitNetwork(made, [initial], xp, dtype=np.float64)
    for name, module in seeded(oracle):
        module.key = step_key(seed_of(0, f"dropout {name}"), 0)
    for stage in explicit.dropped:
        stage.keys[:] = step_key(seed_of(0, f"dropout {stage.name}"), 0)
    objective = Objective(torch_arrays(), loss, form, 3, output, smoothing)
    as_tensor = None if weights is None else torch.from_numpy(weights)
    outputs = objective.outputs(oracle(torch.from_numpy(x)))
    expected, gradient = objective.head(outputs.detach(), torch.from_numpy(y), as_tensor)
    outputs.backward(gradient)
    by_hand = Objective(xp, loss, form, 3, output, smoothing)
    scores = run_alone(explicit.forward(xp.from_numpy(x), ROWS))
    outputs = by_hand.outputs(scores)
    value, gradient = by_hand.head(outputs, xp.from_numpy(y), None if weights is None else xp.from_numpy(weights))
    by_hand.backward(scores, outputs, gradient)
    run_alone(explicit.backward(gradient, ROWS))
    found = {slot.name: xp.to_numpy(slot.view(explicit.gradients)) for slot in explicit.slots} | {"loss": float(value)}
    state = explicit.tensors(explicit.parameters, explicit.statistics, explicit.batches)
    found |= {name: xp.to_numpy(state[name]) for name in state if "running" in name}
    wanted = {name: p.grad.numpy() for name, p in oracle.named_parameters()} | {"loss": float(expected)}
    wanted |= {name: t.numpy() for name, t in oracle.state_dict().items() if "running" in name}
    return found, wanted


def assert_same(found, wanted, tolerance=1e-10):
    assert found.keys() == wanted.keys()
    for name, array in wanted.items():
        np.testing.assert_allclose(found[name], array, rtol=tolerance, atol=tolerance, err_msg=name)


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("activation", WITH_GRADIENTS)
def test_every_activation(activation, library):
    made = planned(layers=[7, 6], activation=ACTIVATIONS[activation]())
    assert_same(*compared(made, LOSSES["cross_entropy"](), Task.MULTICLASS, library=library))


LAYERS_WITH_GRADIENTS = {
    "linear": {"layers": []},
    "batch norm": {"batch_norm": True},
    "dropout": {"dropout": 0.4},
    "batch norm and dropout": {"batch_norm": True, "dropout": 0.2},
    "layers of their own": {
        "layers": [
            LAYERS["dropout"](rate=0.3),
            8,
            LAYERS["batch_norm"](momentum=0.3),
            LAYERS["activation"](function=ACTIVATIONS["swish"]()),
            LAYERS["flatten"](),
            LAYERS["dense"](units=4, activation=ACTIVATIONS["elu"](alpha=0.5), batch_norm=True, dropout=0.5),
        ]
    },
    "batch norm of the inputs": {"layers": [LAYERS["batch_norm"](), 6]},
    "an activation of the inputs": {"layers": [LAYERS["activation"](function=ACTIVATIONS["tanh"]()), 6]},
}


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("options", LAYERS_WITH_GRADIENTS.values(), ids=LAYERS_WITH_GRADIENTS)
def test_every_layer(options, library):
    assert_same(*compared(planned(**options), LOSSES["cross_entropy"](), Task.MULTICLASS, library=library))


def test_a_layer_without_gradients_by_hand_is_never_left_out_silently():
    made = planned(layers=[8, LAYERS["layer_norm"](), 6])
    with pytest.raises(ValueError, match=r"layers\.1 has no gradients by hand"):
        initial_weights(made, lambda layer: numpy_generator(0, layer))
    with pytest.raises(ValueError, match=r"layers\.1 has no gradients by hand"):
        ExplicitNetwork(made, [drawn(planned(layers=[8, 6]))], NUMPY)


@pytest.mark.parametrize("options", LAYERS_WITH_GRADIENTS.values(), ids=LAYERS_WITH_GRADIENTS)
def test_the_tensors_are_those_of_the_torch_network(options):
    made = planned(**options)
    network = ExplicitNetwork(made, [drawn(made)], NUMPY)
    named = {name: array.shape for name, array in network.named().items()}
    assert named == {name: tuple(tensor.shape) for name, tensor in network_of(made, drawn(made)).state_dict().items()}


CASES = sorted({(name, form_of(task, LOSSES[name]())) for name in LOSSES for task in LOSSES[name].tasks & UNITS.keys()})


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize(("name", "form"), CASES)
@pytest.mark.parametrize("weighted", [False, True])
def test_every_loss(name, form, weighted, library):
    loss = LOSSES[name]()
    output = None if loss.on_scores else ACTIVATIONS[loss.output_activation(form)]()
    weights = np.random.default_rng(1).uniform(0.2, 3, ROWS) if weighted else None
    assert_same(*compared(planned(form), loss, form, output, weights=weights, library=library))


@pytest.mark.parametrize("form", [Task.BINARY, Task.MULTICLASS, Task.MULTILABEL])
def test_label_smoothing(form):
    name = "cross_entropy" if form == Task.MULTICLASS else "binary_cross_entropy"
    assert_same(*compared(planned(form), LOSSES[name](), form, smoothing=0.2))


def engine_of(made: Plan, library: str, settings: Settings, optimizer, random_rows, seeds=None) -> ExplicitEngine:
    xp = LIBRARIES[library]
    members = [drawn(made, seed) for seed in seeds or [settings.seed]]
    network = ExplicitNetwork(made, members, xp, stacked=seeds is not None)
    objective = Objective(xp, LOSSES["cross_entropy"](), Task.MULTICLASS, 3, None)
    return ExplicitEngine(network, optimizer, objective, random_rows, settings, seeds)


def some_rows(xp: Arrays, rows: int = 50) -> Rows:
    random = np.random.default_rng(3)
    x, y = random.normal(size=(rows, FEATURES)).astype("f4"), targets_of(Task.MULTICLASS, random, rows)
    weights = random.uniform(0.5, 2, rows).astype("f4")
    return Rows(xp, (xp.from_numpy(x),), xp.from_numpy(y), xp.from_numpy(weights), rows)


def never() -> bool:
    return False


SETTINGS = {
    "batches": Settings(seed=7, batch_size=16, weight_decay=0.01, l1=0.0, gradient_clip=None),
    "all rows": Settings(seed=7, batch_size="all", weight_decay=0.0, l1=0.0, gradient_clip=None),
    "l1 and clipping": Settings(seed=7, batch_size=8, weight_decay=0.0, l1=1e-3, gradient_clip=0.3),
}


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
def test_some_epochs_are_those_of_autograd_to_rounding(settings, library):
    made = planned(layers=[9, 6], batch_norm=True, dropout=0.2)
    # Adam makes whole steps of the rounding errors of gradients of 0.
    optimizer, rows, tensors = OPTIMIZERS["sgd"](momentum=0.9), some_rows(LIBRARIES[library]), some_rows(torch_arrays())
    explicit = engine_of(made, library, settings, optimizer, rows)
    objective = Objective(torch_arrays(), LOSSES["cross_entropy"](), Task.MULTICLASS, 3, None)
    autograd = AutogradEngine(network_of(made, drawn(made, 7)), optimizer, objective, tensors, settings, "cpu")
    for epoch in (1, 2, 3):
        found, wanted = explicit.epoch(epoch, lambda step: 0.01, never), autograd.epoch(epoch, lambda step: 0.01, never)
        assert found["train_loss"] == pytest.approx(wanted["train_loss"], rel=2e-4)
    np.testing.assert_allclose(explicit.scores(rows), autograd.scores(tensors).numpy(), rtol=2e-2, atol=2e-3)
    assert explicit.snapshot().keys() <= autograd.snapshot().keys()


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
def test_each_member_of_a_stack_is_its_own_single_run_to_rounding(settings, library):
    made = planned(layers=[9, LAYERS["dropout"](rate=0.3), 6], batch_norm=True, dropout=0.2)
    optimizer, rows, seeds = OPTIMIZERS["sgd"](momentum=0.9), some_rows(LIBRARIES[library]), [3, 1, 4]
    stack = engine_of(made, library, settings, optimizer, rows, seeds)
    singles = [engine_of(made, library, dataclasses.replace(settings, seed=seed), optimizer, rows) for seed in seeds]
    for epoch in (1, 2):
        losses = stack.losses_of_epoch(epoch, lambda step: 0.01, never)
        alone = [single.epoch(epoch, lambda step: 0.01, never)["train_loss"] for single in singles]
        np.testing.assert_allclose(losses, alone, rtol=2e-4)
    for scores, single in zip(stack.scores(rows), singles, strict=True):
        np.testing.assert_allclose(scores, single.scores(rows), rtol=2e-2, atol=2e-3)


@pytest.mark.parametrize("library", LIBRARIES)
def test_an_epoch_that_was_paused_ends_in_the_same_bits(library):
    made, optimizer, rows = planned(batch_norm=True, dropout=0.2), OPTIMIZERS["adam"](), some_rows(LIBRARIES[library])
    whole = engine_of(made, library, SETTINGS["batches"], optimizer, rows)
    expected = whole.epoch(1, lambda step: 0.01, never)
    for steps in range(4):
        paused = engine_of(made, library, SETTINGS["batches"], optimizer, rows)
        answers = iter([False] * steps + [True])
        assert paused.epoch(1, lambda step: 0.01, lambda: next(answers)) is None  # noqa: B023  # asked at once
        assert paused.step == steps
        state, partial = paused.snapshot(), dict(paused.partial)
        other = engine_of(made, library, SETTINGS["batches"], optimizer, rows)
        other.restore(state, steps, partial)
        assert other.epoch(1, lambda step: 0.01, never) == expected
        for name, array in whole.snapshot().items():
            np.testing.assert_array_equal(other.snapshot()[name], array)
