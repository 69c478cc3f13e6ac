"""Every part of a step on a pretended GPU: the same numbers as on the processor, and nothing that makes the host wait."""

import contextlib
import copy

import numpy as np
import pytest
import torch

from dltrain.arrays import torch_arrays
from dltrain.data.transforms.augmentation import AUGMENTATIONS
from dltrain.losses import LOSSES, columns
from dltrain.models.activations import ACTIVATIONS, ReLU
from dltrain.models.layers import LAYERS, Defaults
from dltrain.modules.steps import SequenceModule
from dltrain.optimizers import OPTIMIZERS
from dltrain.randomness import torch_generator
from dltrain.tasks import Task
from dltrain.training.minibatches.mixing import Mixing
from dltrain.training.minibatches.rows import Rows
from tests.models.layers.test_every_layer import EXAMPLES

XP = torch_arrays()
DEFAULTS = Defaults(ReLU(), None, 0.0, True)
FORMS = (Task.BINARY, Task.MULTICLASS, Task.MULTILABEL, Task.REGRESSION, Task.GENERATION)
RANDOM = ("dropout", "spatial_dropout", "transformer")  # masks of a GPU are its own


@pytest.fixture(autouse=True)
def _seeded():
    torch.manual_seed(0)


@contextlib.contextmanager
def without_waiting(gpu):
    """Within it the host waits for nothing."""
    before = len(gpu.waits)
    yield
    assert [str(wait) for wait in gpu.waits[before:]] == []


def assert_same(there, here):
    torch.testing.assert_close(there.cpu(), here, rtol=1e-5, atol=1e-5)


def given_to(name, shape):
    return torch.randint(10, (6, *shape)) if name == "embedding" else torch.randn(6, *shape)


TOLD_LENGTHS = [name for name, (layer, shape) in EXAMPLES.items() if len(shape) == 2 and name not in ("reshape", "permute")]


@pytest.mark.parametrize(
    ("name", "lengths"), [(name, None) for name in EXAMPLES] + [(name, [5, 1, 3, 5, 2, 4]) for name in TOLD_LENGTHS]
)
def test_layers(name, lengths, gpu):
    layer, shape = EXAMPLES[name]
    if name == "lstm" and lengths:
        layer = LAYERS["lstm"](units=3, bidirectional=True)
    here = layer.resolved(DEFAULTS).build(shape, np.random.default_rng(0))
    lengths = lengths if isinstance(here, SequenceModule) else None
    here.train(name not in RANDOM)
    there = copy.deepcopy(here).to("cuda")
    x = given_to(name, shape)
    beside = [torch.tensor(lengths)] if lengths else []
    x_there, beside_there = x.to("cuda"), [one.to("cuda") for one in beside]
    y = here(x, *beside)
    with without_waiting(gpu):
        y_there = there(x_there, *beside_there)
    assert_same(y_there.detach(), y.detach())
    if y.requires_grad:
        y.sin().sum().backward()
        with without_waiting(gpu):
            y_there.sin().sum().backward()
        for one, other in zip(there.parameters(), here.parameters(), strict=True):
            assert_same(one.grad, other.grad)
    for one, other in zip(there.buffers(), here.buffers(), strict=True):
        assert_same(one, other)


@pytest.mark.parametrize("name", ["rnn", "lstm", "gru"])
def test_recurrent_layers_are_float32_there_whatever_the_precision(name, gpu):
    """cuDNN's are float16 under torch's autocast, whatever that was asked for."""
    layer, shape = EXAMPLES[name]
    module, x = layer.resolved(DEFAULTS).build(shape, np.random.default_rng(0)).to("cuda"), torch.randn(6, *shape).to("cuda")
    with torch.autocast("cuda", torch.bfloat16):
        made = module(x.bfloat16())
    assert made.dtype == torch.float32
    assert torch.equal(made.detach().cpu(), module(x.bfloat16().float()).detach().cpu())


@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.parametrize("lengths", [None, [5, 1, 3, 5, 2, 4]])
def test_gradients_pass_a_frozen_recurrent_layer(bidirectional, lengths, gpu):
    """cuDNN's has a way back only in training, in which a frozen layer never is."""
    layer = LAYERS["lstm"](units=3, bidirectional=bidirectional)
    module = layer.resolved(DEFAULTS).build((5, 2), np.random.default_rng(0)).to("cuda").eval().requires_grad_(False)
    x = torch.randn(6, 5, 2).to("cuda").requires_grad_()
    module(x, *([torch.tensor(lengths).to("cuda")] if lengths else [])).sum().backward()
    assert x.grad.cpu().count_nonzero() > 0
    with torch.no_grad():
        module(x)
    assert not module.core.training


@pytest.mark.parametrize("name", RANDOM[:2])
def test_masks_of_a_step_are_drawn_there_and_the_same_at_every_repeat(name, gpu):
    layer, shape = EXAMPLES[name]
    module, x = layer.resolved(DEFAULTS).build(shape, np.random.default_rng(0)).train(), torch.ones(6, *shape).to("cuda")
    drawn = []
    with without_waiting(gpu):
        for key in (7, 7, 8):
            module.key = key
            drawn.append(module(x))
    assert torch.equal(drawn[0].cpu(), drawn[1].cpu())
    assert not torch.equal(drawn[0].cpu(), drawn[2].cpu())


@pytest.mark.parametrize(("name", "form"), [(name, form) for name in LOSSES for form in FORMS if form in LOSSES[name].tasks])
def test_losses(name, form, gpu):
    loss, scores = LOSSES[name](), torch.randn(6, 1 if form.is_binary else 4).abs()
    targets = torch.randint(2, (6, 1)) if form.is_binary else torch.randint(4, (6,)) if form.is_multiclass else scores.round()
    here = loss.values_and_gradients(XP, scores, columns(XP, targets, scores, form), form)
    scores_there, targets_there = scores.to("cuda"), targets.to("cuda")
    with without_waiting(gpu):
        there = loss.values_and_gradients(XP, scores_there, columns(XP, targets_there, scores_there, form), form)
    for one, other in zip(there, here, strict=True):
        assert_same(one, other)


@pytest.mark.parametrize("name", list(OPTIMIZERS))
def test_optimizers(name, gpu):
    optimizer, weights = OPTIMIZERS[name](), torch.randn(9)
    sides = [weights.clone(), weights.to("cuda")]
    states = [optimizer.initial_state(XP, one) for one in sides]
    gradients = [torch.randn(9) for _ in range(3)]
    there = [one.to("cuda") for one in gradients]
    for step, gradient in enumerate(gradients, 1):
        optimizer.update(XP, sides[0], gradient.clone(), states[0], learning_rate=0.1, step=step, weight_decay=0.01)
        with without_waiting(gpu):
            optimizer.update(XP, sides[1], there[step - 1], states[1], learning_rate=0.1, step=step, weight_decay=0.01)
    assert_same(sides[1], sides[0])


@pytest.mark.parametrize("name", [name for name in ACTIVATIONS if not ACTIVATIONS[name]().parameters(4)])
def test_activations(name, gpu):
    activation, z = ACTIVATIONS[name](), torch.randn(6, 4)
    z_there = z.to("cuda")
    with without_waiting(gpu):
        there = activation.forward(XP, z_there)
    assert_same(there, activation.forward(XP, z))


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("name", list(AUGMENTATIONS))
def test_augmentations(name, channels, gpu):
    transform, pictures = AUGMENTATIONS[name](), torch.rand(12, channels, 8, 8)
    there = pictures.to("cuda")
    transform.apply(there, torch_generator(0, "augmentation", 1, 0, "cuda"))  # what is made once is made
    with without_waiting(gpu):
        changed = transform.apply(there, torch_generator(0, "augmentation", 1, 1, "cuda"))
    assert_same(changed, transform.apply(pictures, torch_generator(0, "augmentation", 1, 1)))


def test_mixtures(gpu):
    pictures, targets = torch.rand(6, 3, 8, 8), torch.arange(6) % 3
    here = Rows(XP, (pictures,), targets, None, 6)
    there = Rows(XP, (pictures.to("cuda"),), targets.to("cuda"), None, 6)
    mixture = Mixing(mixup=0.4, cutmix=1.0).draw(0, 1, 1, 6, (8, 8))
    with without_waiting(gpu):
        mixed = mixture.of(there, 0, 6)
    assert_same(mixed.inputs[0], mixture.of(here, 0, 6).inputs[0])
    assert_same(mixed.mixed.shares, mixture.of(here, 0, 6).mixed.shares)
