"""From a trained network to the bytes of an ONNX file, checked by onnxruntime before it is called done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dltrain.data.part import Part
from dltrain.export.checking import Agreement, agreement
from dltrain.export.columns import Input
from dltrain.export.encoding import inputs_of
from dltrain.export.examples import Raw
from dltrain.export.facts import as_metadata, facts
from dltrain.export.graph import OPSET
from dltrain.export.madeup import made_up
from dltrain.export.model import model_of
from dltrain.export.running import inference_session
from dltrain.kinds.answers import Answer, Answering
from dltrain.kinds.kind import Trained


@dataclass(frozen=True)
class Made:
    """An exported model: its bytes, what enters and leaves, and how it agrees with the run on rows of its data, where these are
    there, and on made-up ones."""

    content: bytes
    inputs: tuple[Input, ...]
    answers: tuple[Answer, ...]
    what: str
    on_rows: Agreement | None
    on_made_up: Agreement


def onnx_of(trained: Trained, answering: Answering, origin: Mapping[str, str], known: tuple[Raw, Part] | None) -> Made:
    """The ONNX model of a run. origin: what it says of where it comes from; known: rows of the run's data, raw and encoded.

    Raises InputError where it cannot be exported, UnlikeError where it does not answer as the run does."""
    encoding = trained.encoding
    inputs = inputs_of(encoding)
    metadata = as_metadata(facts(origin, encoding, inputs, answering.answers))
    content = model_of(encoding, answering, metadata).SerializeToString()
    ask = inference_session(content)

    def compared(raw: Raw, part: Part) -> Agreement:
        return agreement(ask, answering.answers, raw, answering.expected(part))

    on_rows = None if known is None else compared(*known)
    return Made(content, inputs, answering.answers, f"ONNX opset {OPSET}", on_rows, compared(*made_up(encoding)))
