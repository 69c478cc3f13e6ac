"""What summary.json holds comes back as it went, in an order of keys that scripts and eyes rely on."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dltrain.errors import DamagedError
from dltrain.runs.summary import NO_MEMBER, NO_SUMMARY, Ending, Summary, parsed

PATH = Path("summary.json")
METRICS = {"train": {"loss": 0.25}, "test": {"loss": None}}
SINGLE = replace(NO_SUMMARY, name="iris", status="completed", best_epoch=3, metrics=METRICS, rows={"train": 9}, fingerprint="f0")
ENSEMBLE = replace(SINGLE, best_epoch=None, members=[replace(NO_MEMBER, member=1, weight=0.5, metrics=METRICS)])
SWEEP = replace(ENSEMBLE, members=[replace(NO_MEMBER, seed=4, metrics=METRICS)], seeds=1, deviations=METRICS)
FOLDS = replace(SINGLE, best_epoch=None, folds=2, deviations=METRICS)
MADE = "parameters steps seconds device threads versions seed"


@pytest.mark.parametrize("summary", [SINGLE, ENSEMBLE, SWEEP, FOLDS])
def test_it_comes_back(summary: Summary) -> None:
    assert parsed(json.loads(json.dumps(summary.plain())), PATH) == summary


@pytest.mark.parametrize(
    ("summary", "keys"),
    [
        (SINGLE, f"name status task epochs best_epoch monitor train test baselines {MADE} data findings"),
        (
            replace(SINGLE, changes={"seed": 1}),
            f"name status task epochs best_epoch monitor train test baselines {MADE} data findings changes",
        ),
        (ENSEMBLE, f"name status task epochs best_epoch monitor train test baselines {MADE} data findings members"),
        (SWEEP, f"name status task seeds epochs monitor train test deviations members baselines {MADE} data findings"),
        (
            FOLDS,
            "name task monitor parameters device threads versions seed status folds epochs steps seconds train test deviations "
            "baselines data findings",
        ),
        (Ending("iris", "interrupted"), "name status"),
    ],
)
def test_its_keys_and_their_order(summary: Ending, keys: str) -> None:
    assert list(summary.plain()) == keys.split()


def test_the_keys_of_members() -> None:
    one, other = ENSEMBLE.plain()["members"][0], SWEEP.plain()["members"][0]
    assert list(one) == ["member", "seed", "status", "epochs", "best_epoch", "weight", "train", "test"]
    assert list(other) == ["seed", "status", "epochs", "best_epoch", "train", "test"]


def test_keys_of_other_versions_do_no_harm() -> None:
    assert parsed({"status": "completed", "ended": "2026-01-01"}, PATH) == replace(NO_SUMMARY, status="completed")


@pytest.mark.parametrize(
    ("record", "what"),
    [
        ({"epochs": "many"}, "a number as 'epochs'"),
        ({"test": {"f1": []}}, "a number as 'test.f1'"),
        ({"data": 1}, "a mapping as 'data'"),
        ({"baselines": {"tree": {"test": 1}}}, "a mapping as 'baselines.tree.test'"),
        ({"members": [1]}, "a list of mappings as 'members'"),
    ],
)
def test_what_is_not_of_its_kind_is_damage(record: dict[str, Any], what: str) -> None:
    with pytest.raises(DamagedError, match=f"^'summary.json' is damaged: expected {what}$"):
        parsed(record, PATH)
