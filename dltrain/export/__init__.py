"""What is taken away of a run: one file with its encoding, its network and the names of its labels."""

from dltrain.export.examples import of_part
from dltrain.export.facts import vocabularies
from dltrain.export.making import Made, onnx_of
from dltrain.export.program import torch_of
from dltrain.export.running import check_installed

__all__ = ["Made", "check_installed", "of_part", "onnx_of", "torch_of", "vocabularies"]
