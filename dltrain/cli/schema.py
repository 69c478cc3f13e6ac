"""`dltrain schema`: prints the JSON Schema of a spec."""

from __future__ import annotations

EXAMPLES = ("dltrain schema > dltrain.schema.json",)


def command() -> None:
    """Print the JSON Schema of a spec, for editors that complete and explain keys."""
    from dltrain.cli.terminal import answer
    from dltrain.files import strict_json
    from dltrain.spec.schema import json_schema

    answer(strict_json.dumps(json_schema(), indent=2))
