"""Which experiments train together."""

import pytest

from dltrain.commands.preparing.setup import prepare
from dltrain.spec.lanes import lane_groups, own_of
from dltrain.spec.loading import load

SPEC = """
data: {source: iris}
model: {layers: [6], dropout: 0.1, initializer: he_normal}
training: {optimizer: {type: sgd, momentum: 0.5}, learning_rate: 0.1, epochs: 3}
"""


def experiments(folder, *sets):
    path = folder / "iris.yaml"
    path.write_text(SPEC, encoding="utf-8")
    return [prepare(load(path, one)).resolved.experiment for one in sets]


@pytest.mark.parametrize(
    "own",
    [
        "seed=3",
        "name=other",
        "training.learning_rate=1",
        "training.weight_decay=0.1",
        "training.l1=0.1",
        "training.optimizer={type: sgd, momentum: 0.9}",
        "model.dropout=0.5",
        "model.dropout=0",
        "model.initializer=xavier_uniform",
        "model.initializer={type: normal, std: 0.3}",
        "model.layers=[{type: dense, units: 6, dropout: 0.4}]",
    ],
)
def test_what_a_lane_may_have_of_its_own(tmp_path, own):
    assert lane_groups(experiments(tmp_path, [], [own])) == [[0, 1]]


@pytest.mark.parametrize(
    "other",
    [
        "training.optimizer=adam",
        "training.optimizer=sgd",  # which keeps no momentum
        "training.optimizer={type: sgd, momentum: 0.5, nesterov: true}",
        "training.batch_size=8",
        "training.epochs=4",
        "training.schedule=cosine",
        "training.early_stopping={patience: 2}",
        "training.gradient_clip=1",
        "training.loss=mean_squared_error",
        "model.layers=[7]",
        "model.activation=tanh",
        "data.split.seed=1",
        "metrics=[accuracy]",
    ],
)
def test_what_it_must_share(tmp_path, other):
    assert lane_groups(experiments(tmp_path, [], [other])) == [[0], [1]]


def test_what_no_stack_trains_is_alone(tmp_path):
    alone = ["engine=autograd"], ["training.schedule=reduce_on_plateau"]
    for one in alone:
        assert lane_groups(experiments(tmp_path, one, one)) == [[0], [1]]
    assert lane_groups(experiments(tmp_path, [], alone[0], ["seed=1"])) == [[0, 2], [1]]


def test_what_each_has_of_its_own_is_told_by_keys(tmp_path):
    given = experiments(tmp_path, ["seed=1"], ["training.learning_rate=0.2", "training.optimizer={type: sgd, momentum: 0.9}"])
    assert own_of(given) == [
        {"seed": 1, "training.optimizer.momentum": 0.5, "training.learning_rate": 0.1},
        {"seed": 0, "training.optimizer.momentum": 0.9, "training.learning_rate": 0.2},
    ]


def test_on_a_gpu_lanes_have_nothing_but_seeds_of_their_own(tmp_path, monkeypatch):
    """Numbers of their own are numpy's."""
    monkeypatch.setattr("dltrain.commands.preparing.gpus.count", lambda: 1)
    there = ["device=cuda", "engine=explicit"]
    lanes = experiments(tmp_path, there, [*there, "seed=3"], [*there, "training.learning_rate=1"], ["device=cuda"])
    assert lane_groups(lanes) == [[0, 1], [2], [3]]
