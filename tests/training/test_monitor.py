"""One monitor for a network by itself and for the members of a stack."""

import pytest

from dltrain.training.monitor import Monitor


def alone(losses: list[float | None], **options) -> Monitor:
    monitor = Monitor("validation_loss", False, **options)
    for epoch, loss in enumerate(losses, 1):
        monitor.observe(epoch, {"train_loss": 1.0, "validation_loss": loss})
    return monitor


@pytest.mark.parametrize(
    ("losses", "best", "status"),
    [
        ([3.0, 2.0, 2.5, 2.4], 2, "stopped_early"),
        ([3.0, 2.0, 2.5, 1.8], 4, "training"),
        ([None, None], 0, "stopped_early"),
        ([2.0, None, 2.0], 1, "stopped_early"),
        ([2.0, 1.95, 1.93], 3, "stopped_early"),  # better, but never by as much as asked for
        ([], 0, "training"),
    ],
)
def test_a_network_stops_after_so_many_epochs_that_are_no_better(losses, best, status):
    monitor = alone(losses, patience=2, min_delta=0.1)
    assert monitor.status == [status]
    assert monitor.stops == (status != "training")
    assert monitor.best_epoch.tolist() == [best]
    assert monitor.epochs.tolist() == [len(losses)]


def test_the_greatest_is_the_best_of_what_is_to_grow():
    monitor = Monitor("validation_accuracy", True)
    improved = [
        monitor.observe(e, {"train_loss": 0.0, "validation_accuracy": v}).tolist() for e, v in enumerate((0.5, 0.5, 0.7), 1)
    ]
    assert improved == [[0], [], [0]]
    assert not monitor.stops


@pytest.mark.parametrize(("train_loss", "is_lost"), [(float("nan"), True), (float("inf"), True), (None, False), (0.0, False)])
def test_a_loss_that_is_no_number_ends_a_network(train_loss, is_lost):
    monitor = Monitor("train_loss", False)
    monitor.observe(1, {"train_loss": train_loss})
    assert (monitor.status, monitor.stops) == ((["diverged"], True) if is_lost else (["training"], False))
    assert monitor.ended(is_whole=False) == ("diverged" if is_lost else "interrupted")


def test_the_members_of_a_stack_end_one_by_one():
    monitor = Monitor("validation_loss", False, patience=2, seeds=range(5, 8))
    first = {"seed": [5, 6, 7], "train_loss": [1.0, None, 1.0], "validation_loss": [2.0, 0.1, None]}
    assert monitor.observe(1, {"members": first}).tolist() == [0]
    assert monitor.status == ["training", "diverged", "training"]
    second = {"seed": [5, 7], "train_loss": [1.0, 1.0], "validation_loss": [3.0, None]}
    assert monitor.observe(2, {"members": second}).tolist() == []
    assert monitor.status == ["training", "diverged", "stopped_early"]
    assert monitor.ended(is_whole=False) == "interrupted"
    assert monitor.observe(3, {"members": {"seed": [5], "train_loss": [1.0], "validation_loss": [2.5]}}).tolist() == []
    assert monitor.stops
    assert monitor.ended(is_whole=False) == "stopped_early"
    assert monitor.epochs.tolist() == [3, 0, 2]
    assert monitor.best_epoch.tolist() == [1, 0, 0]
