"""What an exported model says of itself: the run that it comes from, its inputs and its outputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dltrain.data.encoding.encoding import Encoding
from dltrain.data.encoding.text import TextFeature
from dltrain.export.columns import Input
from dltrain.export.columns.text import vocabulary
from dltrain.export.encoding import ROWS
from dltrain.files import strict_json
from dltrain.kinds.answers import Answer


def shape_of(one: Input) -> list[str | int]:
    """The shape of an input."""
    return [ROWS, *one.shape]


def facts(origin: Mapping[str, str], encoding: Encoding, inputs: Sequence[Input], answers: Sequence[Answer]) -> dict[str, Any]:
    """Everything as plain values. origin: the version and the run."""
    given: dict[str, Any] = {
        **origin,
        "task": str(encoding.task),
        "inputs": [_input(one) for one in inputs],
        "outputs": [_output(answer) for answer in answers],
    }
    if encoding.labels:
        given["labels"] = list(encoding.labels)
    if encoding.left_out:
        given["not_used"] = list(encoding.left_out)
    texts = vocabularies(encoding)
    return given | ({"texts": texts} if texts else {})


def vocabularies(encoding: Encoding) -> dict[str, dict[str, Any]]:
    """Of each column of texts how they become numbers."""
    return {feature.name: _text(feature) for feature in encoding.features if isinstance(feature, TextFeature)}


def as_metadata(given: Mapping[str, Any]) -> dict[str, str]:
    """The same as ONNX's metadata has it: strings, what is no string as JSON."""
    return {key: value if isinstance(value, str) else strict_json.dumps(value) for key, value in given.items()}


def _input(one: Input) -> dict[str, Any]:
    said = {"name": one.name, "type": one.type, "shape": shape_of(one), "meaning": one.meaning}
    return said | ({"known": list(one.words)} if one.words else {})


def _output(answer: Answer) -> dict[str, Any]:
    return {"name": answer.name, **({"columns": list(answer.columns)} if answer.columns else {})}


def _text(feature: TextFeature) -> dict[str, Any]:
    return {
        "tokenizer": feature.tokenizer,
        "lowercase": feature.lowercase,
        "length": feature.length,
        "truncate": feature.truncate,
        "numbers": vocabulary(feature),
        **({"merges": list(feature.merges)} if feature.merges else {}),
    }
