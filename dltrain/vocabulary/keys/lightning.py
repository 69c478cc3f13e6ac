"""What Lightning calls the keys of a spec."""

from __future__ import annotations

from dltrain.vocabulary.keys.phrases import DEVICES, FOLDER, LOGGING, SAVING, STEPS

WORDS = {
    "trainer": "training",
    "max_epochs": "training.epochs",
    "min_epochs": "there is no least number of epochs; raise patience",
    "max_steps": STEPS,
    "max_time": "there is no limit of time: an interrupted run goes on with dltrain resume",
    "gradient_clip_val": "training.gradient_clip",
    "gradient_clip_algorithm": "it is always the length of the whole gradient, leave it out",
    "accumulate_grad_batches": "there is no accumulation: write a larger batch_size",
    "accelerator": DEVICES,
    "gpus": DEVICES,
    "gpu": DEVICES,
    "cuda": DEVICES,
    "use_gpu": DEVICES,
    "use_cuda": DEVICES,
    "no_cuda": "write device: cpu at the top level",
    "devices": "write device: cuda at the top level; one device trains a run",
    "num_gpus": "write device: cuda at the top level; one device trains a run",
    "num_nodes": "one device trains a run, leave it out",
    "strategy": "one device trains a run, leave it out",
    "deterministic": "a run is always repeated bitwise, leave it out",
    "benchmark": "that is dltrain's own business, leave it out",
    "enable_checkpointing": SAVING,
    "checkpoint_callback": SAVING,
    "enable_progress_bar": "--quiet on the command line says less, leave it out",
    "log_every_n_steps": LOGGING,
    "check_val_every_n_epoch": "the validation rows are measured after every epoch, leave it out",
    "val_check_interval": "the validation rows are measured after every epoch, leave it out",
    "limit_train_batches": "data.rows",
    "fast_dev_run": "write epochs: 1 under 'training', or type dltrain check",
    "default_root_dir": FOLDER,
    "datamodule": "data",
    "seed_everything": "seed",
}
