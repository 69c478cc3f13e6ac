"""What is meant by a value of another kind than its key takes: a number in the place of a mapping, another tool's name.

By key: the form of the value as it was written (a pattern, whatever its case), and what to write in its place.
"""

from __future__ import annotations

import re

_NUMBER = r"[0-9]+(\.[0-9]+)?"
_SHARE = r"0?\.[0-9]+"
_COUNT = r"[1-9][0-9]*"
_WORD = r"[^\W\d]\w*"
_YES = "true|yes|on|auto|default"
_NO = "false|no|off|none|0|never"

_FLOAT32 = ("32|float|single|full|fp32|f32|32-true", "float32")
_HALF = (r"16|bf16|fp16|f16|half|float16|mixed|(bf)?16-(mixed|true)|mixed_b?float16|bfloat", "bfloat16")

_FITTED_AT_ONCE = (  # other words for the models that no network is
    ("(linear_?regression|ols|ridge|lasso|elastic_?net)(cv)?|SGDRegressor", "linear"),
    ("logistic_?regression(cv)?|logit|softmax_regression|perceptron|SGDClassifier|ridge_?classifier", "logistic"),
    ("(decision_?trees?|extra_?tree)(_?(classifier|regressor))?|cart", "tree"),
    ("rf|(random_?forests?|extra_?trees)(_?(classifier|regressor))?", "forest"),
    (r"(linear_?)?sv[cmr]|support_vector(_machines?|s)?", "svm"),
    ("k_?nn|k?_?(nearest_?)?neighbou?rs?(_?(classifier|regressor))?", "nearest_neighbors"),
    ("(hist_?)?(gradient_?)?boost(ing|ed)?(_?(classifier|regressor|trees?))?", "boosted_trees"),
    ("(xgb(oost)?|lgbm?|light_?gbm|cat_?boost|gbm|gbdt|gbrt)(_?(classifier|regressor))?", "boosted_trees"),
    ("(mini_?batch_?)?k_?means|cluster(s|ing)?", "k_means"),
    ("gmm|(bayesian_?)?gaussian_?mixtures?", "gaussian_mixture"),
    ("principal_components?(_analysis)?|(incremental|kernel|sparse)_?pca", "pca"),
    ("truncated_?svd|lsa", "svd"),
)

CORRECTIONS: dict[str, tuple[tuple[str, str], ...]] = {
    "augment": ((_YES, "[flip]"), (r"(flip|shift|crop|rotate|erase|noise|rand_augment)", r"[\g<0>]")),
    "baselines": (
        (_YES, "[linear]"),
        (_WORD, r"[\g<0>]"),
    ),
    "batch_norm": ((rf"{_NUMBER}|{_YES}", "true"), (_NO, "false")),
    "batch_size": (("full|full_batch|-1|none", "all"),),
    "class_weights": ((_YES, "balanced"), (_NO, "none")),
    "colour": (("L|P|1|grey|gray|grayscale|greyscale|mono|no|off", "false"), ("rgba?|3|4|colou?r|yes|on", "true")),
    "shuffle": ((_YES, "rows"), ("buffer|window|shards?|block", "blocks")),
    "memory": (("ram|full|false|no|off|in_memory|eager", "resident"), ("mmap|memmap|disk|lazy|stream(?:ing)?", "mapped")),
    "data": ((r"[^{\[]+", r"{source: \g<0>}"),),
    "device": (
        ("gpu|true|gpu:0|nvidia", "cuda"),
        ("metal|apple|m[1-9]|mps:0", "mps"),
        (r"(?:gpu:?|cuda)?([0-9])|\[([0-9])\]", r"cuda:\g<1>\g<2>"),
        ("false|none|-1", "cpu"),
    ),
    "dropout": ((_YES, "0.5"), ("false|no|off|none", "0"), (r"([1-9][0-9]) ?%?", r"0.\g<1>")),
    "early_stopping": (
        (_YES, "{patience: 10}"),
        (_NO, "none"),
        (_COUNT, r"{patience: \g<0>}"),
        (r"val_(\w+)", r"{monitor: validation_\g<1>}"),
        (r"(train|validation)_\w+", r"{monitor: \g<0>}"),
    ),
    "average_weights": (
        (_YES, "ema"),
        (_NO, "none"),
        (_SHARE, r"{type: ema, decay: \g<0>}"),
        ("exponential|exponential_moving_average|moving_average", "ema"),
        ("polyak|stochastic_weight_averaging|mean|average", "swa"),
    ),
    "engine": (("torch|pytorch", "autograd"), ("np", "numpy"), ("manual|hand", "explicit")),
    "ensemble": ((_COUNT, r"{type: averaging, members: \g<0>}"), (_YES, "{type: averaging, members: 5}")),
    "fit": (("stretch|squash|resized", "resize"), ("center|centre|center_crop|cover", "crop"), ("contain|letterbox", "pad")),
    "gradient_clip": ((_YES, "1.0"), (_NO, "none")),
    "initializer": (("0|0.0", "zeros"), ("1|1.0", "ones"), (_NUMBER, r"{type: constant, value: \g<0>}"), ("true|none", "auto")),
    "mixup": ((_YES, "0.2"), (_NO, "0")),
    "cutmix": ((_YES, "1"), (_NO, "0")),
    "layers": ((f"{_NO}|0|linear", "[]"),),
    "label_smoothing": ((_YES, "0.1"), (_NO, "0")),
    "metrics": ((_YES, "[accuracy]"),),
    "missing": (("0|zeros|fill", "zero"), ("average", "mean"), ("drop|none|false|raise", "error")),
    "monitor": (("val_acc", "validation_accuracy"), (r"val_(\w+)", r"validation_\g<1>"), ("loss", "validation_loss")),
    "model": (
        (_COUNT, r"{layers: [\g<0>]}"),
        (r"\[[^\[\]{}]*\]", r"{layers: \g<0>}"),
        ("mlp|dense|nn|neural_network|sequential", "{layers: [64, 32]}"),
        *((words, f"{{type: {kind}}}") for words, kind in _FITTED_AT_ONCE),
        *((kind, f"{{type: {kind}}}") for _, kind in _FITTED_AT_ONCE),
    ),
    "output": (
        (_COUNT, r"{units: \g<0>}"),
        ("softmax|sigmoid|linear|tanh", r"{activation: \g<0>}"),
        ("true|all|full|sequences|seq", "sequence"),
        ("false|final", "last"),
    ),
    "padding": (("valid|none|false", "0"),),
    "precision": (_FLOAT32, _HALF),
    "reduce": ((_COUNT, r"{type: pca, components: \g<0>}"), ("pca|true", "{type: pca, components: 10}")),
    "save_every": ((_COUNT, r"\g<0>s"), (r"([0-9.]+) ?(s|m|h)[a-z]*", r"\g<1>\g<2>")),
    "scale": (
        ("true|zscore|z-score|z_score|standardize|standardise|standardscaler|normal|normalize|normalise|mean_std", "standard"),
        ("minmax|minmaxscaler|0-1|unit|range|min-max", "min_max"),
        ("false|no|off|raw|0|identity", "none"),
    ),
    "schedule": ((_YES, "cosine"), (_NUMBER, r"{type: exponential, factor: 0.95}")),
    "size": (
        (r"\[([1-9][0-9]*), ([1-9][0-9]*), [134]\]", r"[\g<1>, \g<2>]"),
        (r"([1-9][0-9]*) ?[x×,*] ?([1-9][0-9]*)", r"[\g<1>, \g<2>]"),
    ),
    "source": ((r"\[[^\[\]{}]*\]", "{train: train.csv, validation: validation.csv, test: test.csv}"),),
    "split": (
        (rf"({_SHARE})", r"{validation: \g<0>, test: \g<0>}"),
        (r"([0-9]{1,2}) ?%", r"{validation: 0.\g<1>, test: 0.\g<1>}"),
        (rf"\[(?:{_SHARE}), ({_SHARE})\]", r"{validation: \g<1>, test: 0}"),
        (rf"\[(?:{_SHARE}), ({_SHARE}), ({_SHARE})\]", r"{validation: \g<1>, test: \g<2>}"),
        (r"[0-9]{2}[/:-]([1-9]0)[/:-]([1-9]0)", r"{validation: 0.\g<1>, test: 0.\g<2>}"),
        (r"[0-9]{2}[/:-]([1-9]0)", r"{validation: 0.\g<1>, test: 0}"),
        (_COUNT, r"{folds: \g<0>}"),
        ("false|no|off", "none"),
        ("true|yes|random|shuffle|holdout|train_test_split|auto|default", "{validation: 0.2, test: 0.2}"),
        ("strat|stratify|stratified", "{stratify: true}"),
        ("time|order|ordered|sequential|temporal|chronological|time_series|timeseries", "{order: true}"),
        ("k?-?_?folds?|cv|cross_validation|kfold", "{folds: 5}"),
    ),
    "sweep": ((_COUNT, r"{seeds: \g<0>}"), (_YES, "{seeds: 5}")),
    "test": ((r"([1-9][0-9])(?:\.0)? ?%?", r"0.\g<1>"),),
    "threads": (("all|max|-1|0", "auto"),),
    "training": ((_COUNT, r"{epochs: \g<0>}"), (_WORD, r"{optimizer: \g<0>}")),
    "type": (
        (
            "mlp|cnn|rnn|lstm|gru|nn|ann|dnn|dense|transformer|feed_?forward|classifier|regressor|neural_network",
            "sequential",
        ),
        ("ae|auto_?encoder|vae|denoising_autoencoder", "autoencoder"),
        (r"(dc|w|ls)gan", "gan"),
        ("rl|agent|reinforcement(_learning)?|mdp", "policy"),
        ("gpt|lm|char_?rnn|char_?lm|causal_lm|text_generation|next_token", "language_model"),
        *_FITTED_AT_ONCE,
    ),
    "validation": ((r"([1-9][0-9])(?:\.0)? ?%?", r"0.\g<1>"),),
    "weight_decay": ((_YES, "1e-4"), (_NO, "0")),
    "window": (
        (_COUNT, r"{length: \g<0>, horizon: 1}"),
        (r"\[([1-9][0-9]*), ([1-9][0-9]*)\]", r"{length: \g<1>, horizon: \g<2>}"),
        (_YES, "{length: 24, horizon: 1}"),
    ),
}


def corrections(key: str, written: str) -> list[str]:
    """What to write for this key, the most probable first; not all of it may fit where the key stands."""
    matches = [(re.fullmatch(pattern, written, re.IGNORECASE), text) for pattern, text in CORRECTIONS.get(key, ())]
    return [match.expand(text) for match, text in matches if match]
