"""What other tools call the activations."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "swish": "silu sigmoid_linear_unit",
    "hard_swish": "hard_silu",
    "softmax": "log_softmax softmax2d",
    "linear": "none identity purelin no off",
    "relu": "relu6 poslin rectifier rectified_linear rectified_linear_unit ramp",
    "elu": "celu exponential_linear exponential_linear_unit",
    "{type: gelu, approximate: true}": "gelu_new",
    "sigmoid": "logsigmoid logistic sigmoidal sig expit logit logsig",
    "step": "threshold hardlim heaviside unit_step binary_step threshold_function",
    "leaky_relu": "rrelu lrelu leaky leaky_rectified_linear",
    "tanh": "hyperbolic_tangent tansig",
    "sign": "hardlims signum sgn",
    "prelu": "parametric_relu",
    "selu": "scaled_elu scaled_exponential_linear_unit",
    "gelu": "gaussian_error_linear_unit",
    "softplus": "smooth_relu",
    "there is no hard tanh; the nearest is tanh": "hard_tanh",
    "there is no exponential activation; the loss poisson takes the exponential of its scores by itself": "exponential",
    "there is no softmin; softmax is its mirror image": "softmin",
    "there is no shrinkage here; expected one of relu, elu, gelu, swish": "hardshrink softshrink tanhshrink",
    "there are no gated units; the nearest activation is swish": "glu",
}
