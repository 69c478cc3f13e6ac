"""The two networks of a gan in the plane: what one makes, what the other says of places, and how many clouds are reached."""

from __future__ import annotations

from typing import Any, TypeAlias

from dltrain.lazy import NDArray, np
from dltrain.lessons.pictures import in_own_units, scaled

Floats: TypeAlias = "NDArray[np.float64]"

RADIUS = 2.0  # of the ring of clouds
NEAR = 0.4  # four standard deviations of a cloud


def generated_by(session: Any) -> Floats:
    """Rows that the generator makes as it is now, always of the same noise, in the data's units: (rows, 2)."""
    made = session.engine.scores(session.splits["train"][1])
    return in_own_units(session, made.cpu().numpy().astype(np.float64))


def real_rows(session: Any) -> Floats:
    """The training rows in their own units: (rows, 2)."""
    return in_own_units(session, np.asarray(session.splits["train"][0].inputs["features"], np.float64))


def taken_for_real(session: Any, coordinates: Floats) -> Floats:
    """The probability by the discriminator that a row there is real, (rows,): σ of its score."""
    import torch

    discriminator = session.engine.networks.discriminator.eval()
    with torch.no_grad():
        scores = discriminator(torch.from_numpy(scaled(session, coordinates).astype(np.float32)))
    return np.asarray(1 / (1 + np.exp(-scores.numpy()[:, 0].astype(np.float64))))


def clouds_reached(rows: Floats, clouds: int) -> tuple[int, float]:
    """How many of the clouds on the ring hold at least a tenth of their share of rows (rows, 2), and the share of rows that lie
    within NEAR of the middle of one."""
    angles = 2 * np.pi * np.arange(clouds) / clouds
    middles = RADIUS * np.column_stack([np.cos(angles), np.sin(angles)])
    distances = np.linalg.norm(rows[:, None] - middles, axis=2)
    near = distances.min(axis=1) < NEAR
    held = np.bincount(distances.argmin(axis=1)[near], minlength=clouds) / len(rows)
    return int((held >= 0.1 / clouds).sum()), float(near.mean())
