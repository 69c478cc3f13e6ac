"""What other tools call the initializers."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "xavier_uniform": "glorot_uniform",
    "xavier_normal": "glorot_normal",
    "normal": "random_normal gaussian gauss randn random",
    "uniform": "random_uniform rand",
    "he_normal": "variance_scaling kaiming kaiming_normal he msra",
    "orthogonal": "orthogonal_matrix orthonormal",
    "he_uniform": "kaiming_uniform",
    "truncated_normal": "trunc_normal",
    "lecun_normal": "lecun",
    "zeros": "zero",
    "ones": "one",
    "constant": "const",
    "values": "manual by_hand weights",
    "there is no identity initializer; the nearest is orthogonal": "identity eye dirac",
    "there are no sparse initial weights; the nearest is normal": "sparse",
    "leave 'initializer' out: what fits the activation is the default": "calculate_gain auto default none",
    "write xavier_uniform (as Keras's default) or xavier_normal": "glorot",
    "write xavier_uniform (as in PyTorch's transformers) or xavier_normal": "xavier",
}
