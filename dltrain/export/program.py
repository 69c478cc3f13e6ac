"""From a trained network to the bytes of a .pt2 file, checked by running it before it is called done."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import torch

from dltrain.data.part import Part
from dltrain.errors import InputError
from dltrain.export import tensors
from dltrain.export.checking import Agreement, agreement
from dltrain.export.examples import Raw
from dltrain.export.facts import facts
from dltrain.export.madeup import made_up
from dltrain.export.making import Made
from dltrain.export.network import quiet, reason
from dltrain.files import strict_json
from dltrain.kinds.answers import Answering
from dltrain.kinds.kind import Trained

FACTS = "dltrain.json"  # the extra file in which the program says what it takes and gives


def torch_of(trained: Trained, answering: Answering, origin: Mapping[str, str], known: tuple[Raw, Part] | None) -> Made:
    """The program of a run. origin: what it says of where it comes from; known: rows of the run's data, raw and encoded.

    Raises InputError where it cannot be exported, UnlikeError where it does not answer as the run does."""
    encoding = trained.encoding
    tensors.check_takes(encoding)
    entering = tensors.inputs(encoding)
    raw, part = made_up(encoding)
    whole = tensors.Whole(encoding, answering.module).eval()
    given = facts(origin, encoding, entering, answering.answers)
    content = _saved(_exported(whole, tensors.tensors(encoding, raw)), strict_json.dumps(given, indent=2))
    program = torch.export.load(io.BytesIO(content)).module()

    def ask(some: Raw) -> list[Any]:
        with torch.no_grad():
            answers = program(*tensors.tensors(encoding, some))
        numbers = [one.numpy() for one in answers]
        return [
            [answer.labels[index] for index in one] if answer.labels else one
            for answer, one in zip(answering.answers, numbers, strict=True)
        ]

    def compared(rows: Raw, of: Part) -> Agreement:
        return agreement(ask, answering.answers, rows, answering.expected(of))

    on_rows = None if known is None else compared(*known)
    return Made(content, entering, answering.answers, f"torch.export, PyTorch {torch.__version__}", on_rows, compared(raw, part))


def _exported(whole: torch.nn.Module, example: tuple[torch.Tensor, ...]) -> torch.export.ExportedProgram:
    rows = torch.export.Dim("rows")
    try:
        with quiet(), torch.no_grad():
            return torch.export.export(whole, example, dynamic_shapes=(tuple({0: rows} for _ in example),))
    except Exception as error:  # PyTorch's exporter raises whatever it meets
        raise InputError(
            f"PyTorch cannot export this network as a program: {reason(error)}; dltrain predict answers by it"
        ) from error


def _saved(program: torch.export.ExportedProgram, told: str) -> bytes:
    file = io.BytesIO()
    with quiet():
        torch.export.save(program, file, extra_files={FACTS: told})
    return file.getvalue()
