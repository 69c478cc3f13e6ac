"""What other tools call the initializers."""

from __future__ import annotations

_AUTO = "leave 'initializer' out: what fits the activation is the default"

WORDS = {
    "Keras": {
        "glorot_uniform": "xavier_uniform",
        "glorot_normal": "xavier_normal",
        "random_normal": "normal",
        "random_uniform": "uniform",
        "variance_scaling": "he_normal",
        "orthogonal_matrix": "orthogonal",
        "identity": "there is no identity initializer; the nearest is orthogonal",
    },
    "PyTorch": {
        "kaiming": "he_normal",
        "kaiming_normal": "he_normal",
        "kaiming_normal_": "he_normal",
        "kaiming_uniform": "he_uniform",
        "trunc_normal": "truncated_normal",
        "eye": "there is no identity initializer; the nearest is orthogonal",
        "dirac": "there is no identity initializer; the nearest is orthogonal",
        "sparse": "there are no sparse initial weights; the nearest is normal",
        "calculate_gain": _AUTO,
    },
    "textbooks": {
        "he": "he_normal",
        "msra": "he_normal",
        "glorot": "write xavier_uniform (as Keras's default) or xavier_normal",
        "xavier": "write xavier_uniform (as in PyTorch's transformers) or xavier_normal",
        "lecun": "lecun_normal",
        "zero": "zeros",
        "one": "ones",
        "const": "constant",
        "gaussian": "normal",
        "gauss": "normal",
        "randn": "normal",
        "rand": "uniform",
        "random": "normal",
        "orthonormal": "orthogonal",
        "auto": _AUTO,
        "default": _AUTO,
        "none": _AUTO,
        "manual": "values",
        "by_hand": "values",
        "weights": "values",
    },
}
