"""Optimizers as in-place updates of one flat vector of parameters, for numpy arrays and torch tensors alike.

Every update is elementwise, so the arrays may have any shape: (P,) for one model, (K, P) for a stack of K. It is written once, in
the words of `dltrain.arrays`; no object of `torch.optim`, whose making costs a second, is needed. In the formulas θ are the
parameters, g the gradient (with the L2 term λθ added, unless weight decay is decoupled), η the learning rate and t the step,
from 1.
"""

from dltrain.optimizers import descent, moments, scaled, signs
from dltrain.optimizers.base import OPTIMIZERS, Optimizer

__all__ = ["OPTIMIZERS", "Optimizer", "descent", "moments", "scaled", "signs"]
