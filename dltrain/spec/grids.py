"""`--grid KEY=V1,V2`: a parameter of a sweep, given beside the spec."""

from __future__ import annotations

from dltrain.spec import yaml12
from dltrain.spec.nodes import Mark, Node
from dltrain.spec.overrides import OverrideFault, put, remark, steps_of


def apply_grid(root: Node, word: str, place: int = 0) -> None:
    """Writes `training.learning_rate=0.1,0.01` into `sweep.parameters`, in place of what stands there for the key.

    The values are YAML, so that a comma within brackets separates none: `model.layers=[32],[64, 32]`. A range alone,
    `training.learning_rate={low: 1e-4, high: 0.1}`, is one as it is in the file. place: how many such words stand before it.
    Raises OverrideFault.
    """
    key, equals, text = word.partition("=")
    mark = Mark(line=place, override=word, option="--grid")
    if not equals or not steps_of(key.strip()):
        raise OverrideFault(mark, "expected KEY=V1,V2, such as training.learning_rate=0.1,0.01")
    try:
        values = yaml12.parse_value(f"[{text}]") if text.strip() else Node([], mark)
    except yaml12.Fault as fault:
        raise OverrideFault(mark, fault.message) from None
    if not isinstance(values.value, list):
        raise OverrideFault(mark, "expected values with commas between them; put text with brackets in quotes")
    if not values.value or text.rstrip().endswith(","):
        raise OverrideFault(mark, f"expected a value after '{'=' if not values.value else ','}'")
    only = values.value[0].value
    is_range = len(values.value) == 1 and isinstance(only, dict) and "low" in only
    node = values.value[0] if is_range else values
    remark(node, mark)
    put(root, ["sweep", "parameters", key.strip()], node, mark)
