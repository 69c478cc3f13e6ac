"""The torch modules that `torch.nn` does not have. Imports torch: import it only inside the bodies of builders."""

from dltrain.modules.adversaries import Adversaries, Generator
from dltrain.modules.arrangement import Concatenate, Largest, Mean, Permute, Reshape, Residual
from dltrain.modules.committee import Committee
from dltrain.modules.dropout import Dropout, SpatialDropout, seeded
from dltrain.modules.function import Function
from dltrain.modules.network import Autoencoder, Inputs, Network
from dltrain.modules.noise import Corrupted, GaussianNoise, MaskingNoise
from dltrain.modules.sequences import (
    AlongSteps,
    LastAxisBatchNorm,
    PositionalEncoding,
    Recurrence,
    StepsGroupNorm,
    TransformerBlock,
)
from dltrain.modules.steps import Chain, OfSteps

__all__ = [
    "Adversaries",
    "AlongSteps",
    "Autoencoder",
    "Chain",
    "Committee",
    "Concatenate",
    "Corrupted",
    "Dropout",
    "Function",
    "GaussianNoise",
    "Generator",
    "Inputs",
    "Largest",
    "LastAxisBatchNorm",
    "MaskingNoise",
    "Mean",
    "Network",
    "OfSteps",
    "Permute",
    "PositionalEncoding",
    "Recurrence",
    "Reshape",
    "Residual",
    "SpatialDropout",
    "StepsGroupNorm",
    "TransformerBlock",
    "seeded",
]
