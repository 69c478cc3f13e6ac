"""What training takes of each kind of model, an object a kind: how it is trained, measured, concluded, saved and asked.

A kind has two halves. What a spec says of it (its keys, its plan, what does not go with it) is its class in `dltrain.models`,
because a spec is checked before any data is read, and without torch. The work stands here, a file a kind: above `training`, of
whose parts it is put together, and below the commands, which ask `kind_of` and never which kind it is.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dltrain.kinds.kind import Kind
    from dltrain.spec.resolve import Resolved

KINDS = {  # by the name of the module: that of a gan imports torch, without which a small dense network is trained
    "sequential": "dltrain.kinds.sequential",
    "autoencoder": "dltrain.kinds.autoencoder",
    "gan": "dltrain.kinds.gan.gan",
    "language_model": "dltrain.kinds.language_model.language_model",
    "policy": "dltrain.kinds.policy.policy",
    "pretrained": "dltrain.kinds.pretrained",
    **dict.fromkeys(
        ("linear", "logistic", "tree", "forest", "svm", "nearest_neighbors", "boosted_trees"), "dltrain.kinds.classical.classical"
    ),
    **dict.fromkeys(("k_means", "gaussian_mixture"), "dltrain.kinds.unsupervised.clustering"),
    **dict.fromkeys(("pca", "svd"), "dltrain.kinds.unsupervised.reducing"),
}


def kind_of(resolved: Resolved) -> Kind:
    """The kind of a spec's model."""
    name = "dltrain.kinds.multitask" if resolved.heads else KINDS[resolved.kind]
    kind: Kind = importlib.import_module(name).KIND
    return kind
