"""The network of a run in ONNX's operators, as PyTorch's own exporter translates it."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from dltrain.data.encoding.feature import Block
from dltrain.errors import InputError
from dltrain.export.graph import OPSET
from dltrain.modules import twice_differentiable

if TYPE_CHECKING:
    from onnx import ModelProto

MAX_MESSAGE_LENGTH = 200  # letters of what an exporter says
MAX_CAUSES = 20  # errors behind one that are looked at


def example(block: Block) -> Tensor:
    """Zeros in the place of a block of two rows."""
    dtype = torch.int64 if block.levels else torch.float32
    return torch.zeros((2, *block.shape), dtype=dtype)


def translated(module: nn.Module, blocks: Sequence[Tensor], names: Sequence[str], answers: Sequence[str]) -> ModelProto:
    """A module of these example inputs, whose first axis is free, as a model with inputs and outputs of these names.

    Raises InputError where it cannot be translated."""
    rows = torch.export.Dim("rows")
    try:
        with quiet(), torch.no_grad(), twice_differentiable():  # recurrent layers as torch's own
            program = torch.onnx.export(
                module,
                tuple(blocks),
                dynamo=True,
                dynamic_shapes=(tuple({0: rows} for _ in blocks),),
                input_names=names,
                output_names=answers,
                opset_version=OPSET,
                verbose=False,
            )
    except Exception as error:  # PyTorch's exporter raises whatever it meets
        why = f"PyTorch's exporter cannot translate this network to ONNX: {reason(error)}"
        raise InputError(f"{why}; dltrain predict answers by it") from error
    assert program is not None
    model: ModelProto = program.model_proto
    return model


def reason(error: BaseException) -> str:
    """What an exporter of PyTorch's could not do: the operator that it has no translation of, or else the first line of the error
    that it began with."""
    texts: list[str] = []
    while error is not None and len(texts) < MAX_CAUSES:
        texts.append(str(error))
        if (cause := error.__cause__ or error.__context__) is None:
            break
        error = cause
    operator = re.search(r"No ONNX function found for .*?['\"]?(aten\.\w+|torchvision\.\w+|\w+\.\w+)", " ".join(texts), re.DOTALL)
    if operator:
        return f"it has no operator for {operator[1]}"
    lines = [line.strip() for line in texts[-1].splitlines() if line.strip()]
    line = re.sub(r"\x1b\[[0-9;]*m", "", lines[0]) if lines else type(error).__name__
    return line if len(line) <= MAX_MESSAGE_LENGTH else f"{line[: MAX_MESSAGE_LENGTH - 1]}…"


@contextmanager
def quiet() -> Iterator[None]:
    """Without what the exporter says of itself: nothing of it is for the user to act on."""
    logger = logging.getLogger("torch.onnx")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)
