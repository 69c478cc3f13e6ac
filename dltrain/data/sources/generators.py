"""Points in the plane, drawn at will: columns `x1` and `x2`, and `target`, the number of the class. The rows are shuffled."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, TypeAlias

from dltrain.data.sources.base import SOURCES, Source, table_of
from dltrain.data.table import Numbers, Request, Table
from dltrain.lazy import NDArray, np
from dltrain.types import option, options

Points: TypeAlias = "NDArray[np.float64]"


@options
class Plane(Source):
    """Points of equally many rows a class, to one row; `noise` is the standard deviation added to each coordinate."""

    rows: int = option(500, help="how many points", at_least=4, most=100_000_000)
    noise: float = option(0.1, help="standard deviation of the noise on each coordinate", at_least=0)
    seed: int = option(0, help="the seed of the points", at_least=0, below=2**63)

    target: ClassVar[str | None] = "target"

    def classes(self) -> int:
        """How many classes there are."""
        return 2

    def points(self, label: NDArray[np.int64], along: Points) -> Points:
        """(rows, 2) points without noise: of class `label`, each (rows,) at `along`, uniform in 0..1."""
        raise NotImplementedError

    def read(self, folder: Path, request: Request) -> Table:
        random = np.random.default_rng(self.seed)
        label = random.permutation(np.arange(self.rows) % self.classes())
        points = self.points(label, random.random(self.rows))
        points = points + self.noise * random.standard_normal(points.shape)
        return _table(self, points, label, request)


@SOURCES.entry("moons")
@options
class Moons(Plane):
    """Two half circles of radius 1 that interlock, as scikit-learn's make_moons has them."""

    def points(self, label: NDArray[np.int64], along: Points) -> Points:
        upper = _polar(1.0, np.pi * along)
        return np.where(label[:, None] == 0, upper, np.array([1.0, 0.5]) - upper)


@SOURCES.entry("circles")
@options
class Circles(Plane):
    """A circle of radius 1 (class 0) around one of radius `factor` (class 1)."""

    factor: float = option(0.5, help="the radius of the inner circle", above=0, below=1)

    def points(self, label: NDArray[np.int64], along: Points) -> Points:
        return _polar(np.where(label == 0, 1.0, self.factor), 2 * np.pi * along)


@SOURCES.entry("rings")
@options
class Rings(Plane):
    """Circles of radius 1, 2, ... around one centre, one a class."""

    rings: int = option(3, help="how many rings", at_least=2, most=10_000)

    def classes(self) -> int:
        return self.rings

    def points(self, label: NDArray[np.int64], along: Points) -> Points:
        return _polar(label + 1.0, 2 * np.pi * along)


@SOURCES.entry("spirals")
@options
class Spirals(Plane):
    """Archimedean spirals out to radius 1, evenly turned against each other, one a class; the radius is uniform."""

    noise: float = option(0.02, help="standard deviation of the noise on each coordinate", at_least=0)
    arms: int = option(2, help="how many spirals", at_least=2, most=10_000)
    turns: float = option(1.5, help="how often each winds around the centre", above=0)

    def classes(self) -> int:
        return self.arms

    def points(self, label: NDArray[np.int64], along: Points) -> Points:
        return _polar(along, 2 * np.pi * (self.turns * along + label / self.arms))


@SOURCES.entry("blobs")
@options
class Blobs(Source):
    """Normal clouds around centres drawn uniformly from -10 to 10, one a class."""

    rows: int = option(500, help="how many points", at_least=4, most=100_000_000)
    centers: int = option(3, help="how many clouds", at_least=2, most=10_000)
    spread: float = option(1.0, help="standard deviation of each cloud", at_least=0)
    seed: int = option(0, help="the seed of the points", at_least=0, below=2**63)

    target: ClassVar[str | None] = "target"

    def read(self, folder: Path, request: Request) -> Table:
        random = np.random.default_rng(self.seed)
        centers = random.uniform(-10, 10, (self.centers, 2))
        label = random.permutation(np.arange(self.rows) % self.centers)
        points = centers[label] + self.spread * random.standard_normal((self.rows, 2))
        return _table(self, points, label, request)


@SOURCES.entry("ring_of_blobs")
@options
class RingOfBlobs(Source):
    """Normal clouds around centres evenly spaced on a circle, the first at (radius, 0), one a class: the usual trial of a
    generative model's coverage (Metz et al. 2017, arXiv:1611.02163, with 8 clouds)."""

    rows: int = option(500, help="how many points", at_least=4, most=100_000_000)
    centers: int = option(8, help="how many clouds", at_least=2, most=10_000)
    radius: float = option(2.0, help="the radius of the circle", above=0)
    spread: float = option(0.1, help="standard deviation of each cloud", at_least=0)
    seed: int = option(0, help="the seed of the points", at_least=0, below=2**63)

    target: ClassVar[str | None] = "target"

    def read(self, folder: Path, request: Request) -> Table:
        random = np.random.default_rng(self.seed)
        label = random.permutation(np.arange(self.rows) % self.centers)
        points = _polar(self.radius, 2 * np.pi * label / self.centers)
        return _table(self, points + self.spread * random.standard_normal((self.rows, 2)), label, request)


def _table(source: Source, points: Points, label: NDArray[np.int64], request: Request) -> Table:
    columns = {"x1": Numbers.of(points[:, 0]), "x2": Numbers.of(points[:, 1]), "target": Numbers.of(label)}
    return table_of(SOURCES.name_of(source), columns, len(label), request, {})


def _polar(radius: NDArray[np.floating] | float, angle: Points) -> Points:
    return np.column_stack((radius * np.cos(angle), radius * np.sin(angle)))
