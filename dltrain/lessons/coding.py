"""Codes of an autoencoder and what it makes of them, and the same by principal components."""

from __future__ import annotations

from typing import Any, TypeAlias

from dltrain.data.part import Part
from dltrain.lazy import NDArray, np

Floats: TypeAlias = "NDArray[np.float64]"


def codes_of(session: Any, split: str) -> Floats:
    """What the encoder makes of the rows of a part: (rows, width)."""
    from dltrain.kinds.autoencoder import codes

    engine = session.engine
    return codes(engine.network.eval(), session.splits[split][1], engine.arithmetic()).astype(np.float64)


def decoded(session: Any, codes: Floats) -> Floats:
    """What the decoder makes of codes (rows, width): the scaled inputs, (rows, numbers)."""
    import torch

    network = session.engine.network.eval()
    x = torch.from_numpy(codes.astype(np.float32))
    with torch.no_grad():
        for layer in network.layers[network.encoder :]:
            x = layer(x)
        return np.asarray(session.evaluator.predictions(network.output(x)), np.float64)


def by_components(session: Any, split: str, width: int) -> tuple[Floats, Floats]:
    """The rows of a part as so many principal components of the training rows, (rows, width), and made of them again."""
    from dltrain.data.transforms.reduction import principal

    projection = principal(session.splits["train"][0].target, width, centred=True)
    components = projection.apply(session.splits[split][0].target)
    return components.astype(np.float64), np.asarray(projection.undo(components))


def digits_of(part: Part) -> NDArray[np.int64]:
    """Which digit each row of a part of the digits shows, (rows,): the autoencoder itself never sees it."""
    from dltrain.data.sources import SOURCES

    source: Any = SOURCES["digits"]()
    return np.asarray(source.data()[1], np.int64)[part.rows]


def alike_neighbours(coordinates: Floats, digits: NDArray[np.int64]) -> float:
    """The share of rows whose nearest other one, by their places (rows, width), shows the same digit."""
    distances = np.square(coordinates[:, None] - coordinates[None]).sum(axis=2)
    np.fill_diagonal(distances, np.inf)
    return float((digits[distances.argmin(axis=1)] == digits).mean())
