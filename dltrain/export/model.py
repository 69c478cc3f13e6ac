"""One ONNX model of a run: the encoding, the network and the names of labels in one graph."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from dltrain.data.encoding.encoding import Encoding
from dltrain.errors import InputError
from dltrain.export.encoding import ROWS, blocks, inputs_of
from dltrain.export.graph import ML, ML_VERSION, OPSET, Graph
from dltrain.export.network import example, translated
from dltrain.kinds.answers import Answer, Answering

if TYPE_CHECKING:
    from onnx import ModelProto

ENCODING, NETWORK = "encoding/", "network/"  # what the names of the values begin with, within the graph


def model_of(encoding: Encoding, answering: Answering, metadata: Mapping[str, str]) -> ModelProto:
    """The whole as one model. Raises InputError where a column has the name of an output."""
    from onnx import checker, compose, helper

    _check_names(encoding, answering)
    graph = Graph(ENCODING)
    values = blocks(graph, encoding)
    names = [f"block_{number}" for number in range(len(values))]
    answers = [answer.name for answer in answering.answers]
    network = translated(answering.module, [example(block) for block in encoding.blocks], names, answers)
    network = compose.add_prefix(network, NETWORK)
    joins = [
        helper.make_node("Identity", [value], [f"{NETWORK}{name}"], name=f"{NETWORK}{name}")
        for name, value in zip(names, values, strict=True)
    ]
    given, outputs = list(network.graph.output), []
    endings = Graph("answers/")
    for answer, value in zip(answering.answers, given, strict=True):
        endings.nodes.append(_named(endings, answer, value.name))
        kind = _type_of(answer, value.type.tensor_type.elem_type)
        outputs.append(
            helper.make_tensor_value_info(answer.name, kind, [ROWS, *([len(answer.columns)] if answer.columns else [])])
        )
    whole = helper.make_graph(
        [*graph.nodes, *joins, *network.graph.node, *endings.nodes],
        "dltrain",
        graph.inputs,
        outputs,
        initializer=[*graph.constants, *network.graph.initializer, *endings.constants],
    )
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(ML, ML_VERSION)]
    model = helper.make_model(whole, opset_imports=opsets, functions=network.functions, ir_version=network.ir_version)
    model.producer_name = "dltrain"
    model.producer_version = metadata["dltrain"]
    helper.set_model_props(model, dict(metadata))
    checker.check_model(model, full_check=True)
    return model


def _check_names(encoding: Encoding, answering: Answering) -> None:
    answers = {answer.name for answer in answering.answers}
    for one in inputs_of(encoding):
        if one.name in answers or not one.name:
            what = "a column without a name" if not one.name else f"the column '{one.name}' has the name of an output"
            raise InputError(f"{what}, which ONNX cannot have; rename it in the data and train again")


def _named(graph: Graph, answer: Answer, value: str):  # type: ignore[no-untyped-def]  # onnx has no types
    """The node that gives an answer its name, and labels theirs."""
    from onnx import helper

    if not answer.labels:
        return helper.make_node("Identity", [value], [answer.name], name=f"answers/{answer.name}")
    words = isinstance(answer.labels[0], str)
    labels = graph.constant(answer.labels, object if words else np.int64)
    return helper.make_node("Gather", [labels, value], [answer.name], name=f"answers/{answer.name}")


def _type_of(answer: Answer, given: int) -> int:
    from onnx import TensorProto

    return int(TensorProto.STRING) if answer.labels and isinstance(answer.labels[0], str) else given
