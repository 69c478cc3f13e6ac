"""The learning rate to write where another was too high or too low, and steps that cannot be too long."""

from __future__ import annotations

from dltrain.diagnosis.course import Course
from dltrain.diagnosis.finding import Change
from dltrain.optimizers import OPTIMIZERS
from dltrain.optimizers.base import Optimizer
from dltrain.spec.training_length import steps_of_epoch

SHORT, MIDDLING = 1000, 4000  # steps
CLIP = 1.0  # the length of a gradient that Pascanu et al. (2013) and most recipes since clip to


def steps_of(course: Course) -> int:
    """How many steps the training is to take in all."""
    training, rows = course.given.resolved.experiment.training, len(course.given.dataset.train.rows)
    return steps_of_epoch(training, rows) * int(training.epochs)


def steps_taken(course: Course) -> float:
    """How many steps of the optimizer's usual rate the training was as long as: a step of ten times the rate counts ten."""
    training, rows = course.given.resolved.experiment.training, len(course.given.dataset.train.rows)
    return steps_of_epoch(training, rows) * course.epochs * course.rate / course.usual


def fitting(usual: float, steps: int, has_momentum: bool = False) -> float:
    """The rate that fits so many steps: the usual one, or three or ten times it in a short training.

    A step of Adam moves a weight by about the rate (Kingma & Ba 2015, section 2.1), so that 500 steps at 0.001 move it by half
    at most, which is too little where weights are to become of size 1; published rates are made for tens of thousands of
    steps. Momentum makes steps longer by itself. Three and ten times: of the first half of `benchmarks/diagnosis`.
    """
    times = 1 if has_momentum or steps >= MIDDLING else 3 if steps >= SHORT else 10
    return float(f"{times * usual:.6g}")


def fitting_rate(course: Course) -> float:
    """The rate that fits the optimizer and the number of steps of a training."""
    return fitting(course.usual, steps_of(course), has_momentum(course.given.resolved.experiment.training.optimizer))


def has_momentum(optimizer: Optimizer) -> bool:
    """Whether it goes on in the direction of its last steps, by an option of that name."""
    return bool(getattr(optimizer, "momentum", 0.0))


def bounded_steps(course: Course) -> list[Change]:
    """What keeps a huge gradient from making a long step: it is clipped, and plain descent, whose steps are as long as the
    gradient, gives way to Adam, whose steps are bounded by the rate."""
    training, change = course.given.resolved.experiment.training, course.given.change
    changes = [change("training.gradient_clip", CLIP)] if training.gradient_clip == "none" else []
    if OPTIMIZERS.name_of(training.optimizer) == "sgd" and not has_momentum(training.optimizer):
        adam = OPTIMIZERS["adam"]
        rate = fitting(adam.default_learning_rate, steps_of(course))
        return [*changes, change("training.optimizer", "adam"), change("training.learning_rate", rate)]
    return changes
