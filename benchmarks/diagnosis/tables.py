"""The data sets, each a table by columns, or arrays: scikit-learn's, made ones, and real ones where their folder is given.

Which half of the benchmark a data set belongs to was fixed before anything was measured: thresholds are fitted on the first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Columns = dict[str, Any]
FIRST, SECOND = "first", "second"


@dataclass(frozen=True)
class Table:
    """A data set: the half it belongs to, its target, and how it is made, or read from the folder of real data."""

    half: str
    target: str
    make: Callable[[Path], Columns]
    is_real: bool = False


def scikit(name: str) -> Callable[[Path], Columns]:
    """One that scikit-learn carries, its columns x0, x1, ... and the target."""

    def make(_: Path) -> Columns:
        from sklearn import datasets

        rows, target = getattr(datasets, f"load_{name}")(return_X_y=True)
        return columns_of(rows, target)

    return make


def columns_of(rows: NDArray[Any], target: NDArray[Any]) -> Columns:
    """(rows, columns) and a target as a table."""
    return {**{f"x{number}": column for number, column in enumerate(np.asarray(rows).T)}, "target": target}


def moons(_: Path) -> Columns:
    """Two half circles that interlock, with noise."""
    from sklearn.datasets import make_moons

    return columns_of(*make_moons(600, noise=0.2, random_state=0))


def circles(_: Path) -> Columns:
    """A circle around another, with noise."""
    from sklearn.datasets import make_circles

    return columns_of(*make_circles(600, noise=0.1, factor=0.5, random_state=0))


def rings(_: Path) -> Columns:
    """Three rings around one centre."""
    random = np.random.default_rng(1)
    label = random.permutation(np.arange(750) % 3)
    angle = random.uniform(0, 2 * np.pi, 750)
    points = np.stack([np.cos(angle), np.sin(angle)], axis=1) * (label + 1.0)[:, None]
    return columns_of(points + 0.2 * random.standard_normal(points.shape), label)


def spirals(_: Path) -> Columns:
    """Two spirals of one turn."""
    random = np.random.default_rng(2)
    label = random.permutation(np.arange(800) % 2)
    along = np.sqrt(random.uniform(0.05, 1, 800))
    angle = 2 * np.pi * (along + label / 2)
    points = np.stack([np.cos(angle), np.sin(angle)], axis=1) * along[:, None]
    return columns_of(points + 0.03 * random.standard_normal(points.shape), label)


def bumps(_: Path) -> Columns:
    """A smooth function of four of six columns of different units, with noise."""
    random = np.random.default_rng(3)
    rows = random.uniform(-1, 1, (600, 6))
    target = np.sin(3 * rows[:, 0]) + rows[:, 1] ** 2 + rows[:, 2] * rows[:, 3] + 0.1 * random.standard_normal(600)
    return columns_of(rows * np.array([1, 20, 300, 0.5, 40, 1000]), 50 + 20 * target)


def friedman(_: Path) -> Columns:
    """Friedman's first function (1991), its columns in units of their own."""
    from sklearn.datasets import make_friedman1

    rows, target = make_friedman1(600, n_features=8, noise=0.5, random_state=0)
    return columns_of(rows * np.array([1, 100, 5000, 10, 1, 200, 3, 0.1]), target)


def imbalanced(seed: int, share: float, apart: float, features: int) -> Callable[[Path], Columns]:
    """A table of which a share of the rows is faulty, `apart` standard deviations from the others in three columns."""

    def make(_: Path) -> Columns:
        random = np.random.default_rng(seed)
        is_faulty = random.permutation(np.arange(1600) < 1600 * share)
        rows = random.standard_normal((1600, features))
        rows[:, :3] += apart * is_faulty[:, None]
        return columns_of(rows, np.where(is_faulty, "faulty", "sound"))

    return make


def dated(seed: int, hours: int) -> Callable[[Path], Columns]:
    """A series, a row a day or so many hours; the target is the next value."""

    def make(_: Path) -> Columns:
        random = np.random.default_rng(seed)
        steps = np.arange(701)
        drift = np.cumsum(random.standard_normal(701)) * 0.3
        value = 10 + 6 * np.sin(2 * np.pi * steps / 180 + seed) + drift + 0.7 * random.standard_normal(701)
        times = np.datetime64("2021-03-01T00:00") + steps * np.timedelta64(hours, "h")
        day = hours == 24
        names = [str(time)[:10] if day else str(time).replace("T", " ") for time in times]
        other = 0.5 * value + random.standard_normal(701)
        return {"date": names[:700], "value": value[:700], "other": other[:700], "target": value[1:]}

    return make


def waves(seed: int, classes: int, steps: int, features: int, noise: float) -> Callable[[Path], Columns]:
    """Sequences (rows, steps, features), whose class is how fast they swing; each begins where it likes."""

    def make(_: Path) -> Columns:
        random = np.random.default_rng(seed)
        label = random.permutation(np.arange(480) % classes)
        speed = (0.25 + 0.25 * label)[:, None, None] * random.uniform(0.9, 1.1, (480, 1, 1))
        begin = random.uniform(0, 2 * np.pi, (480, 1, features))
        x = np.sin(speed * np.arange(steps)[None, :, None] + begin) + noise * random.standard_normal((480, steps, features))
        return {"x": x.astype(np.float32), "target": label}

    return make


def glyphs(_: Path) -> Columns:
    """Pictures (rows, 1, 10, 10) of a bar that lies, stands, falls or rises, anywhere, in noise."""
    random = np.random.default_rng(4)
    label = random.permutation(np.arange(700) % 4)
    x = 0.25 * random.standard_normal((700, 1, 10, 10))
    for row, kind in enumerate(label):
        top, left = random.integers(0, 5, 2)
        for step in range(6):
            down, right = {0: (2, step), 1: (step, 2), 2: (step, step), 3: (5 - step, step)}[int(kind)]
            x[row, 0, min(9, top + down), min(9, left + right)] += 1.0
    return {"x": x.astype(np.float32), "target": label}


def csv(path: str, target: str, rows: int, leave_out: tuple[str, ...] = (), null: str = "") -> Callable[[Path], Columns]:
    """Some rows of a file of the folder of real data, drawn once; the target's column is called so again."""

    def make(folder: Path) -> Columns:
        import polars

        frame = polars.read_csv(folder / path, null_values=[null], infer_schema_length=None)
        frame = frame.drop(leave_out).filter(polars.col(target).is_not_null())
        frame = frame.sample(min(rows, frame.height), seed=0, shuffle=True).rename({target: "target"})
        return {name: frame[name].to_list() for name in frame.columns}

    return make


def higgs(folder: Path) -> Columns:
    """Collisions, of which some made a Higgs boson: a hard task, whose ceiling is near 0.7 for so few rows."""
    raw = np.loadtxt(folder / "higgs-lightgbm-sample" / "binary.train", max_rows=1500)
    return columns_of(raw[:, 1:], raw[:, 0].astype(np.int64))


def fashion(folder: Path) -> Columns:
    """Pictures of clothes, every second pixel: (rows, 1, 14, 14), 0 to 1."""
    import gzip

    images, labels = (
        np.frombuffer(gzip.decompress((folder / "fashion-mnist" / f"train-{name}-ubyte.gz").read_bytes()), np.uint8)
        for name in ("images-idx3", "labels-idx1")
    )
    x = images[16:].reshape(-1, 1, 28, 28)[:1500, :, ::2, ::2] / np.float32(255)
    return {"x": x.astype(np.float32), "target": labels[8:1508].astype(np.int64)}


TABLES: Mapping[str, Table] = {
    "digits": Table(FIRST, "target", scikit("digits")),
    "iris": Table(FIRST, "target", scikit("iris")),
    "wine": Table(FIRST, "target", scikit("wine")),
    "diabetes": Table(FIRST, "target", scikit("diabetes")),
    "moons": Table(FIRST, "target", moons),
    "circles": Table(FIRST, "target", circles),
    "bumps": Table(FIRST, "target", bumps),
    "signals": Table(FIRST, "target", waves(5, 3, 16, 2, 0.3)),
    "parts": Table(FIRST, "target", imbalanced(6, 0.04, 1.2, 8)),
    "bolts": Table(FIRST, "target", imbalanced(7, 0.06, 3.0, 6)),
    "weather": Table(FIRST, "target", dated(8, 24)),
    "penguins": Table(FIRST, "target", csv("palmerpenguins/penguins.csv", "species", 344, ("year",), "NA"), True),
    "california": Table(FIRST, "target", csv("california-housing/housing.csv", "median_house_value", 1500), True),
    "cancer": Table(SECOND, "target", scikit("breast_cancer")),
    "rings": Table(SECOND, "target", rings),
    "spirals": Table(SECOND, "target", spirals),
    "friedman": Table(SECOND, "target", friedman),
    "glyphs": Table(SECOND, "target", glyphs),
    "tones": Table(SECOND, "target", waves(9, 4, 20, 1, 0.2)),
    "machines": Table(SECOND, "target", imbalanced(10, 0.03, 1.3, 10)),
    "valves": Table(SECOND, "target", imbalanced(11, 0.07, 3.2, 5)),
    "river": Table(SECOND, "target", dated(12, 1)),
    "titanic": Table(
        SECOND, "target", csv("titanic/train.csv", "Survived", 891, ("PassengerId", "Name", "Ticket", "Cabin")), True
    ),
    "telco": Table(SECOND, "target", csv("telco-churn/Telco-Customer-Churn.csv", "Churn", 1500, ("customerID",), " "), True),
    "higgs": Table(SECOND, "target", higgs, True),
    "fashion": Table(SECOND, "target", fashion, True),
}
