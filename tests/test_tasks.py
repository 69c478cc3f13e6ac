"""The tasks: names as users read them, and what follows from each."""

import json

import pytest

from dltrain.tasks import CLASSES, LABELLED, NUMBERS, PREDICTIVE, SUPERVISED, Task


def test_a_task_is_written_by_its_name():
    assert f"{Task.BINARY} targets" == "binary targets"
    assert json.dumps({"task": Task.RECONSTRUCTION}) == '{"task": "reconstruction"}'
    assert Task("generation") is Task.GENERATION


@pytest.mark.parametrize(
    ("task", "properties"),
    [
        (Task.BINARY, {"is_binary", "has_classes", "has_labels", "has_target", "predicts"}),
        (Task.MULTICLASS, {"is_multiclass", "has_classes", "has_labels", "has_target", "predicts"}),
        (Task.MULTILABEL, {"is_multilabel", "has_labels", "has_target", "predicts"}),
        (Task.REGRESSION, {"is_regression", "has_target", "predicts"}),
        (Task.MULTITASK, {"is_multitask", "has_target", "predicts"}),
        (Task.CLUSTERING, {"groups", "predicts"}),
        (Task.RECONSTRUCTION, {"is_reconstruction", "predicts"}),
        (Task.GENERATION, {"is_generation"}),
        (Task.LANGUAGE_MODELING, {"predicts", "writes"}),
        (Task.CONTROL, {"acts"}),
    ],
)
def test_what_is_so_of_a_task(task, properties):
    words = ("activation", "learner", "example")
    asked = [name for name, value in vars(Task).items() if isinstance(value, property) and name not in words]
    assert {name for name in asked if getattr(task, name)} == properties


def test_the_sets_of_tasks_are_of_those_that_have_the_property():
    assert {task for task in Task if task.has_classes} == CLASSES
    assert {task for task in Task if task.has_labels} == LABELLED
    assert {task for task in Task if task.has_target} == SUPERVISED | {Task.MULTITASK}
    assert {task for task in Task if task.predicts} == PREDICTIVE | {Task.MULTITASK, Task.CLUSTERING, Task.LANGUAGE_MODELING}
    assert PREDICTIVE - LABELLED == NUMBERS


def test_scores_become_predictions_by_the_form():
    assert {task: task.activation for task in SUPERVISED} == {
        "binary": "sigmoid",
        "multiclass": "softmax",
        "multilabel": "sigmoid",
        "regression": "linear",
    }
