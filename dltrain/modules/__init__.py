"""The torch modules that `torch.nn` does not have. Imports torch: import it only inside the bodies of builders."""

from dltrain.modules.arrangement import Concatenate, Largest, Mean, Permute, Residual
from dltrain.modules.dropout import Dropout, SpatialDropout, dropouts
from dltrain.modules.network import Inputs, Network
from dltrain.modules.sequences import AlongSteps, LastAxisBatchNorm, PositionalEncoding, Recurrence, TransformerBlock

__all__ = [
    "AlongSteps",
    "Concatenate",
    "Dropout",
    "Inputs",
    "Largest",
    "LastAxisBatchNorm",
    "Mean",
    "Network",
    "Permute",
    "PositionalEncoding",
    "Recurrence",
    "Residual",
    "SpatialDropout",
    "TransformerBlock",
    "dropouts",
]
