"""What the layers of a network begin with where no initializer is named."""

from dltrain.models.activations import Linear
from dltrain.models.architecture import plan
from dltrain.models.initializers import INITIALIZERS
from dltrain.models.layers import LAYERS
from dltrain.models.sequential import Model

SMALL, FULL = (
    INITIALIZERS["orthogonal"](gain=0.7071),
    INITIALIZERS["orthogonal"](),
)  # of two rectified layers; of what stands alone
HALF, DOUBLE, ZEROS = INITIALIZERS["orthogonal"](gain=0.5), INITIALIZERS["orthogonal"](gain=2.0), INITIALIZERS["zeros"]()
SINGLE = INITIALIZERS["orthogonal"](gain=0.3536)  # of one rectified layer


def drawn(*layers, shape=(4,), **model):
    """The initializers of the layers that have one, the output layer's last."""
    made = plan(Model(layers=list(layers), **model), [("features", shape, None)], 3, Linear())
    return [layer.initializer for layer in (*made.layers, made.output) if hasattr(layer, "initializer")]


def conv(**options):
    return LAYERS["conv2d"](channels=4, kernel_size=3, padding="same", **options)


def test_a_linear_model_begins_at_zero():
    assert drawn() == [ZEROS]
    assert drawn(LAYERS["flatten"](), LAYERS["dropout"](), shape=(2, 2)) == [ZEROS]


def test_layers_behind_each_other_share_what_their_rectifiers_may_take():
    assert drawn(8, 8) == [SMALL, SMALL, DOUBLE]
    assert drawn(8, LAYERS["dropout"](), 8) == [SMALL, SMALL, DOUBLE]


def test_normalization_begins_anew():
    assert drawn(8, 8, batch_norm=True) == [HALF, HALF, FULL]
    assert drawn(8, 8, LAYERS["layer_norm"](), 8) == [SMALL, SMALL, SINGLE, DOUBLE]
    assert drawn(8, 8, LAYERS["layer_norm"]()) == [SMALL, SMALL, FULL]
    assert drawn(8, LAYERS["dense"](units=8, batch_norm=True), 8) == [SINGLE, HALF, SINGLE, DOUBLE]


def test_what_a_recurrent_layer_makes_is_bounded():
    assert drawn(LAYERS["gru"](units=5), shape=(6, 4)) == [FULL]
    assert drawn(LAYERS["gru"](units=5), 8, shape=(6, 4)) == [SINGLE, DOUBLE]


def test_a_branch_counts_by_itself():
    residual = LAYERS["residual"](layers=[conv(), conv()])
    made = plan(Model(layers=[conv(), residual, LAYERS["flatten"]()]), [("x", (4, 5, 5), None)], 3, Linear())
    assert [layer.initializer for layer in made.layers[1].layers] == [SMALL, SMALL]
    assert (made.layers[0].initializer, made.output.initializer) == (SINGLE, DOUBLE)


def test_groups_of_channels_keep_the_size_of_the_signal_one_by_one():
    depthwise, output = drawn(conv(groups=4), LAYERS["flatten"](), shape=(4, 5, 5))
    assert (depthwise, output) == (INITIALIZERS["he_normal"](), DOUBLE)
    assert drawn(conv(groups=4, activation=Linear()), LAYERS["flatten"](), shape=(4, 5, 5))[0] == INITIALIZERS["lecun_normal"]()


def test_an_initializer_by_name_is_that_of_all_layers():
    he = INITIALIZERS["he_normal"]()
    assert drawn(8, 8, initializer=he) == [he, he, he]
    assert drawn(8, LAYERS["dense"](units=8, initializer=he)) == [SMALL, he, DOUBLE]
