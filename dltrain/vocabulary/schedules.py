"""What other tools call the schedules of the learning rate."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "cosine": "CosineDecay CosineAnnealingLR cos cosine_annealing",
    "exponential": "ExponentialDecay ExponentialLR MultiplicativeLR exp",
    "linear": "PolynomialDecay LinearLR PolynomialLR polynomial linear_decay poly",
    "reduce_on_plateau": "ReduceLROnPlateau adaptive plateau reduce_lr reduce_lr_plateau on_plateau",
    "{type: step, every: 30, factor: 0.1}": "StepLR step_decay",
    "constant": "ConstantLR fixed none flat no auto",
    "one_cycle": "CyclicLR OneCycleLR cyclic cyclical triangular 1cycle super_convergence",
    "{type: constant, warmup: 5%}": "constant_with_warmup warmup",
    "{type: cosine, warmup: 5%}": "cosine_with_warmup cosine_warmup",
    "{type: linear, warmup: 5%}": "linear_with_warmup",
    "{type: cosine_warm_restarts, cycle: 10}": (
        "CosineDecayRestarts CosineAnnealingWarmRestarts cosine_with_restarts cosine_restarts warm_restarts sgdr "
        "cosine_annealing_warm_restarts cosine_with_hard_restarts cosine_with_hard_restarts_with_warmup"
    ),
    "there is no 1/t schedule; the nearest is exponential": "InverseTimeDecay invscaling optimal",
    "there are no milestones; write {type: step, every: 30, factor: 0.1}, or cosine": (
        "PiecewiseConstantDecay MultiStepLR multistep"
    ),
    "write one by name: step, exponential, cosine, cosine_warm_restarts, linear, one_cycle, reduce_on_plateau": (
        "LearningRateScheduler LambdaLR"
    ),
    "a warm-up is an option of each: write {type: cosine, warmup: 5%}": "SequentialLR ChainedScheduler",
    "there is no 1/√t schedule; the nearest is {type: cosine, warmup: 5%}": "inverse_sqrt",
}
