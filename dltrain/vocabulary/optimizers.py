"""What other tools call the optimizers."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "nadam": "nadamax nesterov_adam",
    "adam": "SparseAdam adaptive_moment_estimation auto default",
    "sgd": "saga sag stochastic_gradient_descent mini_batch_gradient_descent minibatch_sgd mbgd vanilla backprop backpropagation",
    "adamw": "adamw_torch adamw_torch_fused adamw_hf adamw_8bit paged_adamw adamwr adam_weight_decay",
    "lion": "lion_8bit lion_32bit evolved_sign_momentum",
    "momentum": "sgd_momentum sgdm sgd_with_momentum heavy_ball polyak",
    "nesterov": "nag nesterov_momentum nesterov_accelerated_gradient sgd_nesterov",
    "rmsprop": "rms",
    "rprop": "resilient_backpropagation",
    "adagrad": "adaptive_gradient",
    "{type: adam, amsgrad: true}": "amsgrad",
    "radam": "rectified_adam",
    "there is no FTRL; the nearest is adagrad": "ftrl",
    "there is no Adafactor; the nearest is adamw": "adafactor",
    "there is no LAMB; the nearest is adamw": "lamb",
    "there is no Muon; the nearest is adamw": "muon",
    "write sgd, with average_weights: swa beside it": "ASGD",
    "there are no second-order methods; write adam": "LBFGS liblinear newton_cg",
    "write sgd, with batch_size: all beside it for plain gradient descent": "gd gradient_descent batch_gradient_descent bgd",
}
