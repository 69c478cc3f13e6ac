"""What Ludwig calls the keys of a spec."""

from __future__ import annotations

from dltrain.vocabulary.keys.phrases import REGULARIZER, SAVING

WORDS = {
    "input_features": "data.features",
    "inputs": "data.features",
    "output_features": "data.target",
    "combiner": "model",
    "preprocessing_defaults": "data.columns",
    "fc_layers": "model.layers",
    "fc_size": "units | model.layers",
    "num_fc_layers": "model.layers",
    "fc_activation": "model.activation",
    "fc_dropout": "model.dropout",
    "norm": "model.batch_norm",
    "split_probabilities": "data.split",
    "force_split": "data.split",
    "missing_value_strategy": "missing",
    "backend": "engine",
    "hyperopt": "sweep",
    "learning_rate_scheduler": "training.schedule",
    "learning_rate_warmup_epochs": "write schedule: {type: cosine, warmup: 5%} under 'training'",
    "steps_per_checkpoint": SAVING,
    "early_stop_rounds": "training.early_stopping.patience",
    "regularization_lambda": "training.weight_decay",
    "regularization_type": REGULARIZER,
    "weights_initializer": "initializer",
    "output_size": "units",
    "cell_type": "write rnn, lstm or gru as the layer's type",
}
