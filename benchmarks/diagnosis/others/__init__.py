"""What other tools say of the same trainings: their published rules, each a function of a course that gives its complaints."""

from collections.abc import Callable, Mapping, Sequence

from benchmarks.diagnosis.others import autotrainer, sagemaker, umlaut
from dltrain.diagnosis import Course

OTHERS: Mapping[str, Callable[[Course], Sequence[str]]] = {
    "autotrainer": autotrainer.rules,
    "umlaut": umlaut.rules,
    "sagemaker": sagemaker.rules,
}

# What each of their names says, in the names that are used here: a case counts as rightly named by any of these.
SAYS: Mapping[str, tuple[str, ...]] = {
    "dying_relu": ("dying_relu",),
    "vanishing_gradient": ("vanishing_gradient", "no_gradient", "initial_weights_too_small"),
    "exploding_gradient": ("exploding_gradient", "diverged", "initial_weights_too_large", "learning_rate_too_high"),
    "oscillating_loss": ("learning_rate_too_high", "batch_norm_small_batch"),
    "slow_convergence": ("learning_rate_too_low", "not_converged", "stopped_too_early", "over_regularized", "underfitting"),
    "input_not_normalized": ("unscaled_inputs",),
    "nan_loss": ("diverged", "exploding_gradient", "learning_rate_too_high"),
    "overfitting": ("overfitting", "no_signal"),
    "overconfident_validation": ("target_leak", "duplicate_rows_across_splits", "time_order_ignored"),
    "learning_rate_high": ("learning_rate_too_high",),
    "learning_rate_low": ("learning_rate_too_low",),
    "high_dropout": ("over_regularized",),
    "dead_relu": ("dying_relu",),
    "saturated_activation": ("saturated_activations", "initial_weights_too_large"),
    "exploding_tensor": ("exploding_gradient", "diverged", "learning_rate_too_high"),
    "poor_weight_initialization": ("initial_weights_too_large", "initial_weights_too_small", "equal_initial_weights"),
    "weight_update_ratio": ("learning_rate_too_high", "learning_rate_too_low", "frozen_parameters", "no_gradient"),
    "class_imbalance": ("class_imbalance", "one_class_collapse"),
    "loss_not_decreasing": ("not_converged", "learning_rate_too_low", "underfitting", "over_regularized", "no_gradient"),
    "overfit": ("overfitting", "no_signal"),
    "overtraining": ("overfitting", "no_signal"),
}
