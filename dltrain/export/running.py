"""ONNX and its runtime, which are extras."""

from __future__ import annotations

from typing import Any

from dltrain.errors import InputError
from dltrain.export.checking import Ask

INSTALL = "pip install 'dltrain[onnx]'"
NEEDED = ("onnx", "onnxscript", "onnxruntime")


def check_installed() -> None:
    """Raises InputError where one of the packages is not there."""
    import importlib.util

    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise InputError(f"--format onnx needs the package{'s' * (len(missing) > 1)} {', '.join(missing)}; type: {INSTALL}")


def inference_session(content: bytes) -> Ask:
    """What asks a model, by onnxruntime on one thread of the CPU."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4  # errors are raised, and told by whoever asks
    session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])

    def ask(raw: dict[str, Any]) -> list[Any]:
        answers: list[Any] = session.run(None, raw)
        return answers

    return ask
