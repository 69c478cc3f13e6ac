"""The problems, a file each: why it happens, what it looks like, the test with its thresholds and their source, the patch."""

# In the order of the table, in which causes stand before their effects.
from dltrain.diagnosis.checks import (  # isort: skip
    unscaled_inputs,
    output_mismatch,
    no_gradient,
    equal_initial_weights,
    initial_weights_too_large,
    initial_weights_too_small,
    duplicate_rows_across_splits,
    target_leak,
    identifier_column,
    class_imbalance,
    validation_too_small,
    time_order_ignored,
    batch_norm_small_batch,
    frozen_parameters,
    diverged,
    not_learned,
    mode_collapse,
)

__all__ = [
    "batch_norm_small_batch",
    "class_imbalance",
    "diverged",
    "duplicate_rows_across_splits",
    "equal_initial_weights",
    "frozen_parameters",
    "identifier_column",
    "initial_weights_too_large",
    "initial_weights_too_small",
    "mode_collapse",
    "no_gradient",
    "not_learned",
    "output_mismatch",
    "target_leak",
    "time_order_ignored",
    "unscaled_inputs",
    "validation_too_small",
]
