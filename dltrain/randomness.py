"""Randomness as a function of (seed, purpose, epoch, step), never of history: a run that was killed replays to the same bits.

What every engine draws alike (initial weights, the order of rows, the masks of dropout on the CPU) comes from numpy; the rest
from torch's generators on the network's device.
"""

from __future__ import annotations

import functools
import hashlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.lazy import torch

GOLDEN = 0x9E3779B97F4A7C15
WORD = 2**64


def seed_of(seed: int, purpose: str, epoch: int = 0, step: int = 0) -> int:
    """63 bits that depend on all four arguments alike."""
    digest = hashlib.blake2b(f"{seed}/{purpose}/{epoch}/{step}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little") >> 1


def numpy_generator(seed: int, purpose: str, epoch: int = 0, step: int = 0) -> np.random.Generator:
    """NumPy's generator of a seed for a purpose, an epoch and a step."""
    return np.random.Generator(np.random.PCG64(seed_of(seed, purpose, epoch, step)))


def torch_generator(seed: int, purpose: str, epoch: int = 0, step: int = 0, device: str = "cpu") -> torch.Generator:
    """PyTorch's generator of a seed for a purpose, an epoch and a step, on a device."""
    return torch.Generator(device).manual_seed(seed_of(seed, purpose, epoch, step))


def row_order(seed: int, epoch: int, rows: int) -> NDArray[np.int64]:
    """The order of the training rows in an epoch: int64 (rows,)."""
    return numpy_generator(seed, "row order", epoch).permutation(rows)


def step_key(key: int, step: int) -> int:
    """The key of a step out of that of its epoch."""
    return _scrambled((key + (step + 1) * GOLDEN) % WORD)


def keep_masks(keys: NDArray[np.uint64], keep: Any, out: NDArray[Any], first: int = 0) -> NDArray[Any]:
    """Which numbers dropout keeps: fills `out`, (keys, numbers), with 1 / keep with probability `keep`, to 16 bits, else 0.

    `keep` is one number, or one for each key, (keys, 1); 1 keeps all. A row is a function of its key alone; `out` may be a
    stretch of it, from its number `first` on.

    SplitMix64: Steele, Lea & Flood, Fast splittable pseudorandom number generators (2014).
    """
    kept_of = np.asarray(keep)
    word, skipped = divmod(first, 4)
    numbers = skipped + out.shape[1]
    words = word + -(-numbers // 4)
    z = _counters(words)[word:] + keys[:, None]
    spare = z >> np.uint64(30)
    z ^= spare
    z *= np.uint64(0xBF58476D1CE4E5B9)
    np.right_shift(z, np.uint64(27), out=spare)
    z ^= spare
    z *= np.uint64(0x94D049BB133111EB)
    np.right_shift(z, np.uint64(31), out=spare)
    z ^= spare
    kept = z.view(np.uint16)[:, skipped:numbers] < np.minimum(np.round(kept_of * 65536), 65535).astype(np.uint16)
    if (kept_of == 1).any():
        kept |= kept_of == 1
    np.multiply(kept, (1 / kept_of).astype(out.dtype), out=out)
    return out


def keep_masks_there(keys: torch.Tensor, keep: float, out: torch.Tensor, counters: torch.Tensor, first: int = 0) -> None:
    """`keep_masks` by torch, to the same bits, on the device of the keys, int64 (keys,), and of `out`, float32 (keys, numbers);
    one `keep` for all. `counters` are `counters_there`."""
    skipped = first % 4
    z = counters + keys[:, None]
    z ^= (z >> 30) & (2**34 - 1)  # int64 has no shift that brings zeros in from the left
    z *= _signed(0xBF58476D1CE4E5B9)
    z ^= (z >> 27) & (2**37 - 1)
    z *= _signed(0x94D049BB133111EB)
    z ^= (z >> 31) & (2**33 - 1)
    words = z.view(torch.int16)[:, skipped : skipped + out.shape[1]]
    kept = (words.int() & 0xFFFF) < min(round(keep * 65536), 65535 + (keep == 1))
    torch.mul(kept, 1 / keep, out=out)


def counters_there(numbers: int, device: torch.device, first: int = 0) -> torch.Tensor:
    """What a row of so many numbers of masks is made of besides its key, from its number `first` on: int64, for every four."""
    word, skipped = divmod(first, 4)
    words = -(-(skipped + numbers) // 4)
    return torch.arange(word + 1, word + words + 1, device=device) * _signed(GOLDEN)


def _signed(word: int) -> int:
    """The 64 bits of a word as int64."""
    return word - WORD if word >= WORD // 2 else word


@functools.lru_cache(maxsize=64)
def _counters(words: int) -> NDArray[np.uint64]:
    return np.arange(1, words + 1, dtype=np.uint64) * np.uint64(GOLDEN)


def _scrambled(z: int) -> int:
    """SplitMix64's finalizer."""
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 % WORD
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB % WORD
    return z ^ (z >> 31)
