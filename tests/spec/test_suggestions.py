"""A word of another tool leads to the word here; what is offered is valid where it is offered."""

from pathlib import Path

import pytest

from dltrain.errors import InputError
from dltrain.spec.loading import load_text

SPEC = "data: {source: iris}\nmodel: {layers: [8]}\n"


def hint(key, value):
    """What is said after the semicolon of a spec with this one override."""
    with pytest.raises(InputError) as told:
        load_text(SPEC, "a.yaml", Path(), "a", [f"{key}={value}"])
    first = str(told.value).partition("\n--set ")[0]
    return first.partition("; ")[2]


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("model.activation", "silu", "did you mean 'swish'?"),
        ("model.activation", "nn.SiLU()", "did you mean 'swish'?"),
        ("model.activation", "LeakyReLU", "did you mean 'leaky_relu'?"),
        ("model.initializer", "kaiming_normal", "did you mean 'he_normal'?"),
        ("model.initializer", "glorot_uniform", "did you mean 'xavier_uniform'?"),
        ("model.layers.0", "Linear", "did you mean 'dense'?"),
        ("model.layers.0", "MaxPooling2D", "did you mean 'max_pool2d'?"),
        ("model.layers.0", "BatchNorm1d", "did you mean 'batch_norm'?"),
        ("training.loss", "{type: cross_entropy, weight: [1, 2, 3]}", "did you mean 'class_weights'? it belongs in training"),
        ("training.loss", "{type: cross_entropy, weights: [1, 2, 3]}", "did you mean 'class_weights'? it belongs in training"),
        ("training.loss", "log_loss", "write cross_entropy (binary_cross_entropy for two classes with one output)"),
        ("training.loss", "sparse_categorical_crossentropy", "write cross_entropy, which takes labels as they are"),
        ("training.loss", "MSELoss", "did you mean 'mean_squared_error'?"),
        ("training.loss", "cross-entropy", "did you mean 'cross_entropy'?"),
        ("training.optimizer", "adma", "did you mean 'adam'?"),
        ("model.layers.0", "ReLU", "write {type: activation, function: relu}, or activation: relu in the layer before it"),
        ("training.optimizer", "torch.optim.AdamW", "did you mean 'adamw'?"),
        ("training.schedule", "CosineAnnealingLR", "did you mean 'cosine'?"),
        ("training.schedule", "StepLR", "write {type: step, every: 30, factor: 0.1}"),
        ("training.schedule", "ReduceLROnPlateau", "did you mean 'reduce_on_plateau'?"),
        ("metrics.0", "acc", "did you mean 'accuracy'?"),
        ("metrics.0", "macro_f1", "write {type: f1, average: macro}"),
        ("metrics.0", "AUROC", "did you mean 'roc_auc'?"),
        ("model.type", "RandomForestClassifier", "write type: forest"),
        ("model.type", "xgboost", "write type: boosted_trees"),
        ("model.type", "LogisticRegression", "write type: logistic"),
        ("model.type", "knn", "write type: nearest_neighbors"),
        ("model.type", "KMeans", "write type: k_means"),
    ],
)
def test_a_name_of_another_tool_leads_to_the_name_here(key, value, words):
    key, value = (key.removesuffix(".0"), f"[{value}]") if key.endswith(".0") else (key, value)
    assert hint(key, value) == words


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("lr", "0.1", "did you mean 'learning_rate'? it belongs in training"),
        ("training.lr", "0.1", "did you mean 'learning_rate'?"),
        ("training.Batch-Size", "8", "did you mean 'batch_size'?"),
        ("training.optim", "adam", "did you mean 'optimizer'?"),
        ("training.patience", "5", "write early_stopping: {patience: 5}"),
        (
            "training.callbacks",
            "[EarlyStopping]",
            "there are no callbacks: write early_stopping: {patience: 10} or schedule: reduce_on_plateau under 'training'",
        ),
        ("model.hidden", "[8]", "did you mean 'layers'?"),
        ("model.hidden_layer_sizes", "8", "did you mean 'layers'?"),
        ("model.units", "8", "did you mean 'layers'?"),
        ("model.layers", "[{type: conv2d, filters: 8, kernel_size: 3}]", "did you mean 'channels'?"),
        ("model.layers", "[{type: conv2d, channels: 8, kernel: 3}]", "did you mean 'kernel_size'?"),
        ("model.layers", "[{type: dropout, p: 0.5}]", "did you mean 'rate'?"),
        (
            "training.schedule",
            "{type: cosine, gamma: 0.9}",
            "did you mean 'factor'? it is an option of step, exponential, reduce_on_plateau",
        ),
        ("training.gamma", "0.9", "write schedule: {type: exponential, factor: 0.9} under 'training'"),
        ("training.optimizer", "{type: rmsprop, alpha: 0.9}", "did you mean 'smoothing'?"),
        ("training.loss", "{type: huber, beta: 1}", "did you mean 'delta'?"),
        (
            "model.initializer",
            "{type: normal, deviation: 1}",
            "expected one of mean, std; it is an option of the noise gaussian and of the environment bandit",
        ),
        ("model.layers", "none", "write layers: []"),
        ("metrics", "acc", "write [accuracy]"),
        ("data.test_size", "0.25", "write split: {test: 0.25}"),
        ("data.test_size", "30", "did you mean 'test'? it belongs in data.split"),
        ("test_size", "0.25", "write split: {test: 0.25} under 'data'"),
        ("data.random_state", "1", "write split: {seed: 1}"),
        ("random_state", "1", "did you mean 'seed'?"),
        ("gpus", "1", "write device: cuda at the top level"),
        ("units", "8", "did you mean 'layers'? it belongs in model"),
        ("patience", "3", "write early_stopping: {patience: 3} under 'training'"),
        ("training.monitor", "val_acc", "write early_stopping: {monitor: validation_accuracy}"),
        ("data.path", "x.csv", "did you mean 'source'?"),
        ("test", "x.csv", "it belongs in data.split"),
        ("training.warmup_steps", "40", "write schedule: {type: cosine, warmup: 40} under 'training'"),
        ("training.warmup_steps", "many", "write schedule: {type: cosine, warmup: 500} under 'training'"),
        ("training.warmup_ratio", "0.25", "write schedule: {type: cosine, warmup: 25%} under 'training'"),
        ("training.warmup_ratio", "0.07", "write schedule: {type: cosine, warmup: 7%} under 'training'"),
        ("training.optimizer", "{type: adam, betas: [0.5, 0.9]}", "write beta1: 0.5, beta2: 0.9 in the optimizer"),
        ("training.optimizer", "{type: adam, betas: 0.5}", "write beta1: 0.9, beta2: 0.999 in the optimizer"),
        (
            "model.output_activation",
            "Softmax",
            "write output: {activation: softmax} under 'model'; it is inferred where it is left out",
        ),
        ("data.source", "{type: images, path: x, mode: L}", "write colour: false"),
        ("data.source", "{type: images, path: x, channels: 3}", "write colour: true"),
        ("trainer", "{max_epochs: 3}", "did you mean 'training'?"),
    ],
)
def test_a_key_of_another_tool_leads_to_the_key_here(key, value, words):
    assert hint(key, value) == words


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("training.early_stopping", "true", "write early_stopping: {patience: 10}"),
        ("training.early_stopping", "5", "write early_stopping: {patience: 5}"),
        ("training.early_stopping", "val_loss", "write early_stopping: {monitor: validation_loss}"),
        ("training.schedule", "true", "write schedule: cosine"),
        ("data.split", "0.2", "write split: {validation: 0.2, test: 0.2}"),
        ("data.split", "[0.7, 0.15, 0.15]", "write split: {validation: 0.15, test: 0.15}"),
        ("data.split", "80/10/10", "write split: {validation: 0.10, test: 0.10}"),
        ("data.split", "5", "write split: {folds: 5}"),
        ("data.window", "24", "write window: {length: 24, horizon: 1}"),
        ("model.batch_norm", "0.9", "write batch_norm: true"),
        ("model.type", "mlp", "write type: sequential"),
        ("model.dropout", "20", "write dropout: 0.20"),
        ("model", "[8]", "write model: {layers: [8]}"),
        ("sweep", "5", "write sweep: {seeds: 5}"),
        ("ensemble", "5", "write ensemble: {type: averaging, members: 5}"),
        ("precision", "16-mixed", "write precision: bfloat16"),
        ("device", "gpu:1", "write device: cuda:1"),
    ],
)
def test_a_value_in_the_place_of_a_mapping_gets_the_whole_line(key, value, words):
    assert hint(key, value) == words


def test_a_number_is_quoted_as_it_was_typed():
    assert hint("name", "1e3") == "put it in quotes: '1e3'"
    assert hint("data.target", "1.50") == "put it in quotes: '1.50'"


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("mode: L", "write colour: false"),
        ("mode: RGB", "write colour: true"),
        ("channels: 1", "write colour: false"),
        ("color_mode: grayscale", "write colour: false"),
        ("color: false", "did you mean 'colour'?"),
        ("grayscale: true", "in the source colour: false makes pictures grey, colour: true red, green and blue"),
        ("image_size: 28", "did you mean 'size'?"),
        ("target_size: [28, 28]", "did you mean 'size'?"),
        ("resize: 28", "did you mean 'size'?"),
        ("input_size: 28x28", "the shape of the inputs is inferred, leave it out"),
        ("image_size: [28, 28, 3]", "did you mean 'size'?"),
        ("resolution: 28x28", "write size: [28, 28]"),
    ],
)
def test_options_of_pictures_in_other_tools(written, words):
    assert hint("data.source", f"{{type: images, path: pets, {written}}}") == words
