"""Randomness as a function of (seed, purpose, epoch, step), never of history: a run that was killed replays to the same bits."""

from __future__ import annotations

import hashlib

import torch


def seed_of(seed: int, purpose: str, epoch: int = 0, step: int = 0) -> int:
    """63 bits that depend on all four arguments alike."""
    digest = hashlib.blake2b(f"{seed}/{purpose}/{epoch}/{step}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little") >> 1


def generator(seed: int, purpose: str, epoch: int = 0, step: int = 0, device: str = "cpu") -> torch.Generator:
    return torch.Generator(device).manual_seed(seed_of(seed, purpose, epoch, step))


def row_order(seed: int, epoch: int, rows: int) -> torch.Tensor:
    """The order of the training rows in an epoch: int64 (rows,). Drawn on the CPU, so that it is the same on every device."""
    return torch.randperm(rows, generator=generator(seed, "row order", epoch))
