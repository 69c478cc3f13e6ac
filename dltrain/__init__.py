"""dltrain: one YAML file in, a trained, explained, reproducible PyTorch model out."""

__version__ = "0.1.0"
