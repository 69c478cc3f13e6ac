"""A graph of ONNX's operators in the making."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from onnx import NodeProto, TensorProto, ValueInfoProto

ML = "ai.onnx.ml"  # the domain of ONNX's own operators of machine learning
ML_VERSION = 4
OPSET = 20  # the first that parts strings

TYPES = {"double": "DOUBLE", "float": "FLOAT", "string": "STRING", "boolean": "BOOL", "uint8": "UINT8", "int64": "INT64"}


class Graph:
    """Nodes and constants, whose names all begin with `prefix`, and inputs, whose names do not."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []
        self.inputs: list[ValueInfoProto] = []
        self._count = 0

    def input(self, name: str, type: str, shape: tuple[str | int, ...]) -> str:
        """An input of the graph."""
        from onnx import TensorProto, helper

        self.inputs.append(helper.make_tensor_value_info(name, getattr(TensorProto, TYPES[type]), shape))
        return name

    def constant(self, values: Any, dtype: Any = None) -> str:
        """A tensor of these values; strings are of dtype object."""
        from onnx import numpy_helper

        name = self._name("constant")
        self.constants.append(numpy_helper.from_array(np.array(values, dtype), name))
        return name

    def node(self, operator: str, *inputs: str, domain: str = "", label: str = "", **attributes: Any) -> str:
        """The one output of an operator of these inputs. label: what its errors say."""
        return self.several(1, operator, *inputs, domain=domain, label=label, **attributes)[0]

    def several(
        self, count: int, operator: str, *inputs: str, domain: str = "", label: str = "", **attributes: Any
    ) -> tuple[str, ...]:
        """The outputs of an operator that has `count`."""
        from onnx import helper

        name = self._name(operator)
        outputs = [name] if count == 1 else [f"{name}.{number}" for number in range(count)]
        node = helper.make_node(
            operator, inputs, outputs, name=f"{name}: {label}" if label else name, domain=domain, **attributes
        )
        self.nodes.append(node)
        return tuple(outputs)

    def _name(self, what: str) -> str:
        self._count += 1
        return f"{self.prefix}{what}_{self._count}"

    # What several columns need.

    def cast(self, value: str, dtype: Any) -> str:
        """A value as numbers of numpy's dtype."""
        from onnx import helper

        return self.node("Cast", value, to=helper.np_dtype_to_tensor_dtype(np.dtype(dtype)))

    def as_column(self, value: str) -> str:
        """(...) → (..., 1)."""
        return self.node("Unsqueeze", value, self.constant([-1], np.int64))

    def side_by_side(self, values: list[str]) -> str:
        """Values (..., numbers) one beside another."""
        return values[0] if len(values) == 1 else self.node("Concat", *values, axis=-1)

    def scaled(self, value: str, offset: NDArray[np.float64], divisor: NDArray[np.float64]) -> str:
        """(value − offset) / divisor: double → float."""
        centred = self.node("Sub", value, self.constant(offset, np.float64)) if offset.any() else value
        divided = self.node("Div", centred, self.constant(divisor, np.float64)) if (divisor != 1).any() else centred
        return self.cast(divided, np.float32)

    def numbered(self, words: str, numbers: dict[str, int], other: int) -> str:
        """The number of each word, int64, and `other` of those that are not among them."""
        keys, values = list(numbers), list(numbers.values())
        return self.node("LabelEncoder", words, domain=ML, keys_strings=keys, values_int64s=values, default_int64=other)

    def refusing(self, wrong: str, sentence: str) -> str:
        """Zeros, float, where `wrong`, boolean, is false; where it is true the runtime stops, with the sentence among its
        words: the standard has no operator that raises an error, but an index out of bounds is one."""
        return self.node("Gather", self.constant([0.0], np.float32), self.cast(wrong, np.int64), label=sentence)
