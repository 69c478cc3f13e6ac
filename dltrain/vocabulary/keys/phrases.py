"""What to do instead of keys that other tools have and that have no counterpart here."""

from __future__ import annotations

SHUFFLE = (
    "the training rows are drawn anew in each epoch, leave it out; for rows in the order of time write split: {order: true} "
    "under 'data'"
)
SHAPE = "the shape of the inputs is inferred, leave it out"
STEPS = "the steps are counted by themselves: epochs × rows / batch_size, leave it out"
OUTPUT = "the output layer is added from the target and the loss, leave it out"
CALLBACKS = "there are no callbacks: write early_stopping: {patience: 10} or schedule: reduce_on_plateau under 'training'"
SAVING = "checkpoints are saved by themselves, leave it out; training.save_every: 5m sets the pace"
LOGGING = "every epoch is written to metrics.jsonl and log.txt, leave it out"
WORKERS = "the data is read ahead by itself, leave it out; threads: 4 at the top level says how many cores a step uses"
REGULARIZER = "write weight_decay: 1e-4 (L2) or l1: 1e-5 under 'training'"
BIAS = "weights always have biases, leave it out"
DEVICES = "write device: cuda at the top level"
PRECISION = "write precision: bfloat16 at the top level"
PARAMETERS = "one value a key here; dltrain sweep --seeds 5 trains with several seeds"
FOLDER = "a run's folder is named on the command line: --run-dir DIR"
TRACKING = "runs are compared by dltrain compare; leave it out"
GREY = "in the source colour: false makes pictures grey, colour: true red, green and blue"
RESIZE = "write size: 64 in the source"
