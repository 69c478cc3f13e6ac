"""Optimizers as in-place updates of one flat tensor of parameters.

Every update is elementwise, so the tensors may have any shape: (P,) for one model, (K, P) for a stack of K. Where PyTorch has a
fused kernel it is called directly: that is one pass over memory, and it does without the second that making a `torch.optim`
object costs. In the formulas θ are the parameters, g the gradient (with the L2 term λθ added, unless weight decay is decoupled),
η the learning rate and t the step, from 1.
"""

from dltrain.optimizers import descent, moments, scaled, signs
from dltrain.optimizers.base import OPTIMIZERS, Optimizer

__all__ = ["OPTIMIZERS", "Optimizer", "descent", "moments", "scaled", "signs"]
