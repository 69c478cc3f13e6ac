import pytest

from dltrain.spec.overrides import OverrideFault, apply
from dltrain.spec.yaml12 import parse


@pytest.mark.parametrize(
    ("override", "expected"),
    [
        ("training.epochs=3", {"model": {"layers": [8, 4]}, "training": {"epochs": 3, "optimizer": "sgd"}}),
        ("model.layers.1=16", {"model": {"layers": [8, 16]}, "training": {"epochs": 1, "optimizer": "sgd"}}),
        (
            "model.layers.0.dropout=0.5",
            {
                "model": {"layers": [{"type": "dense", "units": 8, "dropout": 0.5}, 4]},
                "training": {"epochs": 1, "optimizer": "sgd"},
            },
        ),
        ("model.layers=[]", {"model": {"layers": []}, "training": {"epochs": 1, "optimizer": "sgd"}}),
        (
            "training.optimizer.momentum=0.9",
            {"model": {"layers": [8, 4]}, "training": {"epochs": 1, "optimizer": {"type": "sgd", "momentum": 0.9}}},
        ),
        (
            "data.split.seed=2",
            {"model": {"layers": [8, 4]}, "training": {"epochs": 1, "optimizer": "sgd"}, "data": {"split": {"seed": 2}}},
        ),
        (
            'data.columns."a.b"=numeric',
            {"model": {"layers": [8, 4]}, "training": {"epochs": 1, "optimizer": "sgd"}, "data": {"columns": {"a.b": "numeric"}}},
        ),
    ],
)
def test_an_override_writes_one_value(override, expected):
    root, _ = parse("model: {layers: [8, 4]}\ntraining: {epochs: 1, optimizer: sgd}\n")
    apply(root, override)
    assert root.plain() == expected


def test_an_override_leaves_the_other_users_of_an_alias_alone():
    root, _ = parse("a: &x {k: 1}\nb: *x\n")
    apply(root, "a.k=2")
    assert root.plain() == {"a": {"k": 2}, "b": {"k": 1}}


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("training.epochs", "expected KEY=VALUE, such as training.epochs=30"),
        ("=3", "expected KEY=VALUE, such as training.epochs=30"),
        ("a..b=3", "expected KEY=VALUE, such as training.epochs=30"),
        ("training.epochs=", "expected a value after '='"),
        ("model.layers.2=3", "model.layers has the items 0 to 1, not '2'"),
        ("model.layers.first=3", "model.layers has the items 0 to 1, not 'first'"),
        ("training.epochs=[1", "the list that begins with '[' is not closed, or a ',' is missing"),
    ],
)
def test_an_override_that_cannot_be_applied_says_why(override, message):
    root, _ = parse("model: {layers: [8, 4]}\ntraining: {epochs: 1}\n")
    with pytest.raises(OverrideFault) as caught:
        apply(root, override)
    assert caught.value.message == message
