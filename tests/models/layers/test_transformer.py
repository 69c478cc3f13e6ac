import math

import numpy as np
import pytest
import torch
from torch import nn

from dltrain.models.activations import ACTIVATIONS
from dltrain.models.layers import LAYERS, ShapeError
from dltrain.modules import seeded


def built(dropout=0.1, heads=2, features=8, units=16, **options):
    layer = LAYERS["transformer"](heads=heads, units=units, dropout=dropout, **options)
    return layer.build((5, features), np.random.default_rng(0))


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("norm_first", [False, True])
@pytest.mark.parametrize("function", ["relu", "gelu"])
def test_as_torchs_own_encoder_layer(causal, norm_first, function):
    block = built(heads=4, causal=causal, norm_first=norm_first, activation=ACTIVATIONS[function]())
    reference = nn.TransformerEncoderLayer(8, 4, 16, 0.1, function, norm_first=norm_first, batch_first=True)
    own = block.state_dict()
    names = {
        "self_attn.in_proj_": "queries_keys_values.",
        "self_attn.out_proj.": "attended.",
        "linear1.": "feed_forward.hidden.",
        "linear2.": "feed_forward.output.",
        "norm1.": "attention_norm.",
        "norm2.": "feed_forward.norm.",
    }
    reference.load_state_dict({theirs + kind: own[ours + kind] for theirs, ours in names.items() for kind in ("weight", "bias")})
    x = torch.randn(3, 5, 8)
    block.eval()
    mask = nn.Transformer.generate_square_subsequent_mask(5) if causal else None
    torch.testing.assert_close(block(x), reference.eval()(x, mask, is_causal=causal))


@pytest.mark.parametrize("lengths", [None, torch.tensor([5, 3])])
def test_a_causal_step_sees_itself_and_those_before_it(lengths):
    block = built(dropout=0.0, causal=True)
    x = torch.randn(2, 5, 8)
    changed = x.clone()
    changed[:, 2] += torch.randn(2, 8)
    before, after = block(x, lengths), block(changed, lengths)
    torch.testing.assert_close(before[:, :2], after[:, :2], rtol=0, atol=0)
    assert (before[:, 2] != after[:, 2]).any(1).all()
    assert (before[0, 4] != after[0, 4]).any()


def test_weights_begin_as_glorot_matrix_by_matrix():
    block = built(features=60, heads=3, units=100)
    for matrix, fans in [(part, 120) for part in block.queries_keys_values.weight.chunk(3)] + [
        (block.feed_forward.hidden.weight, 160)
    ]:
        bound = math.sqrt(6 / fans)
        assert 0.95 * bound < float(matrix.detach().abs().max()) <= bound
    assert not block.attended.bias.any()


def test_masks_come_from_generators_of_their_own():
    block = built(dropout=0.5)
    x = torch.randn(3, 5, 8)

    def in_training(seed, elsewhere):
        torch.manual_seed(elsewhere)
        for _, module in seeded(block):
            module.key = seed
        return block(x)

    assert [name for name, _ in seeded(block)] == ["attention_dropout", "feed_forward.hidden_dropout", "feed_forward.dropout"]
    torch.testing.assert_close(in_training(1, 1), in_training(1, 2), rtol=0, atol=0)
    assert not torch.equal(in_training(1, 1), in_training(2, 1))
    assert not list(seeded(built(dropout=0.0)))


@pytest.mark.parametrize(
    ("heads", "shape", "said", "path"),
    [
        (4, (10, 30), "heads: 4 does not divide 30 features", ("heads",)),
        (4, (32,), "transformer takes steps × features, but 32 arrives here; put reshape before it", ()),
    ],
)
def test_what_does_not_fit_is_said(heads, shape, said, path):
    with pytest.raises(ShapeError) as raised:
        LAYERS["transformer"](heads=heads, units=4).output_shape(shape)
    assert (str(raised.value), raised.value.path) == (said, path)
