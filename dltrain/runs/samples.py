"""The lines of health.jsonl: what was sampled of the layers of a network in training."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dltrain.files import reading, strict_json
from dltrain.files.atomic import write_atomically
from dltrain.files.lines import LineWriter
from dltrain.files.reading import JsonObject


class Samples(LineWriter):
    """The file of what was sampled, a mapping a step."""

    def add(self, sample: Mapping[str, Any]) -> None:
        """Adds a sample; it reaches the disk as an epoch's line does. Raises WriteError."""
        self.append(strict_json.dumps(sample) + "\n")

    def cut(self, is_kept: Callable[[JsonObject], bool]) -> list[JsonObject]:
        """Cuts what was sampled back to what is to be kept, and gives that. Raises WriteError."""
        kept = [sample for sample in self.read() if is_kept(sample)]
        self.pending.clear()
        if self.path.exists():
            self.check()
            write_atomically(self.path, (strict_json.dumps(sample).encode("utf-8") + b"\n" for sample in kept))
        return kept

    def read(self) -> list[JsonObject]:
        """What was sampled and is on the disk."""
        return samples_in(reading.read_bytes(self.path)) if self.path.exists() else []


def samples_in(content: bytes) -> list[JsonObject]:
    """A mapping a sampled step, up to the first line that is none, such as one that a kill has torn."""
    samples = []
    for line in content.split(b"\n"):
        try:
            sample = reading.parsed_object(line)
        except ValueError:
            break
        if type(sample.get("step")) is not int or not isinstance(sample.get("layers"), dict):
            break
        samples.append(sample)
    return samples
