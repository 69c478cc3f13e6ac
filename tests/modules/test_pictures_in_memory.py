"""What makes networks of pictures faster leaves every number as it was."""

from collections import OrderedDict

import torch
from torch import nn

from dltrain.models.activations import ACTIVATIONS
from dltrain.modules import Chain, Dropout, Network, Reshape


def block(*, dropout=False):
    modules = OrderedDict(convolution=nn.Conv2d(2, 3, 3), activation=ACTIVATIONS["relu"]().build(3))
    if dropout:
        modules["dropout"] = Dropout(0.5)
    return Chain(modules)


def results(forward, inputs, parameters):
    scores = forward(inputs)
    loss = scores.square().sum()
    return scores, *torch.autograd.grad(loss, parameters)


def test_a_max_pool_before_the_relu_gives_the_same_bits():
    layers = [block(), nn.MaxPool2d(2), Reshape((27,))]
    plain = nn.Sequential(nn.Conv2d(2, 3, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(27, 2)).double()
    network = Network(None, layers, nn.Linear(27, 2)).double()
    network.load_state_dict(dict(zip(network.state_dict(), plain.state_dict().values(), strict=True)))
    inputs = torch.randint(-2, 3, (5, 2, 8, 8)).double()  # whole numbers: many windows hold the largest twice
    expected = results(plain, inputs, list(plain.parameters()))
    for given, wanted in zip(results(network, inputs, list(network.parameters())), expected, strict=True):
        torch.testing.assert_close(given, wanted, rtol=0, atol=1e-12)
    first, second = network.layers[0], network.layers[1]
    assert [name for name, _ in first.named_children()] == ["convolution"]
    assert [name for name, _ in second.named_children()] == ["pool", "activation"]


def test_dropout_between_them_keeps_its_place():
    network = Network(None, [block(dropout=True), nn.MaxPool2d(2)], nn.Flatten())
    assert [name for name, _ in network.layers[0].named_children()] == ["convolution", "activation", "dropout"]


def test_rows_of_pictures_with_their_channels_last_are_in_order_and_so_is_the_gradient():
    pictures = torch.arange(2 * 3 * 2 * 2.0).reshape(2, 3, 2, 2)
    last = pictures.contiguous(memory_format=torch.channels_last).requires_grad_()
    rows = Reshape((12,))(last)
    assert rows.tolist() == torch.arange(24.0).reshape(2, 12).tolist()
    (gradient,) = torch.autograd.grad((rows * torch.arange(24.0).reshape(2, 12)).sum(), last)
    assert torch.equal(gradient, pictures)
    assert gradient.is_contiguous(memory_format=torch.channels_last)
