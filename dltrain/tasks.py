"""What is learned of rows, and what follows from it. Only here is a task asked for its name."""

from __future__ import annotations

from enum import StrEnum


class Task(StrEnum):
    """A task, and the form of a network's scores, which is a task too (see `losses.form_of`): an autoencoder's scores have the
    form of regression or of several labels."""

    BINARY = "binary"  # one of two classes
    MULTICLASS = "multiclass"  # one of several classes
    MULTILABEL = "multilabel"  # any of several labels
    REGRESSION = "regression"  # numbers
    MULTITASK = "multitask"  # targets of different kinds at once
    RECONSTRUCTION = "reconstruction"  # the inputs themselves
    GENERATION = "generation"  # more rows like these
    LANGUAGE_MODELING = "language_modeling"  # the next token of a text
    CLUSTERING = "clustering"  # which rows belong together
    CONTROL = "control"  # the action to take

    @property
    def is_binary(self) -> bool:
        """Whether it is one of two classes; as a form: one score tells their probabilities."""
        return self is Task.BINARY

    @property
    def is_multiclass(self) -> bool:
        """As a form: a score for each class, of which one holds."""
        return self is Task.MULTICLASS

    @property
    def is_multilabel(self) -> bool:
        """Whether any number of labels hold of a row."""
        return self is Task.MULTILABEL

    @property
    def is_regression(self) -> bool:
        """As a form: the scores are values."""
        return self is Task.REGRESSION

    @property
    def is_multitask(self) -> bool:
        """Whether there are targets of different kinds, each with a loss and metrics of its own."""
        return self is Task.MULTITASK

    @property
    def is_reconstruction(self) -> bool:
        """Whether the targets are the inputs."""
        return self is Task.RECONSTRUCTION

    @property
    def is_generation(self) -> bool:
        """Whether nothing is predicted of a row."""
        return self is Task.GENERATION

    @property
    def writes(self) -> bool:
        """Whether a text can be written on by what is predicted."""
        return self is Task.LANGUAGE_MODELING

    @property
    def groups(self) -> bool:
        """Whether rows are put together that are alike."""
        return self is Task.CLUSTERING

    @property
    def acts(self) -> bool:
        """Whether there are no rows: what is learned is how to act in an environment."""
        return self is Task.CONTROL

    @property
    def example(self) -> str:
        """What it is measured on, in a word."""
        return "episode" if self.acts else "row"

    @property
    def has_classes(self) -> bool:
        """Whether each row is of one class."""
        return self in CLASSES

    @property
    def has_labels(self) -> bool:
        """Whether there are probabilities of classes or labels."""
        return self in LABELLED

    @property
    def has_target(self) -> bool:
        """Whether columns of the data are the target."""
        return self in SUPERVISED or self.is_multitask

    @property
    def predicts(self) -> bool:
        """Whether something is predicted of each row."""
        return not (self.is_generation or self.acts)

    @property
    def activation(self) -> str:
        """As a form: the name of the activation that makes probabilities of scores, or leaves values as they are."""
        if self.is_multiclass:
            return "softmax"
        return "sigmoid" if self.has_labels else "linear"

    @property
    def learner(self) -> str:
        """What it is that a loss or metric is for, in words."""
        if self.writes:
            return "a language model"
        if self.acts:
            return "a policy"
        if self.groups:
            return "a clustering"
        return "a gan" if self.is_generation else f"{self} targets"


CLASSES = frozenset({Task.BINARY, Task.MULTICLASS})
LABELLED = CLASSES | {Task.MULTILABEL}
NUMBERS = frozenset({Task.REGRESSION, Task.RECONSTRUCTION})
SUPERVISED = LABELLED | {Task.REGRESSION}  # and the forms of scores
PREDICTIVE = SUPERVISED | {Task.RECONSTRUCTION}
