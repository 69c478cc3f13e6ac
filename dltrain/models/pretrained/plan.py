"""What a pretrained model is planned to be for its data: its blocks, which of them are frozen, and a head. Made without torch."""

from __future__ import annotations

from dataclasses import dataclass

from dltrain.models.plan import Plan
from dltrain.models.pretrained.about import About
from dltrain.models.pretrained.families import Block, Shape


@dataclass(frozen=True)
class PretrainedPlan(Plan):
    """A network whose inputs pass the blocks of a pretrained model before its layers: a Plan of the head, and what precedes it.

    arriving: (length,) of texts, (height, width) that pictures are brought to; backbone: the blocks, of which the first `frozen`
    keep their weights; channels: of the pictures of the data
    """

    about: About
    arriving: Shape
    backbone: tuple[Block, ...]
    frozen: int
    pooling: str
    channels: int

    @property
    def is_fixed(self) -> bool:
        """Whether the head alone is trained."""
        return self.frozen >= len(self.backbone)

    @property
    def multiplications(self) -> int:
        """About how many a row takes on its way through the blocks and the head."""
        return sum(block.work for block in self.backbone) + super().multiplications

    @property
    def multiplications_in_turn(self) -> int:
        """Of a step of training, for which frozen features are there."""
        return Plan.multiplications.fget(self) if self.is_fixed else self.multiplications  # type: ignore[attr-defined]

    @property
    def normalizes_batches(self) -> bool:
        """Whether batch norms are in training."""
        return self.about.family.normalizes and not self.is_fixed

    @property
    def is_divisible(self) -> bool:
        """A fixed model has the features of all rows computed at once, by all threads."""
        return not self.is_fixed and not self.normalizes_batches

    @property
    def normalizes_rows(self) -> bool:
        return self.normalizes_batches

    @property
    def gains_from_bfloat16(self) -> bool:
        """Convolutions of pictures and the products of transformers take half of the time."""
        return True

    @property
    def words(self) -> str:
        """Its layers in a line: `64 → bert of 12 blocks (frozen) → 2`."""
        how = "frozen" if self.is_fixed else f"{self.frozen} frozen" if self.frozen else ""
        which = f"{self.about.kind} of {len(self.backbone)} blocks" + f" ({how})" * bool(how)
        return " → ".join([" × ".join(map(str, self.arriving)), which, f"{self.lines[-1].shape[0]}"])

    @property
    def unfilled(self) -> PretrainedPlan:
        return self
