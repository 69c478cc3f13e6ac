"""`--grid KEY=V1,V2`: a parameter of a sweep, given beside the spec."""

from __future__ import annotations

from collections.abc import Sequence

from dltrain.spec import yaml12
from dltrain.spec.nodes import Mark, Node
from dltrain.spec.overrides import OverrideFault, put, remark, steps_of


def apply_grid(root: Node, word: str, index: int = 0) -> None:
    """Writes `training.learning_rate=0.1,0.01` into `sweep.parameters`, in place of what stands there for the key.

    The values are YAML, so that a comma within brackets separates none: `model.layers=[32],[64, 32]`. A range alone,
    `training.learning_rate={low: 1e-4, high: 0.1}`, is one as it is in the file. index: how many such words stand before it.
    Raises OverrideFault, also where one of them was of the same key.
    """
    key, equals, text = word.partition("=")
    mark = Mark(line=index, override=word, option="--grid")
    if not equals or not steps_of(key.strip()):
        raise OverrideFault(mark, "expected KEY=V1,V2, such as training.learning_rate=0.1,0.01")
    before = _written(root, key)
    if before is not None and before.option == "--grid":
        one = f"--grid {key.strip()}=V1,V2"
        raise OverrideFault(mark, f"the values of '{key.strip()}' were given already: {before.override}; write all as {one}")
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


def replaced_by(root: Node, words: Sequence[str]) -> tuple[str, ...]:
    """The keys of such words that stand in `sweep.parameters` already."""
    keys = [word.partition("=")[0].strip() for word in words]
    return tuple(key for key in keys if _written(root, key) is not None)


def _written(root: Node, key: str) -> Mark | None:
    """Where the parameter of a key stands; None where it is none yet."""
    node = root
    for step in ("sweep", "parameters"):
        if not isinstance(node.value, dict) or step not in node.value:
            return None
        node = node.value[step]
    found = node.value.get(key.strip()) if isinstance(node.value, dict) else None
    return found.mark if found is not None else None
