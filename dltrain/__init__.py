"""dltrain: one YAML file in, a trained, explained, reproducible PyTorch model out.

In Python: `train`, `load` and `runs`, with what they give back and raise; each is imported when it is first used.
"""

__version__ = "0.1.0"

_PLACES = {
    "train": "dltrain.python.training",
    "Run": "dltrain.python.run",
    "load": "dltrain.python.model",
    "Model": "dltrain.python.model",
    "Evaluation": "dltrain.python.evaluation",
    "runs": "dltrain.runs",  # the room itself, which can be called
    "Interrupted": "dltrain.python.interrupted",
    "Unfinished": "dltrain.commands.training.display",
    "DltrainError": "dltrain.errors",
    "InputError": "dltrain.errors",
    "DataError": "dltrain.errors",
    "DamagedError": "dltrain.errors",
}

__all__ = list(_PLACES)


def __getattr__(name: str) -> object:
    if name not in _PLACES:
        raise AttributeError(f"module 'dltrain' has no attribute '{name}'")
    from importlib import import_module

    module = import_module(_PLACES[name])
    return module if name == "runs" else globals().setdefault(name, getattr(module, name))


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
