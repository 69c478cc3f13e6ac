"""The small data sets that scikit-learn carries, read from its files without importing it. Equal to `sklearn.datasets.load_*`."""

from __future__ import annotations

import gzip
import importlib.util
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from dltrain.data.sources.base import SOURCES, Source, table_of
from dltrain.data.table import Column, Numbers, Request, Table, Words
from dltrain.errors import DataError
from dltrain.lazy import NDArray, np

FLOWER = ("sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)")
WINE = (
    "alcohol",
    "malic_acid",
    "ash",
    "alcalinity_of_ash",
    "magnesium",
    "total_phenols",
    "flavanoids",
    "nonflavanoid_phenols",
    "proanthocyanins",
    "color_intensity",
    "hue",
    "od280/od315_of_diluted_wines",
    "proline",
)
CELL = (
    "radius",
    "texture",
    "perimeter",
    "area",
    "smoothness",
    "compactness",
    "concavity",
    "concave points",
    "symmetry",
    "fractal dimension",
)
PATIENT = ("age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6")


def bundled(name: str, delimiter: str = ",", skip: int = 0) -> NDArray[np.float64]:
    """A file of numbers (rows, columns) among those of scikit-learn. Raises DataError where it is not installed."""
    module = importlib.util.find_spec("sklearn")
    if module is None or not module.submodule_search_locations:
        raise DataError("the built-in data sets are scikit-learn's, which is not installed; type: pip install scikit-learn")
    path = Path(module.submodule_search_locations[0], "datasets", "data", name)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise DataError(
            f"scikit-learn {path.parents[2].name} does not carry '{name}'; type: pip install -U scikit-learn"
        ) from error
    text = gzip.decompress(raw) if name.endswith(".gz") else raw
    return np.loadtxt(io.BytesIO(text), delimiter=delimiter, skiprows=skip, ndmin=2)


class BuiltIn(Source):
    """A data set without options; its target is the column `target`, in which a class may also be written as its number."""

    target: ClassVar[str | None] = "target"
    labels: ClassVar[tuple[str, ...]] = ()

    def data(self) -> tuple[Mapping[str, NDArray[np.float64]], NDArray[np.float64]]:
        """Feature -> (rows,), and the target (rows,): numbers, or class numbers into `labels`."""
        raise NotImplementedError

    def read(self, folder: Path, request: Request) -> Table:
        features, target = self.data()
        columns: dict[str, Column] = {name: Numbers.of(values) for name, values in features.items()}
        columns["target"] = Words.of(target.astype(np.int32), self.labels) if self.labels else Numbers.of(target)
        codes = {"target": {str(number): label for number, label in enumerate(self.labels)}} if self.labels else {}
        return table_of(SOURCES.name_of(self), columns, len(target), request, codes)


@SOURCES.entry("iris")
@dataclass(frozen=True)
class Iris(BuiltIn):
    """150 iris flowers of 3 species, 4 lengths in cm (Fisher 1936)."""

    labels: ClassVar[tuple[str, ...]] = ("setosa", "versicolor", "virginica")

    def data(self) -> tuple[Mapping[str, NDArray[np.float64]], NDArray[np.float64]]:
        return _named(FLOWER, bundled("iris.csv", skip=1))


@SOURCES.entry("wine")
@dataclass(frozen=True)
class Wine(BuiltIn):
    """178 Italian wines of 3 growers, 13 chemical measurements (Forina et al., UCI 1991)."""

    labels: ClassVar[tuple[str, ...]] = ("class_0", "class_1", "class_2")

    def data(self) -> tuple[Mapping[str, NDArray[np.float64]], NDArray[np.float64]]:
        return _named(WINE, bundled("wine_data.csv", skip=1))


@SOURCES.entry("breast_cancer")
@dataclass(frozen=True)
class BreastCancer(BuiltIn):
    """569 breast tumours, malignant or benign, 30 measurements of their cells (Wolberg et al., UCI 1995)."""

    labels: ClassVar[tuple[str, ...]] = ("malignant", "benign")

    def data(self) -> tuple[Mapping[str, NDArray[np.float64]], NDArray[np.float64]]:
        names = [f"mean {of}" for of in CELL] + [f"{of} error" for of in CELL] + [f"worst {of}" for of in CELL]
        return _named(names, bundled("breast_cancer.csv", skip=1))


@SOURCES.entry("digits")
@dataclass(frozen=True)
class Digits(BuiltIn):
    """1,797 handwritten digits as 8×8 pixels of 0 to 16 (Alpaydin and Kaynak, UCI 1998)."""

    def data(self) -> tuple[Mapping[str, NDArray[np.float64]], NDArray[np.float64]]:
        names = [f"pixel_{row}_{column}" for row in range(8) for column in range(8)]
        return _named(names, bundled("digits.csv.gz"))


@SOURCES.entry("diabetes")
@dataclass(frozen=True)
class Diabetes(BuiltIn):
    """442 diabetes patients: 10 features of mean 0 and norm 1, and the disease's progress in a year (Efron et al. 2004)."""

    def data(self) -> tuple[Mapping[str, NDArray[np.float64]], NDArray[np.float64]]:
        features = bundled("diabetes_data_raw.csv.gz", delimiter=" ")
        features = (features - features.mean(axis=0)) / (features.std(axis=0) * len(features) ** 0.5)
        return _named(PATIENT, np.column_stack((features, bundled("diabetes_target.csv.gz"))))


def _named(
    names: tuple[str, ...] | list[str], rows: NDArray[np.float64]
) -> tuple[Mapping[str, NDArray[np.float64]], NDArray[np.float64]]:
    return dict(zip(names, rows[:, :-1].T, strict=True)), rows[:, -1]
