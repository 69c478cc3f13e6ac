"""Pictures seen through a window that is moved, scaled, sheared or turned (bilinear; the border's pixels lie around them)."""

from __future__ import annotations

from dltrain.lazy import Tensor, torch

Line = tuple[Tensor, Tensor, Tensor]  # of the map from a place in the window to one in the picture, (rows,) each


def seen_through(pictures: Tensor, along: Line, down: Line) -> Tensor:
    """What is seen at each place (x, y) of the window, from -1 to 1 each way: the picture at x' = a x + b y + c for `along` and
    y' = d x + e y + f for `down`."""
    from torch.nn import functional

    window = torch.stack([torch.stack(along, dim=-1), torch.stack(down, dim=-1)], dim=1)
    grid = functional.affine_grid(window, list(pictures.shape), align_corners=False)
    return functional.grid_sample(pictures, grid, mode="bilinear", padding_mode="border", align_corners=False)


def turned(pictures: Tensor, cos: Tensor, sin: Tensor, right: Tensor, down: Tensor, aspect: float = 1.0) -> Tensor:
    """What is seen through a window of the pictures' size that is scaled and turned by (cos, sin), each (rows,), and stands
    `right` and `down` of the centre in halves of the sides. aspect: height over width."""
    return seen_through(pictures, (cos, -sin * aspect, right), (sin / aspect, cos, down))
