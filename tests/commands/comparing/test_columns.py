"""Sorting and filtering runs by their columns and by every key of their specs."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_runs import MakeRun

from dltrain.commands.compare import compare
from dltrain.commands.comparing.columns import steps
from dltrain.errors import InputError
from dltrain.metrics import direction_of

SIX = (0, 1, 2, 3, 4, 5)


def order(paths: list[Path], by: str = "") -> list[str]:
    return [entry.name for entry in compare(paths=paths, sort_by=by).runs]


class TestSorting:
    def test_best_first_and_none_last(self, make: MakeRun) -> None:
        half, unfinished, whole = make(wrong_rows=SIX), make(wrong_rows=None), make()
        for by in ("", "accuracy", "validation_accuracy"):
            assert order([half, unfinished, whole], by) == ["iris-3", "iris-1", "iris-2"]

    def test_a_metric_is_that_of_the_validation_rows(self, make: MakeRun) -> None:
        a, b = make(summary={"test": {"loss": 0.1, "accuracy": 0.1}}), make(wrong_rows=(1,))
        assert order([a, b], "accuracy") == ["iris-1", "iris-2"]
        assert order([a, b], "test_accuracy") == ["iris-2", "iris-1"]

    @pytest.mark.parametrize("by", ["validation_loss", "test_loss", "seconds", "parameters"])
    def test_smallest_first(self, make: MakeRun, by: str) -> None:
        worse = {"accuracy": 1.0, "loss": 0.5}
        more = {"seconds": 2.0, "parameters": 100, "test": worse, "validation": worse}
        assert order([make(summary=more), make()], by) == ["iris-2", "iris-1"]

    def test_by_name_counts(self, make: MakeRun) -> None:
        paths = [make(rate=rate) for rate in range(1, 11)]
        assert order([paths[9], paths[1], paths[0]], "run") == ["iris-1", "iris-2", "iris-10"]
        assert order([paths[9], paths[1], paths[0]]) == ["iris-1", "iris-2", "iris-10"]  # all equally good

    def test_by_a_key_of_the_spec(self, make: MakeRun) -> None:
        paths = [make(rate=rate, wrong_rows=None) for rate in ("1e-1", "0.01", "2")]
        assert order(paths, "training.learning_rate") == ["iris-2", "iris-1", "iris-3"]
        named = [make(optimizer=f"{{type: {name}, beta1: 0.9}}") for name in ("sgd", "adam")]
        assert order(named, "training.optimizer") == ["iris-5", "iris-4"]
        assert order(named, "model.layers.0.units") == ["iris-4", "iris-5"]

    def test_an_unknown_column(self, make: MakeRun) -> None:
        paths = [make(), make()]
        with pytest.raises(InputError, match=r"^there is no column 'acuracy'; did you mean 'accuracy'\?$"):
            compare(paths=paths, sort_by="acuracy")
        with pytest.raises(InputError, match=r"^there is no column 'acc'; did you mean 'accuracy'\?$"):
            compare(paths=paths, sort_by="acc")
        with pytest.raises(
            InputError, match=r"^there is no column 'training.learning'; did you mean 'training.learning_rate'\?$"
        ):
            compare(paths=paths, sort_by="training.learning")
        with pytest.raises(InputError, match=r"; expected a key of the spec or one of run, status, epochs, .*, accuracy, loss$"):
            compare(paths=paths, sort_by="xyz")


class TestFilters:
    @pytest.mark.parametrize(
        ("text", "kept"),
        [
            ("training.learning_rate=0.1", "1 2"),
            ("training.learning_rate = 1e-1", "1 2"),
            ("training.learning_rate<0.3", "1 2 3"),
            ("training.learning_rate<=0.3", "1 2 3 4"),
            ("training.optimizer=adam", "1 2 4"),
            ("training.optimizer!=adam", "3 5"),
            ("accuracy>0.9", "1 2 3"),
            ("test_accuracy>=0.5", "1 2 3 4"),
            ("status=running or killed", "5"),
            ("status!=completed", "5"),
        ],
    )
    def test_those_that_meet_it(self, make: MakeRun, text: str, kept: str) -> None:
        sgd = "{type: sgd, momentum: 0.9}"
        paths = [make(rate=0.1), make(rate=0.1), make(rate=0.2, optimizer=sgd), make(rate=0.3, wrong_rows=SIX)]
        paths.append(make(rate=0.4, wrong_rows=None, optimizer=sgd))
        numbers = kept.split()
        if len(numbers) < 2:
            with pytest.raises(InputError, match=rf"^iris-{kept} alone meets '{text}'; compare takes two or more runs$"):
                compare(paths=paths, filters=[text])
        else:
            assert sorted(entry.name for entry in compare(paths=paths, filters=[text]).runs) == [f"iris-{n}" for n in numbers]

    def test_all_of_several(self, make: MakeRun) -> None:
        paths = [make(rate=rate, units=units) for rate in (0.1, 0.2) for units in (8, 16, 32)]
        result = compare(paths=paths, filters=["training.learning_rate=0.2", "model.layers.0.units<20"])
        assert [entry.name for entry in result.runs] == ["iris-4", "iris-5"]

    def test_what_is_no_filter(self, make: MakeRun) -> None:
        paths = [make(), make()]
        with pytest.raises(InputError, match=r"^'accuracy' is no filter; write KEY=VALUE, KEY!=VALUE, KEY<VALUE or KEY>VALUE$"):
            compare(paths=paths, filters=["accuracy"])
        with pytest.raises(InputError, match=r"^'accuracy<high': 'high' is not a number; < compares numbers$"):
            compare(paths=paths, filters=["accuracy<high"])
        with pytest.raises(InputError, match=r"did you mean 'training.learning_rate'\?$"):
            compare(paths=paths, filters=["training.lerning_rate=1"])
        with pytest.raises(InputError, match=r"^no run meets 'accuracy>2'; compare takes two or more runs$"):
            compare(paths=paths, filters=["accuracy>2"])


def test_directions() -> None:
    names = ("loss", "f1_micro", "roc_auc", "top_k_accuracy_3", "log_loss", "r2", "mean_squared_error")
    assert [direction_of(name) for name in names] == ["min", "max", "max", "max", "min", "max", "min"]


def test_keys_with_dots_are_quoted() -> None:
    assert steps('data.columns."키.값".missing') == ("data", "columns", "키.값", "missing")
