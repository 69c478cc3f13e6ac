"""The losses: what training makes small.

`z` are the network's raw scores, `p` what `output_activation` makes of them, `y` the targets. A loss works on the scores where
that is numerically better or its definition asks for it (`on_scores`), else on `p`: on numbers `p = z`, on classes `p` are the
probabilities. The last axis of every tensor is the columns (classes, labels or targets), the one before it the rows; axes in
front of these are members of a stack.

The form of an output says how to read it:

| form | outputs | targets |
|---|---|---|
| binary | (rows, 1) | float (rows, 1) of 0 and 1, or soft |
| multiclass | (rows, classes) | int64 (rows,) class index, or float (rows, classes), each row a distribution |
| multilabel | (rows, labels) | float (rows, labels) of 0 and 1, or soft |
| regression | (rows, targets) | float (rows, targets) |
| generation | (rows, 1), a discriminator's | float (rows, 1): 1 of real rows, 0 of generated ones |
"""

# In the order of the table.
from dltrain.losses import errors, likelihoods, margins, entropies, adversarial  # isort: skip
from dltrain.losses.adversarial import Wasserstein
from dltrain.losses.base import LOSSES, Loss, form_of
from dltrain.losses.defaults import default_loss
from dltrain.losses.targets import columns, smooth

__all__ = [
    "LOSSES",
    "Loss",
    "Wasserstein",
    "adversarial",
    "columns",
    "default_loss",
    "entropies",
    "errors",
    "form_of",
    "likelihoods",
    "margins",
    "smooth",
]
