"""The torch modules that `torch.nn` does not have. Imports torch: import it only inside the bodies of builders."""

from dltrain.modules.adversaries import Adversaries, Generator
from dltrain.modules.arrangement import Concatenate, Max, Mean, Permute, Reshape, Residual
from dltrain.modules.batch_norm import BatchNorm1d, BatchNorm2d
from dltrain.modules.committee import Committee
from dltrain.modules.dropout import Dropout, SpatialDropout, seeded
from dltrain.modules.function import Function
from dltrain.modules.language_model import LanguageModel
from dltrain.modules.network import Autoencoder, Inputs, Network
from dltrain.modules.noise import Corrupted, GaussianNoise, MaskingNoise
from dltrain.modules.recurrence import Recurrence, read_together, twice_differentiable
from dltrain.modules.sequences import (
    AttentionPool,
    LastAxisBatchNorm,
    LearnedPositions,
    OverSteps,
    PositionalEncoding,
    StepsGroupNorm,
    TransformerBlock,
)
from dltrain.modules.steps import Chain, SequenceModule

__all__ = [
    "Adversaries",
    "AttentionPool",
    "Autoencoder",
    "BatchNorm1d",
    "BatchNorm2d",
    "Chain",
    "Committee",
    "Concatenate",
    "Corrupted",
    "Dropout",
    "Function",
    "GaussianNoise",
    "Generator",
    "Inputs",
    "LanguageModel",
    "LastAxisBatchNorm",
    "LearnedPositions",
    "MaskingNoise",
    "Max",
    "Mean",
    "Network",
    "OverSteps",
    "Permute",
    "PositionalEncoding",
    "Recurrence",
    "Reshape",
    "Residual",
    "SequenceModule",
    "SpatialDropout",
    "StepsGroupNorm",
    "TransformerBlock",
    "read_together",
    "seeded",
    "twice_differentiable",
]
